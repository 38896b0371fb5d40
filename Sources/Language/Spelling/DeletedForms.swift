/// Hashes of what is left of a word's first letters when none, one or two of them are dropped.
struct DeletedForms {
  static let maximumDeletions = 2
  static let prefixLength = 7
  /// Words up to this length are compared at distance 1 only, so one deletion is enough to find them.
  static let shortWordLength = 4

  /// Each once.
  let hashes: [UInt32]

  /// The forms a vocabulary word is filed under; none for words too long to be compared.
  init(of word: String) {
    let letters = word.unicodeScalars.map(\.value)
    self.init(of: letters, deletions: letters.count <= Self.shortWordLength ? 1 : Self.maximumDeletions)
  }

  init(of letters: [UInt32], deletions: Int) {
    guard letters.count <= EditDistance.longestWord else {
      hashes = []
      return
    }
    let prefix = letters.prefix(Self.prefixLength)
    var forms = [Self.hash(prefix, without: -1, and: -1)]
    for first in prefix.indices where deletions > 0 {
      forms.append(Self.hash(prefix, without: first, and: -1))
      for second in prefix.indices where second > first && deletions > 1 {
        forms.append(Self.hash(prefix, without: first, and: second))
      }
    }
    forms.sort()
    hashes = forms.indices.filter { $0 == 0 || forms[$0] != forms[$0 - 1] }.map { forms[$0] }
  }

  /// FNV-1a over whole scalars, finished by a multiplication so that the low bits depend on all letters.
  private static func hash(_ letters: ArraySlice<UInt32>, without first: Int, and second: Int) -> UInt32 {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for position in letters.indices where position != first && position != second {
      hash = (hash ^ UInt64(letters[position])) &* 0x100_0000_01b3
    }
    hash = (hash ^ (hash >> 32)) &* 0x9e37_79b9_7f4a_7c15
    return UInt32(truncatingIfNeeded: hash >> 32)
  }
}
