import Commerce
import Dialogue

/// Reads what a shop knows of a person beyond the name, and who works for it.
struct StandingRows {
  let connection: any Connection
  let store: StoreID

  func standing(of group: [CustomerID]) throws -> CustomerStanding {
    let rows = try connection.query(
      """
      SELECT age_confirmed_at, age_refused_at, points FROM customers
      WHERE store_id = $1 AND id IN ({IDS})
      """, [.id(store)], ids: group.map(\.rawValue))
    var standing = try Self.standing(rows)
    standing.role = try role(of: group)
    try addCoupons(of: group, to: &standing)
    return standing
  }

  /// - Parameter rows: of all of one person's customers; a list of ids may be padded, but a row comes once.
  static func standing(_ rows: [Row]) throws -> CustomerStanding {
    var standing = CustomerStanding()
    for row in rows {
      if try row.optionalInt64("age_confirmed_at") != nil { standing.age = .confirmed }
      if standing.age == .unknown, try row.optionalInt64("age_refused_at") != nil { standing.age = .refused }
      standing.points += try row.int64("points")
    }
    return standing
  }

  func addCoupons(of group: [CustomerID], to standing: inout CustomerStanding) throws {
    standing.coupons = try CouponRows.active(connection, store: store)
    if standing.coupons.contains(where: { $0.customerLimit != nil }) {
      standing.couponUses = try CouponRows.uses(of: group, store: store, connection)
    }
  }

  private func role(of group: [CustomerID]) throws -> PersonRole {
    let rows = try connection.query(
      """
      SELECT s.role FROM identities i
      JOIN staff_members s ON s.store_id = i.store_id AND s.channel = i.channel AND s.value = i.value
      WHERE i.store_id = $1 AND i.customer_id IN ({IDS})
      """, [.id(store)], ids: group.map(\.rawValue))
    return try Self.role(rows)
  }

  /// - Parameter rows: of the person's identities that are somebody of the shop.
  static func role(_ rows: [Row]) throws -> PersonRole {
    let roles: [PersonRole] = try rows.map { try $0.raw("role") }
    return roles.contains(.owner) ? .owner : roles.first ?? .shopper
  }

  func setAge(_ isConfirmed: Bool, of customer: CustomerID, at now: Timestamp) throws {
    try connection.execute(
      """
      UPDATE customers SET age_confirmed_at = CASE WHEN $3 THEN CAST($4 AS BIGINT) END,
        age_refused_at = CASE WHEN $3 THEN NULL ELSE CAST($4 AS BIGINT) END
      WHERE store_id = $1 AND id = $2
      """, [.id(store), .id(customer), .bool(isConfirmed), .time(now)])
  }

  /// nil takes the role away.
  func setRole(_ role: PersonRole?, of identity: ChannelIdentity, name: String?, at now: Timestamp) throws {
    let key: [SQLValue] = [.id(store), .text(identity.channel.rawValue), .text(identity.value)]
    guard let role, role.isStaff else {
      try connection.execute("DELETE FROM staff_members WHERE store_id = $1 AND channel = $2 AND value = $3", key)
      return
    }
    try connection.execute(
      """
      INSERT INTO staff_members (store_id, channel, value, role, name, created_at) VALUES ($1, $2, $3, $4, $5, $6)
      ON CONFLICT (store_id, channel, value) DO UPDATE SET role = excluded.role, name = excluded.name
      """, key + [.text(role.rawValue), .maybe(name), .time(now)])
  }
}
