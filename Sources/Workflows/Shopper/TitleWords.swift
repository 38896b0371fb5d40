import Commerce
import Language

/// Compares a shopper's words with a title's, inflection aside.
enum TitleWords {
  static func holds(_ product: Product, _ words: String) -> Bool {
    let said = stems(words)
    return !said.isEmpty && said.isSubset(of: stems(product.title))
  }

  /// The title, the brand or the category has all of them.
  static func describes(_ product: Product, _ words: String) -> Bool {
    let said = stems(words)
    let own = stems(([product.title, product.brand ?? ""] + product.categoryPath).joined(separator: " "))
    return !said.isEmpty && said.isSubset(of: own)
  }

  /// At least one word is the same.
  static func shares(_ product: Product, _ words: String) -> Bool {
    !stems(words).isDisjoint(with: stems(product.title + " " + (product.brand ?? "")))
  }

  static func overlap(_ first: String, _ second: String) -> Bool { !stems(first).isDisjoint(with: stems(second)) }

  private static func stems(_ text: String) -> Set<String> {
    Set(Tokenizer.tokens(in: text).filter { $0.kind != .mark }.map { Stemmer.stem($0.text, language: .english) })
  }
}
