/// A text and the intent that it has.
struct IntentRow {
  /// The intent of texts that have none.
  static let outOfScope = "oos"

  var text: String
  var intent: String

  var isOutOfScope: Bool { intent == Self.outOfScope }

  /// Reads a tab-separated file with the columns `text` and `intent`.
  /// - Throws: `SoukError.failed` with file and line.
  static func read(_ path: String) throws -> [IntentRow] {
    try TabSeparatedFile(path, columns: ["text", "intent"]).lines.map { line in
      guard !line.cells[1].isEmpty else {
        throw SoukError.failed("\(path):\(line.number): no intent\nhint: every line needs one; '\(outOfScope)' is none")
      }
      return IntentRow(text: line.cells[0], intent: line.cells[1])
    }
  }
}
