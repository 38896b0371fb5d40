import Language

/// Reads e-mail addresses and telephone numbers.
struct ContactGrammar {
  func read(_ reading: inout Reading, taken: inout [Bool]) {
    readEmail(&reading, taken: &taken)
    readPhone(&reading, taken: &taken)
  }

  private func readEmail(_ reading: inout Reading, taken: inout [Bool]) {
    guard let at = reading.words.firstIndex(of: "@"), at > 0, at + 1 < reading.words.count else { return }
    var start = at
    while start > 0, reading.tokens[start].isJoined { start -= 1 }
    var end = at + 1
    while end < reading.words.count, reading.tokens[end].isJoined { end += 1 }
    // "rosa@example.com, call me": the comma is the sentence's.
    while end > at + 2, reading.tokens[end - 1].kind == .mark { end -= 1 }
    let text = reading.original(start..<end)
    let domain = text.drop { $0 != "@" }
    guard start < at, domain.contains("."), domain.count > 3 else { return }
    reading.email = (start..<end, text)
    for index in start..<end { taken[index] = true }
  }

  /// Seven to fifteen digits in groups, with or without `+`: "+1 555 010 9001", "(555) 010-9001".
  private func readPhone(_ reading: inout Reading, taken: inout [Bool]) {
    var index = 0
    while index < reading.tokens.count {
      guard let end = phoneEnd(from: index, in: reading) else {
        index += 1
        continue
      }
      reading.phone = (index..<end, reading.original(index..<end))
      for place in index..<end { taken[place] = true }
      return
    }
  }

  private func phoneEnd(from start: Int, in reading: Reading) -> Int? {
    guard ["+", "("].contains(reading.words[start]) || reading.tokens[start].kind == .number else { return nil }
    var digits = 0
    var groups = 0
    var end = start
    var index = start
    while index < reading.tokens.count {
      let token = reading.tokens[index]
      if token.kind == .number, !token.text.contains("."), !token.text.contains(",") {
        let own = token.text.utf8.filter { $0 >= 48 && $0 <= 57 }.count
        // "+33 6 12 34 56 78"
        guard groups == 0 || own >= 2 || (groups == 1 && reading.words[start] == "+") else { break }
        digits += own
        groups += 1
        end = index + 1
      } else if !["+", "(", ")", "-", "/", "."].contains(token.text) || (index > start && token.text == "+") {
        break
      }
      index += 1
    }
    let hasPlus = reading.words[start] == "+"
    guard digits >= 7, digits <= 15, hasPlus || groups > 1 || (digits >= 9 && digits <= 13) else { return nil }
    return end
  }
}
