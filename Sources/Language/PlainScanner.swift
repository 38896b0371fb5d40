/// Cuts ASCII text into the tokens that ``Tokenizer`` would make of it, over its bytes: nearly every text is ASCII, and
/// asking of each scalar what Unicode says of it takes several times as long.
struct PlainScanner {
  private let text: String
  private let bytes: UnsafeBufferPointer<UInt8>
  private var position = 0
  private var tokens: [Token] = []
  private var lastEnd = -1

  /// - Returns: nil where the text is not ASCII.
  static func tokens(in text: String) -> [Token]? {
    let found = text.utf8.withContiguousStorageIfAvailable { bytes -> [Token]? in
      guard bytes.allSatisfy({ $0 < 0x80 }) else { return nil }
      var scanner = PlainScanner(text: text, bytes: bytes)
      return scanner.scan()
    }
    return found ?? nil
  }

  private init(text: String, bytes: UnsafeBufferPointer<UInt8>) {
    self.text = text
    self.bytes = bytes
  }

  private mutating func scan() -> [Token] {
    while position < bytes.count {
      let byte = bytes[position]
      if byte <= 0x20 || byte == 0x7f {
        position += 1
      } else if Self.isDigit(byte) || startsNegativeNumber(byte) {
        scanNumber()
      } else if Self.isLetter(byte) {
        scanWord()
      } else {
        append(from: position, to: position + 1, kind: .mark)
      }
    }
    return tokens
  }

  private func startsNegativeNumber(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: "-") && lastEnd != position && has(Self.isDigit, at: position + 1)
  }

  private mutating func scanNumber() {
    let start = position
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      let isPoint = byte == UInt8(ascii: ".") || byte == UInt8(ascii: ",")
      guard Self.isDigit(byte) || (isPoint && has(Self.isDigit, at: position + 1)) else { break }
      position += 1
    }
    if let end = ordinalEnd {
      append(from: start, to: end, kind: .word)
    } else {
      append(from: start, to: position, kind: .number)
    }
  }

  /// `st`, `nd`, `rd`, `th` straight after digits, and no letter after them.
  private var ordinalEnd: Int? {
    let end = position + 2
    guard end <= bytes.count, !has(Self.isLetter, at: end) else { return nil }
    switch (bytes[position] | 0x20, bytes[position + 1] | 0x20) {
    case (UInt8(ascii: "s"), UInt8(ascii: "t")), (UInt8(ascii: "n"), UInt8(ascii: "d")),
      (UInt8(ascii: "r"), UInt8(ascii: "d")), (UInt8(ascii: "t"), UInt8(ascii: "h")):
      return end
    default: return nil
    }
  }

  private mutating func scanWord() {
    let start = position
    while position < bytes.count {
      let byte = bytes[position]
      let isInner = Self.isApostrophe(byte) && has(Self.isLetter, at: position + 1)
      guard Self.isLetter(byte) || Self.isDigit(byte) || Self.isIgnorable(byte) || isInner else { break }
      position += 1
    }
    append(from: start, to: position, kind: .word)
  }

  private func has(_ kind: (UInt8) -> Bool, at index: Int) -> Bool { index < bytes.count && kind(bytes[index]) }

  private mutating func append(from start: Int, to end: Int, kind: Token.Kind) {
    let utf8 = text.utf8
    let first = utf8.index(utf8.startIndex, offsetBy: start)
    tokens.append(
      Token(
        text: folded(start..<end), original: text[first..<utf8.index(first, offsetBy: end - start)], kind: kind,
        isJoined: lastEnd == start && start > 0))
    lastEnd = end
    position = end
  }

  private func folded(_ range: Range<Int>) -> String {
    String(unsafeUninitializedCapacity: range.count) { folded in
      var count = 0
      for byte in bytes[range] where !Self.isApostrophe(byte) && !Self.isIgnorable(byte) {
        folded[count] = (0x41...0x5a).contains(byte) ? byte | 0x20 : byte
        count += 1
      }
      return count
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (0x30...0x39).contains(byte) }
  private static func isLetter(_ byte: UInt8) -> Bool { (0x61...0x7a).contains(byte | 0x20) }
  private static func isApostrophe(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") }
  /// A control that is no space.
  private static func isIgnorable(_ byte: UInt8) -> Bool {
    byte == 0x7f || (byte < 0x20 && !(0x09...0x0d).contains(byte))
  }
}
