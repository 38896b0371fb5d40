import Commerce
import Language

/// What a shop's own text says to a question, found when it was read.
package struct ProductAnswer: Hashable, Codable, Sendable {
  package var product: ProductID
  /// Sentences, attributes and options of the product, word for word; empty where its text does not tell.
  package var passages: [String]
  /// The option whose other values were asked for.
  package var option: String?
  /// All that the answer is true of, where goods were looked for by what their text tells.
  package var others: [ProductID]?
  /// Several were asked of at once, and none of their texts tells.
  package var isOfAList: Bool?
  /// What each of these costs, and how far they are apart.
  package var forms: [VariantID]?

  package init(product: ProductID, passages: [String] = [], option: String? = nil) {
    self.product = product
    self.passages = passages
    self.option = option
  }
}

/// Finds among the sentences, attributes and options of a product those that answer a question.
package struct ProductPassages {
  let topics: QuestionTopics
  /// The topics asked of.
  let asked: [String]
  /// The question's other words, as stems.
  let words: Set<String>
  let language: LanguageCode

  struct Found {
    var passages: [String]
    var score: Int
  }

  /// Passages quoted at once, and their characters together.
  private static let most = 3
  private static let longest = 280

  func answer(of product: Product) -> Found? {
    let title = Set(QuestionTopics.stems(product.title, language))
    // A tag says less than a sentence does: it answers where nothing else does.
    // A name tells a number at most: "30-pack"; "the light set" tells nothing of light.
    let name = topics.numbered.isSuperset(of: asked) ? [product.title] : []
    let isUntold = topics.untoldByForms.isSuperset(of: asked)
    let own = isUntold ? Self.texts(of: product) : Self.passages(of: product)
    return found(in: own, title) ?? found(in: name, []) ?? found(in: product.tags, title)
  }

  /// The passage that has the question's own words, whatever it is about.
  func worded(of product: Product) -> [String]? {
    let wanted = words.subtracting(QuestionTopics.stems(product.title, language))
    guard !wanted.isEmpty else { return nil }
    // "what's the neck size on medium": what an option is called tells less than the other words.
    let options = Set(
      (product.optionNames + product.variants.flatMap(\.options)).flatMap { QuestionTopics.stems($0, language) })
    let needed = wanted.isSubset(of: options) ? wanted : wanted.subtracting(options)
    var best: (text: String, score: [Int])?
    for passage in Self.passages(of: product) {
      var own = Set(QuestionTopics.stems(passage, language))
      // "what sizes do the pots come in", of "Diameter: 15 cm, 20 cm"
      if isMeasured(passage, product) { own.formUnion(topics.sizeStems[language] ?? []) }
      // "how many can play" of "2 to 4 players"
      let said = wanted.filter { own.contains($0) || language == .english && own.contains($0 + "er") }
      let score = [said.subtracting(options).count, said.count, isNamed(passage, wanted, product) ? 1 : 0]
      guard said.intersection(needed).count * 2 >= needed.count,
        best.map({ $0.score.lexicographicallyPrecedes(score) }) ?? !said.isEmpty
      else { continue }
      best = (passage, score)
    }
    return best.map { [$0.text] }
  }

  /// "Diameter: 15 cm, 20 cm": an option of measures.
  private func isMeasured(_ passage: String, _ product: Product) -> Bool {
    guard let colon = passage.firstIndex(of: ":"), product.optionNames.contains(String(passage[..<colon])) else {
      return false
    }
    return passage[passage.index(after: colon)...].split(separator: ",").allSatisfy { value in
      let tokens = Tokenizer.tokens(in: String(value))
      return tokens.count > 1 && tokens[0].kind == .number
        && tokens.dropFirst().contains { MeasureUnit.isUnit(MeasureUnit.sign(of: $0.text)) }
    }
  }

  /// "Size: 52 cm, 54 cm": asked for by its name.
  private func isNamed(_ passage: String, _ wanted: Set<String>, _ product: Product) -> Bool {
    guard let colon = passage.firstIndex(of: ":") else { return false }
    if isMeasured(passage, product), !wanted.isDisjoint(with: topics.sizeStems[language] ?? []) { return true }
    return !wanted.isDisjoint(with: QuestionTopics.stems(String(passage[..<colon]), language))
  }

  /// Whether what answers for a product speaks against what is asked.
  func denies(_ found: Found) -> Bool {
    found.passages.contains { passage in asked.contains { topics.denies($0, passage) } }
  }

  private func found(in passages: [String], _ title: Set<String>) -> Found? {
    guard asked.count > 1 else { return best(in: passages, title) }
    // "where does it come from and how strong is it": each is answered.
    let each = asked.compactMap { topic in
      ProductPassages(topics: topics, asked: [topic], words: words, language: language).best(in: passages, title)
    }
    guard let score = each.map(\.score).max() else { return nil }
    let told = Set(each.flatMap(\.passages))
    var length = 0
    let chosen = passages.filter(told.contains).prefix(Self.most).prefix { passage in
      length += passage.count
      return length <= Self.longest || length == passage.count
    }
    return Found(passages: Array(chosen), score: score)
  }

  private func best(in passages: [String], _ title: Set<String>) -> Found? {
    let scored = passages.map { ($0, score($0, title: title)) }
    guard let best = scored.map(\.1).max(), best > 0 else { return nil }
    // With a word of the question in it one passage is the answer; by the topic alone each that is on it.
    var length = 0
    let chosen = scored.filter { $0.1 == best }.map(\.0).prefix(Self.most).prefix { passage in
      length += passage.count
      return length <= Self.longest || length == passage.count
    }
    return Found(passages: Array(chosen), score: best)
  }

  /// Two for a topic it is on, one more for each of the question's words in it; nothing where no topic is told of.
  private func score(_ passage: String, title: Set<String>) -> Int {
    let own = Set(QuestionTopics.stems(passage, language))
    let tokens = Tokenizer.tokens(in: passage)
    let hasNumber =
      tokens.contains { $0.kind == .number || $0.text.contains(where: \.isNumber) }
      || !NumberWords.mentions(in: tokens, language: language).isEmpty
    let on = asked.filter { topic in
      if topics.numbered.contains(topic), !hasNumber { return false }
      return topics.hasAnswerWords(topic) ? topics.tells(topic, passage) : !words.isDisjoint(with: own)
    }
    guard !on.isEmpty else { return 0 }
    return on.count * 2 + words.subtracting(title).intersection(own).count
  }

  private static func texts(of product: Product) -> [String] {
    sentences(of: product.description)
      + product.attributes.sorted { $0.key < $1.key }.map { "\($0.key): \($0.value)" }
  }

  static func passages(of product: Product) -> [String] {
    var out = texts(of: product)
    if product.variants.count > 1 {
      out += product.optionNames.enumerated().map { index, name in
        var values: [String] = []
        for variant in product.variants where index < variant.options.count && !values.contains(variant.options[index])
        { values.append(variant.options[index]) }
        return "\(name): \(values.joined(separator: ", "))"
      }
    }
    return out
  }

  /// At line ends, and at full stops and semicolons that are followed by a space; "0.3 %" stays whole.
  package static func sentences(of text: String) -> [String] {
    var out: [String] = []
    for line in text.split(whereSeparator: \.isNewline) {
      var current = ""
      for character in line {
        if character == " ", let last = current.last, ".;!?".contains(last) {
          out.append(current)
          current = ""
        } else {
          current.append(character)
        }
      }
      out.append(current)
    }
    return out.map(trimmed).filter { !$0.isEmpty }
  }

  /// Without the mark of a list, and without the stop at the end, which the reply sets.
  private static func trimmed(_ sentence: String) -> String {
    var text = Substring(sentence)
    while let first = text.first, first.isWhitespace || first == "-" || first == "•" { text.removeFirst() }
    while let last = text.last, last.isWhitespace || last == "." || last == ";" { text.removeLast() }
    return String(text)
  }
}
