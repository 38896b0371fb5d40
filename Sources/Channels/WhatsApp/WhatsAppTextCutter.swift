/// Cuts and splits text by its length in UTF-16 units, never inside a character that a reader sees as one.
///
/// Texts within their limit, nearly all of them, are only measured; characters are walked over only in the others.
enum WhatsAppTextCutter {
  private static let ellipsis = "…"

  /// The text, or its beginning and "…", within `limit`.
  static func cut(_ text: String, to limit: Int) -> String {
    guard text.utf16.count > limit else { return text }
    guard limit > 0 else { return "" }
    return trimmedEnd(text[..<end(of: text[...], within: limit - 1)]) + ellipsis
  }

  /// Parts in order, each within `limit`, broken between paragraphs if possible, else lines, sentences, words,
  /// characters. Spaces at a break are dropped.
  static func split(_ text: String, every limit: Int) -> [String] {
    var parts: [String] = []
    var rest = text[...]
    while rest.utf16.count > limit {
      let stop = breakPoint(in: rest, limit: limit)
      guard stop > rest.startIndex else { break }
      append(rest[..<stop], to: &parts)
      rest = rest[stop...]
    }
    append(rest, to: &parts)
    return parts
  }

  /// What goes before, and the longest end of the text within `limit` that starts at a good place.
  static func splitEnd(of text: String, within limit: Int) -> (head: String, tail: String) {
    guard text.utf16.count > limit else { return ("", text) }
    var remaining = text.utf16.count
    var first: [Break: String.Index] = [:]
    var previous: Break?
    for index in text.indices {
      let kind = index == text.startIndex ? nil : previous
      if remaining <= limit, let kind, first[kind] == nil { first[kind] = index }
      if remaining <= limit, first[.character] == nil { first[.character] = index }
      let next = text.index(after: index)
      remaining -= text[index..<next].utf16.count
      previous = Break(after: text[index], in: text, at: index)
    }
    let start = Break.allCases.lazy.compactMap { first[$0] }.first ?? scalarStart(of: text, within: limit)
    return (trimmedEnd(text[..<start]), trimmedStart(text[start...]))
  }

  /// Where a text may be broken, best first.
  private enum Break: Int, CaseIterable {
    case paragraph, line, sentence, word, character

    /// The break that may follow a character, if any but the last resort.
    init?(after character: Character, in text: some StringProtocol, at index: String.Index) {
      if character.isNewline {
        let isSecond = index > text.startIndex && text[text.index(before: index)].isNewline
        self = isSecond ? .paragraph : .line
      } else if character.isWhitespace {
        let isAfterStop = index > text.startIndex && ".!?…".contains(text[text.index(before: index)])
        self = isAfterStop ? .sentence : .word
      } else if "。！？".contains(character) {
        self = .sentence
      } else {
        return nil
      }
    }
  }

  /// The last good place within the limit; a better kind of break wins as long as it leaves a part worth sending.
  private static func breakPoint(in text: Substring, limit: Int) -> String.Index {
    let worthwhile = limit / 4
    var used = 0
    var last: [Break: String.Index] = [:]
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      used += text[index..<next].utf16.count
      guard used <= limit else { break }
      last[.character] = next
      if let kind = Break(after: text[index], in: text, at: index), used >= worthwhile { last[kind] = next }
      index = next
    }
    return Break.allCases.lazy.compactMap { last[$0] }.first ?? end(of: text, within: limit)
  }

  /// The end of the last character within the limit. A first character that is itself too long (a letter under a
  /// hundred accents) is broken between its code points.
  private static func end(of text: Substring, within limit: Int) -> String.Index {
    var used = 0
    var index = text.startIndex
    while index < text.endIndex {
      let next = text.index(after: index)
      used += text[index..<next].utf16.count
      guard used <= limit else { break }
      index = next
    }
    guard index == text.startIndex else { return index }
    used = 0
    for scalar in text.unicodeScalars.indices {
      used += UTF16.width(text.unicodeScalars[scalar])
      guard used <= limit else { return scalar }
    }
    return text.endIndex
  }

  private static func scalarStart(of text: String, within limit: Int) -> String.Index {
    var remaining = text.utf16.count
    for index in text.unicodeScalars.indices {
      guard remaining > limit else { return index }
      remaining -= UTF16.width(text.unicodeScalars[index])
    }
    return text.endIndex
  }

  private static func append(_ part: Substring, to parts: inout [String]) {
    let text = trimmedStart(trimmedEnd(part)[...])
    if !text.isEmpty { parts.append(text) }
  }

  private static func trimmedEnd(_ text: Substring) -> String {
    var text = text
    while text.last?.isWhitespace == true { text.removeLast() }
    return String(text)
  }

  private static func trimmedStart(_ text: Substring) -> String { String(text.drop { $0.isWhitespace }) }
}
