import Commerce
import Dialogue

/// An order as somebody asks for it: no price and no total, which are the shop's to say.
package struct OrderWish: Hashable, Sendable {
  package struct Item: Hashable, Sendable {
    package var variant: VariantID
    package var quantity: Int
    /// Of a bundle that is not wanted as it comes.
    package var choice: BundleChoice

    package init(variant: VariantID, quantity: Int, choice: BundleChoice = BundleChoice()) {
      self.variant = variant
      self.quantity = quantity
      self.choice = choice
    }
  }

  /// nil for whoever walks in, at the counter only.
  package var customer: CustomerID?
  package var items: [Item]
  package var couponCodes: [String]
  package var delivery: OrderDelivery
  /// Who takes online payments; nil where nobody does.
  package var provider: String?
  /// Of a sale at the counter: the place whose stock it is taken from first.
  package var place: LocationID?
  /// For goods that came back: what was true of their order is not asked again, and they are sent for nothing.
  var isExchange = false

  package init(
    customer: CustomerID?, items: [Item], couponCodes: [String], delivery: OrderDelivery, provider: String?
  ) {
    self.customer = customer
    self.items = items
    self.couponCodes = couponCodes
    self.delivery = delivery
    self.provider = provider
  }
}

/// Why an order was not made; nothing of it is there then.
package enum OrderWishRefusal: Error, Hashable, Sendable {
  case noCustomer
  case notSold([VariantID])
  /// What is left of those that were short.
  case outOfStock([VariantID: Int])
  case coupon(String, CouponRefusal?)
  case outsideZones
  case fulfilmentNotOffered
  case paymentNotOffered
  case ageNotConfirmed
  case addressRequired
  /// What is wanted of a bundle, or of goods that are none, cannot be had so.
  case badChoice(VariantID, String)
  /// Prices or the cart changed at this very moment.
  case crossed

  init(_ refusal: ClaimRefusal) {
    switch refusal {
    case .insufficientStock(let left): self = .outOfStock(left)
    case .unavailable(let variants): self = .notSold(variants)
    case .couponRefused(let code): self = .coupon(code, nil)
    case .priceChanged, .cartChanged, .orderMoved, .actionRefused: self = .crossed
    }
  }

  /// What a conversation is told of it; what no sale at the counter can meet is as good as crossed.
  var asClaim: ClaimRefusal {
    switch self {
    case .outOfStock(let left): .insufficientStock(left)
    case .notSold(let variants): .unavailable(variants)
    case .badChoice(let variant, _): .unavailable([variant])
    case .coupon(let code, _): .couponRefused(code)
    case .noCustomer, .outsideZones, .fulfilmentNotOffered, .paymentNotOffered, .ageNotConfirmed, .addressRequired,
      .crossed:
      .cartChanged
    }
  }
}

/// Makes an order outside a conversation: priced, checked and claimed as the chat's are.
struct OrderPlacing {
  let transaction: Transaction
  let store: StoreID
  let who: String

  static let channel = ChannelName(rawValue: "api")
  static let counter = ChannelName(rawValue: "counter")

  private var connection: any Connection { transaction.connection }

  struct Placed {
    var number: String
    var total: Money
    var changedProducts: Set<ProductID>
  }

  /// - Throws: ``OrderWishRefusal``, or ``RefusedClaim`` from the claim itself.
  func place(_ wish: OrderWish) throws -> OrderID {
    let id: OrderID = transaction.ids.next()
    let placed = try place(wish, as: id)
    try CatalogRows(connection: connection, store: store).note(placed.changedProducts)
    return id
  }

  /// The products whose stock changed are still to be noted.
  /// - Parameter paying: once the order is there, before it is handed over.
  func place(_ wish: OrderWish, as id: OrderID, paying: (Placed) throws -> Void = { _ in }) throws -> Placed {
    let shop = try StoreRows.store(store, connection)
    let customer = try customer(wish, shop)
    if !wish.isExchange { try check(wish, shop, customer) }
    let goods = try goods(wish.items)
    let (cart, lines) = (goods.cart, goods.pricing.lines)
    let quote = try quote(lines, goods.categories, wish, shop, customer)
    var draft = OrderDraft(
      id: id, cartID: cart.id, lines: lines, delivery: wish.delivery,
      deliveryFee: Money(minorUnits: quote.feeMinor, currency: shop.currency), quote: quote, provider: wish.provider)
    draft.bundles = goods.pricing.bundles
    draft.holdMilliseconds = (shop.settings.selling ?? SellingRules()).holdMilliseconds
    try CartRows(transaction: transaction, store: store).save(cart, of: customer.id)
    let isCounter = wish.delivery.fulfilment == .inStore
    let input = try input(shop, customer, cart, isCounter ? Self.counter : Self.channel)
    var claim = OrderClaim(transaction: transaction, input: input)
    let why = wish.isExchange ? "in exchange" : isCounter ? "sold at the counter" : "made by the API"
    (claim.who, claim.why, claim.place) = (who, why, wish.place)
    let claimed = try claim.place(draft)
    var placed = Placed(number: claimed.number, total: draft.total, changedProducts: claimed.changedProducts)
    placed.changedProducts.formUnion(try ChoiceRows(transaction: transaction, input: input).recordSale(draft))
    try paying(placed)
    if isCounter {
      placed.changedProducts.formUnion(
        try OrderActions(transaction: transaction, store: store).handOver(
          draft.id, .init(who: who, why: why, isQuiet: true)))
    }
    return placed
  }

  private func customer(_ wish: OrderWish, _ shop: Store) throws -> Customer {
    if let id = wish.customer { return try customer(id) }
    guard wish.delivery.fulfilment == .inStore else { throw OrderWishRefusal.noCustomer }
    return try CustomerFacts.customer(try WalkIn(transaction: transaction, store: store).id(), store: store, connection)
  }

  private func customer(_ id: CustomerID) throws -> Customer {
    let known = try connection.first(
      "SELECT 1 FROM customers WHERE store_id = $1 AND id = $2 AND erased_at IS NULL", [.id(store), .id(id)])
    guard known != nil else { throw OrderWishRefusal.noCustomer }
    return try CustomerFacts.customer(
      try IdentityResolution.root(id, store: store, connection), store: store, connection)
  }

  private func check(_ wish: OrderWish, _ shop: Store, _ customer: Customer) throws {
    let rules = shop.settings.selling ?? SellingRules()
    // Who stands at the counter is seen, and pays there.
    if wish.delivery.fulfilment == .inStore {
      guard wish.delivery.payment == .payInStore else { throw OrderWishRefusal.paymentNotOffered }
      return
    }
    guard shop.settings.fulfilments.contains(wish.delivery.fulfilment) else {
      throw OrderWishRefusal.fulfilmentNotOffered
    }
    if wish.delivery.fulfilment == .delivery, (wish.delivery.address ?? "").allSatisfy(\.isWhitespace) {
      throw OrderWishRefusal.addressRequired
    }
    switch wish.delivery.payment {
    case .payInStore: throw OrderWishRefusal.paymentNotOffered
    case .online: if wish.provider == nil { throw OrderWishRefusal.paymentNotOffered }
    case .cashOnDelivery, .payAtPickup:
      let fits = (wish.delivery.payment == .payAtPickup) == (wish.delivery.fulfilment == .pickup)
      if rules.isPrepaidOnly == true || !fits { throw OrderWishRefusal.paymentNotOffered }
    }
    guard rules.minimumAge != nil else { return }
    let group = try IdentityResolution.group(of: customer.id, store: store, connection)
    let standing = try StandingRows(connection: connection, store: store).standing(of: group)
    if standing.age != .confirmed { throw OrderWishRefusal.ageNotConfirmed }
  }

  private struct Goods {
    var cart: Cart
    var pricing: CartPricing
    var categories: [ProductID: [String]]
  }

  /// At today's prices; several items of one variant are one line.
  private func goods(_ items: [OrderWish.Item]) throws -> Goods {
    let products = try products(items)
    func product(_ variant: VariantID) -> Product? { products.first { $0.variant(variant) != nil } }
    var cart = Cart(id: transaction.ids.next())
    var missing: Set<VariantID> = []
    for item in items.sorted(by: { $0.variant < $1.variant }) {
      guard let found = product(item.variant) else {
        missing.insert(item.variant)
        continue
      }
      let known = cart.line(item.variant)
      if let known, (known.bundle ?? BundleChoice()) != item.choice {
        throw OrderWishRefusal.badChoice(item.variant, "an order has a bundle in one form; make two orders")
      }
      try check(item, found.bundles[item.variant])
      cart.set(item.variant, product: found.id, quantity: (known?.quantity ?? 0) + item.quantity)
      cart.choose(item.choice, for: item.variant)
    }
    let pricing = CartPricing(cart, product: product)
    missing.formUnion(pricing.gone.map(\.variantID))
    guard missing.isEmpty else { throw OrderWishRefusal.notSold(missing.sorted()) }
    return Goods(
      cart: cart, pricing: pricing,
      categories: Dictionary(products.map { ($0.id, $0.categoryPath) }, uniquingKeysWith: { first, _ in first }))
  }

  /// What is sold now of the items and of what is in their bundles.
  private func products(_ items: [OrderWish.Item]) throws -> [Product] {
    let catalog = CatalogRows(connection: connection, store: store)
    let rows = try connection.query(
      "SELECT DISTINCT product_id FROM variants WHERE store_id = $1 AND id IN ({IDS}) AND is_sold", [.id(store)],
      ids: Set(items.map(\.variant)).sorted().map(\.rawValue))
    let own = try catalog.products(Set(rows.map { try $0.id("product_id") }).sorted())
    let parts = Set(own.flatMap { $0.bundles.values.flatMap { $0.items.flatMap(\.choices).map(\.productID) } })
      .subtracting(own.map(\.id))
    return (own + (try catalog.products(parts.sorted()))).filter { $0.status == .active }
  }

  private func check(_ item: OrderWish.Item, _ bundle: Bundle?) throws {
    func refuse(_ why: String) -> OrderWishRefusal { .badChoice(item.variant, why) }
    guard let bundle else {
      if item.choice.isPlain { return }
      throw refuse("it is no bundle: nothing can be left out or swapped")
    }
    for standard in item.choice.leftOut {
      guard let part = bundle.item(standard: standard) else { throw refuse("\(standard.text) is not in it") }
      if part.isRequired { throw refuse("it is not sold without \(standard.text)") }
    }
    for (standard, other) in item.choice.swaps.sorted(by: { $0.key < $1.key }) {
      guard let part = bundle.item(standard: standard) else { throw refuse("\(standard.text) is not in it") }
      guard part.choices.contains(where: { $0.variantID == other }) else {
        throw refuse("\(other.text) is no substitute for \(standard.text)")
      }
    }
    if bundle.parts(item.choice).isEmpty { throw refuse("nothing is left in it") }
  }

  private func quote(
    _ lines: [OrderLine], _ categories: [ProductID: [String]], _ wish: OrderWish, _ shop: Store, _ customer: Customer
  ) throws -> Quote {
    let codes = wish.couponCodes.map(Coupon.normal)
    let coupons = try codes.compactMap { try CouponRows.coupon(code: $0, store: store, connection) }
    let group = try IdentityResolution.group(of: customer.id, store: store, connection)
    let quoter = Quoter(
      settings: shop.settings, now: transaction.now, coupons: coupons,
      uses: try CouponRows.uses(of: group, store: store, connection),
      unknownCodes: codes.filter { code in !coupons.contains { $0.code == code } })
    let goods = lines.map {
      QuotedGoods(
        product: $0.productID, categories: categories[$0.productID] ?? [], totalMinor: $0.total.minorUnits)
    }
    let quote = quoter.quote(
      goods, fulfilment: wish.isExchange ? .pickup : wish.delivery.fulfilment, address: wish.delivery.address)
    if let refused = quote.refused.first { throw OrderWishRefusal.coupon(refused.code, refused.reason) }
    if quote.isOutsideZones { throw OrderWishRefusal.outsideZones }
    return quote
  }

  /// The customer's newest conversation hears of the order, where they have one.
  private func input(
    _ shop: Store, _ customer: Customer, _ cart: Cart, _ channel: ChannelName
  ) throws -> TurnInput {
    let group = try IdentityResolution.group(of: customer.id, store: store, connection)
    // The plus keeps SQLite from walking all the store's conversations by time to find one customer's.
    let conversation = try connection.query(
      "SELECT id FROM conversations WHERE store_id = $1 AND customer_id IN ({IDS}) ORDER BY +updated_at DESC LIMIT 1",
      [.id(store)], ids: group.map(\.rawValue)
    ).first?.int64("id")
    return TurnInput(
      key: ConversationKey(storeID: store, conversationID: conversation ?? 0), fence: 0, store: shop,
      account: ChannelAccountKey(storeID: store, channel: channel, externalID: ""),
      chat: ChatAddress(rawValue: ""), state: ConversationState(), customer: customer, cart: cart, orders: [],
      messages: [])
  }
}
