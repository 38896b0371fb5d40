import Commerce
import Dialogue

/// Puts wishes into the cart one by one, until one needs a question.
struct CartPass {
  private(set) var context: Context
  private(set) var replies: [Reply] = []
  private var cart: Cart
  private var memory: DialogueMemory
  /// Whether the shopper said how many of what went in last.
  private var isLastCounted = true

  init(context: Context) {
    self.context = context
    cart = context.cart
    memory = context.memory
  }

  mutating func say(_ key: TextKey, _ arguments: [String: ReplyFact] = [:]) { replies.append(Reply(key, arguments)) }

  /// What could not be added is still what is talked about: "ok 99 then".
  mutating func lookAt(_ phrase: ItemPhrase) {
    switch ItemResolver(context: context).resolve(phrase) {
    case .variant(let product, let variant): memory.focus(on: product.id, variant: variant.id)
    case .option(let product, _, _): memory.focus(on: product.id)
    default: break
    }
  }

  mutating func run(_ wishes: [BuildCart.Wish]) -> Step<BuildCart.State> {
    var open: [BuildCart.Wish] = []
    var question: BuildCart.Asking?
    for wish in wishes {
      var wish = wish
      // What is clear goes in at once; the first that is not is asked about, the others after it.
      guard let asking = take(&wish) else { continue }
      open.append(wish)
      question = question ?? asking
    }
    guard let question else { return step(.finished) }
    replies += Self.question(question, context)
    if case .which(let products) = question { memory.shownProducts = products }
    return step(.waiting(BuildCart.State(wishes: open, asking: question)))
  }

  private mutating func step(_ next: Step<BuildCart.State>.Next) -> Step<BuildCart.State> {
    var effects: [Effect] = []
    if cart != context.cart {
      memory.previousCart = context.cart
      memory.justAdded = memory.focusVariant
      memory.justAddedUncounted = isLastCounted ? nil : memory.focusVariant
      effects.append(.saveCart(cart))
      memory.offer = Act(.checkout, source: .expectation)
      context.cart = cart
      replies.append(CartFooter.reply(context))
    }
    return Step(replies, effects: effects, memory: memory, next: next)
  }

  /// - Returns: what must be asked first; nil where the wish is dealt with.
  private mutating func take(_ wish: inout BuildCart.Wish) -> BuildCart.Asking? {
    // "2 chicken and 1 liver": what was named just before is what the next options are of.
    context.memory = memory
    let resolution = ItemResolver(context: context).resolve(wish.phrase)
    if let product = resolution.product, isGuess(product, wish.phrase) {
      say("cart.closest", ["wanted": .text(wish.phrase.words)])
      return .which([product.id])
    }
    switch resolution {
    case .variant(let product, let variant):
      isLastCounted = wish.phrase.quantity?.isExplicit == true || wish.quantity != 1
      let had = cart.line(variant.id)?.quantity ?? 0
      let asking = add(product, variant, wish.quantity, replacing: wish.phrase.replaces)
      if cart.line(variant.id)?.quantity ?? 0 > had { compare(wish.phrase.shownPrice, product, variant) }
      return asking
    case .option(let product, let name, let values):
      // What was said of it before holds through whatever is talked about meanwhile.
      if memory.focusProduct == product.id {
        wish.phrase.attributes += memory.focusAttributes.filter { !wish.phrase.attributes.contains($0) }
      }
      memory.focus(on: product.id)
      return .option(product.id, name: name, values: values)
    case .which(let products): return .which(products.map(\.id))
    case .noSuchOption(let product, let wanted):
      say(
        "product.no_such_option",
        ["title": .text(product.title), "wanted": .text(wanted), "options": .rows(ProductText.options(product))])
      wish.phrase.candidates = [product.id]
      wish.phrase.attributes.removeAll { filter in !OptionMatch.anyFits(product, filter) }
      wish.phrase.reference = nil
      if case .option(_, let name, let values) = ItemResolver(context: context).resolve(wish.phrase) {
        return .option(product.id, name: name, values: values)
      }
      return nil
    // "one of those", of a list.
    case .nothing(let words) where words.isEmpty && wish.phrase.reference == .focus && memory.shownProducts.count > 1:
      return .which(Array(memory.shownProducts.prefix(ItemResolver.maximumChoices)))
    case .nothing(let words):
      say(words.isEmpty ? "cart.nothing_named" : "cart.not_found", ["wanted": .text(words)])
      return nil
    }
  }

  /// A catalogue in the channel may lag behind the shop, whose price it is that counts.
  private mutating func compare(_ shown: Money?, _ product: Product, _ variant: Variant) {
    guard let shown, shown != variant.price else { return }
    say(
      "cart.repriced",
      ["name": .text(ProductText.name(product, variant)), "price": .money(variant.price), "shown": .money(shown)])
  }

  /// Found by meaning or in a description only: nothing goes into a cart on such a guess.
  private func isGuess(_ product: Product, _ phrase: ItemPhrase) -> Bool {
    guard phrase.variant == nil, phrase.reference == nil, phrase.candidates.isEmpty, phrase.category == nil else {
      return false
    }
    return !phrase.words.isEmpty && !TitleWords.shares(product, phrase.words)
  }

  private mutating func add(
    _ product: Product, _ variant: Variant, _ quantity: Int, replacing old: VariantID?
  ) -> BuildCart.Asking? {
    if let target = BundleTarget(product, variant) { return add(target, quantity) }
    let had = cart.line(variant.id)?.quantity ?? 0
    let name = ProductText.name(product, variant)
    memory.focus(on: product.id, variant: variant.id)
    // "black" … "make it navy": what was looked at before is settled.
    memory.focusAttributes = []
    if cart.line(variant.id) == nil, cart.lines.count >= Cart.maximumLines {
      say("cart.full", ["most": .count(Cart.maximumLines)])
      return nil
    }
    guard had + quantity <= Cart.maximumQuantity else {
      say("cart.too_many", ["wanted": .text("\(had + quantity)"), "most": .count(Cart.maximumQuantity)])
      return nil
    }
    if let available = variant.available, had + quantity > available {
      let left = available - had
      if available <= 0 {
        say("cart.sold_out", ["name": .text(name)])
        if let still = StillIn.reply(product, instead: variant, memory) { replies.append(still) }
        return nil
      }
      if left <= 0 { say("cart.only_left_more", ["name": .text(name), "count": .count(available)]); return nil }
      return .fewer(variant.id, left: left)
    }
    if let old, old != variant.id, cart.line(old) != nil {
      cart.replace(old, with: variant.id, of: product.id, quantity: had + quantity)
      say(
        "cart.swapped", ["name": .text(name), "quantity": .count(quantity), "total": .money(variant.price * quantity)])
      return nil
    }
    cart.set(variant.id, product: product.id, quantity: had + quantity)
    say(
      "cart.added",
      [
        "quantity": .count(quantity), "name": .text(name), "total": .money(variant.price * quantity),
        "in_cart": .count(had + quantity), "again": .flag(had > 0),
      ])
    return nil
  }

  /// A bundle goes in as it comes; a part that is sold out is said, with what could be there instead.
  private mutating func add(_ target: BundleTarget, _ quantity: Int) -> BuildCart.Asking? {
    let had = cart.line(target.variant.id)?.quantity ?? 0
    memory.focus(on: target.product.id, variant: target.variant.id)
    guard had + quantity <= Cart.maximumQuantity else {
      say("cart.too_many", ["wanted": .text("\(had + quantity)"), "most": .count(Cart.maximumQuantity)])
      return nil
    }
    var edit = BundleEdit(target, quantity: quantity, in: cart, context)
    edit.setQuantity(had + quantity)
    let end = edit.put()
    replies += edit.replies
    cart = edit.cart
    if case .fewer(let available) = end {
      if available > had { return .fewer(target.variant.id, left: available - had) }
      let name = ProductText.name(target.product, target.variant)
      say("cart.only_left_more", ["name": .text(name), "count": .count(available)])
    }
    return nil
  }

  static func question(_ asking: BuildCart.Asking, _ context: Context) -> [Reply] {
    switch asking {
    case .which(let ids) where ids.count == 1:
      guard let product = context.catalog.product(ids[0]) else { return [] }
      return [
        Reply(
          "cart.which_one", ["title": .text(product.title), "price": ProductText.price(product)],
          choices: [ReplyChoice(.act(.confirm), .text("button.yes")), ReplyChoice(.act(.deny), .text("button.no"))],
          question: "which:\(ids[0].text)")
      ]
    case .which(let ids):
      let products = ids.compactMap(context.catalog.product)
      return [
        Reply(
          "cart.which", ["rows": ProductText.rows(products)], choices: products.map(ProductText.choice),
          choicesLabel: "label.products", question: "which:\(ids.map(\.text).joined(separator: ","))",
          listsItsChoices: true)
      ]
    case .option(let id, let name, let values):
      guard let product = context.catalog.product(id) else { return [] }
      return [
        Reply(
          "cart.option",
          [
            "title": .text(product.title), "option": OptionNames.fact(name),
            "values": .text(ProductText.list(values)),
          ],
          choices: values.prefix(10).map { ReplyChoice(.option($0), .literal($0)) }, choicesLabel: "label.options",
          question: "option:\(id.text):\(name)")
      ]
    case .fewer(let id, let left):
      guard let product = context.catalog.product(ofVariant: id), let variant = product.variant(id) else { return [] }
      return [
        Reply(
          "cart.only_left", ["name": .text(ProductText.name(product, variant)), "count": .count(left)],
          choices: [ReplyChoice(.act(.confirm), .text("button.yes")), ReplyChoice(.act(.deny), .text("button.no"))],
          question: "fewer:\(id.text):\(left)")
      ]
    }
  }
}

/// The line under every change of the cart.
enum CartFooter {
  static let texts: [TextKey] = ["cart.footer", "cart.now_empty", "button.checkout", "button.view_cart"]

  static func reply(_ context: Context) -> Reply {
    guard !context.cart.isEmpty else {
      var reply = Reply("cart.now_empty")
      reply.isFooter = true
      return reply
    }
    return Reply(
      "cart.footer",
      ["count": .count(context.cart.pieceCount), "total": .money(CartTotals(context).goods)],
      choices: [
        ReplyChoice(.act(.checkout), .text("button.checkout")), ReplyChoice(.act(.viewCart), .text("button.view_cart")),
      ], isFooter: true)
  }
}

/// What a cart comes to at today's prices. Lines whose goods are gone count nothing.
struct CartTotals {
  let context: Context
  let pricing: CartPricing

  init(_ context: Context) {
    self.context = context
    pricing = CartPricing(context.cart, product: context.catalog.product(ofVariant:))
  }

  /// One for each line of the cart.
  var rows: [CartPricing.Row] { pricing.rows }

  /// What would be ordered, with bundles as their parts.
  var lines: [OrderLine] { pricing.lines }

  var hasGone: Bool { !pricing.gone.isEmpty }

  var goods: Money { lines.reduce(.zero(context.store.currency)) { $0 + $1.total } }

  /// The cart as it is listed to a shopper.
  var listed: [[String: ReplyFact]] {
    rows.map { row in
      var facts: [String: ReplyFact] = [
        "quantity": .count(row.line.quantity), "name": .text(row.name), "total": .money(row.total),
      ]
      facts.merge(BundleText.changes(row, context)) { first, _ in first }
      return facts
    }
  }

  /// What it all comes to, with the cart's coupons, taxes and the fee of where it goes.
  func quote(_ fulfilment: Fulfilment, address: String?) -> Quote {
    let known = Dictionary(context.standing.coupons.map { ($0.code, $0) }, uniquingKeysWith: { first, _ in first })
    let codes = context.cart.couponCodes
    let quoter = Quoter(
      settings: context.store.settings, now: context.now, coupons: codes.compactMap { known[$0] },
      uses: context.standing.couponUses, unknownCodes: codes.filter { known[$0] == nil })
    let goods = lines.map { line in
      QuotedGoods(
        product: line.productID, categories: context.catalog.product(line.productID)?.categoryPath ?? [],
        totalMinor: line.total.minorUnits)
    }
    return quoter.quote(goods, fulfilment: fulfilment, address: address)
  }

  func money(_ minor: Int64) -> Money { Money(minorUnits: minor, currency: context.store.currency) }
}
