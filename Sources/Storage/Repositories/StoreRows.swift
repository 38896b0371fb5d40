import Commerce

/// Reads stores.
enum StoreRows {
  static let columns = "SELECT id, slug, name, currency, time_zone, language, settings FROM stores"

  static func store(_ id: StoreID, _ connection: any Connection) throws -> Store {
    guard let row = try connection.first(columns + " WHERE id = $1", [.id(id)]) else {
      throw StorageError.notFound("store \(id.text)")
    }
    return try store(row)
  }

  static func store(_ row: Row) throws -> Store {
    Store(
      id: try row.id("id"), slug: try row.text("slug"), name: try row.text("name"),
      currency: try row.currency("currency"), timeZone: try row.text("time_zone"),
      language: try row.text("language"), settings: try row.json("settings"))
  }
}
