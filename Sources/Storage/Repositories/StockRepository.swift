import Commerce

/// A store's stock by place, and what runs out.
package struct StockRepository: Sendable {
  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// The main one first, then by name.
  package func locations() async throws -> [StockLocation] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT id, name, address, latitude_e6, longitude_e6, is_default FROM locations WHERE store_id = $1
        ORDER BY CASE WHEN is_default THEN 0 ELSE 1 END, name
        """, [.id(store)]
      ).map { row in
        let latitude = try row.optionalInt64("latitude_e6")
        let longitude = try row.optionalInt64("longitude_e6")
        return StockLocation(
          id: try row.id("id"), name: try row.text("name"), address: try row.optionalText("address"),
          place: latitude.flatMap { latitude in
            longitude.map { GeoPoint(latitudeE6: latitude, longitudeE6: $0) }
          }, isDefault: try row.bool("is_default"))
      }
    }
  }

  /// - Throws: ``StorageError/constraintViolation(_:)`` where another place has the name.
  package func save(_ location: StockLocation) async throws {
    try await scope.write { transaction, store in
      if location.isDefault {
        try transaction.connection.execute(
          "UPDATE locations SET is_default = $3 WHERE store_id = $1 AND id <> $2",
          [.id(store), .id(location.id), false])
      }
      try transaction.connection.execute(
        """
        INSERT INTO locations (store_id, id, name, address, latitude_e6, longitude_e6, is_default, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
        ON CONFLICT (store_id, id) DO UPDATE SET name = excluded.name, address = excluded.address,
          latitude_e6 = excluded.latitude_e6, longitude_e6 = excluded.longitude_e6, is_default = excluded.is_default
        """,
        [
          .id(store), .id(location.id), .text(location.name), .maybe(location.address),
          .maybe(location.place?.latitudeE6), .maybe(location.place?.longitudeE6), .bool(location.isDefault),
          .time(transaction.now),
        ])
    }
  }

  /// By place; what lies in none is the shop's. Together they are the variant's stock. Empty where it is not counted.
  package func levels(of variant: VariantID) async throws -> [StockLevel] {
    try await scope.read { connection, store in
      let row = try connection.first(
        "SELECT stock FROM variants WHERE store_id = $1 AND id = $2", [.id(store), .id(variant)])
      guard let row else { throw StorageError.notFound("variant \(variant.text)") }
      guard let stock = try row.optionalInt("stock") else { return [] }
      let placed = try connection.query(
        """
        SELECT location_id, stock FROM stock_levels WHERE store_id = $1 AND variant_id = $2 ORDER BY location_id
        """, [.id(store), .id(variant)]
      ).map { StockLevel(location: try $0.id("location_id"), stock: try $0.int("stock")) }
      let rest = stock - placed.reduce(0) { $0 + $1.stock }
      return placed + (rest == 0 && !placed.isEmpty ? [] : [StockLevel(location: nil, stock: rest)])
    }
  }

  /// Counts what lies at a place; the variant's stock changes by the difference.
  package func setLevel(_ count: Int, of variant: VariantID, at location: LocationID, why: String) async throws {
    guard count >= 0 else {
      throw StorageError.badValue(column: "stock", expected: "a number from 0", found: "\(count)")
    }
    try await move(variant) { transaction, store in
      let known = try Self.level(of: variant, at: location, transaction, store)
      return [StockPlaces.Part(location: location, delta: count - known)]
    } why: {
      why
    }
  }

  /// Takes goods from one place to another; the variant's stock stays.
  /// - Throws: ``StorageError/badValue(column:expected:found:)`` where there are not as many.
  package func transfer(
    _ count: Int, of variant: VariantID, from: LocationID, to location: LocationID, why: String
  ) async throws {
    try await move(variant) { transaction, store in
      let known = try Self.level(of: variant, at: from, transaction, store)
      guard count > 0, count <= known, from != location else {
        throw StorageError.badValue(column: "stock", expected: "a number from 1 to \(known)", found: "\(count)")
      }
      return [StockPlaces.Part(location: from, delta: -count), StockPlaces.Part(location: location, delta: count)]
    } why: {
      why
    }
  }

  private static func level(
    of variant: VariantID, at location: LocationID, _ transaction: Transaction, _ store: StoreID
  ) throws -> Int {
    let connection = transaction.connection
    guard
      try connection.first("SELECT 1 FROM locations WHERE store_id = $1 AND id = $2", [.id(store), .id(location)])
        != nil
    else { throw StorageError.notFound("location \(location.text)") }
    return try connection.first(
      "SELECT stock FROM stock_levels WHERE store_id = $1 AND variant_id = $2 AND location_id = $3",
      [.id(store), .id(variant), .id(location)])?.int("stock") ?? 0
  }

  /// The variant's row is locked first, as orders lock it.
  private func move(
    _ variant: VariantID, _ parts: @escaping @Sendable (Transaction, StoreID) throws -> [StockPlaces.Part],
    why: @escaping @Sendable () -> String
  ) async throws {
    try await scope.write { transaction, store in
      let connection = transaction.connection
      let row = try connection.first(
        "SELECT product_id, stock FROM variants WHERE store_id = $1 AND id = $2" + connection.forUpdate,
        [.id(store), .id(variant)])
      guard let row else { throw StorageError.notFound("variant \(variant.text)") }
      let parts = try parts(transaction, store).filter { $0.delta != 0 }
      let delta = parts.reduce(0) { $0 + $1.delta }
      let claim = StockClaim(transaction: transaction, store: store)
      let before = try row.optionalInt("stock") ?? claim.sum(of: variant)
      guard before + delta >= 0 else {
        throw StorageError.badValue(column: "stock", expected: "a number from 0", found: "\(before + delta)")
      }
      try connection.execute(
        "UPDATE variants SET stock = $3, updated_at = $4 WHERE store_id = $1 AND id = $2",
        [.id(store), .id(variant), .int(before + delta), .time(transaction.now)])
      for part in parts { try claim.record(part, variant: variant, order: nil, reason: why(), cause: .adjustment) }
      let product: ProductID = try row.id("product_id")
      try CatalogRows(connection: connection, store: store).note([product])
      try StockWatches(transaction: transaction, store: store).tell(of: [product])
    }
  }

  /// Staff are told when as few are left; nil tells nobody.
  package func setLowStock(_ threshold: Int?, of variant: VariantID) async throws {
    try await scope.write { transaction, store in
      let row = try transaction.connection.first(
        """
        UPDATE variants SET low_stock_at = $3, low_told_at = NULL, updated_at = $4 WHERE store_id = $1 AND id = $2
        RETURNING product_id
        """, [.id(store), .id(variant), .maybe(threshold), .time(transaction.now)])
      guard let row else { throw StorageError.notFound("variant \(variant.text)") }
      try LowStock(transaction: transaction, store: store).tell(of: [try row.id("product_id")])
    }
  }

  /// What has run down to its threshold, the scarcest first.
  package func low(limit: Int) async throws -> [LowVariant] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT v.id, v.sku, p.title, v.stock - v.reserved AS free, v.low_stock_at FROM variants v
        JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id
        WHERE v.store_id = $1 AND v.is_sold AND p.status = 'active' AND v.low_stock_at IS NOT NULL
          AND v.stock - v.reserved <= v.low_stock_at
        ORDER BY v.stock - v.reserved, v.id LIMIT $2
        """, [.id(store), .int(limit)]
      ).map {
        LowVariant(
          variantID: try $0.id("id"), sku: try $0.text("sku"), title: try $0.text("title"),
          available: max(0, try $0.int("free")), threshold: try $0.int("low_stock_at"))
      }
    }
  }
}
