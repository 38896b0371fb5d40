import Commerce
import Foundation

@testable import Analytics

/// Counts a ``ShopWorld`` thing by thing: what a figure of one group is, written apart from the layer.
struct WorldRecount {
  /// Something that happened, with what it may be split by.
  struct Thing {
    var at: Int64
    /// By dimension; what is missing is no row of an answer by it.
    var keys: [String: String]
    var id = ""
    var customer: String?
    var values: [String: Int64] = [:]
  }

  let world: ShopWorld
  let period: AnalyticsPeriod
  let clock: CivilClock
  /// Each piece of time with when it begins, by dimension.
  private(set) var starts: [String: [String: Timestamp]] = [:]
  /// Counted orders and all of them, lines, refunds as whole and by line, and the rest; all of the period.
  private(set) var sales: [Thing] = []
  private var all: [Thing] = []
  private var lines: [Thing] = []
  private var refunds: [Thing] = []
  private var refundLines: [Thing] = []
  private var searches: [Thing] = []
  private var talks: [Thing] = []
  private var carts: [Thing] = []
  private var sendings: [Thing] = []
  private var stock: [Thing] = []
  /// Of everything up to the period's end.
  private var firsts: [String: Int64] = [:]
  private var ever: [Thing] = []

  init(world: ShopWorld, period: AnalyticsPeriod, zone: String) {
    (self.world, self.period, clock) = (world, period, CivilClock(zone: zone))
    for order in world.past { add(order) }
    for order in world.orders { add(order) }
    ever = sales.filter { $0.at < period.to.milliseconds }
    for sale in ever {
      if let who = sale.customer { firsts[who] = min(sale.at, firsts[who] ?? .max) }
    }
    for search in world.searches {
      let isOrdered =
        search.pick.map { pick in world.orders.contains { $0.lines.contains { $0.pick == pick } } } ?? false
      searches.append(
        Thing(
          at: search.at, keys: ["query": search.query],
          values: ["zero": search.results == 0 ? 1 : 0, "ordered": isOrdered ? 1 : 0]))
    }
    for talk in world.talks {
      var keys = ["channel": talk.channel]
      if let staff = talk.closedBy.max() { keys["staff"] = staff }
      talks.append(
        Thing(
          at: talk.at, keys: keys, values: ["handed": talk.handedOver != nil || !talk.closedBy.isEmpty ? 1 : 0]))
    }
    for cart in world.carts where !cart.isEmpty {
      carts.append(Thing(at: cart.at, keys: [:], values: ["open": cart.isOpen ? 1 : 0]))
    }
    addStock()
    let isIn = { (thing: Thing) in thing.at >= period.from.milliseconds && thing.at < period.to.milliseconds }
    for path in [\Self.sales, \.all, \.lines, \.refunds, \.refundLines, \.searches, \.talks, \.carts, \.sendings] {
      self[keyPath: path].removeAll { !isIn($0) }
    }
    for dimension in CivilClock.dimensions {
      starts[dimension] = clock.starts(of: dimension, in: period)
      for path in [\Self.sales, \.all, \.lines, \.refunds, \.refundLines, \.searches, \.talks, \.carts, \.sendings] {
        for index in self[keyPath: path].indices {
          let at = Timestamp(milliseconds: self[keyPath: path][index].at)
          self[keyPath: path][index].keys[dimension] = clock.label(dimension, at)
        }
      }
    }
  }

  private static let twoDays: Int64 = 172_800_000

  private func shown(_ text: String) -> String { text.isEmpty ? "unknown" : text }

  /// The person whom all who were merged into one are.
  private func person(_ id: Int64) -> ShopWorld.Person? {
    let own = world.people.first { $0.id == id }
    return own?.into.flatMap { into in world.people.first { $0.id == into } } ?? own
  }

  private static func tier(_ points: Int64) -> String {
    points >= 10_000 ? "platinum" : points >= 2_000 ? "gold" : points >= 500 ? "silver" : "bronze"
  }

  // MARK: Orders

  private mutating func add(_ order: PastOrder) {
    let at = order.placedAt.milliseconds
    var keys = [
      "channel": shown(order.channel), "payment_method": shown(order.paymentMethod), "city": shown(order.city),
      "country": shown(order.country), "payment_status": shown(order.financialStatus), "order_number": order.number,
      "status": order.isCounted ? shown(order.fulfilmentStatus) : "cancelled",
    ]
    if !order.coupon.isEmpty { keys["coupon"] = order.coupon }
    if !order.staff.isEmpty { keys["staff"] = order.staff }
    keys["price_kind"] = order.discount.minorUnits > 0 || !order.coupon.isEmpty ? "discounted" : "full price"
    keys["shipping_kind"] = order.shipping.minorUnits > 0 ? "paid shipping" : "free shipping"
    if let email = order.email {
      keys["customer"] = order.customerName ?? email
      keys["loyalty_tier"] = "bronze"
    }
    var thing = Thing(at: at, keys: keys, id: "p" + order.number, customer: order.email)
    thing.values = [
      "total": order.total.minorUnits, "subtotal": order.subtotal.minorUnits, "discount": order.discount.minorUnits,
      "shipping": order.shipping.minorUnits, "tax": order.tax.minorUnits, "refunded": order.refunded.minorUnits,
      "counted": order.isCounted ? 1 : 0, "coupon": order.coupon.isEmpty ? 0 : 1,
    ]
    all.append(thing)
    guard order.isCounted else { return }
    sales.append(thing)
    let parts = PastOrderSplit.split(order.refunded.minorUnits, order.lines.map(\.amountMinor))
    for (line, part) in zip(order.lines, parts) {
      var own = keys
      own["product"] = line.name
      own["variant"] = line.name
      own["sku"] = shown(line.sku)
      own["brand"] = shown(line.vendor)
      own["category"] = "unknown"
      own["substituted"] = "as ordered"
      lines.append(
        Thing(
          at: at, keys: own, id: thing.id, customer: order.email,
          values: ["units": Int64(line.quantity), "amount": line.amountMinor, "refunded": part, "uncosted": 1]))
      if part != 0 { refundLines.append(Thing(at: at, keys: own, id: thing.id, values: ["amount": part])) }
    }
    if order.refunded.minorUnits > 0 {
      refunds.append(Thing(at: at, keys: keys, id: thing.id, values: ["amount": order.refunded.minorUnits]))
    }
    let left = order.fulfilledAt?.milliseconds
    let isLate =
      left.map { $0 > at + Self.twoDays }
      ?? (order.fulfilmentStatus != "fulfilled" && at + Self.twoDays < period.to.milliseconds)
    sendings.append(Thing(at: at, keys: keys, values: ["late": isLate ? 1 : 0]))
  }

  private mutating func add(_ order: ShopWorld.Order) {
    let person = person(order.customer)
    let coupon = order.coupons.filter { !$0.isReleased }.map(\.code).min()
    var keys = [
      "channel": order.channel, "payment_method": order.payment, "city": "unknown", "country": "unknown",
      "payment_status": order.isPaid ? "paid" : "pending", "order_number": order.number, "status": order.state,
      "customer": person?.name ?? "", "loyalty_tier": Self.tier(person?.points ?? 0),
    ]
    keys["coupon"] = coupon
    keys["price_kind"] = order.discount > 0 || coupon != nil ? "discounted" : "full price"
    keys["shipping_kind"] = order.shipping > 0 ? "paid shipping" : "free shipping"
    var thing = Thing(at: order.at, keys: keys, id: "w" + order.number, customer: person?.name)
    thing.values = [
      "total": order.total, "subtotal": order.goods - order.discount, "discount": order.discount,
      "shipping": order.shipping, "tax": order.tax, "refunded": order.refunded, "counted": order.isCounted ? 1 : 0,
      "coupon": coupon == nil ? 0 : 1,
    ]
    all.append(thing)
    guard order.isCounted else { return }
    sales.append(thing)
    let cameBack = order.lines.contains { $0.returned > 0 }
    let weights = order.lines.map { cameBack ? $0.returned * $0.piece.price : $0.amount }
    for (line, weight) in zip(order.lines, weights) {
      var values = ["units": line.quantity, "amount": line.amount, "refunded": order.refunded > 0 ? weight : 0]
      values["cost"] = line.cost.map { $0 * line.quantity }
      if line.cost == nil { values["uncosted"] = 1 }
      lines.append(
        Thing(at: order.at, keys: of(line, keys), id: thing.id, customer: person?.name, values: values))
    }
    for refund in order.refunds where refund.isDone {
      refunds.append(Thing(at: refund.at, keys: keys, id: thing.id, values: ["amount": refund.amount]))
      for (line, part) in zip(order.lines, PastOrderSplit.split(refund.amount, weights)) {
        refundLines.append(Thing(at: refund.at, keys: of(line, keys), id: thing.id, values: ["amount": part]))
      }
    }
    guard order.isDelivered else { return }
    let left = order.shipments.min() ?? period.to.milliseconds
    sendings.append(Thing(at: order.at, keys: keys, values: ["late": left > order.at + Self.twoDays ? 1 : 0]))
  }

  private func of(_ line: ShopWorld.Line, _ keys: [String: String]) -> [String: String] {
    var own = keys.merging(of(line.piece)) { _, new in new }
    if let bundle = line.bundle { own["bundle"] = bundle.title }
    own["substituted"] = line.isSubstitute ? "substituted" : "as ordered"
    return own
  }

  private func of(_ piece: ShopWorld.Piece) -> [String: String] {
    let category = ["[\"Home\"]": "Home", "[\"Home\",\"Light\"]": "Light"][piece.category] ?? "unknown"
    return [
      "product": piece.title, "sku": piece.sku, "brand": shown(piece.brand ?? ""), "category": category,
      "variant": piece.option.isEmpty ? piece.title : "\(piece.title) - \(piece.option)",
    ]
  }

  private mutating func addStock() {
    let end = period.to.milliseconds
    for piece in world.pieces {
      guard piece.isOnSale, let pieces = piece.stock else { continue }
      let sold = world.orders.filter { $0.isCounted && $0.at >= end - 30 * 86_400_000 && $0.at < end }.flatMap(\.lines)
        .filter { $0.piece.variant == piece.variant }.reduce(Int64(0)) { $0 + $1.quantity }
      stock.append(
        Thing(
          at: end, keys: of(piece),
          values: ["pieces": pieces, "worth": pieces * (piece.cost ?? piece.price), "sold": sold]))
    }
  }
}

extension WorldRecount {
  /// When somebody first bought.
  func since(_ customer: String) -> Int64 { firsts[customer] ?? .max }

  /// The things a figure is told of, by a dimension; nil where this recount knows none.
  func rows(_ metric: String, by dimension: String?) -> [Thing]? {
    let isOfLines = Self.ofLines.contains(dimension ?? "")
    switch metric {
    case "last_order", "first_order": return isOfLines ? lines : sales
    case "revenue", "orders", "customers":
      if dimension == "segment" { return segments() }
      if dimension == "loyalty_tier" { return sales.filter { $0.customer != nil } }
      return isOfLines ? lines : dimension == "customer_type" ? known(sales) : sales
    case "units" where dimension == "customer_type": return known(lines)
    case "units", "line_revenue", "costed_revenue", "margin", "brands", "variants", "skus", "distinct_products",
      "categories":
      return lines
    case "refunded_orders" where dimension == "customer_type": return known(sales)
    case "refunded_orders", "cities", "countries", "coupons", "channels", "payment_methods":
      return isOfLines ? lines : sales
    case "refunds": return isOfLines ? refundLines : refunds
    case "cancelled_orders", "orders_with_cancelled", "cancelled_value": return all
    case "new_customers": return known(sales).filter { $0.at == firsts[$0.customer ?? ""] }
    case "returning_customers": return known(sales)
    case "repeat_customers": return buyers(by: dimension)
    case "searches", "zero_result_searches", "ordering_searches": return searches
    case "conversations", "hand_offs", "bot_resolved": return talks
    case "carts", "abandoned_carts": return carts
    case "late_shipments", "shipped_orders": return sendings
    case "stock_units", "stock_value", "recent_units", "stock_days": return stock
    case let name where dimension == "customer_type" && name.contains("discount"): return known(sales)
    case "discounts", "discounted_orders", "undiscounted_orders", "shipping", "tax", "subtotal", "revenue_without_tax",
      "free_shipping_orders", "paid_shipping_orders", "revenue_without_shipping", "revenue_without_both",
      "largest_order", "smallest_order", "median_order_value":
      return sales
    default: return nil
    }
  }

  static let ofLines: Set<String> = ["product", "variant", "sku", "brand", "category", "bundle", "substituted"]

  /// Counted orders of somebody with how often they bought in the period; a piece of time has its own count.
  private func buyers(by dimension: String?) -> [Thing] {
    let known = sales.filter { $0.customer != nil }
    guard let dimension, starts[dimension] == nil else { return known }
    let times = known.reduce(into: [String: Int64]()) { $0[$1.customer ?? "", default: 0] += 1 }
    return known.map { sale in
      var thing = sale
      thing.values["times"] = times[sale.customer ?? ""]
      return thing
    }
  }

  /// What somebody bought, told apart by whether they had bought before the period.
  private func known(_ things: [Thing]) -> [Thing] {
    things.compactMap { sale in
      guard let who = sale.customer else { return nil }
      var thing = sale
      thing.keys["customer_type"] = (firsts[who] ?? 0) < period.from.milliseconds ? "returning" : "new"
      return thing
    }
  }

  /// The period's orders, by what their customers are at its end.
  private func segments() -> [Thing] {
    let day: Int64 = 86_400_000
    let end = period.to.milliseconds
    var out: [Thing] = []
    for (who, orders) in Dictionary(grouping: ever.filter { $0.customer != nil }, by: { $0.customer ?? "" }) {
      let spent = orders.reduce(Int64(0)) {
        $0 + max(0, ($1.values["total"] ?? 0) - ($1.values["refunded"] ?? 0))
      }
      let days = Double(end - (orders.map(\.at).max() ?? 0)) / Double(day)
      let segment =
        spent >= 100_000 && orders.count >= 10
        ? "vip"
        : orders.count >= 5 && days < 60
          ? "loyal" : days > 90 ? "churned" : days > 45 ? "at_risk" : orders.count >= 2 ? "returning" : "new"
      out += orders.filter { $0.at >= period.from.milliseconds && $0.at < end }.map { order in
        var thing = order
        thing.keys["segment"] = segment
        thing.customer = who
        return thing
      }
    }
    return out
  }
}
