import Commerce
import Dialogue

/// Staff ring up what is sold at the counter: the stock leaves, the money is in, and nobody waits for a parcel.
///
///     staff: ring up 2 brass lanterns and a fire steel
///     souk:  Order 1042 is sold at the counter: 2 × Brass camp lantern, 1 × Fire steel — total $113.50.
///     staff: ring up a rain jacket for +15035550142
///     souk:  Which one? Rain jacket (M / Blue) (JK-M-BL); Rain jacket (L / Blue) (JK-L-BL). …
struct CounterSales: Workflow {
  let name = "counter_sales"
  let intents: [Intent] = [.counterSale]
  let texts: [TextKey] = ["staff.sold"] + StaffGoodsFinder.texts

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    guard context.standing.role.isStaff else { return Step([Reply("staff.not_staff")]) }
    let finder = StaffGoodsFinder(context: context)
    if let refusal = context.refusal { return Step([finder.refused(refusal)]) }
    switch finder.goods(act.items) {
    case .failure(let unclear): return Step([unclear.reply])
    case .success(let goods):
      let sale = CounterSale(
        id: context.ids.next(), items: goods.items, couponCodes: act.facts.note.map { [$0] } ?? [],
        contact: act.facts.phone)
      let reply = Reply(
        "staff.sold",
        [
          "number": .orderNumber(sale.id), "items": .text(goods.names), "total": .orderTotal(sale.id),
          "contact": .text(sale.contact ?? ""),
        ])
      return Step([reply], effects: [.counterSale(sale)])
    }
  }
}

/// Staff give other goods for those that came back.
///
///     staff: exchange 1042 1 lantern for 1 headlamp
///     souk:  Exchanged: 1 piece of order 1042 is back, and order 1043 goes out for it: 1 × Headlamp. …
struct StaffExchanges: Workflow {
  let name = "staff_exchanges"
  let intents: [Intent] = [.staffExchange]
  let texts: [TextKey] = ["staff.exchanged"] + StaffGoodsFinder.texts

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    guard context.standing.role.isStaff, let phrase = ExchangePhrase(act.text) else {
      return Step([Reply("staff.not_staff")])
    }
    let finder = StaffGoodsFinder(context: context)
    if let refusal = context.refusal { return Step([finder.refused(refusal)]) }
    switch finder.goods(act.items) {
    case .failure(let unclear): return Step([unclear.reply])
    case .success(let goods):
      let exchange = GoodsExchange(
        id: context.ids.next(), number: phrase.number, picks: phrase.picks, items: goods.items)
      let reply = Reply(
        "staff.exchanged",
        [
          "old": .text(phrase.number), "count": .actionPieces(phrase.number), "number": .orderNumber(exchange.id),
          "items": .text(goods.names), "due": .orderTotal(exchange.id), "worth": .actionWorth(phrase.number),
          "told": .actionTold(phrase.number),
        ])
      return Step([reply], effects: [.exchangeGoods(exchange)])
    }
  }
}

/// Finds the goods that staff name. Nothing is guessed at the counter: what could be meant is named with its SKU.
struct StaffGoodsFinder {
  let context: Context

  static let texts: [TextKey] = ["staff.sale_which", "staff.sale_unknown", "staff.refused", "staff.not_staff"]

  struct Goods {
    var items: [CounterSale.Item] = []
    /// `2 × Brass camp lantern, 1 × Fire steel`
    var names = ""
  }

  /// What to ask instead.
  struct Unclear: Error {
    let reply: Reply
  }

  private static let mostNamed = 10

  func goods(_ phrases: [ItemPhrase]) -> Result<Goods, Unclear> {
    let resolver = ItemResolver(context: context)
    var goods = Goods()
    var names: [String] = []
    for phrase in phrases {
      let resolution = resolver.resolve(phrase)
      guard case .variant(let product, let variant) = resolution else {
        return .failure(Unclear(reply: unclear(resolution)))
      }
      guard let count = count(phrase) else {
        let name = ProductText.name(product, variant)
        return .failure(Unclear(reply: Self.no("\(name): from 1 to \(Cart.maximumQuantity) pieces")))
      }
      goods.items.append(.init(variant: variant.id, quantity: count))
      names.append("\(count) × \(ProductText.name(product, variant))")
    }
    goods.names = names.joined(separator: ", ")
    return .success(goods)
  }

  private func count(_ phrase: ItemPhrase) -> Int? {
    guard let quantity = phrase.quantity else { return 1 }
    guard case .count(let count) = quantity.value, (1...Cart.maximumQuantity).contains(count) else { return nil }
    return count
  }

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

  func refused(_ refusal: ClaimRefusal) -> Reply {
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

  static func no(_ reason: String) -> Reply { Reply("staff.refused", ["reason": .text(reason)]) }
}
