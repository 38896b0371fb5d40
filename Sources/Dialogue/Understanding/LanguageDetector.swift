import Language

/// Tells which language a message is in, by its words and, of words nobody knows, by their letters.
///
/// Every word votes with how much likelier it is in one language than in another, up to a bound; names of goods,
/// numbers and addresses say nothing. What is not plain stays in the language spoken so far.
package struct LanguageDetector: Sendable {
  package let languages: [String]
  /// A word's votes start here in `votes`, one a language.
  private var places: [String: Int32] = [:]
  private var votes: [Float] = []
  /// Logarithms of three letters' frequencies, a row a hash, one a language.
  private var letters: [Float] = []

  /// The most that one word may say, in units of the natural logarithm.
  private static let strongestWord: Float = 4
  private static let strongestLetters: Float = 1
  /// Below this share of a language's words a word is as good as unknown there.
  private static let smoothing: Float = 0.02
  private static let letterRows = 4_096
  /// More words tell nothing more.
  private static let maximumWords = 40

  /// - Parameter samples: sentences by language; each language should have some hundred.
  package init(samples: [String: [String]]) {
    languages = samples.keys.sorted()
    var counts: [String: [Float]] = [:]
    var totals = [Float](repeating: 1, count: languages.count)
    for (index, language) in languages.enumerated() {
      for sample in samples[language] ?? [] {
        for token in Tokenizer.tokens(in: sample) where token.kind == .word {
          counts[token.text, default: [Float](repeating: 0, count: languages.count)][index] += 1
          totals[index] += 1
        }
      }
    }
    learnWords(counts, totals)
    learnLetters(counts)
  }

  private mutating func learnWords(_ counts: [String: [Float]], _ totals: [Float]) {
    for (word, found) in counts {
      let logs = zip(found, totals).map { Self.logarithm($0 / $1 * 1_000 + Self.smoothing) }
      let best = logs.max() ?? 0
      places[word] = Int32(votes.count)
      votes += logs.map { max($0 - best, -Self.strongestWord) }
    }
  }

  private mutating func learnLetters(_ counts: [String: [Float]]) {
    var sums = [Float](repeating: 0.5, count: Self.letterRows * languages.count)
    var totals = [Float](repeating: 1, count: languages.count)
    for (word, found) in counts {
      for row in Self.rows(of: word) {
        for index in languages.indices where found[index] > 0 {
          sums[row * languages.count + index] += 1
          totals[index] += 1
        }
      }
    }
    letters = sums.enumerated().map { Self.logarithm($1 / totals[$0 % languages.count]) }
  }

  /// Hashes of a word's threes of letters, its ends included.
  private static func rows(of word: String) -> [Int] {
    let bytes = [94] + Array(word.utf8.prefix(24)) + [36]
    guard bytes.count >= 3 else { return [] }
    return (0..<(bytes.count - 2)).map { index in
      let hash = (Int(bytes[index]) &* 961 &+ Int(bytes[index + 1]) &* 31 &+ Int(bytes[index + 2])) &* 2_654_435_761
      return (hash >> 8) & (letterRows - 1)
    }
  }

  /// How plainly a message speaks for each language.
  package struct Verdict: Sendable {
    package var scores: [String: Float]
    /// Words that some language knows, and not all alike.
    package var tellingWords: Int

    package var best: String? { scores.max { ($0.value, $1.key) < ($1.value, $0.key) }?.key }

    /// By how much the best is ahead of another; 0 for itself.
    package func lead(over language: String) -> Float {
      guard let best, let top = scores[best] else { return 0 }
      return top - (scores[language] ?? -.infinity)
    }
  }

  /// - Parameter named: stretches that name goods, which are called so in any language.
  package func verdict(on tokens: [Token], except named: [Range<Int>] = []) -> Verdict {
    var totals = [Float](repeating: 0, count: languages.count)
    var telling = 0
    for (index, token) in tokens.prefix(Self.maximumWords).enumerated() where token.kind == .word {
      guard token.text.utf8.allSatisfy({ $0 > 0x39 || $0 < 0x30 }), !named.contains(where: { $0.contains(index) })
      else { continue }
      if let place = places[token.text].map(Int.init) {
        let own = votes[place..<place + languages.count]
        if own.contains(where: { $0 < -1 }) { telling += 1 }
        for (index, vote) in own.enumerated() { totals[index] += vote }
      } else {
        addLetters(of: token.text, to: &totals)
      }
    }
    return Verdict(scores: Dictionary(zip(languages, totals), uniquingKeysWith: { $1 }), tellingWords: telling)
  }

  private func addLetters(of word: String, to totals: inout [Float]) {
    let rows = Self.rows(of: word)
    guard rows.count > 1 else { return }
    var own = [Float](repeating: 0, count: languages.count)
    for row in rows { for index in own.indices { own[index] += letters[row * languages.count + index] } }
    let best = own.max() ?? 0
    for index in own.indices { totals[index] += max((own[index] - best) / Float(rows.count), -Self.strongestLetters) }
  }

  /// The natural logarithm without Foundation: of the power of two, and a short series for the rest.
  private static func logarithm(_ value: Float) -> Float {
    let rest = (value.significand - 1) / (value.significand + 1)
    let square = rest * rest
    return Float(value.exponent) * 0.693_147_2 + 2 * rest * (1 + square * (1 / 3 + square * (1 / 5 + square / 7)))
  }
}
