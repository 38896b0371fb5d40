import Commerce
import Testing

/// Totals add up to the minor unit, whatever is in the cart.
@Suite struct QuoteTests {
  /// A generator that every run repeats.
  struct Dice: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
      state &+= 0x9E37_79B9_7F4A_7C15
      var value = state
      value = (value ^ (value >> 30)) &* 0xBF58_476D_1CE4_E5B9
      value = (value ^ (value >> 27)) &* 0x94D0_49BB_1331_11EB
      return value ^ (value >> 31)
    }
  }

  private static let now = Timestamp(milliseconds: 1_790_000_000_000)
  private static let categories = [["Camping", "Lights"], ["Camping"], ["Food"], []]

  private static func coupon(_ index: Int, _ dice: inout Dice) -> Coupon {
    var coupon = Coupon(
      id: CouponID(Int64(index)), code: "C\(index)",
      value: Bool.random(using: &dice)
        ? .percent(PartsPerMillion(rawValue: .random(in: 1...1_000_000, using: &dice)))
        : .fixed(.random(in: 1...50_000, using: &dice)))
    coupon.stacks = Bool.random(using: &dice)
    if Bool.random(using: &dice) { coupon.categories = ["camping"] }
    if Int.random(in: 0..<3, using: &dice) == 0 { coupon.minimumMinor = .random(in: 0...20_000, using: &dice) }
    return coupon
  }

  private static func settings(_ dice: inout Dice) -> StoreSettings {
    var rules = SellingRules()
    rules.pricesIncludeTax = Bool.random(using: &dice)
    rules.taxes = [
      TaxRate(name: "all", rate: PartsPerMillion(rawValue: .random(in: 0...300_000, using: &dice))),
      TaxRate(name: "food", rate: PartsPerMillion(rawValue: 70_000), category: "food"),
    ]
    if Bool.random(using: &dice) { rules.deliveryTax = PartsPerMillion(rawValue: 190_000) }
    var settings = StoreSettings(deliveryFeeMinor: .random(in: 0...999, using: &dice))
    if Bool.random(using: &dice) { settings.freeDeliveryFromMinor = .random(in: 0...30_000, using: &dice) }
    settings.selling = rules
    return settings
  }

  @Test func `five thousand random carts add up`() {
    var dice = Dice(state: 7)
    for _ in 0..<5_000 {
      let settings = Self.settings(&dice)
      let goods = (0..<Int.random(in: 1...6, using: &dice)).map { index in
        QuotedGoods(
          product: ProductID(Int64(index)), categories: Self.categories.randomElement(using: &dice) ?? [],
          totalMinor: .random(in: 0...20_000, using: &dice))
      }
      let coupons = (0..<Int.random(in: 0...4, using: &dice)).map { Self.coupon($0, &dice) }
      let fulfilment: Fulfilment = Bool.random(using: &dice) ? .delivery : .pickup
      let quote = Quoter(settings: settings, now: Self.now, coupons: coupons)
        .quote(goods, fulfilment: fulfilment, address: nil)
      check(quote, goods, settings, coupons)
    }
  }

  private func check(_ quote: Quote, _ goods: [QuotedGoods], _ settings: StoreSettings, _ coupons: [Coupon]) {
    #expect(quote.goodsMinor == goods.map(\.totalMinor).reduce(0, +))
    #expect(quote.discountMinor == quote.lines.map(\.discountMinor).reduce(0, +))
    #expect(quote.discountMinor == quote.coupons.map(\.discountMinor).reduce(0, +))
    #expect(quote.discountMinor <= quote.goodsMinor && quote.totalMinor >= 0)
    for (line, goods) in zip(quote.lines, goods) {
      #expect((0...goods.totalMinor).contains(line.discountMinor))
      let net = goods.totalMinor - line.discountMinor
      // Half up: twice the exact figure is at most one off twice the rounded one.
      let (numerator, divisor) =
        quote.taxIsInPrices
        ? (net * line.taxRate.rawValue, 1_000_000 + line.taxRate.rawValue) : (net * line.taxRate.rawValue, 1_000_000)
      #expect(line.taxMinor == (2 * numerator + divisor) / (2 * divisor))
    }
    let tax = quote.taxIsInPrices ? 0 : quote.taxMinor
    #expect(quote.totalMinor == quote.goodsMinor - quote.discountMinor + quote.feeMinor + tax)
    #expect(quote.coupons.count + quote.refused.count == coupons.count)
    let used = coupons.filter { coupon in quote.coupons.contains { $0.id == coupon.id } }
    #expect(used.count < 2 || used.allSatisfy(\.stacks))
  }

  @Test func `a discount is spread to the last unit`() {
    let goods = [1_000, 1_000, 1_000].enumerated().map {
      QuotedGoods(product: ProductID(Int64($0)), categories: [], totalMinor: $1)
    }
    let coupon = Coupon(id: CouponID(1), code: "ten", value: .fixed(1_000))
    let quote = Quoter(settings: StoreSettings(), now: Self.now, coupons: [coupon])
      .quote(goods, fulfilment: .pickup, address: nil)
    #expect(quote.lines.map(\.discountMinor) == [334, 333, 333])
  }

  @Test func `coupons say why they do not count`() {
    let goods = [QuotedGoods(product: ProductID(1), categories: ["Food"], totalMinor: 1_000)]
    let later = Timestamp(milliseconds: Self.now.milliseconds + 1)
    func reason(_ change: (inout Coupon) -> Void, uses: Int = 0) -> CouponRefusal? {
      var coupon = Coupon(id: CouponID(1), code: "x", value: .fixed(100))
      change(&coupon)
      return Quoter(settings: StoreSettings(), now: Self.now, coupons: [coupon], uses: [coupon.id: uses])
        .quote(goods, fulfilment: .pickup, address: nil).refused.first?.reason
    }
    #expect(reason { _ in } == nil)
    #expect(reason { $0.isActive = false } == .unknown)
    #expect(reason { $0.startsAt = later } == .notYet)
    #expect(reason { $0.endsAt = Self.now } == .ended)
    #expect(reason { $0.endsAt = later } == nil)
    #expect(reason { ($0.totalLimit, $0.used) = (3, 3) } == .usedUp)
    #expect(reason({ $0.customerLimit = 1 }, uses: 1) == .usedByCustomer)
    #expect(reason { $0.minimumMinor = 1_001 } == .belowMinimum(minor: 1_001))
    #expect(reason { $0.categories = ["Tents"] } == .nothingMatches)
    #expect(reason { $0.productIDs = [ProductID(1)] } == nil)
  }

  @Test func `zones are found by towns and postcodes, and the free limit is after the discount`() {
    var settings = StoreSettings(deliveryFeeMinor: 999)
    var rules = SellingRules()
    rules.zones = [
      DeliveryZone(name: "Town", places: ["Durango", "81301"], feeMinor: 300, freeFromMinor: 5_000),
      DeliveryZone(name: "Valley", places: ["Santa Fe"], feeMinor: 700),
    ]
    settings.selling = rules
    func quote(_ address: String?, _ total: Int64 = 1_000) -> Quote {
      Quoter(settings: settings, now: Self.now)
        .quote(
          [QuotedGoods(product: ProductID(1), categories: [], totalMinor: total)], fulfilment: .delivery,
          address: address)
    }
    #expect(quote("12 Main St, Durango, CO").feeMinor == 300)
    #expect(quote("12 Main St, CO 81301", 5_000).feeMinor == 0)
    #expect(quote("1 Plaza, santa fe").feeMinor == 700)
    #expect(quote("1 Santa Rosa Rd, Fe City").isOutsideZones)
    #expect(quote("1 Paris Road, Boston").isOutsideZones)
    #expect(quote(nil).feeMinor == 999)
  }
}
