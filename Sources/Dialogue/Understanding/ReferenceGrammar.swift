import Commerce
import Language

/// Reads pointing words: "the second one", "number 2", "the first two", "both", "the cheaper one", "that".
struct ReferenceGrammar {
  let grammar: Grammar

  func read(_ reading: inout Reading, numbers: [NumberMark], taken: inout [Bool]) {
    for number in numbers where !taken[number.range].contains(true) {
      if let few = fewFirst(number, reading) {
        take(few, &reading, &taken)
        continue
      }
      guard let mark = ordinal(number, numbers, reading) ?? marked(number, reading, taken) else { continue }
      take(mark, &reading, &taken)
    }
    readEnds(&reading, taken: &taken)
    let phrases = grammar.references.matches(in: reading.words)
    readPhrases(phrases.filter { $0.range.count > 1 }, &reading, &taken)
    readDescribed(&reading, taken: &taken)
    readArticles(&reading, taken: &taken)
    readPhrases(phrases.filter { $0.range.count == 1 }, &reading, &taken)
    reading.references.sort { $0.range.lowerBound < $1.range.lowerBound }
  }

  private func readPhrases(
    _ phrases: [(range: Range<Int>, labels: [String])], _ reading: inout Reading, _ taken: inout [Bool]
  ) {
    for phrase in phrases where !isShared(phrase.range, reading) {
      guard !taken[phrase.range].contains(true), let label = phrase.labels.first,
        let reference = Self.references[label], isPointing(phrase.range, label, reading)
      else { continue }
      take(ReferenceMark(range: phrase.range, reference: reference), &reading, &taken)
    }
  }

  /// "one each of the carrot and the basil": what it is of is named behind it.
  private func isShared(_ each: Range<Int>, _ reading: Reading) -> Bool {
    let next = each.upperBound
    guard each.count == 1, grammar.roles[.eachWords].contains(reading.words[each.lowerBound]),
      next < reading.words.count, grammar.roles[.partitives].contains(reading.words[next])
    else { return false }
    return reading.links.contains { $0.isGoods && (next...next + 2).contains($0.tokens.lowerBound) }
  }

  private static let references: [String: Reference] = [
    "focus": .focus, "both": .both, "all": .all, "other": .other, "cheapest": .cheapest, "dearest": .dearest,
  ]

  private func take(_ mark: ReferenceMark, _ reading: inout Reading, _ taken: inout [Bool]) {
    reading.references.append(mark)
    for index in mark.range { taken[index] = true }
  }

  /// "the 2nd", "the second one"; "second" alone too.
  private func ordinal(_ number: NumberMark, _ numbers: [NumberMark], _ reading: Reading) -> ReferenceMark? {
    guard number.isOrdinal, case .whole(let value) = number.value, value != 0, abs(value) <= 50 else { return nil }
    if value > 0, let few = firstFew(number.range, numbers, reading) { return few }
    let range = widened(number.range, reading)
    // "… first", "second, …": an adverb, unless it is nearly all that was said.
    guard range.count > number.range.count || reading.words.count <= 3 else { return nil }
    return ReferenceMark(range: range, reference: .ordinal(value))
  }

  /// "the first two", "the first 3".
  private func firstFew(_ range: Range<Int>, _ numbers: [NumberMark], _ reading: Reading) -> ReferenceMark? {
    guard grammar.firstWords.contains(reading.words[range.lowerBound]), range.upperBound < reading.words.count else {
      return nil
    }
    let next = numbers.first { $0.range.lowerBound == range.upperBound && !$0.isOrdinal }
    guard let next, case .whole(let count) = next.value, (2...9).contains(count) else { return nil }
    return ReferenceMark(range: range.lowerBound..<next.range.upperBound, reference: .firstFew(count))
  }

  /// "los dos primeros": the number stands before.
  private func fewFirst(_ number: NumberMark, _ reading: Reading) -> ReferenceMark? {
    let next = number.range.upperBound
    guard !number.isOrdinal, case .whole(let count) = number.value, (2...9).contains(count),
      next < reading.words.count, grammar.roles[.firstPlurals].contains(reading.words[next])
    else { return nil }
    return ReferenceMark(range: widened(number.range.lowerBound..<next + 1, reading), reference: .firstFew(count))
  }

  /// "number 2", "option 3", "#2".
  private func marked(_ number: NumberMark, _ reading: Reading, _ taken: [Bool]) -> ReferenceMark? {
    guard case .whole(let value) = number.value, (1...50).contains(value), !number.isOrdinal else { return nil }
    let before = number.range.lowerBound - 1
    guard before >= 0, grammar.numberMarkers.contains(reading.words[before]), !taken[before] else { return nil }
    // "2, no 3 tote bags": a "no" that mends counts.
    let isAnswer = grammar.roles[.no].contains(reading.words[before])
    guard !isAnswer || (before > 0 && reading.tokens[before - 1].kind == .word && !followedByGoods(before + 1, reading))
    else { return nil }
    return ReferenceMark(range: before..<number.range.upperBound, reference: .ordinal(value))
  }

  /// "the last one", "the first one", "the top one".
  private func readEnds(_ reading: inout Reading, taken: inout [Bool]) {
    for index in reading.words.indices where !taken[index] {
      let word = reading.words[index]
      let isLast = grammar.lastWords.contains(word)
      guard isLast || grammar.firstWords.contains(word) else { continue }
      let range = widened(index..<index + 1, reading)
      // "one of the last"
      let isOf = range.lowerBound > 0 && grammar.roles[.partitives].contains(reading.words[range.lowerBound - 1])
      let isEnd = range.upperBound == reading.words.count || reading.tokens[range.upperBound].kind == .mark
      guard range.count > 1, range.upperBound > index + 1 || reading.words.count <= 3 || isOf && isEnd else {
        continue
      }
      take(ReferenceMark(range: range, reference: .ordinal(isLast ? -1 : 1)), &reading, &taken)
    }
  }

  /// "the blue one", "the aurora one", "blue ones": "one" stands for what was shown, not for a count.
  private func readDescribed(_ reading: inout Reading, taken: inout [Bool]) {
    for index in reading.words.indices
    where index > 0 && !taken[index] && grammar.roles[.dummyNouns].contains(reading.words[index]) {
      let before = reading.words[index - 1]
      let isNamed = reading.links.contains { $0.tokens.contains(index - 1) }
      let isAdjective =
        reading.tokens[index - 1].kind == .word && hasArticle(before: index - 1, reading.words)
        && !grammar.articles.contains(before)
        && !reading.links.contains { $0.isGoods && (max(0, index - 2)..<index).contains($0.tokens.lowerBound) }
      // "quieter one?"
      let isCompared =
        index == 1 && grammar.roles[.comparatives].contains(before) && !grammar.additional.contains(before)
      guard isNamed || isAdjective || isCompared, !followedByGoods(index, reading), !countsNext(index, reading) else {
        continue
      }
      take(ReferenceMark(range: index..<index + 1, reference: .described), &reading, &taken)
    }
  }

  /// "one mango one watermelon": between two qualities, without an article, it counts.
  private func countsNext(_ index: Int, _ reading: Reading) -> Bool {
    reading.links.contains { $0.tokens.lowerBound == index + 1 && !$0.isGoods }
      && !hasArticle(before: index, reading.words)
  }

  /// "el azul", "yang biru": an article right before a quality, with no goods after it.
  private func readArticles(_ reading: inout Reading, taken: inout [Bool]) {
    guard !grammar.roles[.describingArticles].isEmpty else { return }
    for index in reading.words.indices
    where !taken[index] && grammar.roles[.describingArticles].contains(reading.words[index]) {
      let quality = reading.links.first { $0.tokens.lowerBound == index + 1 && !$0.isGoods }
      guard let quality, !followedByGoods(quality.tokens.upperBound - 1, reading),
        !reading.links.contains(where: { $0.isGoods && $0.tokens.upperBound == index })
      else { continue }
      take(ReferenceMark(range: index..<index + 1, reference: .described), &reading, &taken)
    }
  }

  private func hasArticle(before index: Int, _ words: [String]) -> Bool {
    (max(0, index - 2)..<index).contains { grammar.roles[.definites].contains(words[$0]) }
  }

  private func followedByGoods(_ index: Int, _ reading: Reading) -> Bool {
    reading.links.contains { $0.isGoods && $0.tokens.lowerBound == index + 1 }
  }

  /// Takes the article before and the noun after: "the … one".
  private func widened(_ range: Range<Int>, _ reading: Reading) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    if high < reading.words.count, grammar.ordinalNouns.contains(reading.words[high]) { high += 1 }
    if low > 0, grammar.roles[.definiteArticles].contains(reading.words[low - 1]) { low -= 1 }
    return low..<high
  }

  /// "these blue lanterns": the values before goods are theirs; "both size L" points.
  private func leadsToGoods(_ start: Int, _ reading: Reading) -> Bool {
    var next = start
    while let link = reading.links.first(where: { $0.tokens.lowerBound == next }) {
      guard case .attribute = link.target else { return true }
      next = link.tokens.upperBound
    }
    return false
  }

  /// "a can of that waterproofing spray": behind "of" and before a noun it is the noun's.
  private func isOfNamed(_ range: Range<Int>, _ reading: Reading) -> Bool {
    let (determiner, next) = (range.upperBound - 1, range.upperBound)
    guard determiner > 0, grammar.roles[.partitives].contains(reading.words[determiner - 1]),
      next < reading.words.count, reading.tokens[next].kind == .word
    else { return false }
    if leadsToGoods(next, reading) { return true }
    let word = reading.words[next]
    let isSmall =
      grammar.fillers.longestMatch(in: [word], from: 0) != nil
      || grammar.separators.longestMatch(in: [word], from: 0) != nil
      || [.pointingVerbs, .courtesies, .decidingEnds, .tooWords, .numberLabels, .exclusionEnds, .dummyNouns]
        .contains { grammar.roles[$0].contains(word) }
    return !isSmall && !grammar.words.contains(word) && !reading.links.contains { $0.tokens.lowerBound == next }
  }

  /// "it" always points; "all" and "these" point only where no catalogue name follows ("all lanterns").
  private func isPointing(_ range: Range<Int>, _ label: String, _ reading: Reading) -> Bool {
    let isDeterminer = grammar.roles[.determiners].contains(reading.words[range.upperBound - 1])
    if isDeterminer, label == "focus", isOfNamed(range, reading) { return false }
    guard isDeterminer, range.count == 1 else { return true }
    // "shoes that fit wide feet": what stands right behind goods and goes on tells more of them.
    let next = range.upperBound
    if label == "focus", next < reading.words.count, reading.tokens[next].kind == .word,
      reading.links.contains(where: { $0.isGoods && $0.tokens.upperBound == range.lowerBound }),
      grammar.fillers.longestMatch(in: [reading.words[next]], from: 0) == nil
    {
      return false
    }
    return !leadsToGoods(range.upperBound, reading)
      && !(range.upperBound < reading.words.count
        && grammar.roles[.pointingVerbs].contains(reading.words[range.upperBound]))
  }
}
