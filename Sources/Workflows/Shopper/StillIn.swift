import Commerce
import Dialogue

/// What a product can still be had in, where the form that was asked for is sold out.
///
///     shopper: do you have the shirt in blue, L?
///     souk:    Sorry, Shirt (L / Blue) is sold out at the moment.
///     souk:    What there is: S / Blue, M / Blue, L / Black.
enum StillIn {
  /// Forms named at once.
  private static let most = 8

  static func reply(_ product: Product, instead variant: Variant?, _ memory: DialogueMemory) -> Reply? {
    guard variant.map({ !$0.isInStock }) ?? !memory.focusAttributes.isEmpty else { return nil }
    let asked = variant?.options ?? memory.focusAttributes.map(\.value)
    let open = product.variants.filter(\.isInStock)
    // Those that share a colour or a size with it come first; where none does, all there are.
    let near = open.filter { !Set($0.options).isDisjoint(with: asked) }
    let forms = (near.isEmpty ? open : near).prefix(most)
    guard !forms.isEmpty else { return nil }
    return Reply("product.still_in", ["values": .text(ProductText.list(forms.map(\.optionText)))])
  }
}
