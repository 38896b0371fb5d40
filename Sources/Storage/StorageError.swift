/// What can go wrong with the database, in sentences that say what to do next. No value of a row is ever in them.
package enum StorageError: Error, Hashable, Sendable {
  /// The database's address cannot be read.
  case invalidURL(String, reason: String)
  /// This build has no driver for the engine.
  case engineMissing(DatabaseEngine)
  /// The database cannot be opened or reached.
  case unavailable(String)
  /// Another process holds what is needed longer than we wait.
  case busy(String)
  /// More calls wait than the bound allows.
  case overloaded(waiting: Int)
  case diskFull(String)
  /// Lost before the commit was sent: nothing was changed.
  case lostConnection(String)
  /// Lost while committing: it may have been done.
  case commitUnknown(String)
  /// Two transactions crossed; nothing was changed (SQLSTATE 40001, 40P01).
  case serializationFailure(String)
  case constraintViolation(String)
  /// A statement the engine does not accept.
  case statementFailed(String, sql: String)
  case missingColumn(String)
  case badValue(column: String, expected: String, found: String)
  case schemaTooNew(found: Int, known: Int)
  case schemaTooOld(found: Int, known: Int)
  case notFound(String)
  case illegalMove(String)
  case invalidSecretKey(reason: String)
  case wrongSecretKey(account: String)
  case servedElsewhere(lockFile: String)
  case notBackedUp(String)

  /// Whether the same transaction may well succeed when it is run again from its start.
  var isWorthRepeating: Bool {
    switch self {
    case .serializationFailure, .lostConnection: true
    default: false
    }
  }

  /// Whether the error lies in the data of one statement, so that others of its transaction may go on.
  var isAboutItsData: Bool {
    switch self {
    case .constraintViolation, .statementFailed, .missingColumn, .badValue, .notFound, .illegalMove: true
    default: false
    }
  }
}

extension StorageError: CustomStringConvertible {
  package var description: String {
    switch self {
    case .invalidURL(let url, let reason):
      "the database address '\(url)' cannot be used: \(reason); "
        + "write sqlite:///souk.db, sqlite:////absolute/path.db or postgres://user@host/name"
    case .engineMissing(let engine):
      "this build has no \(engine.rawValue) driver: install libpq-dev and `swift build --manifest-cache none`, or use sqlite:///souk.db"
    case .notBackedUp(let detail): "no backup was made: \(detail)"
    case .unavailable(let detail): "the database cannot be opened: \(detail); check its address and that it runs"
    case .busy(let detail): "the database is busy: \(detail); stop long-running commands beside it and try again"
    case .overloaded(let waiting): "\(waiting) calls already wait for the database; try again in a few seconds"
    case .diskFull(let detail): "the database has no room left: \(detail); free disk space, nothing was lost"
    case .lostConnection(let detail): "the connection to the database was lost: \(detail); nothing was changed"
    case .commitUnknown(let detail):
      "the connection was lost while committing: \(detail); read the data before trying again"
    case .serializationFailure(let detail): "two transactions crossed: \(detail); nothing was changed, try again"
    case .constraintViolation(let detail): "the database refused a row: \(detail)"
    case .statementFailed(let detail, let sql): "a statement failed: \(detail); in: \(sql)"
    case .missingColumn(let column): "the result has no column '\(column)'; run souk migrate, else it is a bug"
    case .badValue(let column, let expected, let found):
      "column '\(column)' holds \(found) where \(expected) was expected; restore the row or report a bug"
    case .schemaTooNew(let found, let known):
      "the database has schema \(found), this program knows \(known); run the newer souk that made it"
    case .schemaTooOld(let found, let known):
      "the database has schema \(found), this program needs \(known); run souk migrate"
    case .notFound(let what): "\(what) is not there; list what there is and try again"
    case .illegalMove(let detail): "\(detail); reload and choose another move"
    case .invalidSecretKey(let reason):
      "SOUK_SECRET_KEY cannot be used: \(reason); give 64 hex digits, such as those of openssl rand -hex 32"
    case .wrongSecretKey(let account):
      "the credentials of \(account) were not encrypted with this key; set the SOUK_SECRET_KEY they were saved with, "
        + "or add the account again"
    case .servedElsewhere(let lockFile):
      "another souk serve uses this database (lock \(lockFile)); stop it first, or use PostgreSQL to run several"
    }
  }
}
