internal import Foundation

/// Cuts text into BERT's uncased word pieces: the longest piece that fits, from left to right.
///
/// Control characters are dropped, letters lower-cased and freed of accents; each punctuation mark and each CJK
/// character stands alone. A word of more than 100 characters, or with a part that no piece fits, is `[UNK]`.
package struct WordPieceTokenizer: Sendable {
  /// Later pieces are dropped; the table was made with the same bound.
  package static let mostPieces = 128
  private static let longestWord = 100

  /// Pieces in the vocabulary.
  package let count: Int
  /// Pieces that are whole words of letters, for use as the words of the language.
  package let wholeWords: [String]
  private let trie: PieceTrie
  private let unknown: Int32?

  /// - Parameter vocabulary: one piece a line, its id the number of the line from 0.
  package init(vocabulary: [UInt8]) {
    var trie = PieceTrie(expectedBytes: vocabulary.count)
    var words: [String] = []
    var unknown: Int32?
    var identifier: Int32 = 0
    var lines = vocabulary.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    if lines.last?.isEmpty == true { lines.removeLast() }
    for line in lines {
      let piece = line.last == UInt8(ascii: "\r") ? line.dropLast() : line
      trie.insert(piece, identifier: identifier)
      if piece.elementsEqual("[UNK]".utf8) { unknown = identifier }
      if piece.count > 1, piece.allSatisfy({ $0 >= 0x61 && $0 <= 0x7a }) {
        words.append(String(decoding: piece, as: UTF8.self))
      }
      identifier += 1
    }
    self.trie = trie
    self.unknown = unknown
    wholeWords = words
    count = Int(identifier)
  }

  /// Gives the ids of a text's pieces, at most `mostPieces`.
  package func pieces(of text: String) -> [Int32] {
    var text = text
    var pieces: [Int32] = []
    pieces.reserveCapacity(32)
    let isASCII = text.utf8.withContiguousStorageIfAvailable { $0.allSatisfy { $0 < 0x80 } } ?? false
    if !isASCII { text = Self.normalized(text) }
    text.withUTF8 { append(piecesOf: $0, to: &pieces) }
    return pieces
  }

  private func append(piecesOf bytes: UnsafeBufferPointer<UInt8>, to pieces: inout [Int32]) {
    var position = 0
    while position < bytes.count, pieces.count < Self.mostPieces {
      switch Self.kinds[Int(bytes[position])] {
      case .space, .control:
        position += 1
      case .mark:
        append(wordIn: bytes, from: position, to: position + 1, pieces: &pieces)
        position += 1
      case .word:
        let start = position
        var hasControl = false
        while position < bytes.count {
          let kind = Self.kinds[Int(bytes[position])]
          if kind == .control { hasControl = true } else if kind != .word { break }
          position += 1
        }
        if hasControl {
          let cleaned = bytes[start..<position].filter { Self.kinds[Int($0)] == .word }
          cleaned.withUnsafeBufferPointer { append(wordIn: $0, from: 0, to: $0.count, pieces: &pieces) }
        } else {
          append(wordIn: bytes, from: start, to: position, pieces: &pieces)
        }
      }
    }
    if pieces.count > Self.mostPieces { pieces.removeLast(pieces.count - Self.mostPieces) }
  }

  private func append(wordIn bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, pieces: inout [Int32]) {
    let before = pieces.count
    if bytes[start..<end].count(where: { $0 & 0xc0 != 0x80 }) <= Self.longestWord {
      var position = start
      while position < end {
        guard let match = trie.longestMatch(in: bytes, from: position, to: end, isContinuation: position > start)
        else { break }
        pieces.append(match.identifier)
        position = match.end
      }
      if position == end { return }
    }
    pieces.removeLast(pieces.count - before)
    if let unknown { pieces.append(unknown) }
  }
}

// MARK: - Character classes

extension WordPieceTokenizer {
  private enum Kind { case space, control, mark, word }

  /// Of single bytes; upper-case letters are words, since the trie folds them.
  private static let kinds: [Kind] = (0...255).map { byte in
    switch byte {
    case 9, 10, 13, 32: .space
    case 0..<32, 127: .control
    case 48...57, 65...90, 97...122, 128...255: .word
    default: .mark
    }
  }

  /// Brings text that is not ASCII to the form in which bytes can be looked at one by one.
  private static func normalized(_ text: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in text.lowercased().decomposedStringWithCanonicalMapping.unicodeScalars {
      switch scalar.properties.generalCategory {
      case .nonspacingMark:
        continue
      case .control, .format, .privateUse, .unassigned, .surrogate:
        if scalar == "\t" || scalar == "\n" || scalar == "\r" { out.append(" ") }
      case .spaceSeparator, .lineSeparator, .paragraphSeparator:
        out.append(" ")
      case .connectorPunctuation, .dashPunctuation, .openPunctuation, .closePunctuation, .initialPunctuation,
        .finalPunctuation, .otherPunctuation:
        appendAlone(scalar, to: &out)
      default:
        if scalar.value == 0xfffd { continue }
        if isChinese(scalar) { appendAlone(scalar, to: &out) } else { out.append(scalar) }
      }
    }
    return String(out)
  }

  private static func appendAlone(_ scalar: Unicode.Scalar, to out: inout String.UnicodeScalarView) {
    out.append(" ")
    out.append(scalar)
    out.append(" ")
  }

  /// The blocks that BERT's tokenizer calls Chinese.
  private static func isChinese(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x4e00...0x9fff, 0x3400...0x4dbf, 0x20000...0x2a6df, 0x2a700...0x2b73f, 0x2b740...0x2b81f,
      0x2b820...0x2ceaf, 0xf900...0xfaff, 0x2f800...0x2fa1f:
      true
    default: false
    }
  }
}
