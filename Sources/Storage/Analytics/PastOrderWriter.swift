import Commerce
import Crypto
import Foundation

/// Writes one past order with its customer and lines over what is there.
struct PastOrderWriter {
  let transaction: Transaction
  let store: StoreID

  enum Outcome { case created, updated, unchanged }

  private var connection: any Connection { transaction.connection }

  func write(_ order: PastOrder) throws -> Outcome {
    let known = try connection.first(
      "SELECT id, digest FROM history_orders WHERE store_id = $1 AND number = $2", [.id(store), .text(order.number)])
    let digest = Self.hash("\(order)")
    if let known, try known.text("digest") == digest { return .unchanged }
    let id: Int64 = try known?.int64("id") ?? transaction.ids.nextValue()
    if known != nil {
      for table in ["history_orders WHERE store_id = $1 AND id", "history_lines WHERE store_id = $1 AND order_id"] {
        try connection.execute("DELETE FROM \(table) = $2", [.id(store), .integer(id)])
      }
    }
    try insert(order, id: id, digest: digest, customer: try customer(of: order))
    try insertLines(of: order, id: id)
    return known == nil ? .created : .updated
  }

  /// The export has no time for a refund: it counts on the order's own day.
  private func insert(_ order: PastOrder, id: Int64, digest: String, customer: CustomerID?) throws {
    try connection.execute(
      """
      INSERT INTO history_orders (store_id, id, number, external_id, digest, placed_at, cancelled_at, fulfilled_at,
        is_counted, customer_id, financial_status, fulfilment_status, channel, payment, city, country, coupon, currency,
        subtotal_minor, discount_minor, shipping_minor, tax_minor, total_minor, refunded_minor, refunded_at, staff)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17, $18, $19, $20, $21, $22, $23,
        $24, $25, $26)
      """,
      [
        .id(store), .integer(id), .text(order.number), .maybe(order.externalID), .text(digest), .time(order.placedAt),
        .maybe(order.cancelledAt), .maybe(order.fulfilledAt), .integer(order.isCounted ? 1 : 0),
        .maybe(customer?.rawValue), .text(order.financialStatus), .text(order.fulfilmentStatus), .text(order.channel),
        .text(order.paymentMethod), .text(order.city), .text(order.country), .text(order.coupon),
        .text(order.total.currency.code), .integer(order.subtotal.minorUnits), .integer(order.discount.minorUnits),
        .integer(order.shipping.minorUnits), .integer(order.tax.minorUnits), .integer(order.total.minorUnits),
        .integer(order.refunded.minorUnits), order.refunded.minorUnits > 0 ? .time(order.placedAt) : .null,
        .text(order.staff),
      ])
  }

  private func insertLines(of order: PastOrder, id: Int64) throws {
    let refunds = Self.split(order.refunded.minorUnits, over: order.lines.map(\.amountMinor))
    for (position, line) in order.lines.enumerated() {
      try connection.execute(
        """
        INSERT INTO history_lines (store_id, order_id, position, placed_at, sku, name, vendor, quantity,
          unit_price_minor, discount_minor, refunded_minor, is_counted, currency)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)
        """,
        [
          .id(store), .integer(id), .int(position), .time(order.placedAt), .text(line.sku), .text(line.name),
          .text(line.vendor), .int(line.quantity), .integer(line.unitPriceMinor), .integer(line.discountMinor),
          .integer(refunds[position]), .integer(order.isCounted ? 1 : 0), .text(order.total.currency.code),
        ])
    }
  }

  /// An order's refund over its lines by their amounts; the parts add up to the whole exactly.
  static func split(_ whole: Int64, over weights: [Int64]) -> [Int64] {
    let sum = weights.reduce(0) { $0 + max(0, $1) }
    guard sum > 0 else { return weights.indices.map { $0 == 0 ? whole : 0 } }
    var (seen, given) = (Int64(0), Int64(0))
    return weights.map { weight in
      seen += max(0, weight)
      // 128 bits, since an amount times an amount may not fit into 64.
      let share = Int64(Int128(whole) * Int128(seen) / Int128(sum)) - given
      given += share
      return share
    }
  }

  // MARK: Customers

  /// Who bought: found by e-mail, else by telephone number; made where new. nil where the export names neither.
  private func customer(of order: PastOrder) throws -> CustomerID? {
    guard let key = Self.key(of: order) else { return nil }
    let hash = Self.hash(key)
    let known = try connection.first(
      "SELECT customer_id FROM customer_emails WHERE store_id = $1 AND email_hash = $2", [.id(store), .text(hash)])
    if let known { return try known.id("customer_id") }
    let id: CustomerID = transaction.ids.next()
    try connection.execute(
      "INSERT INTO customers (store_id, id, name, phone, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)",
      [.id(store), .id(id), .maybe(order.customerName), .maybe(order.phone), .time(transaction.now)])
    try connection.execute(
      "INSERT INTO customer_emails (store_id, email_hash, customer_id) VALUES ($1, $2, $3)",
      [.id(store), .text(hash), .id(id)])
    return id
  }

  private static func key(of order: PastOrder) -> String? {
    let email = (order.email ?? "").trimmingCharacters(in: .whitespaces).lowercased()
    if email.contains("@"), !isPlaceholder(email) { return email }
    let digits = (order.phone ?? "").filter(\.isNumber)
    return digits.count >= 6 ? "tel:" + digits : nil
  }

  private static func isPlaceholder(_ email: String) -> Bool {
    ["no-email@", "noemail@", "no_email@", "none@", "no-reply@", "noreply@", "unknown@", "n/a@", "na@"]
      .contains { email.hasPrefix($0) }
  }

  static func hash(_ text: String) -> String {
    SHA256.hash(data: Data(text.utf8)).map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
  }
}
