import Commerce
import Language

/// Reads prices and price ranges: "$30", "under 30", "between 20 and 40 euros", "20-40 dollars".
struct PriceGrammar {
  let grammar: Grammar
  let currency: Currency

  private struct Amount {
    var range: Range<Int>
    var minor: Int64
    /// A sign or word of money stands beside it.
    var isMoney: Bool
  }

  func read(_ reading: inout Reading, numbers: [NumberMark], taken: inout [Bool]) {
    let amounts = numbers.compactMap { amount($0, reading, taken) }
    var index = 0
    while index < amounts.count {
      if index + 1 < amounts.count, let phrase = range(amounts[index], amounts[index + 1], reading) {
        take(phrase, &reading, &taken)
        index += 2
        continue
      }
      if let phrase = bound(amounts[index], reading) { take(phrase, &reading, &taken) }
      index += 1
    }
  }

  private func take(_ phrase: PricePhrase, _ reading: inout Reading, _ taken: inout [Bool]) {
    reading.prices.append(phrase)
    for index in phrase.range { taken[index] = true }
  }

  private func amount(_ number: NumberMark, _ reading: Reading, _ taken: [Bool]) -> Amount? {
    guard !number.isOrdinal, !taken[number.range].contains(true), var minor = minorUnits(number, reading) else {
      return nil
    }
    var range = number.range
    var isMoney = false
    if range.lowerBound > 0, Self.signs.contains(reading.words[range.lowerBound - 1]) {
      range = range.lowerBound - 1..<range.upperBound
      isMoney = true
    } else if range.lowerBound > 0, grammar.currencyWords[reading.words[range.lowerBound - 1]] != nil,
      reading.tokens[range.lowerBound].kind == .number
    {
      // "rp 15000"; the "one" of "the 50 dollar one" is no amount.
      range = range.lowerBound - 1..<range.upperBound
      isMoney = true
    }
    if isThousands(range.upperBound, reading), isMoney || !isSize(number, range, reading) {
      range = range.lowerBound..<range.upperBound + 1
      minor = minor < Int64.max / 1_000 ? minor * 1_000 : minor
      isMoney = true
    }
    if range.upperBound < reading.words.count {
      let next = reading.words[range.upperBound]
      if Self.signs.contains(next) || grammar.currencyWords[next] != nil {
        range = range.lowerBound..<range.upperBound + 1
        isMoney = true
      } else if let end = endOfMoney(from: range.upperBound, reading) {
        range = range.lowerBound..<end
        isMoney = true
      }
    }
    return Amount(range: range, minor: minor, isMoney: isMoney)
  }

  /// "90ish dollars", "50 or so euros": what is about the amount stands before what it is of; it is left to be read.
  private func endOfMoney(from start: Int, _ reading: Reading) -> Int? {
    let rest = reading.words[start...]
    let length = (1...2).first { count in
      rest.count > count && grammar.roles[.roughly].contains(rest.prefix(count).joined(separator: " "))
        && grammar.currencyWords[rest[start + count]] != nil
    }
    return length.map { start + $0 + 1 }
  }

  /// "300k": the letter behind counts thousands.
  private func isThousands(_ index: Int, _ reading: Reading) -> Bool {
    index < reading.tokens.count && reading.tokens[index].isJoined
      && grammar.roles[.thousands].contains(reading.words[index])
  }

  /// "in blue, 12K": a child's size, where nothing says that money is meant.
  private func isSize(_ number: NumberMark, _ range: Range<Int>, _ reading: Reading) -> Bool {
    guard case .whole(let value) = number.value else { return false }
    return value < Self.fewestThousands && reading.tokens[range.upperBound].original == "K"
      && labels(before: range.lowerBound, in: reading) == nil
  }

  private static let fewestThousands = 20

  private static let signs: Set<String> = ["$", "€", "£", "¥", "₹", "₱", "₦", "₩", "₫"]

  private func minorUnits(_ number: NumberMark, _ reading: Reading) -> Int64? {
    if number.range.count == 1, let money = Money(decimal: plainDecimal(number, reading), currency: currency) {
      return money.minorUnits >= 0 ? money.minorUnits : nil
    }
    guard case .whole(let value) = number.value, value >= 0, value < 1_000_000_000 else { return nil }
    return Int64(value) * currency.minorUnitsPerMajor
  }

  /// "1.250,50" as "1250.50", where the language writes so.
  private func plainDecimal(_ number: NumberMark, _ reading: Reading) -> String {
    let text = reading.words[number.range.lowerBound]
    guard reading.language != .english, reading.tokens[number.range.lowerBound].kind == .number else { return text }
    if case .whole(let value) = number.value { return String(value) }
    guard let point = text.lastIndex(where: { $0 == "," || $0 == "." }) else { return text }
    return text[..<point].filter(\.isNumber) + "." + text[text.index(after: point)...]
  }

  /// "between 20 and 40", "from 20 to 40", "20-40 dollars", "$20 to $40".
  private func range(_ low: Amount, _ high: Amount, _ reading: Reading) -> PricePhrase? {
    guard high.range.lowerBound == low.range.upperBound + 1 else { return nil }
    let joint = reading.words[low.range.upperBound]
    let isAnd = grammar.roles[.rangeAnds].contains(joint)
    let isDash = joint == "-" || joint == "–"
    guard isAnd || isDash || grammar.roles[.rangeJoints].contains(joint) else { return nil }
    let label = labels(before: low.range.lowerBound, in: reading)
    let isRange = label?.labels.contains("between") == true && joint != "-"
    guard isRange || (!isAnd && (low.isMoney || high.isMoney)) else { return nil }
    let start = isRange ? label?.start ?? low.range.lowerBound : low.range.lowerBound
    return PricePhrase(
      range: start..<high.range.upperBound, minimum: min(low.minor, high.minor), maximum: max(low.minor, high.minor))
  }

  private func bound(_ amount: Amount, _ reading: Reading) -> PricePhrase? {
    let before = labels(before: amount.range.lowerBound, in: reading)
    let start = before?.start ?? amount.range.lowerBound
    let range = start..<amount.range.upperBound
    if let label = before?.labels, isPlausible(amount, reading) {
      if label.contains("under") { return PricePhrase(range: range, maximum: amount.minor) }
      if label.contains("over") { return PricePhrase(range: range, minimum: amount.minor) }
      if label.contains("around"), amount.isMoney || isBudget(amount, from: start, reading) {
        return PricePhrase(range: range, minimum: amount.minor * 3 / 4, maximum: amount.minor * 5 / 4)
      }
    }
    if let end = end(of: .orLess, after: amount, reading) {
      return PricePhrase(range: range.lowerBound..<end, maximum: amount.minor)
    }
    if amount.isMoney, let end = end(of: .orMore, after: amount, reading) {
      return PricePhrase(range: amount.range.lowerBound..<end, minimum: amount.minor)
    }
    if let end = end(of: .roughly, after: amount, reading) {
      return PricePhrase(
        range: range.lowerBound..<end, minimum: amount.minor * 3 / 4, maximum: amount.minor * 5 / 4)
    }
    guard amount.isMoney else { return nil }
    return PricePhrase(
      range: amount.range, minimum: amount.minor * 3 / 4, maximum: amount.minor * 5 / 4, amount: amount.minor)
  }

  /// "a gift for a boy who loves trains, around 25": apart from what is wanted, and nothing behind it that it would count.
  private func isBudget(_ amount: Amount, from start: Int, _ reading: Reading) -> Bool {
    let end = amount.range.upperBound
    return start > Self.wordsBeforeBudget && reading.words[start - 1] == ","
      && (end == reading.words.count || reading.tokens[end].kind == .mark)
      && amount.minor >= Self.leastBound * currency.minorUnitsPerMajor
  }

  private static let wordsBeforeBudget = 3

  /// "under 30" is a price; "under 2 kg" and "for under 10 people" are not.
  private func isPlausible(_ amount: Amount, _ reading: Reading) -> Bool {
    guard !amount.isMoney, amount.range.upperBound < reading.words.count else { return true }
    let next = reading.tokens[amount.range.upperBound]
    return next.kind == .mark
      || !(grammar.roles[.measures].contains(next.text) || grammar.roles[.priceMeasures].contains(next.text))
  }

  /// Where the words end that stand behind an amount and make a bound of it: "30 quid max", "20 or less".
  /// An amount that nothing says to be money is one only with a phrase that names no goods: "30 tops" may be thirty.
  private func end(of role: WordRole, after amount: Amount, _ reading: Reading) -> Int? {
    var start = amount.range.upperBound
    // "30-ish"
    if start < reading.words.count, reading.words[start] == "-", reading.tokens[start].isJoined { start += 1 }
    let after = reading.words[start...]
    guard
      let count = (1...3).last(where: { count in
        after.count >= count && grammar.roles[role].contains(after.prefix(count).joined(separator: " "))
      })
    else { return nil }
    let isBound = amount.minor >= Self.leastBound * currency.minorUnitsPerMajor
    let isPhrase = count > 1 || grammar.prices.longestMatch(in: Array(after.prefix(1)), from: 0) != nil
    // "…, 45 tops"
    let before = amount.range.lowerBound - 1
    let isApart = before > 0 && reading.tokens[before].kind == .mark && start + count == reading.words.count
    let isJoined = role == .roughly && reading.tokens[start].isJoined && !isLabelled(before, reading)
    return amount.isMoney || isBound && (isJoined || role != .roughly && (isPhrase || isApart)) ? start + count : nil
  }

  /// "size 38ish"
  private func isLabelled(_ index: Int, _ reading: Reading) -> Bool {
    index >= 0
      && [WordRole.numberLabels, .sizeWords].contains { grammar.roles[$0].contains(reading.words[index]) }
  }

  /// "5 max" is as well how many.
  private static let leastBound: Int64 = 10

  /// The longest price phrase that ends right before `end`.
  private func labels(before end: Int, in reading: Reading) -> (start: Int, labels: [String])? {
    for start in max(0, end - 4)..<max(0, end) {
      if let match = grammar.prices.longestMatch(in: reading.words, from: start), match.end == end {
        return (start, match.labels)
      }
    }
    return nil
  }
}
