import Commerce
import Language

/// What a shopper tells of themselves while goods are shown: which of those suit.
///
///     souk:    Side by side: 1. Face fluid … 2. Tinted mineral sunscreen: … for sensitive skin.
///     shopper: i have sensitive skin
///
/// It looks for nothing new: the texts of what was shown are held against it.
struct SuitedGoods {
  let grammar: Grammar
  let reading: Reading
  let scene: Scene

  /// Words of such a statement at most.
  private static let longest = 8
  /// Whoever is older needs no goods for children.
  private static let oldest = 17

  /// nil where it suits all of them or none, or where something else is said.
  func act() -> Act? {
    guard scene.expectation == .nothing, reading.words.count <= Self.longest, opensAsStatement || asksWhich,
      !namesGoods, reading.prices.isEmpty, reading.fulfilments.isEmpty,
      !reading.acts.contains(where: { $0.labels.contains { Self.others.contains($0) } })
    else { return nil }
    let shown = scene.memory.shownProducts.prefix(Interpreter.shownLooked).compactMap(scene.catalog.product)
    guard shown.count > 1 else { return nil }
    let suited = childAge.map { age in shown.filter { ages(of: $0)?.contains(age) == true } } ?? told(of: shown)
    guard !suited.isEmpty, suited.count < shown.count, !asksWhich || suited.count == 1 else { return nil }
    return Act(
      .pick, confidence: 0.7, text: reading.original(0..<reading.tokens.count),
      items: [ItemPhrase(candidates: suited.map(\.id), linkConfidence: 1)])
  }

  private static let others: Set<String> = ["add", "find", "remove", "swap", "checkout", "human", "ask_price"]

  /// "which of these would help me sleep"
  private var asksWhich: Bool {
    let words = reading.words.drop { grammar.roles[.interjections].contains($0) || $0 == "," }
    guard let first = words.first, grammar.roles[.optionQuestions].contains(first), reading.sorts.isEmpty else {
      return false
    }
    return reading.references.contains { $0.range.lowerBound <= (words.startIndex + 3) && $0.reference == .focus }
  }

  private var opensAsStatement: Bool {
    guard !reading.words.contains("?") else { return false }
    let words = reading.words.drop { grammar.roles[.interjections].contains($0) || $0 == "," }
    return (1...3).contains { grammar.roles[.statements].contains(words.prefix($0).joined(separator: " ")) }
  }

  /// The "kid" of "my kid is 8" is nothing to buy, be there goods for kids.
  private var namesGoods: Bool {
    reading.links.contains { link in
      link.isGoods && !reading.words[link.tokens].allSatisfy { grammar.roles[.persons].contains($0) }
    }
  }

  /// "my kid is 8", "shes 6 years old".
  private var childAge: Int? {
    let index = reading.tokens.firstIndex { $0.kind == .number }
    guard let index, let age = Int(reading.words[index]), (0...Self.oldest).contains(age) else { return nil }
    let next = index + 1 < reading.words.count ? reading.words[index + 1] : ""
    let isOfSomebody =
      reading.words[..<index].contains {
        grammar.roles[.persons].contains($0) || grammar.roles[.ageLabels].contains($0)
      }
    return isOfSomebody || grammar.roles[.years].contains(next) ? age : nil
  }

  /// "ages 8+", "ages 3 to 8", "for children from 6 years".
  private func ages(of product: Product) -> ClosedRange<Int>? {
    let tokens = Tokenizer.tokens(in: product.description)
    for index in tokens.indices.dropLast() where Self.ageWords.contains(tokens[index].text) {
      // "from 6 months" tells nothing in years.
      guard let from = Int(tokens[index + 1].text),
        index + 2 == tokens.count || !Self.shorter.contains(tokens[index + 2].text)
      else { continue }
      let end = index + 3
      if end < tokens.count, ["-", "–", "to"].contains(tokens[index + 2].text), let to = Int(tokens[end].text),
        to >= from
      {
        return from...to
      }
      return from...Self.oldest
    }
    return nil
  }

  private static let shorter: Set<String> = ["months", "month", "weeks", "week", "days"]
  /// As shops write it.
  private static let ageWords: Set<String> = ["ages", "age", "aged", "from", "edad", "idade", "usia"]

  /// Those of which a sentence has all that was told, and no word that says the contrary.
  private func told(of shown: [Product]) -> [Product] {
    let language = reading.language
    let words = Set(
      reading.words.indices.filter { index in
        reading.tokens[index].kind == .word && reading.words[index].count > 2
          && grammar.fillers.longestMatch(in: [reading.words[index]], from: 0) == nil
          && grammar.topics.small[language]?.contains(reading.words[index]) != true
      }.map { Stemmer.stem(reading.words[$0], language: language) })
    guard !words.isEmpty else { return [] }
    return shown.filter { product in
      ProductPassages.passages(of: product).contains { passage in
        words.isSubset(of: QuestionTopics.stems(passage, language))
          && !Tokenizer.tokens(in: passage).contains { grammar.roles[.warnings].contains($0.text) }
      }
    }
  }
}
