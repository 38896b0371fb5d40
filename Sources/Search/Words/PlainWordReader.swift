/// Cuts plain ASCII text into the same words as ``TextReader``, byte by byte and without making strings: an index reads
/// millions of words, nearly all of which it has met before.
struct PlainWordReader {
  /// The word at hand, folded.
  private var folded: [UInt8] = []

  /// Calls `body` with every word's folded bytes.
  /// - Returns: false where the text has other than printable ASCII and must be read by ``TextReader``.
  mutating func read(_ text: String, _ body: (UnsafeBufferPointer<UInt8>) -> Void) -> Bool {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.allSatisfy({ ($0 >= 0x20 && $0 < 0x7f) || ($0 >= 0x09 && $0 <= 0x0d) }) else { return false }
      var position = 0
      var lastEnd = -1
      while position < bytes.count {
        let start = position
        if Self.isDigit(bytes[position]) || Self.startsNegative(bytes, position, lastEnd: lastEnd) {
          position = Self.numberEnd(bytes, from: position)
        } else if Self.isLetter(bytes[position]) {
          position = Self.wordEnd(bytes, from: position)
        } else {
          position += 1
          if bytes[start] > 0x20 { lastEnd = position }
          continue
        }
        lastEnd = position
        fold(bytes, start..<position)
        folded.withUnsafeBufferPointer(body)
      }
      return true
    }
  }

  private mutating func fold(_ bytes: UnsafeBufferPointer<UInt8>, _ range: Range<Int>) {
    folded.removeAll(keepingCapacity: true)
    for byte in bytes[range] where !Self.isApostrophe(byte) {
      folded.append(byte >= 0x41 && byte <= 0x5a ? byte | 0x20 : byte)
    }
  }

  /// A minus sign counts only where nothing stands before it and a digit follows.
  private static func startsNegative(_ bytes: UnsafeBufferPointer<UInt8>, _ position: Int, lastEnd: Int) -> Bool {
    bytes[position] == UInt8(ascii: "-") && lastEnd != position && position + 1 < bytes.count
      && isDigit(bytes[position + 1])
  }

  /// Digits with grouping and a decimal point; `2nd` ends after its letters.
  private static func numberEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var position = start + 1
    while position < bytes.count {
      if isDigit(bytes[position]) {
        position += 1
      } else if bytes[position] == UInt8(ascii: ".") || bytes[position] == UInt8(ascii: ","),
        position + 1 < bytes.count, isDigit(bytes[position + 1])
      {
        position += 1
      } else {
        break
      }
    }
    return isOrdinal(bytes, at: position) ? position + 2 : position
  }

  private static func isOrdinal(_ bytes: UnsafeBufferPointer<UInt8>, at position: Int) -> Bool {
    guard position + 2 <= bytes.count else { return false }
    let suffix = (bytes[position] | 0x20, bytes[position + 1] | 0x20)
    let isSuffix =
      suffix == (0x73, 0x74) || suffix == (0x6e, 0x64) || suffix == (0x72, 0x64) || suffix == (0x74, 0x68)
    return isSuffix && !(position + 2 < bytes.count && isLetter(bytes[position + 2]))
  }

  private static func wordEnd(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int) -> Int {
    var position = start
    while position < bytes.count {
      let byte = bytes[position]
      let isInner = isApostrophe(byte) && position + 1 < bytes.count && isLetter(bytes[position + 1])
      guard isLetter(byte) || isDigit(byte) || isInner else { break }
      position += 1
    }
    return position
  }

  private static func isDigit(_ byte: UInt8) -> Bool { byte >= 0x30 && byte <= 0x39 }

  private static func isLetter(_ byte: UInt8) -> Bool { byte | 0x20 >= 0x61 && byte | 0x20 <= 0x7a }

  private static func isApostrophe(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "'") || byte == UInt8(ascii: "`") }
}

/// Numbers words by their bytes, from 0 in the order they are met.
struct WordNumbers: Sendable {
  /// Where each word's bytes end; they begin where the last one's ended.
  private var ends: [Int32] = [0]
  private var bytes: [UInt8] = []
  /// Numbers by hash, -1 where free; a power of two, at most half full.
  private var slots = [Int32](repeating: -1, count: 1_024)

  var count: Int { ends.count - 1 }

  /// The word's number, and whether it is new.
  mutating func number(of word: UnsafeBufferPointer<UInt8>) -> (number: Int32, isNew: Bool) {
    var slot = Self.hash(word) & (slots.count - 1)
    while slots[slot] >= 0 {
      if isEqual(Int(slots[slot]), word) { return (slots[slot], false) }
      slot = (slot + 1) & (slots.count - 1)
    }
    let number = Int32(count)
    bytes.append(contentsOf: word)
    ends.append(Int32(bytes.count))
    slots[slot] = number
    if count * 2 > slots.count { grow() }
    return (number, true)
  }

  func word(_ number: Int) -> String {
    String(decoding: bytes[Int(ends[number])..<Int(ends[number + 1])], as: UTF8.self)
  }

  private func isEqual(_ number: Int, _ word: UnsafeBufferPointer<UInt8>) -> Bool {
    let (start, end) = (Int(ends[number]), Int(ends[number + 1]))
    guard end - start == word.count else { return false }
    for position in 0..<word.count where bytes[start + position] != word[position] { return false }
    return true
  }

  private mutating func grow() {
    slots = [Int32](repeating: -1, count: slots.count * 2)
    for number in 0..<count {
      let range = Int(ends[number])..<Int(ends[number + 1])
      var slot = bytes.withUnsafeBufferPointer { Self.hash(UnsafeBufferPointer(rebasing: $0[range])) }
      slot &= slots.count - 1
      while slots[slot] >= 0 { slot = (slot + 1) & (slots.count - 1) }
      slots[slot] = Int32(number)
    }
  }

  /// FNV-1a, its high half folded in.
  private static func hash(_ word: UnsafeBufferPointer<UInt8>) -> Int {
    var value: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in word { value = (value ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Int(truncatingIfNeeded: value ^ value >> 32)
  }
}
