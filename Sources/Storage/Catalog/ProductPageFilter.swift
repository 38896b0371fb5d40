import Commerce

/// What the products of a page have in common, by what is kept of them in columns.
package struct ProductPageFilter: Hashable, Sendable {
  package var status: ProductStatus?
  package var strain: StrainID?
  package var master: MasterID?
  package var strainKind: Strain.Kind?
  /// An effect that the product's strain is told to have.
  package var effect: String?
  package var formFactor: String?
  /// Inclusive; what tells no such percentage is not among them.
  package var thc = ShareRange()
  package var cbd = ShareRange()

  package struct ShareRange: Hashable, Sendable {
    package var minimum: PartsPerMillion?
    package var maximum: PartsPerMillion?

    package init(minimum: PartsPerMillion? = nil, maximum: PartsPerMillion? = nil) {
      self.minimum = minimum
      self.maximum = maximum
    }
  }

  package init(status: ProductStatus? = nil) { self.status = status }

  /// - Returns: the newest first.
  func ids(
    before: ProductID?, limit: Int, _ connection: any Connection, _ store: StoreID
  ) throws -> [ProductID] {
    var text = Conditions(values: [.id(store), .integer(before?.rawValue ?? .max), .int(limit)])
    text.add("p.status = ?", status.map { .text($0.rawValue) })
    text.add("d.strain_id = ?", strain.map { .id($0) })
    text.add("d.master_id = ?", master.map { .id($0) })
    text.add("LOWER(d.form_factor) = ?", formFactor.map { .text($0.lowercased()) })
    text.add("d.strain_id IN (SELECT s.id FROM strains s WHERE s.kind = ?)", strainKind.map { .text($0.rawValue) })
    for (column, range) in [("thc_ppm", thc), ("cbd_ppm", cbd)] {
      text.add("d.\(column) >= ?", range.minimum.map { .integer($0.rawValue) })
      text.add("d.\(column) <= ?", range.maximum.map { .integer($0.rawValue) })
    }
    let start = """
      SELECT p.id FROM products p LEFT JOIN product_details d ON d.store_id = p.store_id AND d.product_id = p.id
      WHERE p.store_id = $1 AND p.id < $2
      """
    let end = " ORDER BY p.id DESC LIMIT $3"
    guard let effect else {
      return try connection.query(start + text.sql + end, text.values).map { try $0.id("id") }
    }
    let strains = try SharedRows(connection: connection).strains(withEffect: effect).map(\.rawValue)
    let rows = try connection.query(start + text.sql + " AND d.strain_id IN ({IDS})" + end, text.values, ids: strains)
    // A long list of strains is asked for in pieces, each with a page of its own.
    return Array(try rows.map { try $0.id("id", ProductEntity.self) }.sorted(by: >).prefix(limit))
  }

  private struct Conditions {
    var values: [SQLValue]
    var sql = ""

    mutating func add(_ condition: String, _ value: SQLValue?) {
      guard let value else { return }
      values.append(value)
      sql += " AND " + condition.replacing("?", with: "$\(values.count)")
    }
  }
}
