/// Finds the words within two edits of a misspelt one, as ``TypoIndex`` does, among words that stay as they are.
///
/// An entry takes four bytes: a word's number with a few bits of its form's hash beside it.
package struct TypoTable: Sendable {
  package static let maximumWords = 100_000
  /// Of an entry; the rest is the hash's.
  private static let numberBits: UInt32 = 17
  /// So many entries share a bucket on average; their hashes tell nearly all of them apart.
  private static let entriesABucket = 4

  private let words: [String]
  /// Where each bucket's entries begin, and the end of the last.
  private let starts: [Int32]
  private let entries: [UInt32]

  /// - Parameter words: folded, each once; those beyond ``maximumWords`` are left out.
  package init(_ words: [String]) {
    let words = Array(words.prefix(Self.maximumWords))
    var hashes: [UInt32] = []
    var ends: [Int32] = []
    ends.reserveCapacity(words.count)
    for word in words {
      hashes += DeletedForms(of: word).hashes
      ends.append(Int32(hashes.count))
    }
    var buckets = 1
    while buckets * Self.entriesABucket < hashes.count { buckets *= 2 }
    let mask = UInt32(buckets - 1)
    var starts = [Int32](repeating: 0, count: buckets + 1)
    for hash in hashes { starts[Int(hash & mask) + 1] += 1 }
    for bucket in 0..<buckets { starts[bucket + 1] += starts[bucket] }
    var next = starts
    var entries = [UInt32](repeating: 0, count: hashes.count)
    var position = 0
    for (number, end) in ends.enumerated() {
      while position < Int(end) {
        let bucket = Int(hashes[position] & mask)
        entries[Int(next[bucket])] = Self.entry(hashes[position], number: UInt32(number))
        next[bucket] += 1
        position += 1
      }
    }
    (self.words, self.starts, self.entries) = (words, starts, entries)
  }

  package var count: Int { words.count }

  /// Gives every word within `distance` edits (at most 2), in no useful order.
  package func matches(for word: String, distance: Int) -> [TypoIndex.Match] {
    let letters = word.unicodeScalars.map(\.value)
    let limit = min(distance, DeletedForms.maximumDeletions)
    return candidates(for: letters, deletions: limit).compactMap { number in
      let candidate = words[number]
      return EditDistance.between(letters, candidate.unicodeScalars.map(\.value), limit: limit).map {
        TypoIndex.Match(word: candidate, distance: $0, frequency: 1)
      }
    }
  }

  private func candidates(for letters: [UInt32], deletions: Int) -> [Int] {
    let mask = UInt32(starts.count - 2)
    let numbers: UInt32 = 1 << Self.numberBits - 1
    var found: [Int] = []
    for hash in DeletedForms(of: letters, deletions: deletions).hashes {
      let bucket = Int(hash & mask)
      for position in Int(starts[bucket])..<Int(starts[bucket + 1]) {
        let entry = entries[position]
        if entry == Self.entry(hash, number: entry & numbers) { found.append(Int(entry & numbers)) }
      }
    }
    found.sort()
    return found.indices.filter { $0 == 0 || found[$0] != found[$0 - 1] }.map { found[$0] }
  }

  /// The hash's high bits, as the low ones choose the bucket.
  private static func entry(_ hash: UInt32, number: UInt32) -> UInt32 {
    hash & ~(1 << numberBits - 1) | number
  }
}
