import Commerce
import Dialogue

/// Reads the shop and the person of a turn in three statements: every turn needs them, and most of what a short
/// statement costs is running it, not what it reads.
struct PersonReader {
  let connection: any Connection
  let store: StoreID

  /// A shop as a turn finds it.
  struct Shop {
    let store: Store
    let catalogSequence: Int64
    let hasCoupons: Bool
    /// Everyone who is the person who writes, the root first.
    let group: [CustomerID]
  }

  /// A person, with whether there is anything of theirs that is worth a question of its own.
  struct Person {
    let customer: Customer
    let standing: CustomerStanding
    let hasCart: Bool
    let hasOrders: Bool
  }

  func shop(of customer: CustomerID) throws -> Shop {
    let row = try connection.first(
      """
      SELECT s.id, s.slug, s.name, s.currency, s.time_zone, s.language, s.settings, n.catalog_sequence,
        EXISTS (SELECT 1 FROM coupons c WHERE c.store_id = $1 AND c.is_active) AS has_coupons,
        EXISTS (SELECT 1 FROM customer_links l WHERE l.store_id = $1 AND (l.from_customer = $2 OR l.to_customer = $2))
          AS is_linked
      FROM stores s JOIN store_counters n ON n.store_id = s.id WHERE s.id = $1
      """, [.id(store), .id(customer)])
    guard let row else { throw StorageError.notFound("store \(store.text)") }
    return Shop(
      store: try StoreRows.store(row), catalogSequence: try row.int64("catalog_sequence"),
      hasCoupons: try row.bool("has_coupons"),
      group: try row.bool("is_linked") ? try linked(customer) : [customer])
  }

  private func linked(_ customer: CustomerID) throws -> [CustomerID] {
    let root = try IdentityResolution.root(customer, store: store, connection)
    return try IdentityResolution.group(of: root, store: store, connection)
  }

  func person(of shop: Shop) throws -> Person {
    let ids = shop.group.map(\.rawValue)
    let rows = try connection.query(
      """
      SELECT c.id, c.name, c.phone, c.address, c.language, c.age_confirmed_at, c.age_refused_at, c.points,
        p.orders, p.total_minor, p.first_at, p.last_at,
        EXISTS (SELECT 1 FROM carts k WHERE k.store_id = $1 AND k.customer_id = c.id AND k.status = 'open') AS has_cart,
        EXISTS (SELECT 1 FROM orders o WHERE o.store_id = $1 AND o.customer_id = c.id) AS has_orders
      FROM customers c LEFT JOIN customer_spending p ON p.store_id = c.store_id AND p.customer_id = c.id
      WHERE c.store_id = $1 AND c.id IN ({IDS}) ORDER BY c.id
      """, [.id(store)], ids: ids)
    let identities = try connection.query(
      """
      SELECT i.channel, i.value, s.role FROM identities i
      LEFT JOIN staff_members s ON s.store_id = i.store_id AND s.channel = i.channel AND s.value = i.value
      WHERE i.store_id = $1 AND i.customer_id IN ({IDS})
      """, [.id(store)], ids: ids)
    var standing = try StandingRows.standing(rows)
    standing.role = try StandingRows.role(identities.filter { try $0.optionalText("role") != nil })
    standing.spending = try spending(rows, of: shop.group)
    if shop.hasCoupons {
      try StandingRows(connection: connection, store: store).addCoupons(of: shop.group, to: &standing)
    }
    return Person(
      customer: try CustomerFacts.customer(shop.group, rows: rows, identities: identities), standing: standing,
      hasCart: try rows.contains { try $0.bool("has_cart") }, hasOrders: try rows.contains { try $0.bool("has_orders") }
    )
  }

  /// - Returns: nil where one of the person's rows is not indexed yet.
  private func spending(_ rows: [Row], of group: [CustomerID]) throws -> Spending? {
    let indexed = try rows.filter { try $0.optionalInt64("orders") != nil }
    guard indexed.count == group.count else { return nil }
    return try indexed.reduce(.none) { try $0.adding(SpendingRows.spending($1)) }
  }
}
