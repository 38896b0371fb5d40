import Commerce
import Dialogue

/// Whom a store buys from, and for how much.
package struct SupplierRepository: Sendable {
  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// By name.
  package func list(limit: Int) async throws -> [Supplier] {
    try await scope.read { connection, store in
      try connection.query(Self.columns + " WHERE store_id = $1 ORDER BY name, id LIMIT $2", [.id(store), .int(limit)])
        .map(Self.supplier)
    }
  }

  /// The newest first.
  package func page(before: SupplierID?, limit: Int) async throws -> [Supplier] {
    try await scope.read { connection, store in
      try connection.query(
        Self.columns + " WHERE store_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        [.id(store), .integer(before?.rawValue ?? .max), .int(limit)]
      ).map(Self.supplier)
    }
  }

  package func supplier(_ id: SupplierID) async throws -> Supplier? {
    try await scope.read { try Self.supplier(id, $0, $1) }
  }

  /// Writes the second where the first is still what is stored; says whether it was.
  package func replace(_ old: Supplier, with new: Supplier) async throws -> Bool {
    try await scope.write { transaction, store in
      guard try Self.supplier(old.id, transaction.connection, store) == old else { return false }
      try Self.write(new, transaction, store)
      return true
    }
  }

  private static let columns = "SELECT id, name, email, phone, website, note FROM suppliers"

  private static func supplier(_ id: SupplierID, _ connection: any Connection, _ store: StoreID) throws -> Supplier? {
    try connection.first(columns + " WHERE store_id = $1 AND id = $2", [.id(store), .id(id)]).map(supplier)
  }

  private static func supplier(_ row: Row) throws -> Supplier {
    Supplier(
      id: try row.id("id"), name: try row.text("name"), email: try row.optionalText("email"),
      phone: try row.optionalText("phone"), website: try row.optionalText("website"),
      note: try row.optionalText("note"))
  }

  package func save(_ supplier: Supplier) async throws {
    try await scope.write { try Self.write(supplier, $0, $1) }
  }

  private static func write(_ supplier: Supplier, _ transaction: Transaction, _ store: StoreID) throws {
    try transaction.connection.execute(
      """
      INSERT INTO suppliers (store_id, id, name, email, phone, website, note, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8)
      ON CONFLICT (store_id, id) DO UPDATE SET name = excluded.name, email = excluded.email,
        phone = excluded.phone, website = excluded.website, note = excluded.note, updated_at = excluded.updated_at
      """,
      [
        .id(store), .id(supplier.id), .text(supplier.name), .maybe(supplier.email), .maybe(supplier.phone),
        .maybe(supplier.website), .maybe(supplier.note), .time(transaction.now),
      ])
  }

  /// The preferred first, then the cheapest.
  package func offers(for variant: VariantID) async throws -> [SupplierOffer] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT supplier_id, supplier_sku, cost_minor, currency, lead_days, minimum_quantity, is_preferred
        FROM supplier_offers WHERE store_id = $1 AND variant_id = $2
        ORDER BY CASE WHEN is_preferred THEN 0 ELSE 1 END, cost_minor, supplier_id
        """, [.id(store), .id(variant)]
      ).map {
        SupplierOffer(
          supplierID: try $0.id("supplier_id"), variantID: variant, supplierSKU: try $0.optionalText("supplier_sku"),
          cost: Money(minorUnits: try $0.int64("cost_minor"), currency: try $0.currency("currency")),
          leadDays: try $0.optionalInt("lead_days"), minimumQuantity: try $0.int("minimum_quantity"),
          isPreferred: try $0.bool("is_preferred"))
      }
    }
  }

  package func save(_ offer: SupplierOffer) async throws {
    try await scope.write { transaction, store in
      _ = try transaction.connection.execute(
        """
        INSERT INTO supplier_offers (store_id, supplier_id, variant_id, supplier_sku, cost_minor, currency, lead_days,
          minimum_quantity, is_preferred, updated_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
        ON CONFLICT (store_id, supplier_id, variant_id) DO UPDATE SET supplier_sku = excluded.supplier_sku,
          cost_minor = excluded.cost_minor, currency = excluded.currency, lead_days = excluded.lead_days,
          minimum_quantity = excluded.minimum_quantity, is_preferred = excluded.is_preferred,
          updated_at = excluded.updated_at
        """,
        [
          .id(store), .id(offer.supplierID), .id(offer.variantID), .maybe(offer.supplierSKU),
          .integer(offer.cost.minorUnits), .text(offer.cost.currency.code), .maybe(offer.leadDays),
          .int(offer.minimumQuantity), .bool(offer.isPreferred), .time(transaction.now),
        ])
    }
  }

  /// - Returns: whether there was one.
  package func removeOffer(of supplier: SupplierID, for variant: VariantID) async throws -> Bool {
    try await scope.write { transaction, store in
      try transaction.connection.execute(
        "DELETE FROM supplier_offers WHERE store_id = $1 AND supplier_id = $2 AND variant_id = $3",
        [.id(store), .id(supplier), .id(variant)]) > 0
    }
  }
}
