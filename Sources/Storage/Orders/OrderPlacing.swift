import Commerce
import Dialogue

/// An order as somebody asks for it: no price and no total, which are the shop's to say.
package struct OrderWish: Hashable, Sendable {
  package struct Item: Hashable, Sendable {
    package var variant: VariantID
    package var quantity: Int

    package init(variant: VariantID, quantity: Int) {
      self.variant = variant
      self.quantity = quantity
    }
  }

  package var customer: CustomerID
  package var items: [Item]
  package var couponCodes: [String]
  package var delivery: OrderDelivery
  /// Who takes online payments; nil where nobody does.
  package var provider: String?

  package init(
    customer: CustomerID, items: [Item], couponCodes: [String], delivery: OrderDelivery, provider: String?
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
}

/// Makes an order outside a conversation: priced, checked and claimed as the chat's are.
struct OrderPlacing {
  let transaction: Transaction
  let store: StoreID
  let who: String

  static let channel = ChannelName(rawValue: "api")

  private var connection: any Connection { transaction.connection }

  /// - Throws: ``OrderWishRefusal``, or ``RefusedClaim`` from the claim itself.
  func place(_ wish: OrderWish) throws -> OrderID {
    let shop = try StoreRows.store(store, connection)
    let customer = try customer(wish.customer)
    try check(wish, shop, customer)
    let (lines, categories) = try lines(wish.items)
    let quote = try quote(lines, categories, wish, shop, customer)
    let cart = Cart(
      id: transaction.ids.next(),
      lines: lines.map {
        CartLine(productID: $0.productID, variantID: $0.variantID, quantity: $0.quantity)
      })
    var draft = OrderDraft(
      id: transaction.ids.next(), cartID: cart.id, lines: lines, delivery: wish.delivery,
      deliveryFee: Money(minorUnits: quote.feeMinor, currency: shop.currency), quote: quote, provider: wish.provider)
    draft.holdMilliseconds = (shop.settings.selling ?? SellingRules()).holdMilliseconds
    try CartRows(transaction: transaction, store: store).save(cart, of: customer.id)
    let input = try input(shop, customer, cart)
    var claim = OrderClaim(transaction: transaction, input: input)
    (claim.who, claim.why) = (who, "made by the API")
    let placed = try claim.place(draft)
    var changed = placed.changedProducts
    changed.formUnion(try ChoiceRows(transaction: transaction, input: input).recordSale(draft))
    try CatalogRows(connection: connection, store: store).note(changed)
    return draft.id
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
    guard shop.settings.fulfilments.contains(wish.delivery.fulfilment) else {
      throw OrderWishRefusal.fulfilmentNotOffered
    }
    if wish.delivery.fulfilment == .delivery, (wish.delivery.address ?? "").allSatisfy(\.isWhitespace) {
      throw OrderWishRefusal.addressRequired
    }
    switch wish.delivery.payment {
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

  /// At today's prices; several items of one variant are one line.
  private func lines(_ items: [OrderWish.Item]) throws -> (lines: [OrderLine], categories: [ProductID: [String]]) {
    var quantities: [VariantID: Int] = [:]
    for item in items { quantities[item.variant, default: 0] += item.quantity }
    let ids = quantities.keys.sorted()
    let rows = try connection.query(
      "SELECT DISTINCT product_id FROM variants WHERE store_id = $1 AND id IN ({IDS}) AND is_sold", [.id(store)],
      ids: ids.map(\.rawValue))
    // A bundle's stock is its parts': it is put together, and taken apart, in the chat only.
    let bundled = try BundleRows(connection: connection, store: store).products()
    let products = try CatalogRows(connection: connection, store: store)
      .products(Set(rows.map { try $0.id("product_id") }).sorted())
      .filter { $0.status == .active && !bundled.contains($0.id) }
    var lines: [OrderLine] = []
    var missing: [VariantID] = []
    for (id, quantity) in quantities.sorted(by: { $0.key < $1.key }) {
      let found = products.lazy.compactMap { product in product.variant(id).map { (product, $0) } }.first
      guard let (product, variant) = found else {
        missing.append(id)
        continue
      }
      lines.append(
        OrderLine(
          productID: product.id, variantID: id, sku: variant.sku, title: product.title,
          optionText: variant.optionText, quantity: quantity, unitPrice: variant.price))
    }
    guard missing.isEmpty else { throw OrderWishRefusal.notSold(missing) }
    return (lines, Dictionary(products.map { ($0.id, $0.categoryPath) }, uniquingKeysWith: { first, _ in first }))
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
    let quote = quoter.quote(goods, fulfilment: wish.delivery.fulfilment, address: wish.delivery.address)
    if let refused = quote.refused.first { throw OrderWishRefusal.coupon(refused.code, refused.reason) }
    if quote.isOutsideZones { throw OrderWishRefusal.outsideZones }
    return quote
  }

  /// The customer's newest conversation hears of the order, where they have one.
  private func input(_ shop: Store, _ customer: Customer, _ cart: Cart) throws -> TurnInput {
    let group = try IdentityResolution.group(of: customer.id, store: store, connection)
    let conversation = try connection.query(
      "SELECT id FROM conversations WHERE store_id = $1 AND customer_id IN ({IDS}) ORDER BY updated_at DESC LIMIT 1",
      [.id(store)], ids: group.map(\.rawValue)
    ).first?.int64("id")
    return TurnInput(
      key: ConversationKey(storeID: store, conversationID: conversation ?? 0), fence: 0, store: shop,
      account: ChannelAccountKey(storeID: store, channel: Self.channel, externalID: ""),
      chat: ChatAddress(rawValue: ""), state: ConversationState(), customer: customer, cart: cart, orders: [],
      messages: [])
  }
}
