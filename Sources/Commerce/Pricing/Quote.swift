/// What an order comes to: `total = goods − discount + fee`, plus the tax where it is not in the prices. Every figure
/// is in minor units and the lines' shares add up to the whole.
package struct Quote: Hashable, Codable, Sendable {
  package struct Line: Hashable, Codable, Sendable {
    package var discountMinor: Int64 = 0
    package var taxRate = PartsPerMillion(rawValue: 0)
    /// Half up, per line.
    package var taxMinor: Int64 = 0

    package init() {}
  }

  package struct AppliedCoupon: Hashable, Codable, Sendable {
    package var id: CouponID
    package var code: String
    package var discountMinor: Int64
  }

  package struct RefusedCoupon: Hashable, Codable, Sendable {
    package var code: String
    package var reason: CouponRefusal
  }

  package var lines: [Line]
  package var goodsMinor: Int64
  package var discountMinor: Int64
  package var feeMinor: Int64
  package var taxMinor: Int64
  package var taxIsInPrices: Bool
  package var coupons: [AppliedCoupon]
  package var refused: [RefusedCoupon]
  /// Zones are set and the address is in none of them.
  package var isOutsideZones: Bool

  package var totalMinor: Int64 { goodsMinor - discountMinor + feeMinor + (taxIsInPrices ? 0 : taxMinor) }
}

/// Goods as they are priced.
package struct QuotedGoods: Hashable, Sendable {
  package var product: ProductID
  package var categories: [String]
  package var totalMinor: Int64

  package init(product: ProductID, categories: [String], totalMinor: Int64) {
    self.product = product
    self.categories = categories
    self.totalMinor = totalMinor
  }
}

/// Works out a quote from goods, coupons and a shop's rules. Pure: the same in the chat, in the API and in the claim.
package struct Quoter: Sendable {
  package var settings: StoreSettings
  package var now: Timestamp
  /// In the order the shopper gave them.
  package var coupons: [Coupon]
  /// How often this shopper has used each.
  package var uses: [CouponID: Int]
  /// Codes asked for that no coupon has.
  package var unknownCodes: [String]

  package init(
    settings: StoreSettings, now: Timestamp, coupons: [Coupon] = [], uses: [CouponID: Int] = [:],
    unknownCodes: [String] = []
  ) {
    self.settings = settings
    self.now = now
    self.coupons = coupons
    self.uses = uses
    self.unknownCodes = unknownCodes
  }

  private var rules: SellingRules { settings.selling ?? SellingRules() }

  /// - Parameter address: nil where it is not known yet; the store's own fee then stands for the zone's.
  package func quote(_ goods: [QuotedGoods], fulfilment: Fulfilment, address: String?) -> Quote {
    var quote = Quote(
      lines: goods.map { _ in Quote.Line() }, goodsMinor: goods.reduce(0) { $0 + $1.totalMinor }, discountMinor: 0,
      feeMinor: 0, taxMinor: 0, taxIsInPrices: rules.taxIsInPrices, coupons: [],
      refused: unknownCodes.map { .init(code: $0, reason: .unknown) }, isOutsideZones: false)
    for coupon in ordered(&quote) { apply(coupon, goods, &quote) }
    quote.discountMinor = quote.lines.reduce(0) { $0 + $1.discountMinor }
    charge(fulfilment, address, &quote)
    tax(goods, &quote)
    return quote
  }

  /// The stacking rule: a coupon that does not stack stands alone, and the first one given wins; those that stack are
  /// taken together, percentages before fixed sums.
  private func ordered(_ quote: inout Quote) -> [Coupon] {
    var kept: [Coupon] = []
    for coupon in coupons where !kept.contains(where: { $0.id == coupon.id }) {
      if let reason = coupon.refusal(now: now, usesByCustomer: uses[coupon.id] ?? 0) {
        quote.refused.append(.init(code: coupon.code, reason: reason))
      } else if !kept.isEmpty, !coupon.stacks || !kept.allSatisfy(\.stacks) {
        quote.refused.append(.init(code: coupon.code, reason: .doesNotCombine))
      } else {
        kept.append(coupon)
      }
    }
    return kept.filter(\.isPercent) + kept.filter { !$0.isPercent }
  }

  private func apply(_ coupon: Coupon, _ goods: [QuotedGoods], _ quote: inout Quote) {
    let indexes = goods.indices.filter {
      coupon.appliesTo(product: goods[$0].product, categories: goods[$0].categories)
    }
    let full = indexes.reduce(Int64(0)) { $0 + goods[$1].totalMinor }
    guard full > 0 else { return quote.refused.append(.init(code: coupon.code, reason: .nothingMatches)) }
    guard full >= coupon.minimumMinor else {
      return quote.refused.append(.init(code: coupon.code, reason: .belowMinimum(minor: coupon.minimumMinor)))
    }
    let rest = indexes.map { goods[$0].totalMinor - quote.lines[$0].discountMinor }
    let sum = rest.reduce(0, +)
    let discount: Int64 =
      switch coupon.value {
      case .percent(let share): min(sum, share.share(of: sum))
      case .fixed(let minor): min(sum, max(0, minor))
      }
    for (index, part) in zip(indexes, Self.shares(of: discount, over: rest)) {
      quote.lines[index].discountMinor += part
    }
    quote.coupons.append(.init(id: coupon.id, code: coupon.code, discountMinor: discount))
  }

  /// Splits an amount in proportion to weights: each gets its whole part, the units left over go to the largest
  /// remainders, the first of equals first. The parts add up to the amount and none is over its weight.
  static func shares(of amount: Int64, over weights: [Int64]) -> [Int64] {
    let sum = weights.reduce(0, +)
    guard sum > 0 else { return weights.map { _ in 0 } }
    let divided = weights.map { sum.dividingFullWidth(amount.multipliedFullWidth(by: $0)) }
    var parts = divided.map(\.quotient)
    let left = Int(amount - parts.reduce(0, +))
    let order = weights.indices.sorted { (-divided[$0].remainder, $0) < (-divided[$1].remainder, $1) }
    for index in order.prefix(left) { parts[index] += 1 }
    return parts
  }

  private func charge(_ fulfilment: Fulfilment, _ address: String?, _ quote: inout Quote) {
    guard fulfilment == .delivery else { return }
    let net = quote.goodsMinor - quote.discountMinor
    var (fee, freeFrom) = (settings.deliveryFeeMinor, settings.freeDeliveryFromMinor)
    if let address, rules.zones?.isEmpty == false {
      guard let zone = rules.zone(of: address) else {
        quote.isOutsideZones = true
        return
      }
      (fee, freeFrom) = (zone.feeMinor, zone.freeFromMinor)
    }
    quote.feeMinor = freeFrom.map { net >= $0 } ?? false ? 0 : fee
  }

  private func tax(_ goods: [QuotedGoods], _ quote: inout Quote) {
    for index in goods.indices {
      let rate = rules.tax(of: goods[index].categories)
      let net = goods[index].totalMinor - quote.lines[index].discountMinor
      quote.lines[index].taxRate = rate
      quote.lines[index].taxMinor = rules.taxIsInPrices ? rate.included(in: net) : rate.share(of: net)
    }
    let onFee = rules.deliveryTax.map {
      rules.taxIsInPrices ? $0.included(in: quote.feeMinor) : $0.share(of: quote.feeMinor)
    }
    quote.taxMinor = quote.lines.reduce(onFee ?? 0) { $0 + $1.taxMinor }
  }
}

extension Coupon {
  fileprivate var isPercent: Bool {
    if case .percent = value { true } else { false }
  }
}
