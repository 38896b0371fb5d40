import Commerce
import Language

/// How strong goods are: the THC of a strain, else the alcohol that a drink's text tells, in parts per million.
enum Strength {
  static func of(_ product: Product) -> Int64 {
    product.attribute("thc")?.share?.upperBound.rawValue ?? product.attribute("abv")?.share?.upperBound.rawValue
      ?? alcohol(in: product.description)
  }

  /// "6.5% ABV", "40 % vol".
  private static func alcohol(in text: String) -> Int64 {
    let tokens = Tokenizer.tokens(in: text)
    for index in tokens.indices.dropLast(2) where tokens[index + 1].text == "%" {
      guard let percent = Double(tokens[index].text), words.contains(tokens[index + 2].text) else { continue }
      return AttributeValue.share(percent).rawValue
    }
    return 0
  }

  /// As labels write it.
  private static let words: Set<String> = ["abv", "alc", "vol", "alcohol", "vols"]
}
