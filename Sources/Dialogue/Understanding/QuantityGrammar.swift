import Commerce
import Language

/// Reads how many: "2", "two of", "x3", "a dozen", "another", "a".
struct QuantityGrammar {
  let grammar: Grammar

  func read(_ reading: inout Reading, numbers: [NumberMark], taken: inout [Bool]) {
    for number in numbers where !number.isOrdinal && !taken[number.range].contains(true) {
      guard !isMeasure(number, reading), !isUnitOfLast(number, reading) else { continue }
      let range = widened(number.range, reading)
      let value = quantity(number, reading)
      var quantity = QuantityPhrase(value, isAdditional: isAdditional(number.range, reading))
      if range.upperBound < reading.words.count, grammar.roles[.fewer].contains(reading.words[range.upperBound]) {
        quantity.change = .less
      }
      reading.quantities.append(QuantityMark(range: range, quantity: quantity))
      for index in range { taken[index] = true }
    }
    readMultiples(&reading, taken: &taken)
    readArticles(&reading, taken: taken)
    reading.quantities = reading.quantities.filter { !countsAnOrder($0, reading) && !tellsForWhom($0, reading) }
    reading.quantities.sort { $0.range.lowerBound < $1.range.lowerBound }
  }

  /// "one more separate order: a java moss", "another order please": an order is nothing that is bought.
  private func countsAnOrder(_ mark: QuantityMark, _ reading: Reading) -> Bool {
    let next = mark.range.upperBound..<min(mark.range.upperBound + 3, reading.words.count)
    guard mark.quantity.isAdditional,
      let noun = next.first(where: { grammar.roles[.orderNouns].contains(reading.words[$0]) })
    else { return false }
    let isOfGoods =
      noun + 1 < reading.words.count && grammar.roles[.partitives].contains(reading.words[noun + 1])
    return !isOfGoods && !reading.links.contains { $0.tokens.lowerBound == mark.range.upperBound }
  }

  /// "3 hostas for a client": behind "for", an article before what is no goods counts nothing.
  private func tellsForWhom(_ mark: QuantityMark, _ reading: Reading) -> Bool {
    let index = mark.range.lowerBound
    guard mark.range.count == 1, index > 0, grammar.roles[.oneArticles].contains(reading.words[index]),
      grammar.roles[.purposes].contains(reading.words[index - 1])
    else { return false }
    return !reading.links.contains { (index...index + 2).contains($0.tokens.lowerBound) }
  }

  /// "double that", "triple the candles".
  private func readMultiples(_ reading: inout Reading, taken: inout [Bool]) {
    for (role, factor) in [(WordRole.doubling, 2), (.tripling, 3)] {
      guard let index = reading.words.indices.first(where: { grammar.roles[role].contains(reading.words[$0]) }),
        !taken[index], index + 1 < reading.words.count
      else { continue }
      var quantity = QuantityPhrase(.count(factor))
      quantity.change = .times
      reading.quantities.append(QuantityMark(range: index..<index + 1, quantity: quantity))
      taken[index] = true
    }
  }

  private func quantity(_ number: NumberMark, _ reading: Reading) -> QuantityPhrase.Value {
    let text = reading.original(number.range)
    switch number.value {
    case .whole(let value) where value >= 1 && value < 100_000: return .count(value)
    case .whole, .fraction, .tooLarge: return .impossible(text)
    }
  }

  /// "i'm 6'4": feet and inches.
  private func isHeight(_ number: NumberMark, _ reading: Reading) -> Bool {
    func isSign(_ index: Int) -> Bool {
      reading.tokens.indices.contains(index)
        && ["'", "\u{2019}", "\u{2032}", "\"", "\u{2033}"].contains(String(reading.tokens[index].original))
        && reading.tokens[index].isJoined
    }
    return isSign(number.range.upperBound)
      || isSign(number.range.lowerBound - 1) && reading.tokens[number.range.lowerBound].isJoined
  }

  /// "1 pair of socks": the pair is the one's unit.
  private func isUnitOfLast(_ number: NumberMark, _ reading: Reading) -> Bool {
    reading.quantities.contains { $0.range.upperBound == number.range.lowerBound }
      && reading.tokens[number.range.lowerBound].kind == .word
  }

  /// "the 20000 one": what is called so, and not so many.
  private func isNameOfAForm(_ number: NumberMark, _ reading: Reading) -> Bool {
    let (before, after) = (number.range.lowerBound - 1, number.range.upperBound)
    return before >= 0 && after < reading.words.count && reading.tokens[number.range.lowerBound].kind == .number
      && grammar.roles[.definiteArticles].contains(reading.words[before])
      && grammar.roles[.dummyNouns].contains(reading.words[after])
  }

  /// "size 42", "500 ml", "15 %": a number of something else.
  private func isMeasure(_ number: NumberMark, _ reading: Reading) -> Bool {
    if number.range.lowerBound > 0, grammar.roles[.numberLabels].contains(reading.words[number.range.lowerBound - 1]) {
      return true
    }
    if isNameOfAForm(number, reading) || isAge(number, reading) || isHeight(number, reading) { return true }
    if reading.countsGuests(number.range, in: 1..<reading.words.count, grammar) { return true }
    guard number.range.upperBound < reading.words.count else { return false }
    // "2 gallons" of what comes by the gallon counts them.
    if reading.links.contains(where: { !$0.isGoods && $0.tokens.lowerBound == number.range.upperBound }) {
      return false
    }
    let next = reading.tokens[number.range.upperBound]
    if next.text == "-", next.isJoined, number.range.upperBound + 1 < reading.tokens.count,
      reading.tokens[number.range.upperBound + 1].isJoined
    {
      return true
    }
    // "4ah", "18v": what it is a number of, nobody here knows, but pieces are written apart.
    let isCounting = grammar.multipliers.contains(next.text) || grammar.units.contains(next.text)
    let isModel =
      next.kind == .word && next.isJoined && !isCounting
      && !reading.links.contains { $0.isGoods && $0.tokens.lowerBound == number.range.upperBound }
    // "a 30 litre tank": the "l" of a clothes' size counts, the word does not; the "w" of "one w oat milk" is a joint.
    if !grammar.roles[.joints].contains(next.text),
      grammar.roles[.measures].contains(Folding.fold(String(next.original)))
    {
      return true
    }
    if grammar.roles[.joints].contains(next.text), next.text.count > 1 { return false }
    if number.range.count == 1, reading.isWithChildren(number.range.lowerBound, grammar) { return true }
    return isModel || [.measures, .years, .months, .people].contains { grammar.roles[$0].contains(next.text) }
  }

  /// "my son is 7", "she's 5": somebody, and how old they are.
  private func isAge(_ number: NumberMark, _ reading: Reading) -> Bool {
    let before = reading.words[..<number.range.lowerBound].suffix(Self.ageWords)
    let end = number.range.upperBound
    return before.last.map(grammar.roles[.ageVerbs].contains) ?? false
      && before.contains(where: grammar.roles[.persons].contains)
      && !reading.links.contains { $0.isGoods && $0.tokens.lowerBound == end }
  }

  /// Words that a person and the number of years may stand apart.
  private static let ageWords = 3

  /// Takes the sign of multiplication: "x2", "2x", "2 x".
  private func widened(_ range: Range<Int>, _ reading: Reading) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    if high < reading.words.count, grammar.multipliers.contains(reading.words[high]) { high += 1 }
    if low > 0, grammar.multipliers.contains(reading.words[low - 1]) { low -= 1 }
    return low..<high
  }

  private func endsPhrase(_ index: Int, _ reading: Reading) -> Bool {
    guard index > 0, grammar.unfinished.longestMatch(in: [reading.words[index]], from: 0) == nil else { return false }
    return index + 1 == reading.tokens.count || reading.tokens[index + 1].kind == .mark
  }

  /// "two more", "another 2", "2 extra".
  private func isAdditional(_ range: Range<Int>, _ reading: Reading) -> Bool {
    let before = range.lowerBound > 0 ? reading.words[range.lowerBound - 1] : ""
    let after = range.upperBound < reading.words.count ? reading.words[range.upperBound] : ""
    return grammar.additional.contains(before) || grammar.additional.contains(after)
  }

  /// "a lantern", "another one": one, said only by the way.
  private func readArticles(_ reading: inout Reading, taken: [Bool]) {
    for (index, word) in reading.words.enumerated() where !taken[index] {
      guard !reading.quantities.contains(where: { $0.range.lowerBound == index + 1 }) else { continue }
      if grammar.roles[.another].contains(word) {
        reading.quantities.append(
          QuantityMark(range: index..<index + 1, quantity: QuantityPhrase(.count(1), isAdditional: true)))
      } else if grammar.roles[.oneArticles].contains(word), isAdditional(index..<index + 1, reading) {
        // "mais um", "una más".
        reading.quantities.append(
          QuantityMark(range: index..<index + 1, quantity: QuantityPhrase(.count(1), isAdditional: true)))
      } else if grammar.roles[.oneArticles].contains(word), endsPhrase(index, reading) {
        // "solo una": with nothing after it, it counts.
        reading.quantities.append(QuantityMark(range: index..<index + 1, quantity: QuantityPhrase(.count(1))))
      } else if grammar.roles[.oneArticles].contains(word) {
        reading.quantities.append(
          QuantityMark(range: index..<index + 1, quantity: QuantityPhrase(.count(1), isExplicit: false)))
      }
    }
  }
}

extension Reading {
  /// "a tapas night for 6, budget 60", "we're 12": behind such a word and before nothing, a number counts guests.
  func countsGuests(_ number: Range<Int>, in stretch: Range<Int>, _ grammar: Grammar) -> Bool {
    number.lowerBound > stretch.lowerBound && grammar.roles[.guestWords].contains(words[number.lowerBound - 1])
      && (number.upperBound == stretch.upperBound || tokens[number.upperBound].kind == .mark)
  }
}
