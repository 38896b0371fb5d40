/// Finds numbers, written in digits or words, among tokens.
///
/// "twenty one", "a dozen", "half a kilo", "two and a half", "1,000", "12.50", "½", "2nd", "the last", "minus three".
package enum NumberWords {
  /// Gives all numbers from left to right; they do not overlap.
  package static func mentions(in tokens: [Token], language: LanguageCode = .english) -> [NumberMention] {
    var parser = NumberParser(tokens: tokens, lexicon: .lexicon(for: language))
    var found: [NumberMention] = []
    var position = 0
    while position < tokens.count {
      if let mention = parser.mention(at: position) {
        found.append(mention)
        position = mention.range.upperBound
      } else {
        position += 1
      }
    }
    return found
  }

  /// Gives the number that starts at a position, or nil.
  package static func mention(
    at position: Int, of tokens: [Token], language: LanguageCode = .english
  ) -> NumberMention? {
    guard tokens.indices.contains(position) else { return nil }
    var parser = NumberParser(tokens: tokens, lexicon: .lexicon(for: language))
    return parser.mention(at: position)
  }

  /// Gives the number that a whole text is: "twenty", " 12 "; nil where there is anything else in it.
  package static func value(of text: String, language: LanguageCode = .english) -> NumberValue? {
    let tokens = Tokenizer.tokens(in: text)
    guard let mention = mention(at: 0, of: tokens, language: language), mention.range.count == tokens.count
    else { return nil }
    return mention.value
  }
}
