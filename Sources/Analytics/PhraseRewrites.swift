import Dialogue

/// Ways of saying a thing that are read as a plainer one: "one-time buyers" is "customers who ordered only once".
struct PhraseRewrites: Sendable {
  private var plain: [String: [String]] = [:]
  private var longest = 0
  /// Every word of what is rewritten, none of which is misspelt.
  private(set) var words: Set<String> = []

  /// - Parameter phrases: what is said, with what it means.
  init(_ phrases: [(said: String, meant: String)]) {
    for (said, meant) in phrases {
      let tokens = QuestionTokens(said).words
      plain[tokens.joined(separator: " ")] = QuestionTokens(meant).words
      longest = max(longest, tokens.count)
      words.formUnion(tokens)
    }
  }

  /// The words with the longest phrases from the left on in their plainer form.
  func applied(to words: [String]) -> [String] {
    var out: [String] = []
    var index = 0
    while index < words.count {
      let found = stride(from: min(longest, words.count - index), to: 0, by: -1).lazy.compactMap { length in
        plain[words[index..<index + length].joined(separator: " ")].map { (length, $0) }
      }.first
      out += found?.1 ?? [words[index]]
      index += found?.0 ?? 1
    }
    return out
  }
}
