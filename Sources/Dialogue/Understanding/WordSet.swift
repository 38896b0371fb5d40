/// Words that are mostly asked for others: a message's words meet some hundred such sets, and nearly none has them.
/// Length, first and last letter of what is asked for tell most of them apart before anything is hashed.
package struct WordSet: Sendable {
  package let words: Set<String>
  private let sieve: WordSieve

  package init(_ words: some Sequence<String>) {
    self.words = Set(words)
    sieve = WordSieve(self.words)
  }

  package var isEmpty: Bool { words.isEmpty }

  package func contains(_ word: String) -> Bool { sieve.mayHold(word) && words.contains(word) }
}

/// Says of most words that they are not in a set, and never so of one that is.
struct WordSieve: Sendable {
  private var bits = SIMD4<UInt64>()

  init(_ words: some Sequence<String>) {
    for word in words { insert(word) }
  }

  mutating func insert(_ word: String) {
    let place = Self.place(of: word)
    bits[place >> 6] |= 1 << UInt64(place & 63)
  }

  func mayHold(_ word: String) -> Bool {
    let place = Self.place(of: word)
    return bits[place >> 6] >> UInt64(place & 63) & 1 == 1
  }

  /// Of 256.
  private static func place(of word: String) -> Int {
    let letters = word.utf8
    guard let first = letters.first, let last = letters.last else { return 0 }
    let mixed = UInt(first) &* 31 &+ UInt(last) &* 7 &+ UInt(letters.count) &* 53
    return Int(mixed & 255)
  }
}
