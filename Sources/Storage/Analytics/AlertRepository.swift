import Commerce
import Dialogue

/// What the watch over a store looks at, and what it has told already.
package struct AlertRepository: Sendable {
  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  package struct LowStock: Hashable, Sendable {
    package let variant: VariantID
    package let title: String
    package let options: String
    package let left: Int
  }

  /// Variants on sale of which so many pieces or fewer are left, the fewest first.
  package func lowStock(atMost pieces: Int, limit: Int) async throws -> [LowStock] {
    try await scope.read { connection, store in
      let rows = try connection.query(
        """
        SELECT v.id, v.product_id, v.stock - v.reserved AS available FROM variants v
        JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id
        WHERE v.store_id = $1 AND v.stock IS NOT NULL AND v.stock - v.reserved <= $2 AND v.is_sold
          AND p.status = 'active'
        ORDER BY available, v.id LIMIT $3
        """, [.id(store), .int(pieces), .int(limit)])
      let products = try CatalogRows(connection: connection, store: store).products(
        try rows.map { try $0.id("product_id", ProductEntity.self) })
      let byID = Dictionary(products.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
      return try rows.compactMap { row in
        let variant: VariantID = try row.id("id")
        guard let product = byID[try row.id("product_id")] else { return nil }
        return LowStock(
          variant: variant, title: product.title, options: product.variant(variant)?.optionText ?? "",
          left: max(0, try row.int("available")))
      }
    }
  }

  /// Payments online that failed since a moment, and all that were asked for.
  package func payments(since moment: Timestamp) async throws -> (failed: Int, all: Int) {
    try await scope.read { connection, store in
      let row = try connection.first(
        """
        SELECT CAST(COALESCE(SUM(CASE WHEN state = 'failed' THEN 1 ELSE 0 END), 0) AS BIGINT) AS failed,
          CAST(COUNT(*) AS BIGINT) AS total
        FROM payments WHERE store_id = $1 AND updated_at >= $2 AND provider <> 'cash'
        """, [.id(store), .time(moment)])
      return (try row?.int("failed") ?? 0, try row?.int("total") ?? 0)
    }
  }

  /// What has been told of a kind, by subject.
  package func told(_ kind: AlertKind) async throws -> [String: Timestamp] {
    try await scope.read { connection, store in
      Dictionary(
        try connection.query(
          "SELECT subject, at FROM alert_marks WHERE store_id = $1 AND kind = $2", [.id(store), .text(kind.rawValue)]
        ).map { (try $0.text("subject"), try $0.time("at")) }, uniquingKeysWith: { $1 })
    }
  }

  /// Notes what was told, and forgets what may be told again.
  package func mark(_ kind: AlertKind, told: [String], forgetting gone: [String]) async throws {
    guard !told.isEmpty || !gone.isEmpty else { return }
    try await scope.write { transaction, store in
      for subject in gone {
        try transaction.connection.execute(
          "DELETE FROM alert_marks WHERE store_id = $1 AND kind = $2 AND subject = $3",
          [.id(store), .text(kind.rawValue), .text(subject)])
      }
      for subject in told {
        try transaction.connection.execute(
          """
          INSERT INTO alert_marks (store_id, kind, subject, at) VALUES ($1, $2, $3, $4)
          ON CONFLICT (store_id, kind, subject) DO UPDATE SET at = excluded.at
          """, [.id(store), .text(kind.rawValue), .text(subject), .time(transaction.now)])
      }
    }
  }
}
