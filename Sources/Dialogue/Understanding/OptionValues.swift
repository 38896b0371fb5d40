import Commerce
import Language

/// The values of a product's options as words and measures, to be found in what a shopper says.
struct OptionValues {
  struct Value: Hashable {
    /// The option's name in lower case, and its place among the product's options.
    var option: String
    var place: Int
    var value: String
    /// Without marks, units by their signs.
    var words: [String]
    /// Stems that no other value of the option has: "oat" of "Oat milk".
    var telling: Set<String> = []
    /// What it measures: "3.5g", "Tin, 100 g".
    var measure: Measure?
    /// The number it starts with.
    var number: Double?
    /// "8-9Y", "3-6M", "10 years": for whom it is.
    var ages: Ages?
    /// Only a part of it, which says something behind the option's name: the 4 of "UK 4" in "size 4".
    var needsLabel = false
  }

  struct Ages: Hashable {
    var span: ClosedRange<Double>
    var isMonths: Bool
  }

  /// Longest first, so that "extra large" is not read as "large".
  let all: [Value]
  private let names: [Set<String>]
  private let grammar: Grammar

  init(of product: Product, grammar: Grammar) {
    self.grammar = grammar
    guard product.variants.count > 1 else {
      all = []
      names = []
      return
    }
    if let known = grammar.options.options(of: product) {
      (all, names) = (known.values, known.names)
      return
    }
    let language = LanguageCode(tag: grammar.language) ?? .english
    var seen: Set<String> = []
    var values: [Value] = []
    for variant in product.variants {
      for (place, option) in variant.options.enumerated() where seen.insert("\(place)|\(option)").inserted {
        let tokens = Tokenizer.tokens(in: option)
        let words = tokens.compactMap(Self.word)
        guard !words.isEmpty else { continue }
        let name = place < product.optionNames.count ? product.optionNames[place].lowercased() : ""
        var value = Value(option: name, place: place, value: option, words: words)
        if tokens.contains(where: { $0.kind == .number }) {
          value.measure = Measure.first(in: tokens.map(Self.joined), language: language)
          value.number = Self.number(of: tokens)
          value.ages = Self.ages(words, grammar)
        }
        values.append(value)
        // "L/XL (41-46)" is called L/XL.
        let short = tokens.prefix { $0.text != "(" }.compactMap(Self.word)
        if short.count > 1, short.count < words.count {
          value.words = short
          values.append(value)
        }
      }
    }
    values += Self.numbered(values)
    // "owl book", of a book that comes as "Board Book": what it is called tells no form of it.
    let own = Set(
      ([product.title] + product.categoryPath).flatMap(Tokenizer.tokens).map {
        Stemmer.stem($0.text, language: language)
      })
    for index in values.indices where values[index].words.count > 1 {
      let others = values.indices.filter { $0 != index && values[$0].option == values[index].option }
      let shared = Set(others.flatMap { values[$0].words.map { Stemmer.stem($0, language: language) } })
      values[index].telling = Set(
        values[index].words.filter { Self.isTelling($0, grammar) }.map { Stemmer.stem($0, language: language) }
      ).subtracting(shared).subtracting(own)
    }
    all = values.sorted { $0.words.count > $1.words.count }
    names = product.optionNames.map { name in
      Set(
        Tokenizer.tokens(in: name).filter { $0.kind == .word && $0.text.utf8.count > 2 }
          .map { Stemmer.stem($0.text, language: language) })
    }
    grammar.options.keep(OptionMemory.Known(product: product, values: all, names: names))
  }

  /// The numbers of values that all begin with the same word: "UK 3", "UK 4"; "Size 1", "Size 2".
  private static func numbered(_ values: [Value]) -> [Value] {
    Dictionary(grouping: values, by: \.place).sorted { $0.key < $1.key }.flatMap { _, own -> [Value] in
      guard own.count > 1, let first = own[0].words.first, Double(first) == nil,
        own.allSatisfy({ $0.words.first == first && $0.words.count > 1 && Double($0.words[1]) != nil })
      else { return [] }
      return own.filter { $0.words.count == 2 }.map { value in
        var short = value
        (short.words, short.number, short.needsLabel) = ([value.words[1]], Double(value.words[1]), true)
        return short
      }
    }
  }

  /// Whether a word is a part of some option's name: "dog" of "Dog size".
  func isOptionName(_ word: String) -> Bool { names.indices.contains { names(word, place: $0) } }

  func names(_ word: String, place: Int) -> Bool {
    names.indices.contains(place)
      && names[place].contains(Stemmer.stem(word, language: LanguageCode(tag: grammar.language) ?? .english))
  }

  /// The one value that says an amount ("$50") or whose goods cost it.
  /// - Parameter amount: in minor units.
  func value(worth amount: Int64, of product: Product) -> Value? {
    let currency = product.variants[0].price.currency
    let said = all.filter { value in
      guard let number = value.number, value.words.count == 1 else { return false }
      return Int64((number * Double(currency.minorUnitsPerMajor)).rounded()) == amount
    }
    if said.count == 1 { return said[0] }
    let priced = product.variants.filter { $0.price.minorUnits == amount }
    guard priced.count == 1, product.optionNames.count == 1 else { return nil }
    return all.first { priced[0].options.contains($0.value) }
  }

  /// The value that is most or least: by what it measures or its size, else by what it costs.
  func extreme(isBig: Bool, of product: Product) -> Value? {
    for option in Set(all.map(\.place)).sorted() {
      let own = all.filter { $0.place == option && !$0.needsLabel }
      let ranked = own.compactMap { value in (rank(value) ?? amount(value)).map { (value, $0) } }
      guard ranked.count == own.count, Set(ranked.map(\.1)).count > 1 else { continue }
      return (isBig ? ranked.max { $0.1 < $1.1 } : ranked.min { $0.1 < $1.1 })?.0
    }
    for option in Set(all.map(\.option)).sorted() {
      let priced = all.filter { $0.option == option }.compactMap { value in
        product.variants.filter { $0.options.contains(value.value) }.map(\.price.minorUnits).min().map { (value, $0) }
      }
      guard Set(priced.map(\.1)).count > 1, Set(priced.map(\.1)).count == priced.count else { continue }
      return (isBig ? priced.max { $0.1 < $1.1 } : priced.min { $0.1 < $1.1 })?.0
    }
    return nil
  }

  /// The value between the others, of three that can be ranked: 8 inch of 6, 8 and 10.
  func middle(among wanted: [String]? = nil) -> Value? {
    for option in Set(all.map(\.place)).sorted() {
      let own = all.filter { $0.place == option && !$0.needsLabel && wanted?.contains($0.value) != false }
      let ranked = own.compactMap { value in (rank(value) ?? amount(value)).map { (value, $0) } }
      guard own.count == 3, ranked.count == 3, Set(ranked.map(\.1)).count == 3 else { continue }
      return ranked.sorted { $0.1 < $1.1 }[1].0
    }
    return nil
  }

  func middle(among wanted: [String]) -> String? { (middle(among: wanted) as Value?)?.value }

  /// The value after that of a form: 750 ml after 375 ml.
  func next(isBig: Bool, from form: Variant) -> Value? {
    for option in Set(all.map(\.place)).sorted() where option < form.options.count {
      let ranked = all.filter { $0.place == option && !$0.needsLabel }.compactMap { value in
        (rank(value) ?? amount(value)).map { (value, $0) }
      }
      guard let own = ranked.first(where: { $0.0.value == form.options[option] })?.1 else { continue }
      let others = ranked.filter { isBig ? $0.1 > own : $0.1 < own }
      if let next = isBig ? others.min(by: { $0.1 < $1.1 }) : others.max(by: { $0.1 < $1.1 }) { return next.0 }
    }
    return nil
  }

  private func amount(_ value: Value) -> Double? {
    Double(value.words[0]) == nil ? nil : value.measure?.amount ?? value.number
  }

  /// Where a size stands among others.
  private func rank(_ value: Value) -> Double? {
    guard value.words.count == 1 else { return nil }
    if let letters = Self.letters.firstIndex(of: value.words[0]) { return Double(letters) }
    if grammar.roles[.small].contains(value.words[0]) { return Double(Self.letters.firstIndex(of: "s") ?? 0) }
    if grammar.roles[.big].contains(value.words[0]) { return Double(Self.letters.firstIndex(of: "l") ?? 0) }
    return grammar.roles[.sizes].contains(value.words[0]) ? Double(Self.letters.firstIndex(of: "m") ?? 0) : nil
  }

  private static let letters = ["xxs", "xs", "s", "m", "l", "xl", "xxl", "xxxl"]

  /// The value that says no to a word: "Not spicy" for "spicy", "None" of an option "Syrup" for "syrup".
  func negated(_ word: String, isNegation: (String) -> Bool) -> Value? {
    let language = LanguageCode(tag: grammar.language) ?? .english
    let stem = Stemmer.stem(word, language: language)
    return all.first { value in
      let saysNo = value.words.contains { isNegation($0) || grammar.roles[.nothing].contains($0) }
      guard saysNo else { return false }
      return value.words.contains { Stemmer.stem($0, language: language) == stem }
        || (names(word, place: value.place) && value.words.count == 1)
    }
  }

  /// "1,000" as "1000", "inches" and the mark of inches as "in"; nil for other marks.
  private static func word(_ token: Token) -> String? {
    guard token.kind == .mark else { return plain(token.text) }
    let sign = MeasureUnit.sign(of: token.text)
    return sign == token.text && !MeasureUnit.isSign(sign) ? nil : sign
  }

  static func plain(_ word: String) -> String {
    word.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2c }
      ? word.filter { $0 != "," } : MeasureUnit.sign(of: word)
  }

  /// "1-5/8" is one and five eighths.
  private static func joined(_ token: Token) -> Token {
    guard token.text == "-", token.isJoined else { return token }
    return Token(text: "and", original: token.original, kind: .word, isJoined: false)
  }

  /// Two numbers with or without a unit of age, or one with it.
  private static func ages(_ words: [String], _ grammar: Grammar) -> Ages? {
    let numbers = words.compactMap(Double.init)
    let rest = words.filter { Double($0) == nil && !grammar.roles[.olds].contains($0) }
    guard let low = numbers.first, (1...2).contains(numbers.count), Double(words[0]) != nil, rest.count < 2 else {
      return nil
    }
    let isMonths = rest.first.map { grammar.roles[.months].contains($0) || $0 == "m" } ?? false
    let isYears = rest.first.map { grammar.roles[.years].contains($0) || $0 == "t" } ?? false
    let high = numbers.count > 1 ? numbers[1] : low
    guard low <= high, high - low < longestSpan, isMonths || isYears || rest.isEmpty && numbers.count == 2 else {
      return nil
    }
    return Ages(span: low...high, isMonths: isMonths)
  }

  /// Years or months; "98-104" is no age.
  private static let longestSpan = 13.0

  private static func number(of tokens: [Token]) -> Double? {
    guard let first = tokens.firstIndex(where: { $0.kind == .number }) else { return nil }
    return NumberWords.mention(at: first, of: tokens.map(joined))?.value.double
  }

  /// A letter with digits behind it: "s24", "k2".
  private static func isModel(_ word: String) -> Bool {
    guard word.utf8.count > 1, word.unicodeScalars.first?.properties.isAlphabetic == true else { return false }
    return word.utf8.contains { $0 >= 0x30 && $0 <= 0x39 }
  }

  /// Neither a number, a unit nor a small word; "s24" is a model.
  private static func isTelling(_ word: String, _ grammar: Grammar) -> Bool {
    let isPlain =
      word.utf8.count >= 3 && !word.utf8.contains { $0 >= 0x30 && $0 <= 0x39 } && !grammar.units.contains(word)
      && grammar.fillers.longestMatch(in: [word], from: 0) == nil
    return isPlain || isModel(word)
  }
}
