import Commerce
import Language

/// Makes products' vectors: a sum of what all of a product's text means, its title once more, and the name that its
/// title begins with once more still. Their similarities to a query add up as the vectors do.
///
/// "HP Compaq 6530b Notebook PC 35.8 cm 1440 x 900 pixels Intel Core 2 Duo …" is a notebook first: without the name's
/// own share the long title of the thing itself is farther from "laptop" than the short one of its lock.
struct ProductVectors: Sendable {
  private static let textShare: Float = 0.5
  private static let titleShare: Float = 0.2
  private static let nameShare: Float = 0.3

  let table: StaticVectors
  let words: LanguageWords

  func vector(of product: Product) -> ByteVector {
    let title = product.title
    let cut = TitleName.end(of: title, words: words)
    var sum = [Float](repeating: 0, count: table.dimension)
    var vector = sum
    var pieces = table.tokenizer.pieces(of: String(title[..<cut]))
    table.add(pieces[...], to: &sum)
    add(sum, share: Self.nameShare, to: &vector)
    var start = pieces.count
    pieces += table.tokenizer.pieces(of: String(title[cut...]))
    start = add(pieces, from: start, to: &sum)
    add(sum, share: Self.titleShare, to: &vector)
    pieces += table.tokenizer.pieces(of: text(of: product))
    _ = add(pieces, from: start, to: &sum)
    add(sum, share: Self.textShare, to: &vector)
    return ByteVector(vector)
  }

  /// What comes after the title.
  private func text(of product: Product) -> String {
    product.categoryPath.last.map { ". \($0). \(product.description)" } ?? ". \(product.description)"
  }

  private func add(_ pieces: [Int32], from start: Int, to sum: inout [Float]) -> Int {
    let end = min(pieces.count, WordPieceTokenizer.mostPieces)
    if start < end { table.add(pieces[start..<end], to: &sum) }
    return max(start, end)
  }

  private func add(_ sum: [Float], share: Float, to vector: inout [Float]) {
    let length = VectorMath.dot(sum, sum).squareRoot()
    guard length > 0 else { return }
    let factor = share / length
    for column in vector.indices { vector[column] += factor * sum[column] }
  }
}

/// The part of a title before what only describes the thing: its measures, what it is for, what comes after a comma.
enum TitleName {
  private static let shortest = 2

  static func end(of title: String, words: LanguageWords) -> String.Index {
    var count = 0
    var lastEnd = title.startIndex
    for token in TitleWords(title) {
      if token.opensPart, count > 0 { return lastEnd }
      let word = token.word
      if count > 0, words.complements.contains(word) { return lastEnd }
      if count >= shortest, token.isNumber, token.isMeasured { return lastEnd }
      count += 1
      lastEnd = token.end
    }
    return title.endIndex
  }
}

/// A title's words by their bytes, without making tokens of them: all products' titles are read so.
private struct TitleWords: Sequence, IteratorProtocol {
  struct Element {
    /// In lower case as far as it is ASCII.
    var word: String
    var end: String.Index
    /// A mark that separates parts stands before it.
    var opensPart: Bool
    var isNumber: Bool
    /// A measure follows: the "35.8" of "35.8 cm".
    var isMeasured: Bool
  }

  private let utf8: String.UTF8View
  private var position: String.UTF8View.Index

  init(_ title: String) {
    utf8 = title.utf8
    position = utf8.startIndex
  }

  mutating func next() -> Element? {
    let opensPart = skipMarks()
    guard position < utf8.endIndex else { return nil }
    let start = position
    let end = wordEnd(from: start)
    position = end
    let isNumber = Self.isDigit(utf8[start])
    return Element(
      word: word(start..<end), end: end, opensPart: opensPart, isNumber: isNumber,
      isMeasured: isNumber && isMeasure(after: end))
  }

  private mutating func skipMarks() -> Bool {
    var opensPart = false
    var isAfterSpace = true
    while position < utf8.endIndex {
      let byte = utf8[position]
      if Self.isWord(byte), !isDash(at: position) { break }
      let next = utf8.index(after: position)
      switch byte {
      case UInt8(ascii: ","), UInt8(ascii: "("), UInt8(ascii: "["), UInt8(ascii: "|"), UInt8(ascii: ":"),
        UInt8(ascii: ";"):
        opensPart = true
      case UInt8(ascii: "-"):
        // A hyphen inside a word separates nothing.
        if isAfterSpace, next < utf8.endIndex, utf8[next] == UInt8(ascii: " ") { opensPart = true }
      case 0x80...:
        opensPart = true
        position = utf8.index(position, offsetBy: Self.dash.count)
        continue
      default: break
      }
      isAfterSpace = byte == UInt8(ascii: " ")
      position = next
    }
    return opensPart
  }

  private func wordEnd(from start: String.UTF8View.Index) -> String.UTF8View.Index {
    let startsWithDigit = Self.isDigit(utf8[start])
    var end = start
    while end < utf8.endIndex {
      let byte = utf8[end]
      let isPoint = startsWithDigit && (byte == UInt8(ascii: ".") || byte == UInt8(ascii: ","))
      guard (Self.isWord(byte) && !isDash(at: end)) || (isPoint && isDigit(after: end)) else { break }
      end = utf8.index(after: end)
    }
    return end
  }

  private func word(_ range: Range<String.UTF8View.Index>) -> String {
    String(decoding: utf8[range].map { $0 >= 0x41 && $0 <= 0x5a ? $0 | 0x20 : $0 }, as: UTF8.self)
  }

  private func isMeasure(after end: String.UTF8View.Index) -> Bool {
    var start = end
    while start < utf8.endIndex, utf8[start] == UInt8(ascii: " ") { start = utf8.index(after: start) }
    guard start < utf8.endIndex, Self.isWord(utf8[start]), !isDash(at: start) else { return false }
    return TitleShape.measures.contains(word(start..<wordEnd(from: start)))
  }

  private func isDigit(after index: String.UTF8View.Index) -> Bool {
    let next = utf8.index(after: index)
    return next < utf8.endIndex && Self.isDigit(utf8[next])
  }

  /// A long dash: three bytes, of which the last is one of two.
  private func isDash(at index: String.UTF8View.Index) -> Bool {
    guard utf8[index] == Self.dash[0], let second = utf8.index(index, offsetBy: 1, limitedBy: utf8.endIndex),
      second < utf8.endIndex, utf8[second] == Self.dash[1]
    else { return false }
    let third = utf8.index(after: second)
    return third < utf8.endIndex && (utf8[third] == Self.dash[2] || utf8[third] == Self.dash[2] + 1)
  }

  private static let dash: [UInt8] = [0xe2, 0x80, 0x93]

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isWord(_ byte: UInt8) -> Bool {
    isDigit(byte) || (byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a) || byte >= 0x80
  }
}
