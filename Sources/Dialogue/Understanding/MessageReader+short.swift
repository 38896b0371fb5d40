import Language

/// The short forms of chats: "w/o", "n", "w".
extension MessageReader {
  /// "w/", "w/o": a short form that has a mark in it is one word.
  func shortened(_ tokens: [Token]) -> [Token] {
    guard tokens.contains(where: { $0.text == "/" }) else { return tokens }
    var out: [Token] = []
    var index = 0
    while index < tokens.count {
      let length = (2...Self.longestShortForm).last { isShortForm(tokens[index...].prefix($0), length: $0) }
      guard let length else {
        out.append(tokens[index])
        index += 1
        continue
      }
      let original = tokens[index].original.base[
        tokens[index].original.startIndex..<tokens[index + length - 1].original.endIndex]
      let text = tokens[index..<index + length].map(\.text).joined()
      out.append(Token(text: text, original: original, kind: .word, isJoined: tokens[index].isJoined))
      index += length
      if index < tokens.count, length == 2 {
        var next = tokens[index]
        next.isJoined = false
        out.append(next)
        index += 1
      }
    }
    return out
  }

  /// "w", "/", "o"
  private static let longestShortForm = 3

  private func isShortForm(_ tokens: ArraySlice<Token>, length: Int) -> Bool {
    guard tokens.count == length, tokens.first?.kind == .word, tokens.contains(where: { $0.text == "/" }),
      tokens.dropFirst().allSatisfy(\.isJoined)
    else { return false }
    return grammar.spelling.isAbbreviation(tokens.map(\.text).joined())
  }

  /// "a latte n a croissant": what alone is a short no joins what stands on both sides of it.
  func isJoint(_ index: Int, _ reading: Reading) -> Bool {
    guard grammar.spelling.isAbbreviation(reading.words[index]), index > 0, index + 1 < reading.tokens.count,
      reading.tokens[index - 1].kind != .mark, reading.tokens[index + 1].kind != .mark,
      let full = grammar.spelling.mended(reading.words[index])
    else { return false }
    return grammar.separators.longestMatch(in: [full], from: 0) != nil
  }

  /// "60w", "60 w"; the "w" of "1 w oat milk" is a joint, as nothing takes so few watts.
  func isPartOfNumber(_ index: Int, _ reading: Reading) -> Bool {
    reading.tokens[index].isJoined || reading.words[index].count == 1 && reading.words[index - 1].count > 1
  }
}
