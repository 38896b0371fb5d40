/// Finds where a text that is too long is best cut: after a paragraph, a line, a sentence, a word, and only then
/// between two characters.
enum TextCut {
  /// Parts of at most `first` and then `rest` UTF-16 units each, without the blank space at their joints.
  /// - Parameter maximumParts: what does not fit into so many is left out, with an ellipsis.
  static func parts(of text: String, first: Int, rest: Int, maximumParts: Int) -> [String] {
    var parts: [String] = []
    var remaining = trimmed(text[...])
    while !remaining.isEmpty, parts.count < maximumParts {
      let limit = parts.isEmpty ? first : rest
      if remaining.utf16.count <= limit {
        parts.append(String(remaining))
        break
      }
      if parts.count == maximumParts - 1 {
        parts.append(remaining[..<grapheme(in: remaining, within: limit - 1)] + "…")
        break
      }
      let end = best(in: remaining, within: limit)
      parts.append(String(trimmed(remaining[..<end])))
      remaining = trimmed(remaining[end...])
    }
    return parts
  }

  /// The best place at or before `limit` units. A break in the first half is passed over: short parts read worse than
  /// a cut line.
  static func best(in text: Substring, within limit: Int) -> Substring.Index {
    let units = text.utf16
    let end = units.index(text.startIndex, offsetBy: limit)
    let middle = units.index(text.startIndex, offsetBy: limit / 2)
    var found: (rank: Int, index: Substring.Index)?
    var index = end
    while index > middle {
      let before = units.index(before: index)
      if let rank = rank(of: units[before], in: units, at: before), rank > (found?.rank ?? 0) {
        found = (rank, index)
        if rank == paragraphRank { break }
      }
      index = before
    }
    return found?.index ?? grapheme(in: text, within: limit)
  }

  private static let paragraphRank = 4

  /// How good it is to cut after this unit: 4 paragraph, 3 line, 2 sentence, 1 word.
  private static func rank(
    of unit: UInt16, in units: Substring.UTF16View, at index: Substring.Index
  ) -> Int? {
    let previous = index > units.startIndex ? units[units.index(before: index)] : nil
    switch unit {
    case 0x0a: return previous == 0x0a ? paragraphRank : 3
    case 0x20: return previous.map(endsSentence) == true ? 2 : 1
    case 0x3002, 0xff01, 0xff1f: return 2
    default: return nil
    }
  }

  private static func endsSentence(_ unit: UInt16) -> Bool { unit == 0x2e || unit == 0x21 || unit == 0x3f }

  /// The last boundary between characters at or before `limit` units. A single character longer than that (a letter
  /// under thousands of marks) is cut between its scalars.
  static func grapheme(in text: Substring, within limit: Int) -> Substring.Index {
    guard let end = text.utf16.index(text.startIndex, offsetBy: max(limit, 0), limitedBy: text.endIndex) else {
      return text.endIndex
    }
    // Only what is about the cut is walked: the characters of the last few units.
    let start = scalarBoundary(
      in: text, atOrBefore: text.utf16.index(end, offsetBy: -lookBack, limitedBy: text.startIndex) ?? text.startIndex)
    var boundary: Substring.Index?
    var index = start
    while index <= end {
      if index > start || start == text.startIndex { boundary = index }
      guard index < text.endIndex else { break }
      index = text.index(after: index)
    }
    if let boundary, boundary > text.startIndex { return boundary }
    return scalarBoundary(in: text, atOrBefore: end)
  }

  /// UTF-16 units; the longest emoji sequences in use have about 30.
  private static let lookBack = 128

  private static func scalarBoundary(in text: Substring, atOrBefore index: Substring.Index) -> Substring.Index {
    var index = index
    while index > text.startIndex, index < text.endIndex, UTF16.isTrailSurrogate(text.utf16[index]) {
      index = text.utf16.index(before: index)
    }
    return index
  }

  /// Without blank space at either end.
  private static func trimmed(_ text: Substring) -> Substring {
    let scalars = text.unicodeScalars
    guard let first = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let last = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return text[first...last]
  }
}
