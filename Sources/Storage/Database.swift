import Synchronization

/// Which database engine runs underneath.
package enum DatabaseEngine: String, Sendable {
  case sqlite
  case postgres
}

/// A database that runs synchronous closures in transactions, off Swift's cooperative threads.
package protocol Database: Sendable {
  var engine: DatabaseEngine { get }

  /// Runs the closure on one consistent snapshot; it must not write.
  func read<Value: Sendable>(_ body: @escaping @Sendable (any Connection) throws -> Value) async throws -> Value

  /// Runs the closure in one transaction: all of it is committed, or nothing where it throws.
  ///
  /// The closure may run more than once (after a serialization failure, or because a transaction that shared its commit
  /// was refused), so it changes nothing but the database.
  func write<Value: Sendable>(
    _ durability: Durability, _ body: @escaping @Sendable (any Connection) throws -> Value
  ) async throws -> Value

  /// Ends every connection; calls that wait for one fail.
  func close() async throws
}

/// What a commit survives.
package enum Durability: Sendable {
  /// The machine's sudden end.
  case synced
  /// As `synced`, and before other work that waits: somebody outside waits for the answer.
  case syncedAhead
  /// The process's end, not the machine's: for what the next start would do away with anyway, such as a lease. A synced
  /// commit after it makes it durable too.
  case unsynced
}

extension Database {
  /// Runs the closure in one transaction that is on disk when this returns.
  package func write<Value: Sendable>(
    _ body: @escaping @Sendable (any Connection) throws -> Value
  ) async throws -> Value {
    try await write(.synced, body)
  }
}

/// One connection within a transaction. It is valid only inside the closure that got it.
///
/// SQL is written once for both engines, with `$1 $2` placeholders.
package protocol Connection: AnyObject {
  var engine: DatabaseEngine { get }

  /// Runs one statement. - Returns: the number of rows changed.
  @discardableResult
  func execute(_ sql: String, _ parameters: [SQLValue]) throws -> Int

  /// Runs one statement and reads all its rows; it may be a write with `RETURNING`.
  func query(_ sql: String, _ parameters: [SQLValue]) throws -> [Row]

  /// Runs several statements without parameters, for migrations.
  func script(_ sql: String) throws
}

extension Connection {
  package func query(_ sql: String) throws -> [Row] { try query(sql, []) }

  package func first(_ sql: String, _ parameters: [SQLValue] = []) throws -> Row? {
    try query(sql, parameters).first
  }

  /// Undoes what the closure did where it throws, and goes on with the transaction.
  package func savepoint<Value>(_ body: () throws -> Value) throws -> Value {
    try script("SAVEPOINT souk")
    do {
      let value = try body()
      try script("RELEASE SAVEPOINT souk")
      return value
    } catch {
      let cause = error
      do {
        try script("ROLLBACK TO SAVEPOINT souk; RELEASE SAVEPOINT souk")
      } catch {
        // The engine has already given up the whole transaction (a full disk): the first error tells why.
        throw cause
      }
      throw cause
    }
  }

  /// Runs a query whose text has `{IDS}` where a list of ids belongs, in lists of a few fixed lengths, so that few
  /// statements are prepared. Placeholders of the list follow those of `parameters`.
  package func query(_ sql: String, _ parameters: [SQLValue], ids: [Int64]) throws -> [Row] {
    var rows: [Row] = []
    var rest = ids[...]
    while let last = rest.last {
      let length = IDList.lengths.first { $0 >= rest.count } ?? IDList.longest
      let slice = rest.prefix(length)
      rest = rest.dropFirst(length)
      let padded = Array(slice) + Array(repeating: slice.last ?? last, count: length - slice.count)
      let first = parameters.count + 1
      rows += try query(
        IDList.text(sql, from: first, count: length), parameters + padded.map { .integer($0) })
    }
    return rows
  }

  /// The clause that makes PostgreSQL pass over rows another process has in hand; SQLite's one writer needs none.
  package var skipLocked: String { engine == .postgres ? " FOR UPDATE SKIP LOCKED" : "" }

  /// The clause that makes PostgreSQL hold the rows read until the commit.
  package var forUpdate: String { engine == .postgres ? " FOR UPDATE" : "" }
}

private enum IDList {
  static let lengths = [1, 8, 64, longest]
  /// Far below SQLite's 32,766 and PostgreSQL's 65,535 parameters.
  static let longest = 256

  /// Texts for one id, which is what nearly every turn asks for.
  private static let single = Mutex<[String: String]>([:])
  /// Far more than the program has; a bound all the same.
  private static let mostTexts = 500

  static func text(_ sql: String, from first: Int, count: Int) -> String {
    guard count == 1 else { return expand(sql, from: first, count: count) }
    return single.withLock { single in
      if let known = single[sql] { return known }
      let text = expand(sql, from: first, count: count)
      if single.count < mostTexts { single[sql] = text }
      return text
    }
  }

  /// Over bytes: a search over characters would take longer than the query.
  static func expand(_ sql: String, from first: Int, count: Int) -> String {
    var out: [UInt8] = []
    out.reserveCapacity(sql.utf8.count + 6 * count)
    var rest = Substring(sql).utf8[...]
    while let open = rest.firstIndex(of: UInt8(ascii: "{")) {
      out += rest[..<open]
      rest = rest[open...]
      if rest.starts(with: "{IDS}".utf8) {
        out += (first..<first + count).map { "$\($0)" }.joined(separator: ", ").utf8
        rest = rest.dropFirst("{IDS}".utf8.count)
      } else {
        out.append(UInt8(ascii: "{"))
        rest = rest.dropFirst()
      }
    }
    return String(decoding: out + rest, as: UTF8.self)
  }
}
