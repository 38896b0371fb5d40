import Commerce
import Language

/// Numbers that tell goods of one name apart: "the 27 inch monitor", "the 2 tb one", "power bank 20000", "dragon 2".
struct TitleNumbers {
  let grammar: Grammar
  let catalog: any CatalogSnapshot
  let numbers: [NumberMark]
  let shown: [Product]

  private static let maximumCandidates = 10

  /// A number that some of the goods meant have in their title, and not all, becomes a quality of the goods.
  func read(_ reading: inout Reading, taken: inout [Bool]) {
    for mark in numbers where !mark.isOrdinal && !taken[mark.range].contains(true) {
      guard let amount = mark.amount, let meant = meant(beside: mark.range, reading), meant.count > 1,
        !OptionMatcher.isCount(mark.range.upperBound - 1, reading, grammar)
      else { continue }
      let after = mark.range.upperBound
      let unit = after < reading.words.count ? reading.words[after] : nil
      let measure = unit.flatMap { Measure(amount, unit: $0) }
      let isOther =
        unit.map { word in
          grammar.units.contains(word)
            || [.countFollowers, .years, .months].contains { grammar.roles[$0].contains(word) }
        } ?? false
      guard measure != nil || !isOther && reading.tokens[mark.range.lowerBound].kind == .number else { continue }
      let found = meant.compactMap { spelling(amount, measure, in: $0) }
      guard let value = found.first, found.count < meant.count, Set(found).count == 1 else { continue }
      let range = mark.range.lowerBound..<(measure == nil ? after : after + 1)
      reading.links.append(
        CatalogMention(target: .attribute(AttributeFilter(value: value)), tokens: range, confidence: 1))
      for index in range { taken[index] = true }
    }
    reading.links.sort { $0.tokens.lowerBound < $1.tokens.lowerBound }
  }

  /// "glen torran 18", of one of 12 and one of 18 years: the number right behind a name is a part of it.
  func narrow(_ reading: inout Reading, taken: inout [Bool]) {
    for index in reading.links.indices {
      let next = reading.links[index].tokens.upperBound
      guard case .products(let ids) = reading.links[index].target, (2...Self.maximumCandidates).contains(ids.count),
        next < reading.words.count, !taken[next], reading.tokens[next].kind == .number,
        !OptionMatcher.isCount(next, reading, grammar), !isCounted(next, reading)
      else { continue }
      let own = ids.filter { id in
        catalog.product(id).map { product in
          Tokenizer.tokens(in: product.title).contains { $0.text == reading.words[next] }
        } ?? false
      }
      guard own.count == 1 else { continue }
      reading.links[index].target = .products(own)
      reading.links[index].tokens = reading.links[index].tokens.lowerBound..<next + 1
      taken[next] = true
    }
  }

  /// "ribeye 2 packs"
  private func isCounted(_ index: Int, _ reading: Reading) -> Bool {
    guard index + 1 < reading.words.count else { return false }
    let next = reading.words[index + 1]
    return grammar.units.contains(next) || MeasureUnit.isUnit(next) || grammar.roles[.measures].contains(next)
  }

  /// The goods that the number may belong to: those named next to it, else those shown where none are named.
  private func meant(beside range: Range<Int>, _ reading: Reading) -> [Product]? {
    let goods = reading.links.filter(\.isGoods)
    guard !goods.isEmpty else { return shown }
    let near = goods.min { distance($0.tokens, range) < distance($1.tokens, range) }
    guard case .products(let ids)? = near?.target, ids.count <= Self.maximumCandidates else { return nil }
    return ids.compactMap(catalog.product)
  }

  private func distance(_ one: Range<Int>, _ other: Range<Int>) -> Int {
    max(one.lowerBound - other.upperBound, other.lowerBound - one.upperBound)
  }

  /// The number as the title writes it.
  private func spelling(_ amount: Double, _ measure: Measure?, in product: Product) -> String? {
    let tokens = Tokenizer.tokens(in: product.title)
    for mention in NumberWords.mentions(in: tokens) where mention.form == .digits && mention.range.count == 1 {
      guard let own = mention.value.double else { continue }
      let next = mention.range.upperBound
      if let measure {
        let theirs = next < tokens.count ? Measure(own, unit: tokens[next].text) : nil
        guard theirs?.isSame(as: measure) == true else { continue }
      } else if own != amount {
        continue
      }
      return tokens[mention.range.lowerBound].text
    }
    return nil
  }
}
