import Commerce
import Language

/// Finds at a place of a text the values of one product's options that stand there.
struct OptionMatcher {
  let grammar: Grammar
  let numbers: [NumberMark]
  let values: OptionValues
  let region: Range<Int>
  /// Few words, or the product is named: then a part of a value is enough.
  let isShort: Bool
  /// One form of the product is what is talked about; nothing is left to choose.
  var isSettled = false

  /// The values of the longest stretch from a place on; several where different options have the same.
  func longest(
    at index: Int, in reading: Reading, isFree: (Range<Int>) -> Bool
  ) -> (range: Range<Int>, values: [OptionValues.Value])? {
    var best: (range: Range<Int>, values: [OptionValues.Value])?
    for value in values.all where !value.needsLabel || isLabelled(index, reading) {
      guard let end = end(of: value, at: index, in: reading), end > index, isFree(index..<end) else { continue }
      if let known = best, known.range.upperBound >= end {
        guard known.range.upperBound == end else { continue }
        if known.values[0].words == value.words {
          best?.values.append(value)
        } else if value.words.count == end - index, known.values[0].words.count > value.words.count {
          // "50" is SPF 50 rather than the start of "50 ml".
          best = (index..<end, [value])
        }
      } else {
        best = (index..<end, [value])
      }
    }
    return best
  }

  /// "size 4", "talla 4"
  private func isLabelled(_ index: Int, _ reading: Reading) -> Bool {
    guard index > region.lowerBound else { return false }
    let before = reading.words[index - 1]
    return values.isOptionName(before) || grammar.roles[.sizeWords].contains(before)
  }

  private func end(of value: OptionValues.Value, at index: Int, in reading: Reading) -> Int? {
    let told =
      exact(value, at: index, reading) ?? dimensions(value, at: index, reading) ?? age(value, at: index, reading)
    let measured = told ?? number(value, at: index, reading) ?? unit(value, at: index, reading)
    let called = measured ?? named(value, at: index, reading) ?? part(value, at: index, reading)
    let packaged = called ?? opening(value, at: index, reading) ?? packaging(value, at: index, reading)
    return packaged ?? packed(value, at: index, reading) ?? single(value, at: index, reading)
  }

  /// "the single ones", "sueltas", of what comes as "200 g" and as "Pack of 5": the one that is no pack.
  private func single(_ value: OptionValues.Value, at index: Int, _ reading: Reading) -> Int? {
    guard grammar.roles[.singlePieces].contains(reading.words[index]), !isPack(value) else { return nil }
    let others = values.all.filter { $0.place == value.place && $0.value != value.value }
    return !others.isEmpty && others.allSatisfy(isPack) ? index + 1 : nil
  }

  /// "Pack of 5", "Case of 24", "6-Pack".
  private func isPack(_ value: OptionValues.Value) -> Bool {
    value.words.contains { (Int($0) ?? 0) > 1 }
      && value.words.contains { grammar.roles[.packs].contains($0) || grammar.units.contains($0) }
  }

  /// "a 12-pack", "un paquete de 8", of what comes as "Pack of 12".
  private func packed(_ value: OptionValues.Value, at index: Int, _ reading: Reading) -> Int? {
    let packs = grammar.roles[.packs]
    func isJoint(_ word: String) -> Bool {
      grammar.roles[.packJoints].contains(word) || grammar.roles[.partitives].contains(word)
    }
    guard value.words.count > 1 else { return nil }
    let sizes = value.words.compactMap(Int.init)
    guard sizes.count == 1, sizes[0] > 1,
      value.words.allSatisfy({ Int($0) != nil || packs.contains($0) || isJoint($0) })
    else { return nil }
    func word(_ place: Int) -> String { place < region.upperBound ? reading.words[place] : "" }
    if packs.contains(reading.words[index]) {
      let number = isJoint(word(index + 1)) ? index + 2 : index + 1
      guard number < region.upperBound else { return nil }
      return Int(spoken(number, in: reading)) == sizes[0] ? number + 1 : nil
    }
    guard Int(reading.words[index]) == sizes[0] else { return nil }
    let noun = word(index + 1) == "-" ? index + 2 : index + 1
    return packs.contains(word(noun)) ? noun + 1 : nil
  }

  /// "2 bottles of that", of what comes as "Bottle" or "Bottle 75 cl" and "Case of 6".
  private func packaging(_ value: OptionValues.Value, at index: Int, _ reading: Reading) -> Int? {
    guard reading.tokens[index].kind == .word, grammar.units.contains(reading.words[index]),
      let own = packagingWord(value), stem(own, reading) == stem(reading.words[index], reading),
      !values.all.contains(where: { $0.words != value.words && $0.words.contains(own) })
    else { return nil }
    return index + 1
  }

  /// The "bottle" of "Bottle 75 cl" and of "1.5 L Bottle".
  private func packagingWord(_ value: OptionValues.Value) -> String? {
    guard let last = value.words.last, value.words.count > 2,
      MeasureUnit.isUnit(value.words[value.words.count - 2]), grammar.units.contains(last)
    else { return value.words.first }
    return last
  }

  /// "one with and one without", of "with icing" and "without icing": the first word alone, where only it differs.
  private func opening(_ value: OptionValues.Value, at index: Int, _ reading: Reading) -> Int? {
    guard value.words.count > 1, value.words[0] == reading.words[index],
      index + 1 == reading.words.count || !value.words.contains(reading.words[index + 1])
    else { return nil }
    let others = values.all.filter { $0.place == value.place && $0.words != value.words }
    let isPair = others.count == 1 && others[0].words.dropFirst() == value.words.dropFirst()
    // "with oat milk" goes on; "with" and "without" that stand alone do not.
    let endsThere =
      index + 1 == reading.words.count || reading.tokens[index + 1].kind == .mark
      || grammar.separators.longestMatch(in: reading.words, from: index + 1) != nil
    return isPair && endsThere ? index + 1 : nil
  }

  /// A word as a value would have it: "one" as "1", "x34" as "34".
  private func spoken(_ index: Int, in reading: Reading) -> String {
    if let number = numbers.first(where: { $0.range == index..<index + 1 && !$0.isOrdinal }),
      case .whole(let value) = number.value
    {
      return String(value)
    }
    return OptionValues.plain(reading.words[index])
  }

  /// The whole value; "black and white" is "Black/White", and "the 100 g tin" is "Tin, 100 g".
  private func exact(_ value: OptionValues.Value, at index: Int, _ reading: Reading) -> Int? {
    var next = index
    var said: [String] = []
    while next < region.upperBound, said.count < value.words.count {
      let word = spoken(next, in: reading)
      if !said.isEmpty, value.words[said.count] != word,
        reading.tokens[next].kind == .mark || grammar.separators.longestMatch(in: [word], from: 0) != nil
      {
        next += 1
        continue
      }
      said.append(word)
      next += 1
    }
    guard said.count == value.words.count, !isBareCount(value, index, reading) else { return nil }
    // "in 20 minutes", of what comes by 20
    if value.words.count == 1, next < reading.words.count, reading.tokens[next - 1].kind == .number,
      grammar.roles[.timeUnits].contains(reading.words[next])
    {
      return nil
    }
    if said == value.words { return next }
    guard said.count > 1, next == index + said.count, said.sorted() == value.words.sorted() else { return nil }
    return next
  }

  /// "4x50", "4 by 50" of "4 x 50 mm": the same numbers in the same order, with nothing but joints and units between.
  private func dimensions(_ value: OptionValues.Value, at index: Int, _ reading: Reading) -> Int? {
    let own = value.words.compactMap(Double.init)
    guard own.count > 1, Double(spoken(index, in: reading)) == own[0] else { return nil }
    func isUnit(_ place: Int) -> Bool { MeasureUnit.isUnit(OptionValues.plain(reading.words[place])) }
    var next = index + 1
    for number in own.dropFirst() {
      var isJoined = false
      while next < region.upperBound, Self.dimensionJoints.contains(reading.words[next]) || isUnit(next) {
        isJoined = isJoined || Self.dimensionJoints.contains(reading.words[next])
        next += 1
      }
      guard next < region.upperBound, isJoined || reading.words[next].hasPrefix("x"),
        Double(spoken(next, in: reading)) == number
      else { return nil }
      next += 1
    }
    return next < region.upperBound && isUnit(next) ? next + 1 : next
  }

  private static let dimensionJoints: Set<String> = ["x", "×", "*", "/", "by"]

  /// "add one" is no size 1, and neither is "2" where the size is settled.
  private func isBareCount(_ value: OptionValues.Value, _ index: Int, _ reading: Reading) -> Bool {
    guard value.words.count == 1, numbers.contains(where: { $0.range == index..<index + 1 && !$0.isOrdinal }) else {
      return false
    }
    let isWord = reading.tokens[index].kind == .word && reading.tokens[index].text.first != "x"
    guard isWord || isSettled, value.number.map({ $0 < 20 && $0 == $0.rounded() }) ?? true else { return false }
    guard index > 0 else { return true }
    let before = reading.words[index - 1]
    // "make it a 9": nobody counts so.
    if !isWord, grammar.roles[.oneArticles].contains(before), !isBeforeUnit(index, reading) { return false }
    return !grammar.roles[.numberLabels].contains(before) && !grammar.roles[.likeWords].contains(before)
      && !values.isOptionName(before)
  }

  /// "a 12 pack"
  private func isBeforeUnit(_ index: Int, _ reading: Reading) -> Bool {
    let next = index + 1 < reading.words.count ? reading.words[index + 1] : ""
    return grammar.units.contains(next) || grammar.roles[.packs].contains(next)
  }

  /// The article of "the hundred" is a part of the number, and of no value.
  private func begins(_ mark: NumberMark, at index: Int, _ reading: Reading) -> Bool {
    guard !mark.isOrdinal, mark.range.contains(index) else { return false }
    return (mark.range.lowerBound..<index).allSatisfy { grammar.articles.contains(reading.words[$0]) }
  }

  /// "9 and a half", "half an ounce" of "14 g", "600" of "600 g".
  private func number(_ value: OptionValues.Value, at index: Int, _ reading: Reading) -> Int? {
    guard let own = value.number ?? value.measure?.amount,
      let mark = numbers.first(where: { begins($0, at: index, reading) }), let amount = mark.amount
    else { return nil }
    let after = mark.range.upperBound
    let next = after < region.upperBound ? reading.words[after] : nil
    if let next, let said = Measure(amount, unit: next) {
      return value.measure.map { $0.isSame(as: said) } == true ? after + 1 : nil
    }
    // "one of the 5s"
    if next == "s", reading.tokens[after].isJoined, amount == own, value.number != nil { return after + 1 }
    // "the hundred piece set", of 50 pieces and 100 pieces
    if amount == own, value.number != nil, value.words.count == 2, let next,
      stem(value.words[1], reading) == stem(OptionValues.plain(next), reading)
    {
      return after + 1
    }
    // "half a dozen single ones", of what comes as "6-Pack", too
    if let next, grammar.roles[.singlePieces].contains(next) { return nil }
    guard amount == own, value.number != nil, !Self.isCount(after - 1, reading, grammar) else { return nil }
    // "the dozen" is 12 pieces; the "one" of "the blue one" is no metre.
    let isSpelt = reading.tokens[index].kind == .word && mark.range.count == 1
    if isSpelt, next.map({ !value.words.contains(OptionValues.plain($0)) }) ?? true,
      index == 0 || !grammar.roles[.definiteArticles].contains(reading.words[index - 1])
        || grammar.roles[.dummyNouns].contains(reading.words[index])
    {
      return nil
    }
    if value.words.count == 1 { return mark.range.count > 1 ? after : nil }
    guard
      Double(value.words[0]) == amount || value.words[0] == spoken(index, in: reading) || mark.range.count > 1
        || isInside(value, amount, at: index, reading)
    else { return nil }
    guard let next else { return isSizeWithoutLabel(value, index, reading) ? nil : after }
    if value.words.contains(OptionValues.plain(next)) { return after + 1 }
    // "the 20 pack" of what comes by 10 and by 20 pieces
    if value.words.count == 2, [next, value.words[1]].allSatisfy(grammar.roles[.packs].contains) { return after + 1 }
    // "3 boxes" of what comes in 3 inches, "4 months" of what comes by 4 kg: a number of something else.
    guard !grammar.units.contains(next),
      ![.measures, .years, .months].contains(where: { grammar.roles[$0].contains(next) })
    else { return nil }
    return isSizeWithoutLabel(value, index, reading) ? nil : after
  }

  /// "the 750", of "Bottle 750 ml": nobody counts so, and no other value has the number.
  private func isInside(_ value: OptionValues.Value, _ amount: Double, at index: Int, _ reading: Reading) -> Bool {
    let isDefinite = index > 0 && grammar.roles[.definiteArticles].contains(reading.words[index - 1])
    guard amount >= Double(Self.fewest), isShort, isDefinite || amount > Self.mostOrdered else { return false }
    let said = spoken(index, in: reading)
    return value.words.contains(said) && values.all.count { $0.words.contains(said) } == 1
  }

  /// "2" is no "2XL", but "size 10" is "10T".
  private func isSizeWithoutLabel(_ value: OptionValues.Value, _ index: Int, _ reading: Reading) -> Bool {
    let rest = value.words.dropFirst().joined(separator: " ")
    guard rest.utf8.count < 4, !MeasureUnit.isSign(rest),
      !grammar.roles[.measures].contains(rest), !grammar.units.contains(rest)
    else { return false }
    // "127", of "127 V": nobody orders so many.
    let isAlone = reading.words.count <= 3 && reading.tokens.count { $0.kind == .number } == 1
    if isAlone, let number = value.number, number > Self.mostOrdered { return false }
    return index == 0 || !grammar.roles[.numberLabels].contains(reading.words[index - 1])
  }

  /// More pieces of one thing are not taken in a chat.
  private static let mostOrdered = 99.0

  /// "a gallon" is "1 gallon", and "2 gallons" are two of those where it does not come in twos.
  private func unit(_ value: OptionValues.Value, at index: Int, _ reading: Reading) -> Int? {
    guard value.words.count == 2, value.words[0] == "1", OptionValues.plain(reading.words[index]) == value.words[1],
      MeasureUnit.isUnit(value.words[1]) || grammar.roles[.measures].contains(reading.words[index])
    else { return nil }
    guard let before = numbers.first(where: { $0.range.upperBound == index }) else { return index + 1 }
    guard case .whole(let count) = before.value, count > 0, !before.isOrdinal,
      !values.all.contains(where: { $0.words == [String(count), value.words[1]] })
    else { return nil }
    return index + 1
  }

  /// "an eighth", "1/8": a word or a fraction that means a measure.
  private func named(_ value: OptionValues.Value, at index: Int, _ reading: Reading) -> Int? {
    guard let own = value.measure else { return nil }
    let isFraction = index + 2 < region.upperBound && reading.words[index + 1] == "/"
    let end = isFraction ? index + 3 : index + 1
    guard let said = grammar.namedMeasures[reading.words[index..<end].joined()] else { return nil }
    if end < region.upperBound, MeasureUnit.isUnit(MeasureUnit.sign(of: reading.words[end])) { return nil }
    return own.isSame(as: said) ? end : nil
  }

  /// "an 8 year old", "age 9", "2-3": the sizes of children are spans of years or months.
  private func age(_ value: OptionValues.Value, at index: Int, _ reading: Reading) -> Int? {
    guard let ages = value.ages,
      let mark = numbers.first(where: { $0.range.lowerBound == index && !$0.isOrdinal }), let said = mark.amount
    else { return nil }
    func word(_ place: Int) -> String { place < region.upperBound ? reading.words[place] : "" }
    let joint = mark.range.upperBound
    if word(joint) == "-" || grammar.roles[.rangeJoints].contains(word(joint)),
      let to = numbers.first(where: { $0.range.lowerBound == joint + 1 })?.amount
    {
      guard said == ages.span.lowerBound, to == ages.span.upperBound else { return nil }
      return joint + 2
    }
    let unit = word(joint) == "-" ? joint + 1 : joint
    let (isYears, isMonths) = (grammar.roles[.years].contains(word(unit)), grammar.roles[.months].contains(word(unit)))
    let isLabelled = index > 0 && grammar.roles[.ageLabels].contains(reading.words[index - 1])
    guard isYears || isMonths || isLabelled, isMonths == ages.isMonths, ages.span.contains(said),
      ages.span.lowerBound == said || !values.all.contains(where: { $0.ages?.span.lowerBound == said })
    else { return nil }
    guard isYears || isMonths else { return joint }
    let old = word(unit + 1) == "-" ? unit + 2 : unit + 1
    return grammar.roles[.olds].contains(word(old)) ? old + 1 : unit + 1
  }

  /// A count before a value is below this; "28 blue jeans" may be their waist.
  private static let fewest = 20

  /// Words that only this value has: "oat" of "Oat milk".
  private func part(_ value: OptionValues.Value, at index: Int, _ reading: Reading) -> Int? {
    guard isShort, value.words.count > 1, reading.tokens[index].kind == .word,
      value.telling.contains(stem(reading.words[index], reading))
    else { return nil }
    var next = index + 1
    while next < region.upperBound,
      value.words.contains(where: { stem($0, reading) == stem(reading.words[next], reading) })
    { next += 1 }
    return next
  }

  private func stem(_ word: String, _ reading: Reading) -> String { Stemmer.stem(word, language: reading.language) }

  /// "600 hammers", "2 of those", "2 boxes of screws": a number before goods or "of" counts them.
  static func isCount(_ index: Int, _ reading: Reading, _ grammar: Grammar) -> Bool {
    // "a 3.5 of sour diesel"
    if reading.words[index].contains(where: { $0 == "." || $0 == "," }) { return false }
    func startsGoods(_ place: Int) -> Bool { reading.links.contains { $0.isGoods && $0.tokens.lowerBound == place } }
    // "5 single prerolls": what stands between is a value.
    if let value = reading.links.first(where: { !$0.isGoods && $0.tokens.lowerBound == index + 1 }),
      Int(reading.words[index]).map({ $0 < fewest }) ?? (reading.tokens[index].kind == .word),
      startsGoods(value.tokens.upperBound)
    {
      return true
    }
    guard index + 1 < reading.words.count else { return false }
    if grammar.roles[.countFollowers].contains(reading.words[index + 1]) || startsGoods(index + 1) { return true }
    guard grammar.units.contains(reading.words[index + 1]) else { return false }
    // "make the balloons 2 packs"
    let isLast = index + 2 == reading.words.count || reading.tokens[index + 2].kind == .mark
    if isLast, isPlural(reading.words[index + 1], reading), index == 0 || !isDefinite(index - 1, reading, grammar) {
      return true
    }
    guard index + 2 < reading.words.count else { return false }
    return grammar.roles[.partitives].contains(reading.words[index + 2]) || startsGoods(index + 2)
  }

  /// Goods, or a word of theirs, begin there: "hundred piece wooden blocks".
  private static func startsGoods(_ place: Int, _ reading: Reading) -> Bool {
    reading.links.contains { $0.tokens.lowerBound == place }
  }

  private static func isPlural(_ word: String, _ reading: Reading) -> Bool {
    Stemmer.stem(word, language: reading.language) != word && !MeasureUnit.isUnit(word)
  }

  private static func isDefinite(_ index: Int, _ reading: Reading, _ grammar: Grammar) -> Bool {
    grammar.roles[.definiteArticles].contains(reading.words[index])
  }
}
