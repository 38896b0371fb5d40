import Commerce
import Language

/// "under 10 % THC", "CBD above 5%", "THC between 10 and 15 %": how much of something goods shall have.
struct PercentGrammar {
  let grammar: Grammar

  /// What goods tell as a percentage, under the same name in every language.
  private static let names: Set<String> = ["thc", "cbd"]
  /// Words between the name and its number at most: "thc content of under".
  private static let reach = 4

  private struct Share {
    var range: Range<Int>
    var value: PartsPerMillion
    var isPercent: Bool
  }

  func read(_ reading: inout Reading, numbers: [NumberMark], taken: inout [Bool]) {
    for place in reading.words.indices where Self.names.contains(reading.words[place]) && !taken[place] {
      guard let phrase = phrase(at: place, reading, numbers, taken) else { continue }
      reading.percentages.append(phrase)
      for index in phrase.range { taken[index] = true }
    }
  }

  private func phrase(
    at place: Int, _ reading: Reading, _ numbers: [NumberMark], _ taken: [Bool]
  ) -> PercentPhrase? {
    let shares = numbers.compactMap { share($0, reading) }.filter { !taken[$0.range].contains(true) }
    let near = shares.filter { distance($0.range, place) <= Self.reach && isOfTheName($0, place, shares, reading) }
    guard !near.isEmpty else { return level(at: place, reading) }
    var filter = PercentFilter(name: reading.words[place])
    var range = place..<place + 1
    for share in near.prefix(2) {
      let (bound, start) = bound(before: share.range.lowerBound, reading)
      range = min(range.lowerBound, start)..<max(range.upperBound, share.range.upperBound)
      switch bound {
      case "under": filter.maximum = share.value
      case "over": filter.minimum = share.value
      default:
        filter.minimum = filter.minimum.map { min($0, share.value) } ?? share.value
        filter.maximum = filter.maximum.map { max($0, share.value) } ?? share.value
      }
    }
    if let value = filter.minimum, value == filter.maximum {
      filter.minimum = PartsPerMillion(rawValue: value.rawValue * 3 / 4)
      filter.maximum = PartsPerMillion(rawValue: value.rawValue * 5 / 4)
    }
    return PercentPhrase(range: range, filter: filter)
  }

  /// "two CBD gummies under 30" has a count and a price: a number is a percentage where it says so, where it opens a
  /// range that does ("between 10 and 15 %"), or where it bounds the name right after it ("under 10 THC").
  private func isOfTheName(_ share: Share, _ place: Int, _ shares: [Share], _ reading: Reading) -> Bool {
    if share.isPercent { return true }
    if shares.contains(where: { $0.isPercent && $0.range.lowerBound == share.range.upperBound + 1 }) { return true }
    return share.range.upperBound == place && bound(before: share.range.lowerBound, reading).0 != nil
  }

  /// "low THC", "high in CBD", "THC rendah": with no number, little is under a tenth and much over a fifth.
  private func level(at place: Int, _ reading: Reading) -> PercentPhrase? {
    let beside = [place - 2..<place, place - 1..<place, place + 1..<place + 2]
    for range in beside where range.lowerBound >= 0 && range.upperBound <= reading.words.count {
      let words = reading.words[range].joined(separator: " ")
      var filter = PercentFilter(name: reading.words[place])
      if grammar.roles[.lowLevels].contains(words) {
        filter.maximum = Self.little
      } else if grammar.roles[.highLevels].contains(words) {
        filter.minimum = Self.much
      } else {
        continue
      }
      return PercentPhrase(
        range: min(range.lowerBound, place)..<max(range.upperBound, place + 1), filter: filter)
    }
    return nil
  }

  private static let little = PartsPerMillion(rawValue: 100_000)
  private static let much = PartsPerMillion(rawValue: 200_000)

  private func distance(_ range: Range<Int>, _ place: Int) -> Int {
    place < range.lowerBound ? range.lowerBound - place : place - range.upperBound + 1
  }

  private func share(_ number: NumberMark, _ reading: Reading) -> Share? {
    guard !number.isOrdinal, let value = value(number, reading), (0...100).contains(value) else { return nil }
    var range = number.range
    var isPercent = false
    if range.upperBound < reading.words.count, ["%", "percent"].contains(reading.words[range.upperBound]) {
      range = range.lowerBound..<range.upperBound + 1
      isPercent = true
    }
    return Share(range: range, value: AttributeValue.share(value), isPercent: isPercent)
  }

  private func value(_ number: NumberMark, _ reading: Reading) -> Double? {
    if number.range.count == 1,
      let written = Double(reading.words[number.range.lowerBound].replacing(",", with: "."))
    {
      return written
    }
    guard case .whole(let count) = number.value else { return nil }
    return Double(count)
  }

  private func bound(before end: Int, _ reading: Reading) -> (String?, Int) {
    for start in max(0, end - 4)..<max(0, end) {
      guard let match = grammar.prices.longestMatch(in: reading.words, from: start), match.end == end else { continue }
      if match.labels.contains("under") { return ("under", start) }
      if match.labels.contains("over") { return ("over", start) }
      if match.labels.contains("between") { return ("between", start) }
    }
    return (nil, end)
  }
}

/// A stretch of a message that says how much of something goods shall have.
package struct PercentPhrase: Hashable, Sendable {
  package var range: Range<Int>
  package var filter: PercentFilter
}
