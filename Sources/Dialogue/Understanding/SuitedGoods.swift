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
    let suited = childAge.map { age in shown.filter { ages(of: $0)?.overlaps(age) == true } } ?? told(of: shown)
    guard !suited.isEmpty, suited.count < shown.count, !asksWhich || suited.count == 1 else { return nil }
    return Act(
      .pick, confidence: 0.7, text: reading.original(0..<reading.tokens.count),
      items: [ItemPhrase(candidates: suited.map(\.id), linkConfidence: 1)])
  }

  /// "what do you have for a 1 year old?", of a shop whose texts tell for what ages things are.
  func lookedFor() -> Act? {
    guard scene.expectation == .nothing, let age = childAge, !namesGoods || kind != nil, reading.fulfilments.isEmpty,
      reading.acts.contains(where: { !Self.looking.isDisjoint(with: $0.labels) })
        || reading.words.contains(where: grammar.roles[.indefinites].contains),
      !reading.acts.contains(where: { $0.labels.contains { ["add", "remove", "swap", "checkout"].contains($0) } })
    else { return nil }
    let query = kind.map { ProductQuery(filters: ProductFilters(categories: [$0]), limit: Self.looked) }
    let told = scene.catalog.search(query ?? ProductQuery(text: Self.ageText, limit: Self.looked)).hits.map(\.product)
    // What is made for just that age leads: a bike from 2 to 5 years before rings from 6 months.
    let suited = told.compactMap { product in ages(of: product).map { (product, $0) } }
      .filter { $0.0.isInStock && $0.1.overlaps(age) }
      .sorted { $0.1.lowerBound > $1.1.lowerBound }.map(\.0).prefix(Self.listed)
    guard !suited.isEmpty else { return nil }
    return Act(
      .pick, confidence: 0.7, text: reading.original(0..<reading.tokens.count),
      items: [ItemPhrase(candidates: suited.map(\.id), linkConfidence: 1)], isQuestion: true)
  }

  /// "what toys would you recommend?": the one kind of goods that is named.
  private var kind: String? {
    guard named.count == 1, case .category(let name) = named[0].target else { return nil }
    return name
  }

  private static let looking: Set<String> = ["browse", "find", "want"]
  private static let ageText = "ages"
  private static let looked = 60
  private static let listed = 10

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
  private var namesGoods: Bool { !named.isEmpty }

  private var named: [CatalogMention] {
    reading.links.filter { link in
      link.isGoods && !reading.words[link.tokens].allSatisfy { grammar.roles[.persons].contains($0) }
    }
  }

  /// "my kid is 8", "shes 6 years old", "an 18 month old": months that it lasts.
  private var childAge: ClosedRange<Int>? {
    let index = reading.tokens.firstIndex { $0.kind == .number }
    guard let index, let age = Int(reading.words[index]) else { return nil }
    let next = (index + 1..<reading.words.count).first { reading.words[$0] != "-" }.map { reading.words[$0] } ?? ""
    if grammar.roles[.months].contains(next) { return age...age }
    guard (0...Self.oldest).contains(age) else { return nil }
    let isOfSomebody =
      reading.words[..<index].contains {
        grammar.roles[.persons].contains($0) || grammar.roles[.ageLabels].contains($0)
      }
    return isOfSomebody || grammar.roles[.years].contains(next) ? age * Self.year...age * Self.year + 11 : nil
  }

  private static let year = 12

  /// "ages 8+", "ages 3 to 8", "for children from 6 months", in months.
  private func ages(of product: Product) -> ClosedRange<Int>? {
    let tokens = Tokenizer.tokens(in: product.description)
    if let span = span(in: tokens) { return span }
    for index in tokens.indices.dropLast() where Self.ageWords.contains(tokens[index].text) {
      guard let from = Int(tokens[index + 1].text) else { continue }
      let unit = index + 2 < tokens.count ? tokens[index + 2].text : ""
      if Self.months.contains(unit) { return from...(Self.oldest * Self.year) }
      guard !Self.shorter.contains(unit), from <= Self.oldest else { continue }
      let end = index + 3
      if end < tokens.count, ["-", "–", "to"].contains(unit), let to = Int(tokens[end].text), to >= from {
        return from * Self.year...to * Self.year + 11
      }
      return from * Self.year...Self.oldest * Self.year + 11
    }
    return nil
  }

  /// "for 2 to 5 years", "6-18 months"
  private func span(in tokens: [Token]) -> ClosedRange<Int>? {
    for index in tokens.indices.dropLast(3) where ["-", "–", "to"].contains(tokens[index + 1].text) {
      guard let from = Int(tokens[index].text), let to = Int(tokens[index + 2].text), to >= from, to <= Self.oldest * 2
      else { continue }
      if Self.months.contains(tokens[index + 3].text) { return from...to }
      if grammar.roles[.years].contains(tokens[index + 3].text) { return from * Self.year...to * Self.year + 11 }
    }
    return nil
  }

  private static let months: Set<String> = ["months", "month", "meses", "mes", "bulan"]
  private static let shorter: Set<String> = ["weeks", "week", "days"]
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
