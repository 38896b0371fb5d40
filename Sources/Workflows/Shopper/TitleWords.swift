import Commerce
import Language

/// Compares a shopper's words with a title's, inflection aside.
enum TitleWords {
  static func holds(_ product: Product, _ words: String) -> Bool {
    let said = stems(words)
    return !said.isEmpty && said.isSubset(of: stems(product.title))
  }

  /// The title has all of several words one after the other.
  static func says(_ product: Product, _ words: String) -> Bool {
    let said = stemList(words)
    let own = stemList(product.title)
    guard said.count > 1, own.count >= said.count else { return false }
    return (0...own.count - said.count).contains { own[$0..<$0 + said.count].elementsEqual(said) }
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

  private static func stems(_ text: String) -> Set<String> { Set(stemList(text)) }

  private static func stemList(_ text: String) -> [String] {
    Tokenizer.tokens(in: text).filter { $0.kind != .mark }.map { Stemmer.stem($0.text, language: .english) }
  }
}
