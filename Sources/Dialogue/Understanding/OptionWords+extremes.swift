import Commerce
import Language

/// Sizes that are told by comparing: "the big one", "a bigger one", "the tall one".
extension OptionWords {
  /// "the big pack": of what is not called so, the one that costs most; of letters and the like, the word itself.
  func readExtreme(_ product: Product, in region: Range<Int>, _ reading: inout Reading, _ taken: inout [Bool]) {
    guard product.variants.count > 1 else { return }
    // "the biggest one and the smallest one"
    for _ in 0..<2 { readNextExtreme(product, in: region, &reading, &taken) }
  }

  private func readNextExtreme(
    _ product: Product, in region: Range<Int>, _ reading: inout Reading, _ taken: inout [Bool]
  ) {
    guard
      let index = region.first(where: { place in
        isRanked(place, reading)
          && !isCompared(place, reading) && (!taken[place] || isForeign(place, reading, to: product))
          && !reading.links.contains { $0.tokens.contains(place) && !isForeign(place, reading, to: product) }
      })
    else { return }
    let word = reading.words[index]
    let isBig = grammar.roles[.big].contains(word) || grammar.roles[.bigThings].contains(word)
    let values = OptionValues(of: product, grammar: grammar)
    let middle = isMiddleOne(index, reading) ? values.middle() : nil
    if middle == nil, isMiddleOne(index, reading), !isSize(word) { return }
    guard !isWeight(word) || values.all.contains(where: { $0.measure?.dimension == .mass }),
      let value = middle ?? next(index, isBig: isBig, values, product, reading)
        ?? values.extreme(isBig: isBig, of: product)
    else { return }
    if isTold(value, at: index, in: region, reading) {
      reading.links.removeAll { $0.tokens == index..<index + 1 && !$0.isGoods }
      taken[index] = true
      return
    }
    var range = index..<index + 1
    if range.upperBound < region.upperBound, grammar.units.contains(reading.words[range.upperBound]) {
      range = index..<index + 2
    }
    guard !reading.links.contains(where: { $0.tokens.meets(range) && $0.tokens.count > range.count }) else { return }
    take(value, range, &reading, &taken)
  }

  /// "the small 100 g ones", "same but bigger, the 750": its size is told beside it.
  private func isTold(_ value: OptionValues.Value, at index: Int, in region: Range<Int>, _ reading: Reading) -> Bool {
    reading.links.contains { link in
      guard case .attribute(let filter) = link.target, region.contains(link.tokens.lowerBound) else { return false }
      let isBeside = link.tokens.lowerBound == index + 1 || link.tokens.upperBound == index
      return filter.name == value.option && link.tokens.contains { reading.tokens[$0].kind == .number }
        && (isBeside || grammar.roles[.comparatives].contains(reading.words[index]))
    }
  }

  /// "a bigger one", of the form that is talked about: the next, not the biggest there is.
  private func next(
    _ index: Int, isBig: Bool, _ values: OptionValues, _ product: Product, _ reading: Reading
  ) -> OptionValues.Value? {
    guard let form, product.id == focus?.id, grammar.roles[.comparatives].contains(reading.words[index]) else {
      return nil
    }
    return values.next(isBig: isBig, from: form)
  }

  /// "that one's lighter, right?": asked of, not chosen.
  private func isCompared(_ index: Int, _ reading: Reading) -> Bool {
    let end = reading.words[index...].first { [".", "!", "?", ";"].contains($0) }
    guard end == "?", grammar.roles[.comparatives].contains(reading.words[index]) else { return false }
    // "something smaller?"
    if index > 0, grammar.roles[.indefinites].contains(reading.words[index - 1]) { return false }
    let next = index + 1
    let isOne =
      next < reading.words.count
      && (grammar.roles[.dummyNouns].contains(reading.words[next])
        || grammar.roles[.sizeWords].contains(reading.words[next]) || grammar.units.contains(reading.words[next]))
    return !isOne
  }

  /// "small" is a value of something else in the shop, and means the smallest of this.
  private func isForeign(_ index: Int, _ reading: Reading, to product: Product) -> Bool {
    reading.links.contains { link in
      guard link.tokens == index..<index + 1, case .attribute(let filter) = link.target else { return false }
      return !product.variants.contains { $0.options.contains(filter.value) }
    }
  }

  private func isRanked(_ index: Int, _ reading: Reading) -> Bool {
    // "too big, medium": what is too much of it is not chosen.
    if index > 0, grammar.roles[.excess].contains(reading.words[index - 1]) { return false }
    return isSize(reading.words[index]) || isTallOne(index, reading) || isMiddleOne(index, reading)
  }

  /// "the medium one", "the middle size", "o médio": between the others.
  private func isMiddleOne(_ index: Int, _ reading: Reading) -> Bool {
    guard grammar.roles[.middles].contains(reading.words[index]) else { return false }
    let next = index + 1
    let isNoun =
      next < reading.words.count
      && (grammar.roles[.dummyNouns].contains(reading.words[next])
        || grammar.roles[.sizeWords].contains(reading.words[next]))
    let isNamed =
      index > 0
      && (grammar.roles[.definites].contains(reading.words[index - 1])
        || grammar.roles[.sizeWords].contains(reading.words[index - 1]))
    let isEnd = next == reading.words.count || reading.tokens[next].kind == .mark
    return isNoun || isNamed && isEnd
  }

  /// "anything lighter", of a shirt in five sizes: none of them is lighter than another.
  private func isWeight(_ word: String) -> Bool { grammar.roles[.weighing].contains(word) }

  private func isSize(_ word: String) -> Bool {
    grammar.roles[.big].contains(word) || grammar.roles[.small].contains(word)
  }

  /// "the tall one", "la larga": words that say as much of other things when they do not stand for one.
  private func isTallOne(_ index: Int, _ reading: Reading) -> Bool {
    let word = reading.words[index]
    guard grammar.roles[.bigThings].contains(word) || grammar.roles[.smallThings].contains(word) else { return false }
    let isNoun = index + 1 < reading.words.count && grammar.roles[.dummyNouns].contains(reading.words[index + 1])
    // "o mais alto", "el más largo"
    let isMost =
      index > 1 && grammar.roles[.comparatives].contains(reading.words[index - 1])
      && grammar.roles[.describingArticles].contains(reading.words[index - 2])
    // "black pilot g2, thick": alone behind a comma.
    let isApart =
      index > 0 && reading.words[index - 1] == ","
      && (index + 1 == reading.words.count || reading.tokens[index + 1].kind == .mark)
    return isNoun || isMost || isApart
      || index > 0 && grammar.roles[.describingArticles].contains(reading.words[index - 1])
  }
}
