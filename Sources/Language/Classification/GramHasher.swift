/// Turns a text into hashed counts of words, pairs of words and 3- to 5-letter pieces of words.
///
/// Pairs are neighbours, the text's two ends included, and words with one between them.
enum GramHasher {
  /// Each of the two kinds has this many slots; collisions among a shop's few thousand grams are rare.
  static let slotsPerKind = 1 << 18
  static let slots = 2 * slotsPerKind
  /// Bytes of a text that are looked at; a chat message is shorter.
  static let longestText = 4096

  private static let pieceLengths = 3...5
  private static let space = UInt8(ascii: " ")

  struct Count {
    var slot: UInt32
    var count: Float
  }

  /// Gives the counts by slot, each slot once, in order; slots from `slotsPerKind` on are letter pieces.
  static func counts(of text: String) -> [Count] {
    var slots: [UInt32] = []
    slots.reserveCapacity(256)
    let bytes = words(of: text)
    bytes.withUnsafeBufferPointer { bytes in
      var beforePrevious: UInt64?
      var previous = edge
      var start = 1
      while start < bytes.count {
        var end = start
        while end < bytes.count, bytes[end] != space { end += 1 }
        let word = hash(bytes, from: start, to: end, seed: 1)
        slots.append(wordSlot(word))
        slots.append(wordSlot(paired(previous, word)))
        if let beforePrevious { slots.append(wordSlot(paired(beforePrevious &* 3, word))) }
        (beforePrevious, previous) = (previous, word)
        appendPieces(of: bytes, from: start - 1, to: end + 1, to: &slots)
        start = end + 1
      }
      if bytes.count > 1 { slots.append(wordSlot(paired(previous, edge))) }
    }
    return counted(&slots)
  }

  /// The text folded, in single spaces with one at each end; empty where it has no words.
  ///
  /// Question and exclamation marks are words; all numbers are the word `0`, since which number it is does not tell
  /// what is wanted.
  static func words(of text: String) -> [UInt8] {
    var folded = Folding.fold(text)
    if !folded.utf8.allSatisfy({ $0 < 0x80 }) { folded = spaced(folded) }
    var out: [UInt8] = [space]
    out.reserveCapacity(folded.utf8.count + 2)
    for byte in folded.utf8.prefix(longestText) {
      switch byte {
      case 0x61...0x7a, 0x80...:
        if let last = out.last, isEmphasis(last) { out.append(space) }
        out.append(byte)
      case 0x30...0x39:
        if let last = out.last, isEmphasis(last) { out.append(space) }
        if out.last != zero { out.append(zero) }
      case UInt8(ascii: "?"), UInt8(ascii: "!"):
        if out.last == byte { continue }
        if out.last != space { out.append(space) }
        out.append(byte)
      default:
        if out.last != space { out.append(space) }
      }
    }
    if out.last != space { out.append(space) }
    return out.count > 1 ? out : []
  }

  private static let zero = UInt8(ascii: "0")

  private static func isEmphasis(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "?") || byte == UInt8(ascii: "!") }

  private static func spaced(_ folded: String) -> String {
    var out = String.UnicodeScalarView()
    for scalar in folded.unicodeScalars {
      out.append(scalar.isASCII || Folding.isWord(scalar) || scalar.properties.numericType != nil ? scalar : " ")
    }
    return String(out)
  }

  /// Pieces include the space on either side; a word shorter than a piece gives one piece, the whole of it.
  private static func appendPieces(
    of bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, to slots: inout [UInt32]
  ) {
    for length in pieceLengths {
      if end - start <= length {
        slots.append(pieceSlot(hash(bytes, from: start, to: end, seed: 2)))
        return
      }
      for first in start...(end - length) {
        slots.append(pieceSlot(hash(bytes, from: first, to: first + length, seed: 2)))
      }
    }
  }

  private static func hash(_ bytes: UnsafeBufferPointer<UInt8>, from start: Int, to end: Int, seed: UInt64) -> UInt64 {
    var hash = StableHash(seed: seed)
    for position in start..<end { hash.combine(bytes[position]) }
    return hash.finished
  }

  /// Stands for the beginning and the end of a text in pairs of words.
  private static let edge: UInt64 = 0x5bd1_e995

  private static func paired(_ first: UInt64, _ second: UInt64) -> UInt64 {
    var mixed = (first &* 0x9e37_79b9_7f4a_7c15) ^ second
    mixed = (mixed ^ (mixed >> 29)) &* 0xbf58_476d_1ce4_e5b9
    return mixed ^ (mixed >> 32)
  }

  private static func wordSlot(_ hash: UInt64) -> UInt32 {
    UInt32(truncatingIfNeeded: hash >> 40) & UInt32(slotsPerKind - 1)
  }

  private static func pieceSlot(_ hash: UInt64) -> UInt32 { wordSlot(hash) + UInt32(slotsPerKind) }

  private static func counted(_ slots: inout [UInt32]) -> [Count] {
    slots.sort()
    var counts: [Count] = []
    counts.reserveCapacity(slots.count)
    for slot in slots {
      if let last = counts.last, last.slot == slot {
        counts[counts.count - 1].count += 1
      } else {
        counts.append(Count(slot: slot, count: 1))
      }
    }
    return counts
  }
}
