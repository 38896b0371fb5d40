import Commerce
import Dialogue
import Language

/// Looking on from what is talked about.
extension FindProducts {
  /// "do you have mechanical keyboards" … "with light?": whether what was found has it, by its own text.
  func askedWith(_ item: ItemPhrase, _ act: Act, _ context: Context) -> Act? {
    let words = Tokenizer.tokens(in: act.text).filter { $0.kind == .word }.map(\.text)
    guard act.isQuestion, (2...Self.shortQuestion).contains(words.count), context.words[.joints].contains(words[0]),
      let focus = context.memory.focusProduct.flatMap(context.catalog.product), item.category == nil,
      act.constraints.isEmpty
    else { return nil }
    let asked = words.dropFirst().filter { $0.count >= Self.tellingLength }
    let told = ProductPassages.sentences(of: focus.description).filter { sentence in
      Tokenizer.tokens(in: sentence).contains { token in asked.contains { token.text.contains($0) } }
    }
    guard !told.isEmpty else { return nil }
    var about = Act(.askAbout, source: act.source, text: act.text, items: act.items, isQuestion: true)
    about.answer = ProductAnswer(product: focus.id, passages: told)
    return about
  }

  private static let shortQuestion = 4
  /// Letters of a word that may be a part of another: the light of "backlight".
  private static let tellingLength = 4

  /// Whether goods or a kind of them are named, and something is said beside it that need not be found: "a backpack for
  /// a weekend hike".
  func isOfNamed(_ item: ItemPhrase, _ act: Act, _ query: ProductQuery, _ context: Context) -> Bool {
    if act.facts.note != nil { return !item.candidates.isEmpty || item.category != nil }
    return item.category != nil && !query.text.isEmpty
      && Tokenizer.tokens(in: act.text).contains { context.words[.purposes].contains($0.text) }
  }

  /// "and a screen protector for it", of a phone case: a tag that other goods have, and no way the case could be.
  func isOfOthers(_ item: ItemPhrase, _ focus: Product, _ act: Act, _ context: Context) -> Bool {
    guard item.isBare, item.attributes.allSatisfy({ $0.name.isEmpty && !OptionMatch.anyFits(focus, $0) }),
      Tokenizer.tokens(in: act.text).contains(where: { context.words[.purposes].contains($0.text) })
    else { return false }
    return context.catalog.search(ProductQuery(filters: ProductFilters(attributes: item.attributes))).total > 0
  }

  /// "do you sell tents?": a kind of goods by its name, and not what something is for.
  func asksForKind(_ act: Act, _ item: ItemPhrase, _ context: Context) -> Bool {
    let words = Tokenizer.tokens(in: act.text).map(\.text)
    let named = item.words.split(separator: " ")
    // "do you have tents for two": what they are for stands behind.
    let end = named.last.flatMap { words.lastIndex(of: String($0)) } ?? words.count
    return act.isQuestion && item.candidates.isEmpty && item.category == nil && item.attributes.isEmpty
      && act.constraints.isEmpty && (1...2).contains(named.count)
      && !words.enumerated().contains { place, word in
        [.indefinites, .diets, .allergens, .joints].contains { context.words[$0].contains(word) }
          || place < end && context.words[.purposes].contains(word)
      }
  }
}
