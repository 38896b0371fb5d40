import Commerce
import Dialogue

/// What all stores share: master items and strains.
struct SharedRows {
  let connection: any Connection

  func masters(_ ids: Set<MasterID>) throws -> [MasterID: MasterItem] { try items(ids) }

  func strains(_ ids: Set<StrainID>) throws -> [StrainID: Strain] { try items(ids) }

  private func items<Item: SharedItem>(_ ids: Set<ID<Item.Entity>>) throws -> [ID<Item.Entity>: Item] {
    guard !ids.isEmpty else { return [:] }
    let rows = try connection.query(
      "SELECT \(Item.columns) FROM \(Item.table) WHERE id IN ({IDS})", [], ids: ids.map(\.rawValue).sorted())
    return Dictionary(try rows.map(Item.init).map { ($0.id, $0) }, uniquingKeysWith: { first, _ in first })
  }

  func master(barcode: String) throws -> MasterItem? {
    try connection.first(
      "SELECT item FROM master_items WHERE barcode = $1 ORDER BY id LIMIT 1", [.text(barcode)])?.json("item")
  }

  func item<Item: SharedItem>(slug: String, _: Item.Type = Item.self) throws -> Item? {
    try connection.first("SELECT \(Item.columns) FROM \(Item.table) WHERE slug = $1", [.text(slug)]).map(Item.init)
  }

  /// By slug. - Parameter store: only what its products may be mapped to without being asked: what the operator made,
  /// or the store itself. What another store says of a thing comes into nobody's catalogue unasked.
  func all<Item: SharedItem>(trustedBy store: StoreID? = nil, _: Item.Type = Item.self) throws -> [Item] {
    let columns = "SELECT \(Item.columns) FROM \(Item.table)"
    let rows =
      try store.map {
        try connection.query(columns + " WHERE made_by IS NULL OR made_by = $1 ORDER BY slug", [.id($0)])
      } ?? connection.query(columns + " ORDER BY slug")
    return try rows.map(Item.init)
  }

  /// Strains that are told to have the effect, compared without case.
  func strains(withEffect effect: String) throws -> [StrainID] {
    let wanted = effect.lowercased()
    let columns = "SELECT \(Strain.columns) FROM strains"
    // Few strains are decoded, where the engines agree on what lower case is and JSON writes the words as they are.
    let rows =
      wanted.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || $0 == " " || $0 == "-") }
      ? try connection.query(
        columns + " WHERE LOWER(effects) LIKE $1 ESCAPE '!'", [.text(LikePattern.containing(wanted))])
      : try connection.query(columns)
    return try rows.map(Strain.init).filter { strain in
      strain.effects.contains { $0.isTold && $0.name.lowercased() == wanted }
    }.map(\.id)
  }

  /// - Parameter maker: the store that made it and may change it; nil for the operator's.
  func save<Item: SharedItem>(_ item: Item, by maker: StoreID?, at now: Timestamp) throws {
    let values = try item.values
    let names = values.map(\.column)
    let places = names.indices.map { "$\($0 + 4)" }.joined(separator: ", ")
    let changes = (names + ["made_by", "updated_at"]).map { "\($0) = excluded.\($0)" }.joined(separator: ", ")
    try connection.execute(
      """
      INSERT INTO \(Item.table) (id, made_by, created_at, updated_at, \(names.joined(separator: ", ")))
      VALUES ($1, $2, $3, $3, \(places)) ON CONFLICT (id) DO UPDATE SET \(changes)
      """, [.id(item.id), .maybe(maker?.rawValue), .time(now)] + values.map(\.value))
  }

  /// Every store's products that are mapped to it are found by what it says now.
  func noteProducts<Item: SharedItem>(of id: ID<Item.Entity>, _: Item.Type) throws {
    let rows = try connection.query(
      "SELECT store_id, product_id FROM product_details WHERE \(Item.link) = $1 ORDER BY store_id", [.id(id)])
    let byStore = try Dictionary(grouping: rows) { try $0.id("store_id", StoreEntity.self) }
    for (store, rows) in byStore.sorted(by: { $0.key < $1.key }) {
      try CatalogRows(connection: connection, store: store).note(Set(rows.map { try $0.id("product_id") }))
    }
  }
}

/// Master items and strains as the server's operator keeps them.
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
    try await context.database.read { try SharedRows(connection: $0).item(slug: slug) }
  }

  /// By slug.
  package func masters() async throws -> [MasterItem] {
    try await context.database.read { try SharedRows(connection: $0).all() }
  }

  /// By slug.
  package func strains() async throws -> [Strain] {
    try await context.database.read { try SharedRows(connection: $0).all() }
  }

  package func strain(slug: String) async throws -> Strain? {
    try await context.database.read { try SharedRows(connection: $0).item(slug: slug) }
  }

  /// What the operator sets is the operator's from then on, whoever made it.
  package func save(_ item: some SharedItem) async throws {
    if let problem = item.problem {
      throw StorageError.badValue(column: "slug", expected: "another", found: problem)
    }
    try await context.database.write { [context] connection in
      let rows = SharedRows(connection: connection)
      try rows.save(item, by: nil, at: context.time.now())
      try rows.noteProducts(of: item.id, type(of: item))
    }
  }
}
