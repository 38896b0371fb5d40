import Commerce
import Language

/// Finds option values of the products a message is about: "38", "600", "espresso" say nothing in a shop at large and
/// everything beside "cargo pants", "claw hammer" or "house blend".
struct OptionWords {
  let roles: RoleWords
  /// Words that count goods: "3 boxes", "a pair".
  let units: Set<String>
  let catalog: any CatalogSnapshot
  /// The product talked about last, for messages that name none.
  let focus: Product?

  /// A name that fits more products than this is no one product's.
  private static let maximumCandidates = 3

  private struct Value {
    var option: String
    var value: String
    var words: [String]
  }

  /// Values become attribute links in place of one-word links that the catalogue at large gave.
  func read(_ reading: inout Reading, taken: inout [Bool]) {
    // A number alone answers a numbered list, not "1 g".
    guard reading.tokens.count > 1 || reading.tokens.first?.kind != .number else { return }
    var named = reading.links.filter { $0.isGoods && isOneProduct($0) }
    // "liver instead of chicken", of training bites: a value of what is talked about names nothing else.
    let own = Set(focus.map { values(of: $0).map(\.words) } ?? [])
    if !named.isEmpty, named.allSatisfy({ own.contains(Array(reading.words[$0.tokens])) }) { named = [] }
    if named.isEmpty, let focus { absorb(focus, in: 0..<reading.words.count, except: nil, &reading, &taken) }
    for link in named {
      guard reading.links.contains(link), case .products(let ids) = link.target else { continue }
      for product in ids.compactMap(catalog.product) {
        absorb(product, in: region(of: link, reading), except: link.tokens, &reading, &taken)
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
    for value in values(of: product) {
      var index = region.lowerBound
      while index < region.upperBound {
        if let end = match(value, at: index, in: reading, before: region.upperBound),
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
        let words = Tokenizer.tokens(in: option).filter { $0.kind != .mark }.map { MeasureUnit.sign(of: $0.text) }
        let name = index < product.optionNames.count ? product.optionNames[index].lowercased() : ""
        if !words.isEmpty { values.append(Value(option: name, value: option, words: words)) }
      }
    }
    return values.sorted { $0.words.count > $1.words.count }
  }

  /// The whole value, its number without the unit ("600" for "600 g"), or one telling word of it ("espresso").
  private func match(_ value: Value, at index: Int, in reading: Reading, before end: Int) -> Int? {
    if index + value.words.count <= end,
      reading.words[index..<index + value.words.count].map(MeasureUnit.sign(of:)) == value.words
    {
      return index + value.words.count
    }
    guard value.words.count > 1 else { return nil }
    let token = reading.tokens[index]
    guard token.kind == .number, value.words[0] == token.text, !isCount(index, reading) else { return nil }
    guard index + 1 < end else { return index + 1 }
    let next = reading.words[index + 1]
    if value.words.contains(MeasureUnit.sign(of: next)) { return index + 2 }
    // "3 boxes" of what comes in 3 inches: a number of something else.
    return units.contains(next) || roles[.measures].contains(next) ? nil : index + 1
  }

  /// "600 hammers", "2 of those": a number before goods or "of" counts them.
  private func isCount(_ index: Int, _ reading: Reading) -> Bool {
    guard index + 1 < reading.words.count else { return false }
    return roles[.countFollowers].contains(reading.words[index + 1])
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
