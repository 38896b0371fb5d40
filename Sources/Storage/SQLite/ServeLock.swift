import Foundation

/// Held by the one `souk serve` that may run on a SQLite file; the kernel lets go of it with the process.
package final class ServeLock: Sendable {
  private let descriptor: Int32

  /// Takes the lock of a database file, `<database>.lock`.
  /// - Throws: ``StorageError/servedElsewhere(lockFile:)`` where another process has it.
  package init(databasePath: String) throws {
    let path = databasePath + ".lock"
    let descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o600)
    guard descriptor >= 0 else {
      throw StorageError.unavailable("\(path): \(String(cString: strerror(errno)))")
    }
    guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
      close(descriptor)
      throw StorageError.servedElsewhere(lockFile: path)
    }
    self.descriptor = descriptor
  }

  deinit { close(descriptor) }
}
