import Synchronization

/// Brings the forms of a word to one stem, so that `teas` finds `tea`.
///
/// Takes folded words (`Folding.fold`). English follows Snowball's Porter 2; the others only take off plural, gender
/// and the commonest affixes, which keeps different products apart.
package enum Stemmer {
  /// Longer words are nobody's plural; they are given back as they are, which bounds the work.
  static let longestWord = 64

  /// Words of each language that were stemmed lately: a turn asks for the same few again and again. Nobody waits for
  /// another; who finds them in use stems afresh.
  private static let known = Mutex<[LanguageCode: [String: String]]>([:])
  private static let mostKnown = 4_096

  package static func stem(_ word: String, language: LanguageCode) -> String {
    guard word.utf8.count <= longestWord, word.utf8.allSatisfy({ $0 >= 0x61 && $0 <= 0x7a }) else { return word }
    if let known = known.withLockIfAvailable({ $0[language]?[word] }), let known { return known }
    let stem = afresh(word, language)
    known.withLockIfAvailable { known in
      if known[language, default: [:]].count >= mostKnown { known[language] = [:] }
      known[language, default: [:]][word] = stem
    }
    return stem
  }

  private static func afresh(_ word: String, _ language: LanguageCode) -> String {
    var letters = Array(word.utf8)
    switch language {
    case .english: letters = EnglishStemmer.stem(letters)
    case .spanish: SpanishStemmer.stem(&letters)
    case .portuguese: PortugueseStemmer.stem(&letters)
    case .indonesian: IndonesianStemmer.stem(&letters)
    }
    return String(decoding: letters, as: UTF8.self)
  }
}

/// Suffix handling that all stemmers share; words are ASCII letters.
extension [UInt8] {
  func hasSuffix(_ suffix: StaticString) -> Bool {
    let length = suffix.utf8CodeUnitCount
    guard count >= length else { return false }
    for offset in 0..<length where self[count - length + offset] != suffix.utf8Start[offset] { return false }
    return true
  }

  func hasPrefix(_ prefix: StaticString) -> Bool {
    let length = prefix.utf8CodeUnitCount
    guard count >= length else { return false }
    for offset in 0..<length where self[offset] != prefix.utf8Start[offset] { return false }
    return true
  }

  mutating func replaceSuffix(ofLength length: Int, with replacement: StaticString) {
    removeLast(length)
    append(contentsOf: UnsafeBufferPointer(start: replacement.utf8Start, count: replacement.utf8CodeUnitCount))
  }
}
