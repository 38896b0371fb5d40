/// Where a database is: a SQLite file or a PostgreSQL server.
package enum DatabaseURL: Hashable, Sendable {
  /// A file's path, absolute or relative to the working directory.
  case sqlite(path: String)
  /// The whole address, as libpq reads it.
  case postgres(String)

  /// Reads `sqlite:///souk.db` (relative), `sqlite:////var/lib/souk.db` (absolute), `postgres://…` or
  /// `postgresql://…`.
  /// - Throws: ``StorageError/invalidURL(_:reason:)``, without the password.
  package init(_ text: String) throws {
    if text.hasPrefix("sqlite:") {
      self = .sqlite(path: try Self.path(of: text))
    } else if text.hasPrefix("postgres://") || text.hasPrefix("postgresql://") {
      guard !text.utf8.contains(0) else { throw StorageError.invalidURL("postgres://…", reason: "it holds a NUL") }
      self = .postgres(text)
    } else {
      let scheme = text.prefix { $0 != ":" }
      throw StorageError.invalidURL("\(scheme):…", reason: "'\(scheme)' is neither sqlite nor postgres")
    }
  }

  package var engine: DatabaseEngine {
    switch self {
    case .sqlite: .sqlite
    case .postgres: .postgres
    }
  }

  private static func path(of text: String) throws -> String {
    guard text.hasPrefix("sqlite:///") else {
      throw StorageError.invalidURL(text, reason: "sqlite: needs three slashes before a relative path")
    }
    let path = String(text.dropFirst("sqlite:///".count))
    guard !path.isEmpty, !path.hasSuffix("/") else { throw StorageError.invalidURL(text, reason: "it names no file") }
    guard !path.contains("?"), !path.contains("#"), !path.utf8.contains(0) else {
      throw StorageError.invalidURL(text, reason: "options after '?' or '#' are not known for sqlite")
    }
    return path
  }
}
