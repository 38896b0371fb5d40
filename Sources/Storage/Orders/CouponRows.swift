import Commerce
import Dialogue

/// A store's coupons and who has used them.
struct CouponRows {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }

  /// More active coupons than this a shop hardly has; those made last are then known in the chat.
  static let maximumActive = 200

  static func active(_ connection: any Connection, store: StoreID) throws -> [Coupon] {
    try connection.query(
      """
      SELECT id, code, kind, value, minimum_minor, starts_at, ends_at, total_limit, customer_limit, used, stacks,
        product_ids, categories, is_active FROM coupons
      WHERE store_id = $1 AND is_active ORDER BY id DESC LIMIT $2
      """, [.id(store), .int(maximumActive)]
    ).map(coupon)
  }

  static func all(_ connection: any Connection, store: StoreID, limit: Int) throws -> [Coupon] {
    try connection.query(
      """
      SELECT id, code, kind, value, minimum_minor, starts_at, ends_at, total_limit, customer_limit, used, stacks,
        product_ids, categories, is_active FROM coupons WHERE store_id = $1 ORDER BY id DESC LIMIT $2
      """, [.id(store), .int(limit)]
    ).map(coupon)
  }

  static func coupon(code: String, store: StoreID, _ connection: any Connection) throws -> Coupon? {
    try connection.first(columns + " WHERE store_id = $1 AND code = $2", [.id(store), .text(code)]).map(coupon)
  }

  static let columns = """
    SELECT id, code, kind, value, minimum_minor, starts_at, ends_at, total_limit, customer_limit, used, stacks,
      product_ids, categories, is_active FROM coupons
    """

  /// How often a customer and those linked to them have used each coupon.
  static func uses(of group: [CustomerID], store: StoreID, _ connection: any Connection) throws -> [CouponID: Int] {
    let rows = try connection.query(
      """
      SELECT coupon_id FROM coupon_uses
      WHERE store_id = $1 AND released_at IS NULL AND customer_id IN ({IDS})
      """, [.id(store)], ids: group.map(\.rawValue))
    return Dictionary(try rows.map { (try $0.id("coupon_id"), 1) }, uniquingKeysWith: +)
  }

  static func coupon(_ row: Row) throws -> Coupon {
    let value = try row.int64("value")
    return Coupon(
      id: try row.id("id"), code: try row.text("code"),
      value: try row.text("kind") == "percent" ? .percent(PartsPerMillion(rawValue: value)) : .fixed(value),
      minimumMinor: try row.int64("minimum_minor"), startsAt: try row.optionalTime("starts_at"),
      endsAt: try row.optionalTime("ends_at"), totalLimit: try row.optionalInt("total_limit"),
      customerLimit: try row.optionalInt("customer_limit"), used: try row.int("used"), stacks: try row.bool("stacks"),
      productIDs: try row.json("product_ids"), categories: try row.json("categories"),
      isActive: try row.bool("is_active"))
  }

  /// Takes one use of each coupon for an order. The coupon's row is locked by it, so that limits hold under races.
  /// - Throws: ``RefusedClaim``.
  func claim(_ quote: Quote, order: OrderID, customer: CustomerID) throws {
    for applied in quote.coupons.sorted(by: { $0.id < $1.id }) {
      let row = try connection.first(
        """
        UPDATE coupons SET used = used + 1, updated_at = $3
        WHERE store_id = $1 AND id = $2 AND is_active AND (total_limit IS NULL OR used < total_limit)
          AND (starts_at IS NULL OR starts_at <= $3) AND (ends_at IS NULL OR ends_at > $3)
        RETURNING customer_limit
        """, [.id(store), .id(applied.id), .time(transaction.now)])
      guard let row else { throw RefusedClaim(refusal: .couponRefused(applied.code)) }
      if let limit = try row.optionalInt("customer_limit") {
        let group = try IdentityResolution.group(of: customer, store: store, connection)
        let used = try Self.uses(of: group, store: store, connection)[applied.id] ?? 0
        guard used < limit else { throw RefusedClaim(refusal: .couponRefused(applied.code)) }
      }
      try connection.execute(
        """
        INSERT INTO coupon_uses (store_id, order_id, coupon_id, customer_id, code, discount_minor, at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        [
          .id(store), .id(order), .id(applied.id), .id(customer), .text(applied.code),
          .integer(applied.discountMinor), .time(transaction.now),
        ])
    }
  }

  /// An order that is no more has used no coupon.
  func release(_ order: OrderID) throws {
    let rows = try connection.query(
      """
      UPDATE coupon_uses SET released_at = $3 WHERE store_id = $1 AND order_id = $2 AND released_at IS NULL
      RETURNING coupon_id
      """, [.id(store), .id(order), .time(transaction.now)])
    for row in rows {
      try connection.execute(
        "UPDATE coupons SET used = used - 1 WHERE store_id = $1 AND id = $2 AND used > 0",
        [.id(store), .integer(try row.int64("coupon_id"))])
    }
  }

  /// - Throws: ``StorageError/constraintViolation(_:)`` where the code is taken.
  func save(_ coupon: Coupon) throws {
    let (kind, value): (String, Int64) =
      switch coupon.value {
      case .percent(let share): ("percent", share.rawValue)
      case .fixed(let minor): ("fixed", minor)
      }
    try connection.execute(
      """
      INSERT INTO coupons (store_id, id, code, kind, value, minimum_minor, starts_at, ends_at, total_limit,
        customer_limit, stacks, product_ids, categories, is_active, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $15)
      ON CONFLICT (store_id, code) DO UPDATE SET kind = excluded.kind, value = excluded.value,
        minimum_minor = excluded.minimum_minor, starts_at = excluded.starts_at, ends_at = excluded.ends_at,
        total_limit = excluded.total_limit, customer_limit = excluded.customer_limit, stacks = excluded.stacks,
        product_ids = excluded.product_ids, categories = excluded.categories, is_active = excluded.is_active,
        updated_at = excluded.updated_at
      """,
      [
        .id(store), .id(coupon.id), .text(coupon.code), .text(kind), .integer(value), .integer(coupon.minimumMinor),
        .maybe(coupon.startsAt), .maybe(coupon.endsAt), .maybe(coupon.totalLimit), .maybe(coupon.customerLimit),
        .bool(coupon.stacks), .json(coupon.productIDs), .json(coupon.categories), .bool(coupon.isActive),
        .time(transaction.now),
      ])
  }
}
