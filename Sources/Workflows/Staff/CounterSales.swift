import Commerce
import Dialogue

/// Staff ring up what is sold at the counter: the stock leaves, the money is in, and nobody waits for a parcel.
///
///     staff: ring up 2 brass lanterns and a fire steel
///     souk:  Order 1042 is sold at the counter: 2 × Brass camp lantern, 1 × Fire steel — total $113.50.
///     staff: ring up a rain jacket for +15035550142
///     souk:  Which Rain jacket? M / Blue (JK-M-BL), L / Blue (JK-L-BL). Write it once more with the SKU.
struct CounterSales: Workflow {
  let name = "counter_sales"
  let intents: [Intent] = [.counterSale]
  let texts: [TextKey] = ["staff.sold", "staff.sale_which", "staff.sale_unknown", "staff.refused", "staff.not_staff"]

  private static let mostNamed = 10

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    guard context.standing.role.isStaff else { return Step([Reply("staff.not_staff")]) }
    if let refusal = context.refusal { return Step([refused(refusal, act, context)]) }
    let resolver = ItemResolver(context: context)
    var sale = CounterSale(
      id: context.ids.next(), items: [], couponCodes: act.facts.note.map { [$0] } ?? [], contact: act.facts.phone)
    var names: [String] = []
    for phrase in act.items {
      guard case .variant(let product, let variant) = resolver.resolve(phrase) else {
        return Step([unclear(resolver.resolve(phrase))])
      }
      guard let count = count(phrase) else {
        return Step([Self.no("\(ProductText.name(product, variant)): from 1 to \(Cart.maximumQuantity) pieces")])
      }
      sale.items.append(.init(variant: variant.id, quantity: count))
      names.append("\(count) × \(ProductText.name(product, variant))")
    }
    let reply = Reply(
      "staff.sold",
      [
        "number": .orderNumber(sale.id), "items": .text(names.joined(separator: ", ")), "total": .orderTotal(sale.id),
        "contact": .text(sale.contact ?? ""),
      ])
    return Step([reply], effects: [.counterSale(sale)])
  }

  private func count(_ phrase: ItemPhrase) -> Int? {
    guard let quantity = phrase.quantity else { return 1 }
    guard case .count(let count) = quantity.value, (1...Cart.maximumQuantity).contains(count) else { return nil }
    return count
  }

  /// Nothing is guessed at the counter: what could be meant is named with its SKU.
  private func unclear(_ resolution: ItemResolver.Resolution) -> Reply {
    let (words, variants): (String, [(Product, Variant)]) =
      switch resolution {
      case .nothing(let words): (words, [])
      case .which(let products): ("", products.flatMap { product in product.variants.map { (product, $0) } })
      case .option(let product, _, _), .noSuchOption(let product, _):
        (product.title, product.variants.map { (product, $0) })
      case .variant(let product, let variant): (product.title, [(product, variant)])
      }
    guard !variants.isEmpty else { return Reply("staff.sale_unknown", ["words": .text(words)]) }
    let names = variants.prefix(Self.mostNamed).map { "\(ProductText.name($0, $1)) (\($1.sku))" }
    return Reply("staff.sale_which", ["names": .text(names.joined(separator: "; "))])
  }

  private func refused(_ refusal: ClaimRefusal, _ act: Act, _ context: Context) -> Reply {
    func name(_ id: VariantID) -> String {
      guard let product = context.catalog.product(ofVariant: id), let variant = product.variant(id) else { return "" }
      return ProductText.name(product, variant)
    }
    switch refusal {
    case .insufficientStock(let left):
      return Self.no(
        left.sorted { $0.key < $1.key }.map { "of \(name($0.key)) only \($0.value) are left" }.joined(separator: ", "))
    case .unavailable(let variants):
      return Self.no(variants.map { "\(name($0)) is not sold any more" }.joined(separator: ", "))
    case .couponRefused(let code): return Self.no("the code \(code) does not count for this")
    case .actionRefused(let refusal): return Self.no(refusal.description)
    case .priceChanged, .cartChanged, .orderMoved: return Self.no("prices changed at this very moment; write it again")
    }
  }

  private static func no(_ reason: String) -> Reply { Reply("staff.refused", ["reason": .text(reason)]) }
}
