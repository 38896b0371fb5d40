import Commerce

/// The shops on this server.
package struct StoreRepository: Sendable {
  /// The first order of a store has the number after this one.
  static let orderNumberBeforeFirst = 1_000

  let context: StorageContext

  package init(_ context: StorageContext) { self.context = context }

  /// Makes a store, unless its slug is taken: then the one there is returned unchanged.
  package func create(
    slug: String, name: String, currency: Currency = .usd, timeZone: String = "UTC", language: String = "en",
    settings: StoreSettings = .init()
  ) async throws -> Store {
    guard Self.isSlug(slug) else {
      throw StorageError.badValue(
        column: "slug", expected: "lower-case letters, digits and hyphens (at most 63)", found: "'\(slug)'")
    }
    let store = Store(
      id: context.ids.next(), slug: slug, name: name, currency: currency, timeZone: timeZone, language: language,
      settings: settings)
    let now = context.time.now()
    return try await context.database.write { connection in
      try Self.insert(store, now, connection)
      guard let row = try connection.first(StoreRows.columns + " WHERE slug = $1", [.text(slug)]) else {
        throw StorageError.notFound("the store just made")
      }
      return try StoreRows.store(row)
    }
  }

  package func store(slug: String) async throws -> Store? {
    try await context.database.read { connection in
      try connection.first(StoreRows.columns + " WHERE slug = $1", [.text(slug)]).map(StoreRows.store)
    }
  }

  package func store(_ id: StoreID) async throws -> Store {
    try await context.database.read { try StoreRows.store(id, $0) }
  }

  /// By slug.
  package func list() async throws -> [Store] {
    try await context.database.read { try $0.query(StoreRows.columns + " ORDER BY slug").map(StoreRows.store) }
  }

  package func stores(_ ids: [StoreID]) async throws -> [Store] {
    try await context.database.read {
      try $0.query(StoreRows.columns + " WHERE id IN ({IDS}) ORDER BY id DESC", [], ids: ids.map(\.rawValue))
        .map(StoreRows.store)
    }
  }

  /// Saves everything but the id and the slug.
  package func update(_ store: Store) async throws {
    let now = context.time.now()
    let changed = try await context.database.write { connection in
      try connection.execute(
        """
        UPDATE stores SET name = $2, currency = $3, time_zone = $4, language = $5, settings = $6, updated_at = $7
        WHERE id = $1
        """,
        [
          .id(store.id), .text(store.name), .text(store.currency.code), .text(store.timeZone),
          .text(store.language), .json(store.settings), .time(now),
        ])
    }
    guard changed == 1 else { throw StorageError.notFound("store '\(store.slug)'") }
  }

  static func insert(_ store: Store, _ now: Timestamp, _ connection: any Connection) throws {
    let inserted = try connection.execute(
      """
      INSERT INTO stores (id, slug, name, currency, time_zone, language, settings, created_at, updated_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $8) ON CONFLICT (slug) DO NOTHING
      """,
      [
        .id(store.id), .text(store.slug), .text(store.name), .text(store.currency.code), .text(store.timeZone),
        .text(store.language), .json(store.settings), .time(now),
      ])
    guard inserted == 1 else { return }
    try connection.execute(
      "INSERT INTO store_counters (store_id, order_number, catalog_sequence) VALUES ($1, $2, 0)",
      [.id(store.id), .int(orderNumberBeforeFirst)])
  }

  private static func isSlug(_ text: String) -> Bool {
    let isLegal = text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    return isLegal && (1...63).contains(text.utf8.count)
  }
}
