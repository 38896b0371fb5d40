import Commerce
import Language

extension Reading {
  /// "and the gorgonzola, is it strong?": whether a pronoun stands for goods that its own sentence named before it.
  func isIntroduced(at pronoun: Int, _ grammar: Grammar) -> Bool {
    links.contains { link in
      guard link.isGoods, link.tokens.upperBound < pronoun else { return false }
      let between = words[link.tokens.upperBound..<pronoun]
      let hasArticle =
        link.tokens.lowerBound > 0
        && grammar.roles[.definiteArticles].contains(words[link.tokens.lowerBound - 1])
      guard hasArticle || between.first == "," else { return false }
      guard between.count <= Self.apart, !between.contains(where: { [".", "!", "?"].contains($0) }) else {
        return false
      }
      return between.first == ","
        || between.allSatisfy { grammar.questionWords.contains($0) || grammar.roles[.asking].contains($0) }
    }
  }

  /// Words that a pronoun and what it stands for may be apart.
  private static let apart = 6
}
