import Synchronization

/// A statement's text as SQLite takes it, and the names of what it gives.
final class SQLiteText: Sendable {
  let numbered: String
  private let known = Mutex<[String: Int]?>(nil)

  init(numbered: String) { self.numbered = numbered }

  /// The places of the columns by their names, found out once: our texts name their columns, so a changed schema does
  /// not change them.
  func columns(_ find: () -> [String: Int]) -> [String: Int] {
    known.withLock { known in
      if let known { return known }
      let found = find()
      known = found
      return found
    }
  }
}

/// Turns `$2` into `?2`, once per SQL text: SQLite takes `$2` for a name and would number it by order of appearance.
final class SQLiteTexts: Sendable {
  /// Far more texts than the program has; a bound all the same.
  private static let maximumTexts = 2_000

  private let texts = Mutex<[String: SQLiteText]>([:])

  func text(_ sql: String) -> SQLiteText {
    texts.withLock { texts in
      if let known = texts[sql] { return known }
      if texts.count >= Self.maximumTexts { texts.removeAll() }
      let text = SQLiteText(numbered: Self.rewrite(sql))
      texts[sql] = text
      return text
    }
  }

  /// Leaves what stands in quotes alone.
  static func rewrite(_ sql: String) -> String {
    var out: [UInt8] = []
    let bytes = Array(sql.utf8)
    var quote: UInt8?
    for (index, byte) in bytes.enumerated() {
      if let open = quote {
        if byte == open { quote = nil }
      } else if byte == UInt8(ascii: "'") || byte == UInt8(ascii: "\"") {
        quote = byte
      } else if byte == UInt8(ascii: "$"), index + 1 < bytes.count, (48...57).contains(bytes[index + 1]) {
        out.append(UInt8(ascii: "?"))
        continue
      }
      out.append(byte)
    }
    return String(decoding: out, as: UTF8.self)
  }
}
