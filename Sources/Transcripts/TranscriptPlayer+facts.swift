import Commerce
import Dialogue
import Storage

/// No invented facts: every figure of every reply was in the database, on the clock or said by the shopper.
extension TranscriptPlayer {
  private static let ordersRead = 64

  /// What the shop says now; what it said before stays known, for a reply may speak of both.
  mutating func readFacts() async throws {
    let products = try await world.scope.catalog.all()
    let byID = Dictionary(products.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    products.forEach { ledger.learn($0) }
    ledger.learn(products.count)
    ledger.learn(try await world.storage.stores.store(world.store.id))
    ledger.learn(world.clock.now)
    for customer in try await world.scope.customers.list(limit: Self.ordersRead) {
      let cart = try await world.scope.customers.cart(of: customer.id)
      ledger.learn(cart, byID, world.store)
      try await learnQuotes(of: cart, byID)
      customer.identities.forEach { ledger.learn(said: $0) }
      ledger.learn(said: [customer.name, customer.phone, customer.address].compactMap { $0 }.joined(separator: " "))
    }
    for listing in try await world.scope.orders.list(limit: Self.ordersRead) {
      if let order = try await world.scope.orders.order(number: listing.number) { ledger.learn(order) }
    }
    for count in try await world.scope.searches.resultCounts(limit: Self.ordersRead) { ledger.learn(count) }
  }

  /// From where a shopper is to the shop's places, in whole kilometers and in tenths.
  mutating func learnDistances(_ latitude: Double, _ longitude: Double) {
    guard let here = GeoPoint(latitude: latitude, longitude: longitude) else { return }
    for place in world.store.settings.places ?? [] {
      guard let there = GeoPoint(latitude: place.latitude, longitude: place.longitude) else { continue }
      let kilometers = here.meters(to: there) / 1_000
      ledger.learn(Int(kilometers.rounded()))
      ledger.learn(text: "\(Double((kilometers * 10).rounded()) / 10)")
    }
  }

  /// What the cart comes to by the shop's own rules, wherever it may go.
  private mutating func learnQuotes(of cart: Cart, _ products: [ProductID: Product]) async throws {
    let coupons = try await world.scope.coupons.list(limit: Self.ordersRead)
    let pricing = CartPricing(cart) { variant in products.values.first { $0.variant(variant) != nil } }
    for row in pricing.rows {
      ledger.learn(row.total)
      for line in row.lines { ledger.learn(line.quantity) }
    }
    let goods = pricing.lines.map { line in
      QuotedGoods(
        product: line.productID, categories: products[line.productID]?.categoryPath ?? [],
        totalMinor: line.total.minorUnits)
    }
    let settings = world.store.settings
    for coupon in coupons { ledger.learn(Money(minorUnits: coupon.minimumMinor, currency: world.store.currency)) }
    ledger.learn(settings.selling?.returnDays ?? 0)
    ledger.learn(settings.selling?.minimumAge ?? 0)
    let quoter = Quoter(
      settings: settings, now: world.clock.now,
      coupons: cart.couponCodes.compactMap { code in coupons.first { $0.code == code } })
    let places = (settings.selling?.zones ?? []).flatMap(\.places)
    for address in [nil] + places.map(Optional.some) {
      for fulfilment in [Fulfilment.pickup, .delivery] {
        let quote = quoter.quote(goods, fulfilment: fulfilment, address: address)
        let sums =
          [
            quote.goodsMinor, quote.discountMinor, quote.goodsMinor - quote.discountMinor, quote.feeMinor,
            quote.taxMinor, quote.totalMinor,
          ] + quote.coupons.map(\.discountMinor)
        for sum in sums { ledger.learn(Money(minorUnits: sum, currency: world.store.currency)) }
      }
    }
  }

  /// Figures that are added up of past orders are in no row: what an owner is told is checked by what the transcript
  /// expects, and by the recount of generated histories.
  func invented(in message: ShownMessage) -> [String] {
    guard transcript.money.history == nil else { return [] }
    let seen = [message.text] + message.choices.flatMap { [$0.title, $0.detail] }
    let strangers = Set(seen.flatMap { ledger.strangers(in: $0) })
    return strangers.sorted().map { "the figure \($0) is in no row and nobody said it" }
  }
}
