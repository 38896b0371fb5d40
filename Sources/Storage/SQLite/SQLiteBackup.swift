import Foundation
import GRDB

extension SQLiteDatabase {
  /// Copies the database as it is at one moment, while others read and write, and checks the copy.
  /// - Parameter path: a file that does not exist yet; it is there only once the copy is whole.
  func backUp(to path: String) async throws {
    guard !FileManager.default.fileExists(atPath: path) else {
      throw StorageError.unavailable("\(path) exists already; a backup overwrites nothing")
    }
    let partial = path + ".partial"
    do {
      try await copy(to: partial)
      try FileManager.default.moveItem(atPath: partial, toPath: path)
    } catch let error as DatabaseError {
      throw StorageError(error)
    }
  }

  /// Over a connection of its own: `VACUUM INTO` reads one snapshot, so that writers need not wait. An older half copy
  /// is done away with.
  private func copy(to path: String) async throws {
    if FileManager.default.fileExists(atPath: path) { try FileManager.default.removeItem(atPath: path) }
    let source = try DatabaseQueue(path: self.path)
    try await source.writeWithoutTransaction { try $0.execute(sql: "VACUUM INTO ?", arguments: [path]) }
    try source.close()
    let copy = try DatabaseQueue(path: path)
    let findings = try await copy.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
    try copy.close()
    guard findings == ["ok"] else {
      throw StorageError.unavailable("the copy is damaged: \(findings.prefix(3).joined(separator: "; "))")
    }
  }
}
