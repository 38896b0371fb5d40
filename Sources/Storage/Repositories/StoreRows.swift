import Commerce
import Synchronization

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
      language: try row.text("language"), settings: try SettingsTexts.settings(row))
  }
}

/// Settings by their text. Every turn reads its store's, and decoding costs more than all else it reads together; what
/// a text says never changes.
private enum SettingsTexts {
  /// Of as many stores as are busy at once; beyond it all are forgotten and decoded anew.
  private static let maximum = 1_024
  private static let known = Mutex<[String: StoreSettings]>([:])

  static func settings(_ row: Row) throws -> StoreSettings {
    let text = try row.text("settings")
    if let settings = known.withLock({ $0[text] }) { return settings }
    let settings: StoreSettings = try row.json("settings")
    known.withLock { known in
      if known.count >= maximum { known = [:] }
      known[text] = settings
    }
    return settings
  }
}
