/// A word, number or mark of a text, folded for comparing and with the original beside it.
package struct Token: Hashable, Sendable {
  package enum Kind: Hashable, Sendable {
    case word
    /// Digits with at most a sign, grouping and a decimal point: `3`, `-3`, `12.50`, `1,000`.
    case number
    /// Punctuation, currency signs, emoji: one scalar each.
    case mark
  }

  /// Lower case, without diacritics or apostrophes: `Crème` is `creme`, `don't` is `dont`.
  package var text: String
  package var original: Substring
  package var kind: Kind
  /// Nothing stands between this and the token before ("2kg", "t-shirt").
  package var isJoined: Bool

  package init(text: String, original: Substring, kind: Kind, isJoined: Bool) {
    self.text = text
    self.original = original
    self.kind = kind
    self.isJoined = isJoined
  }
}

/// Cuts text into tokens in one pass over its scalars.
package enum Tokenizer {
  /// - `2kg` is `2`, `kg`; `cat5e` is one word; `2nd` is one word; `t-shirt` is `t`, `-`, `shirt` (joined).
  package static func tokens(in text: String) -> [Token] {
    if let plain = PlainScanner.tokens(in: text) { return plain }
    var scanner = Scanner(text)
    return scanner.scan()
  }

  private struct Scanner {
    let text: String
    let scalars: String.UnicodeScalarView
    var position: String.Index
    var tokens: [Token] = []
    var lastEnd: String.Index?

    init(_ text: String) {
      self.text = text
      scalars = text.unicodeScalars
      position = scalars.startIndex
    }

    mutating func scan() -> [Token] {
      while position < scalars.endIndex {
        let scalar = scalars[position]
        if Folding.isSpace(scalar) || Folding.isIgnorable(scalar) {
          position = scalars.index(after: position)
        } else if Folding.isDigit(scalar) || startsNegativeNumber(scalar) {
          scanNumber()
        } else if Folding.isWord(scalar) {
          scanWord()
        } else {
          append(from: position, to: scalars.index(after: position), kind: .mark)
        }
      }
      return tokens
    }

    /// A minus sign counts only where nothing stands before it and a digit follows: "-3", not "5-3".
    private func startsNegativeNumber(_ scalar: Unicode.Scalar) -> Bool {
      guard scalar == "-" || scalar == "\u{2212}", lastEnd != position else { return false }
      let next = scalars.index(after: position)
      return next < scalars.endIndex && Folding.isDigit(scalars[next])
    }

    private mutating func scanNumber() {
      let start = position
      position = scalars.index(after: position)
      while position < scalars.endIndex {
        let scalar = scalars[position]
        if Folding.isDigit(scalar) {
          position = scalars.index(after: position)
        } else if scalar == "." || scalar == ",", let next = digitAfter(position) {
          position = next
        } else {
          break
        }
      }
      if let end = ordinalEnd(at: position) {
        append(from: start, to: end, kind: .word)
      } else {
        append(from: start, to: position, kind: .number)
      }
    }

    private func digitAfter(_ index: String.Index) -> String.Index? {
      let next = scalars.index(after: index)
      return next < scalars.endIndex && Folding.isDigit(scalars[next]) ? next : nil
    }

    /// `st`, `nd`, `rd`, `th` straight after digits, and no letter after them.
    private func ordinalEnd(at index: String.Index) -> String.Index? {
      guard let end = scalars.index(index, offsetBy: 2, limitedBy: scalars.endIndex) else { return nil }
      let suffix = String(scalars[index..<end]).lowercased()
      guard ["st", "nd", "rd", "th"].contains(suffix) else { return nil }
      return end < scalars.endIndex && Folding.isWord(scalars[end]) ? nil : end
    }

    private mutating func scanWord() {
      let start = position
      while position < scalars.endIndex {
        let scalar = scalars[position]
        if Folding.isWord(scalar) || Folding.isDigit(scalar) || Folding.isIgnorable(scalar) {
          position = scalars.index(after: position)
        } else if Folding.isApostrophe(scalar), isWordAfter(position) {
          position = scalars.index(after: position)
        } else {
          break
        }
      }
      append(from: start, to: position, kind: .word)
    }

    private func isWordAfter(_ index: String.Index) -> Bool {
      let next = scalars.index(after: index)
      return next < scalars.endIndex && Folding.isWord(scalars[next])
    }

    private mutating func append(from start: String.Index, to end: String.Index, kind: Token.Kind) {
      let original = text[start..<end]
      tokens.append(
        Token(
          text: Folding.fold(original), original: original, kind: kind,
          isJoined: lastEnd == start && start > text.startIndex))
      lastEnd = end
      position = end
    }
  }
}
