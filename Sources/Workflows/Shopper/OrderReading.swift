import Commerce
import Dialogue

/// What a message orders, as the cart's workflow would take it: for measuring, without a cart.
package struct OrderReading: Sendable {
  package struct Line: Hashable, Sendable {
    package var product: ProductID
    package var quantity: Int
  }

  /// Goods that are clear, those named twice added up, in the order of their naming.
  package let lines: [Line]
  /// What the workflow would ask about or could not find.
  package let open: Int

  package init(acts: [Act], context: Context) {
    var lines: [Line] = []
    var open = 0
    let resolver = ItemResolver(context: context)
    for phrase in acts.filter({ $0.intent == .add }).flatMap(\.items).flatMap(resolver.expanded) {
      guard let product = resolver.resolve(phrase).product, let quantity = Self.count(phrase) else {
        open += 1
        continue
      }
      if let known = lines.firstIndex(where: { $0.product == product.id }) {
        lines[known].quantity += quantity
      } else {
        lines.append(Line(product: product.id, quantity: quantity))
      }
    }
    self.lines = lines
    self.open = open
  }

  private static func count(_ phrase: ItemPhrase) -> Int? {
    switch phrase.quantity?.value {
    case .count(let count): count
    case nil: 1
    case .impossible: nil
    }
  }
}
