import Language

/// A number of a text, in digits or words, as the grammar needs it.
struct NumberMark: Hashable, Sendable {
  enum Value: Hashable, Sendable {
    case whole(Int)
    case fraction
    case tooLarge
  }

  var range: Range<Int>
  var value: Value
  /// "second", "2nd"; "last" is -1.
  var isOrdinal: Bool
  /// With its fraction; nil for ordinals and what is beyond all measure.
  var amount: Double?
}

/// Finds the numbers of a text by the language's number words.
struct NumberReader {
  let language: LanguageCode
  /// Goods sold in pairs.
  let pairs: WordSet
  let roles: RoleWords
  /// What counts pieces: "tins" of "too tins of the paint".
  var units = WordSet([])
  /// Whether what was talked about is sold in pairs, for "add a pair".
  var isOfPairs: () -> Bool = { false }

  private func countsUnits(_ index: Int, _ tokens: [Token]) -> Bool {
    index + 2 < tokens.count && units.contains(tokens[index + 1].text)
      && roles[.partitives].contains(tokens[index + 2].text)
  }

  func numbers(in tokens: [Token]) -> [NumberMark] {
    var marks = NumberWords.mentions(in: tokens, language: language).compactMap { mark($0, tokens) }
    // "too of them" is a slip for two.
    for index in tokens.indices.dropLast()
    where roles[.twoSlips].contains(tokens[index].text)
      && (roles[.partitives].contains(tokens[index + 1].text) || countsUnits(index, tokens))
    {
      marks.append(NumberMark(range: index..<index + 1, value: .whole(2), isOrdinal: false))
    }
    for (index, token) in tokens.enumerated() where token.kind == .word {
      guard token.text.first == "x", let count = Int(token.text.dropFirst()), count < 100_000 else { continue }
      marks.append(
        NumberMark(range: index..<index + 1, value: .whole(count), isOrdinal: false, amount: Double(count)))
    }
    return marks.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  private func mark(_ mention: NumberMention, _ tokens: [Token]) -> NumberMark? {
    guard mention.form != .article else { return nil }
    let after = tokens[mention.range.upperBound...].prefix(4)
    let pointsOn = after.first.map { !roles[.partitives].contains($0.text) } ?? true
    if mention.form == .pair, after.contains(where: { pairs.contains($0.text) }) || pointsOn && isOfPairs() {
      return NumberMark(range: mention.range, value: .whole(1), isOrdinal: false)
    }
    // "2 pairs of socks" are two.
    let first = mention.range.lowerBound
    if mention.range.count > 1, case .whole(let value) = mention.value,
      case .whole(let count)? = NumberWords.mentions(in: [tokens[first]], language: language).first?.value,
      NumberWords.mentions(in: Array(tokens[(first + 1)..<mention.range.upperBound]), language: language)
        .contains(where: { $0.form == .pair }), value == 2 * count
    {
      return NumberMark(range: first..<first + 1, value: .whole(count), isOrdinal: false, amount: Double(count))
    }
    let amount = mention.value.double
    return switch mention.value {
    case .whole(let value): NumberMark(range: mention.range, value: .whole(value), isOrdinal: false, amount: amount)
    case .decimal: NumberMark(range: mention.range, value: .fraction, isOrdinal: false, amount: amount)
    case .ordinal(let value): NumberMark(range: mention.range, value: .whole(value), isOrdinal: true)
    case .last: NumberMark(range: mention.range, value: .whole(-1), isOrdinal: true)
    case .tooLarge: NumberMark(range: mention.range, value: .tooLarge, isOrdinal: false)
    }
  }
}
