import Commerce
import Dialogue

/// What all stores share: master items and strains.
struct SharedRows {
  let connection: any Connection

  func masters(_ ids: Set<MasterID>) throws -> [MasterID: MasterItem] {
    guard !ids.isEmpty else { return [:] }
    let rows = try connection.query(
      "SELECT id, item FROM master_items WHERE id IN ({IDS})", [], ids: ids.map(\.rawValue).sorted())
    return Dictionary(
      try rows.map { (try $0.id("id", MasterEntity.self), try $0.json("item", MasterItem.self)) },
      uniquingKeysWith: { first, _ in first })
  }

  func strains(_ ids: Set<StrainID>) throws -> [StrainID: Strain] {
    guard !ids.isEmpty else { return [:] }
    let rows = try connection.query(
      "SELECT id, slug, name, kind, effects FROM strains WHERE id IN ({IDS})", [], ids: ids.map(\.rawValue).sorted())
    return Dictionary(
      try rows.map { (try $0.id("id", StrainEntity.self), try Self.strain($0)) },
      uniquingKeysWith: { first, _ in first })
  }

  func master(barcode: String) throws -> MasterItem? {
    try connection.first(
      "SELECT item FROM master_items WHERE barcode = $1 ORDER BY id LIMIT 1", [.text(barcode)])?.json("item")
  }

  func master(slug: String) throws -> MasterItem? {
    try connection.first("SELECT item FROM master_items WHERE slug = $1", [.text(slug)])?.json("item")
  }

  func masters() throws -> [MasterItem] {
    try connection.query("SELECT item FROM master_items ORDER BY slug", []).map { try $0.json("item") }
  }

  func strains() throws -> [Strain] {
    try connection.query("SELECT id, slug, name, kind, effects FROM strains ORDER BY slug", []).map(Self.strain)
  }

  func strain(slug: String) throws -> Strain? {
    try connection.first(
      "SELECT id, slug, name, kind, effects FROM strains WHERE slug = $1", [.text(slug)]
    ).map(Self.strain)
  }

  static func strain(_ row: Row) throws -> Strain {
    Strain(
      id: try row.id("id"), slug: try row.text("slug"), name: try row.text("name"), kind: try row.raw("kind"),
      effects: try row.json("effects"))
  }

  func save(_ item: MasterItem, at now: Timestamp) throws {
    try connection.execute(
      """
      INSERT INTO master_items (id, slug, barcode, item, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)
      ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, barcode = excluded.barcode, item = excluded.item,
        updated_at = excluded.updated_at
      """, [.id(item.id), .text(item.slug), .maybe(item.barcode), .json(item), .time(now)])
  }

  func save(_ strain: Strain, at now: Timestamp) throws {
    try connection.execute(
      """
      INSERT INTO strains (id, slug, name, kind, effects, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $6, $6)
      ON CONFLICT (id) DO UPDATE SET slug = excluded.slug, name = excluded.name, kind = excluded.kind,
        effects = excluded.effects, updated_at = excluded.updated_at
      """,
      [
        .id(strain.id), .text(strain.slug), .text(strain.name), .text(strain.kind.rawValue), .json(strain.effects),
        .time(now),
      ])
  }
}

/// Master items and strains, which belong to no store.
package struct SharedCatalogRepository: Sendable {
  private let context: StorageContext

  init(_ context: StorageContext) { self.context = context }

  package func master(_ id: MasterID) async throws -> MasterItem? {
    try await context.database.read { try SharedRows(connection: $0).masters([id])[id] }
  }

  /// What another store's product with the barcode is mapped to, so that the same thing is one.
  package func master(barcode: String) async throws -> MasterItem? {
    try await context.database.read { try SharedRows(connection: $0).master(barcode: barcode) }
  }

  package func master(slug: String) async throws -> MasterItem? {
    try await context.database.read { try SharedRows(connection: $0).master(slug: slug) }
  }

  /// By slug.
  package func masters() async throws -> [MasterItem] {
    try await context.database.read { try SharedRows(connection: $0).masters() }
  }

  /// By slug.
  package func strains() async throws -> [Strain] {
    try await context.database.read { try SharedRows(connection: $0).strains() }
  }

  package func strain(slug: String) async throws -> Strain? {
    try await context.database.read { try SharedRows(connection: $0).strain(slug: slug) }
  }

  /// Every store's products that are mapped to it are found by what it says now.
  package func save(_ item: MasterItem) async throws {
    guard ProductDetails.isSlug(item.slug) else {
      throw StorageError.badValue(column: "slug", expected: "lower-case words and hyphens", found: "'\(item.slug)'")
    }
    try await change("master_id", item.id.rawValue) { try SharedRows(connection: $0).save(item, at: $1) }
  }

  package func save(_ strain: Strain) async throws {
    if let problem = strain.problem {
      throw StorageError.badValue(column: "strain", expected: "another", found: problem)
    }
    try await change("strain_id", strain.id.rawValue) { try SharedRows(connection: $0).save(strain, at: $1) }
  }

  private func change(
    _ column: String, _ id: Int64, _ body: @escaping @Sendable (any Connection, Timestamp) throws -> Void
  ) async throws {
    try await context.database.write { [context] connection in
      try body(connection, context.time.now())
      let rows = try connection.query(
        "SELECT store_id, product_id FROM product_details WHERE \(column) = $1 ORDER BY store_id", [.integer(id)])
      let byStore = try Dictionary(grouping: rows) { try $0.id("store_id", StoreEntity.self) }
      for (store, rows) in byStore.sorted(by: { $0.key < $1.key }) {
        try CatalogRows(connection: connection, store: store).note(Set(rows.map { try $0.id("product_id") }))
      }
    }
  }
}
