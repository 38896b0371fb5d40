/// A played transcript to be read: who said what, and a mark where it is not as it should be.
struct ChatLog {
  private(set) var failures = 0
  /// The line of the first failure.
  private(set) var firstFailureLine: Int?
  private var lines: [String] = []

  private static let width = 8
  /// Lines of one message; longer ones are cut in the middle of the log, never in the check.
  private static let mostLines = 40

  mutating func say(_ who: String, _ text: String, line: Int) {
    add(place(line) + name(who), text)
  }

  mutating func reply(_ message: ShownMessage) {
    add(place(nil) + name("souk"), message.text)
    guard !message.choices.isEmpty else { return }
    add(place(nil) + name(""), message.choices.map { "[\($0.title)]" }.joined(separator: " "))
  }

  /// What the engine says of its turn: which acts it understood and which workflows had them.
  mutating func trace(_ text: String) { add(place(nil) + name("  ·"), text) }

  mutating func fail(_ reason: String, line: Int) {
    failures += 1
    firstFailureLine = firstFailureLine ?? line
    add(place(line).dropLast(2) + "✘ " + name(""), reason)
  }

  var text: String { lines.joined(separator: "\n") }

  private func place(_ line: Int?) -> String {
    let number = line.map(String.init) ?? ""
    return String(repeating: " ", count: max(0, 5 - number.count)) + number + "   "
  }

  private func name(_ who: String) -> String {
    who + String(repeating: " ", count: max(1, Self.width - who.count))
  }

  private mutating func add(_ head: String, _ text: String) {
    let parts = text.split(separator: "\n", omittingEmptySubsequences: false)
    for (index, part) in parts.prefix(Self.mostLines).enumerated() {
      let lead = index == 0 ? head : String(repeating: " ", count: head.count)
      lines.append(lead + part.prefix(400))
    }
  }
}
