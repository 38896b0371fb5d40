import Commerce
import Dialogue
import Language

/// Which of several goods have more or less of something: "smaller", "lighter", "warmer".
struct Degrees {
  let words: RoleWords

  func contains(_ word: String) -> Bool {
    [WordRole.comparatives, .big, .small].contains { words[$0].contains(word) }
  }

  /// "which backpack is the biggest?": the word that asks for the one with most of it; nil where none does.
  func extreme(in text: String) -> String? {
    let said = Tokenizer.tokens(in: Folding.fold(text)).map(\.text)
    guard said.contains(where: words[.optionQuestions].contains) else { return nil }
    return said.last { contains($0) && $0.hasSuffix("est") }
  }

  /// "the lighter one": the one that has most or least of it; nil where that is not told of all.
  func one(of shown: [Product], _ phrase: String) -> Product? {
    let said = Tokenizer.tokens(in: Folding.fold(phrase)).map(\.text)
    guard shown.count > 1, let word = said.last, said.allSatisfy(contains) else { return nil }
    return measured(shown, nil, word)?.first ?? told(shown, word).flatMap { $0.count == 1 ? $0[0] : nil }
  }

  /// By what titles and options measure: below or above what is talked about, else all but the largest or smallest.
  func measured(_ known: [Product], _ focus: Product?, _ word: String) -> [Product]? {
    let isSmall = words[.small].contains(word)
    guard isSmall || words[.big].contains(word) else { return nil }
    let all = known.compactMap { product in
      (words[.weighing].contains(word) ? Self.weight(of: product) : Self.measure(of: product, isSmall: isSmall))
        .map { (product, $0) }
    }
    let kinds = Dictionary(grouping: all, by: \.1.dimension)
    guard let (_, like) = kinds.max(by: { $0.value.count < $1.value.count }), like.count > 1,
      like.count * 2 > known.count
    else { return nil }
    let own = focus.flatMap { focus in like.first { $0.0.id == focus.id } }?.1.amount
    let amounts = like.map(\.1.amount)
    guard let bound = own ?? (isSmall ? amounts.max() : amounts.min()) else { return nil }
    let fitting = like.filter { isSmall ? $0.1.amount < bound : $0.1.amount > bound }
      .sorted { isSmall ? $0.1.amount < $1.1.amount : $0.1.amount > $1.1.amount }
    return fitting.isEmpty ? nil : fitting.map(\.0)
  }

  /// What a title measures, else the least or most of what it comes in.
  private static func measure(of product: Product, isSmall: Bool) -> Measure? {
    if let titled = Measure.first(in: Tokenizer.tokens(in: product.title)) { return titled }
    let forms = product.variants.flatMap(\.options).compactMap { Measure.first(in: Tokenizer.tokens(in: $0)) }
    return isSmall ? forms.min { $0.amount < $1.amount } : forms.max { $0.amount < $1.amount }
  }

  /// "2.1 kg", told in the text where nothing else says what it weighs.
  private static func weight(of product: Product) -> Measure? {
    let texts = [product.title] + product.variants.flatMap(\.options) + [product.description]
    for text in texts {
      let tokens = Tokenizer.tokens(in: text)
      for place in tokens.indices where tokens[place].kind == .number {
        if let found = Measure.first(in: Array(tokens[place...].prefix(2))), found.dimension == .mass { return found }
      }
    }
    return nil
  }

  /// "warmer": those that are called or told warm, where that are not all.
  func told(_ known: [Product], _ word: String) -> [Product]? {
    let roots = Self.roots(of: word)
    let found = known.filter { product in
      let text = ([product.title, product.description] + product.tags).joined(separator: " ")
      return Tokenizer.tokens(in: text).contains { token in
        roots.contains(token.text) || roots.contains { $0.count >= Self.longRoot && token.text.hasPrefix($0) }
      }
    }
    return found.isEmpty || found.count == known.count && known.count > 1 ? nil : found
  }

  /// "light" of "lighter" and "lightest", "big" of "bigger", "spicy" of "spicier", "large" of "larger".
  private static func roots(of word: String) -> [String] {
    guard let ending = ["er", "est"].first(where: word.hasSuffix), word.count > ending.count + 2 else { return [word] }
    let stem = String(word.dropLast(ending.count))
    if stem.hasSuffix("i") { return [stem.dropLast() + "y"] }
    let isDoubled = stem.count > 2 && stem.last == stem.dropLast().last
    return [stem, stem + "e"] + (isDoubled ? [String(stem.dropLast())] : [])
  }

  /// "lightweight" is light; "hotel" is not hot.
  private static let longRoot = 5
}
