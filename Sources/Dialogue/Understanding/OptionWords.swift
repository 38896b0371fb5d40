import Commerce
import Language

/// Finds option values of the products a message is about: "38", "600", "espresso" say nothing in a shop at large and
/// everything beside "cargo pants", "claw hammer" or "house blend".
struct OptionWords {
  let grammar: Grammar
  let catalog: any CatalogSnapshot
  let numbers: [NumberMark]
  /// The product talked about last, for messages that name none.
  let focus: Product?

  /// A name that fits more products than this is no one product's.
  private static let maximumCandidates = 3

  /// Longer messages say more than an option of what was talked about.
  private static let shortMessage = 5

  private struct Value {
    var option: String
    var value: String
    var words: [String]
    /// Stems that no other value of the option has: "oat" of "Oat milk".
    var telling: Set<String> = []
  }

  /// Values become attribute links in place of one-word links that the catalogue at large gave.
  func read(_ reading: inout Reading, taken: inout [Bool]) {
    // A number alone answers a numbered list, not "1 g".
    guard reading.tokens.count > 1 || reading.tokens.first?.kind != .number else { return }
    var named = reading.links.filter { $0.isGoods && isOneProduct($0) }
    // "liver instead of chicken", of training bites: a value of what is talked about names nothing else.
    let own = Set(focus.map { values(of: $0).map(\.words) } ?? [])
    if !named.isEmpty, named.allSatisfy({ own.contains(Array(reading.words[$0.tokens])) }) { named = [] }
    if named.isEmpty, let focus {
      absorb(focus, in: 0..<reading.words.count, except: nil, &reading, &taken)
      readExtreme(focus, in: 0..<reading.words.count, &reading, &taken)
    }
    for link in named {
      guard reading.links.contains(link), case .products(let ids) = link.target else { continue }
      for product in ids.compactMap(catalog.product) {
        absorb(product, in: region(of: link, reading), except: link.tokens, &reading, &taken)
        if ids.count == 1 { readExtreme(product, in: region(of: link, reading), &reading, &taken) }
      }
    }
    reading.links.sort { $0.tokens.lowerBound < $1.tokens.lowerBound }
  }

  private func isOneProduct(_ link: CatalogMention) -> Bool {
    guard case .products(let ids) = link.target else { return false }
    return ids.count <= Self.maximumCandidates
  }

  /// From the end of the goods before to the start of the next goods that are told apart by more than one word.
  private func region(of link: CatalogMention, _ reading: Reading) -> Range<Int> {
    let others = reading.links.filter {
      $0.isGoods && $0 != link && ($0.tokens.count > 1 || !isValue($0, of: link, reading))
    }
    let low = others.map(\.tokens.upperBound).filter { $0 <= link.tokens.lowerBound }.max() ?? 0
    let high = others.map(\.tokens.lowerBound).filter { $0 >= link.tokens.upperBound }.min() ?? reading.words.count
    return low..<high
  }

  private func isValue(_ other: CatalogMention, of link: CatalogMention, _ reading: Reading) -> Bool {
    guard case .products(let ids) = link.target else { return false }
    let words = Array(reading.words[other.tokens])
    return ids.compactMap(catalog.product).contains { product in
      values(of: product).contains { $0.words == words || $0.words.contains(words[0]) }
    }
  }

  private func absorb(
    _ product: Product, in region: Range<Int>, except name: Range<Int>?, _ reading: inout Reading, _ taken: inout [Bool]
  ) {
    let isShort = name != nil || reading.words.count <= Self.shortMessage
    for value in values(of: product) {
      var index = region.lowerBound
      while index < region.upperBound {
        if let end = match(value, at: index, in: reading, before: region.upperBound, isShort: isShort),
          name.map({ !$0.meets(index..<end) }) ?? true,
          mayTake(index..<end, reading, taken)
        {
          take(value, index..<end, &reading, &taken)
          index = end
        } else {
          index += 1
        }
      }
    }
  }

  /// Longest values first, so that "extra large" is not read as "large".
  private func values(of product: Product) -> [Value] {
    guard product.variants.count > 1 else { return [] }
    var seen: Set<String> = []
    var values: [Value] = []
    for variant in product.variants {
      for (index, option) in variant.options.enumerated() where seen.insert(option).inserted {
        let words = Tokenizer.tokens(in: option).filter { $0.kind != .mark }.map { plain($0.text) }
        let name = index < product.optionNames.count ? product.optionNames[index].lowercased() : ""
        if !words.isEmpty { values.append(Value(option: name, value: option, words: words)) }
      }
    }
    for index in values.indices where values[index].words.count > 1 {
      let others = values.indices.filter { $0 != index && values[$0].option == values[index].option }
      let shared = Set(others.flatMap { values[$0].words.map(stem) })
      values[index].telling = Set(values[index].words.filter(isTelling).map(stem)).subtracting(shared)
    }
    return values.sorted { $0.words.count > $1.words.count }
  }

  private func stem(_ word: String) -> String {
    Stemmer.stem(word, language: LanguageCode(tag: grammar.language) ?? .english)
  }

  /// Neither a number, a unit nor a small word.
  private func isTelling(_ word: String) -> Bool {
    word.utf8.count >= 3 && !word.utf8.contains { $0 >= 0x30 && $0 <= 0x39 } && !grammar.units.contains(word)
      && grammar.fillers.longestMatch(in: [word], from: 0) == nil
  }

  /// "1,000" as "1000", "inches" as "in".
  private func plain(_ word: String) -> String {
    word.utf8.allSatisfy { ($0 >= 0x30 && $0 <= 0x39) || $0 == 0x2c }
      ? word.filter { $0 != "," } : MeasureUnit.sign(of: word)
  }

  /// A word as a value would have it: "one" as "1".
  private func spoken(_ index: Int, in reading: Reading) -> String {
    let number = numbers.first { $0.range == index..<index + 1 && !$0.isOrdinal }
    if case .whole(let value)? = number?.value { return String(value) }
    return plain(reading.words[index])
  }

  /// The whole value, its number without the unit ("600" for "600 g"), its unit alone where it is one ("gram" for
  /// "1 g"), or words that only it has ("oat" for "Oat milk").
  private func match(_ value: Value, at index: Int, in reading: Reading, before end: Int, isShort: Bool) -> Int? {
    let spoken = (index..<min(end, index + value.words.count)).map { self.spoken($0, in: reading) }
    // "the 100 g tin" is "Tin, 100 g".
    if spoken == value.words || spoken.count > 1 && spoken.sorted() == value.words.sorted() {
      return index + value.words.count
    }
    guard value.words.count > 1 else { return nil }
    let token = reading.tokens[index]
    if token.kind == .number, value.words[0] == spoken[0], !isCount(index, reading) {
      guard index + 1 < end else { return index + 1 }
      let next = reading.words[index + 1]
      if value.words.contains(plain(next)) { return index + 2 }
      // "3 boxes" of what comes in 3 inches: a number of something else.
      return grammar.units.contains(next) || grammar.roles[.measures].contains(next) ? nil : index + 1
    }
    if value.words.count == 2, value.words[0] == "1", plain(token.text) == value.words[1],
      grammar.roles[.measures].contains(token.text), index == 0 || reading.tokens[index - 1].kind != .number
    {
      return index + 1
    }
    guard isShort, token.kind == .word, value.telling.contains(stem(token.text)) else { return nil }
    var next = index + 1
    while next < end, value.words.map(stem).contains(stem(reading.words[next])) { next += 1 }
    return next
  }

  /// "the big pack": of what is not called so, the one that costs most; of letters and the like, the word itself.
  private func readExtreme(_ product: Product, in region: Range<Int>, _ reading: inout Reading, _ taken: inout [Bool]) {
    guard product.variants.count > 1,
      let index = region.first(where: { place in
        grammar.roles[.big].union(grammar.roles[.small]).contains(reading.words[place]) && !taken[place]
          && !reading.links.contains { $0.tokens.contains(place) }
      })
    else { return }
    let isBig = grammar.roles[.big].contains(reading.words[index])
    guard let value = extreme(of: product, isBig: isBig) else { return }
    var range = index..<index + 1
    if range.upperBound < region.upperBound, grammar.units.contains(reading.words[range.upperBound]) {
      range = index..<index + 2
    }
    guard !reading.links.contains(where: { $0.tokens.meets(range) && $0.tokens.count > range.count }) else { return }
    take(value, range, &reading, &taken)
  }

  private func extreme(of product: Product, isBig: Bool) -> Value? {
    let values = values(of: product)
    let sizes = grammar.roles[.sizes].union(["s", "m", "l"])
    guard !values.contains(where: { !$0.words.allSatisfy { !sizes.contains($0) } }) else { return nil }
    let options = Set(values.map(\.option))
    for option in options.sorted() {
      let priced = values.filter { $0.option == option }.compactMap { value in
        product.variants.filter { $0.options.contains(value.value) }.map(\.price.minorUnits).min().map { (value, $0) }
      }
      guard Set(priced.map(\.1)).count > 1, Set(priced.map(\.1)).count == priced.count else { continue }
      return (isBig ? priced.max { $0.1 < $1.1 } : priced.min { $0.1 < $1.1 })?.0
    }
    return nil
  }

  /// "600 hammers", "2 of those": a number before goods or "of" counts them.
  private func isCount(_ index: Int, _ reading: Reading) -> Bool {
    guard index + 1 < reading.words.count else { return false }
    return grammar.roles[.countFollowers].contains(reading.words[index + 1])
      || reading.links.contains { $0.isGoods && $0.tokens.lowerBound == index + 1 }
  }

  /// One-word links give way; longer names, prices and plain counts before goods do not.
  private func mayTake(_ range: Range<Int>, _ reading: Reading, _ taken: [Bool]) -> Bool {
    if range.count == 1, reading.tokens[range.lowerBound].kind == .number, isCount(range.lowerBound, reading) {
      return false
    }
    let links = reading.links.filter { $0.tokens.meets(range) }
    guard links.allSatisfy({ $0.tokens.count <= range.count }) else { return false }
    return range.allSatisfy { index in !taken[index] || links.contains { $0.tokens.contains(index) } }
  }

  private func take(_ value: Value, _ range: Range<Int>, _ reading: inout Reading, _ taken: inout [Bool]) {
    reading.links.removeAll { $0.tokens.meets(range) }
    reading.links.append(
      CatalogMention(
        target: .attribute(AttributeFilter(name: value.option, value: value.value)), tokens: range, confidence: 1))
    for index in range { taken[index] = true }
  }
}
