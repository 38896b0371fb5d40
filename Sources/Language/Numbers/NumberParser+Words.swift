/// Numbers in words, from units up to billions.
extension NumberParser {
  /// A count below a thousand with the scale behind it: "two hundred" thousand.
  private struct Group {
    var value: Int
    /// 1 where no scale word follows.
    var scale = 1
    var isOrdinal = false
  }

  /// "three hundred and five", "two thousand", "twenty-first".
  mutating func readWords() -> NumberValue? {
    var total = 0
    var smallestScale = Int.max
    while smallestScale > 1 {
      let start = position
      let isFirst = smallestScale == .max
      guard isFirst || skipJoiner(), let group = readGroup(isFirst: isFirst), group.scale < smallestScale else {
        position = start
        break
      }
      let (product, isTooLarge) = group.value.multipliedReportingOverflow(by: group.scale)
      let (sum, carried) = total.addingReportingOverflow(product)
      if isTooLarge || carried { return .tooLarge }
      if group.isOrdinal { return .ordinal(sum) }
      total = sum
      smallestScale = group.scale
    }
    return smallestScale == .max ? nil : .whole(total)
  }

  /// - Parameter isFirst: whether a bare "thousand" may stand for one thousand.
  private mutating func readGroup(isFirst: Bool) -> Group? {
    if let scale = readOneScale(isFirst: isFirst) { return scale }
    guard var group = readBelowThousand() else { return nil }
    if !group.isOrdinal, case .scale(let scale)? = word() {
      position += 1
      group.scale = scale
    }
    return group
  }

  /// `mil`, `seribu`, "a thousand", "hundredth".
  private mutating func readOneScale(isFirst: Bool) -> Group? {
    if case .oneScale(let scale)? = word() {
      position += 1
      return Group(value: 1, scale: scale)
    }
    guard isFirst else { return nil }
    let offset = isArticle() ? 1 : 0
    switch word(offset) {
    case .scale(let scale):
      position += offset + 1
      return Group(value: 1, scale: scale)
    case .ordinalScale(let value) where offset == 0:
      position += 1
      return Group(value: value, isOrdinal: true)
    default:
      return nil
    }
  }

  private mutating func readBelowThousand() -> Group? {
    if case .hundreds(let value)? = word() {
      position += 1
      return withTens(value)
    }
    let offset = isArticle() ? 1 : 0
    if word(offset) == .timesHundred {
      position += offset + 1
      return withTens(100)
    }
    guard let tens = readTens() else { return nil }
    guard !tens.isOrdinal, (1...99).contains(tens.value) else { return tens }
    switch word() {
    case .timesHundred:
      position += 1
      return withTens(tens.value * 100)
    case .ordinalScale(let scale):
      position += 1
      return Group(value: tens.value * scale, isOrdinal: true)
    default:
      return tens
    }
  }

  private mutating func withTens(_ hundreds: Int) -> Group {
    let start = position
    guard skipJoiner(), var group = readTens(), (1...99).contains(group.value) else {
      position = start
      return Group(value: hundreds)
    }
    group.value += hundreds
    return group
  }

  private mutating func readTens() -> Group? {
    switch word() {
    case .ten(let value):
      position += 1
      return withUnit(value)
    case .unit(let value):
      position += 1
      return Group(value: timesTen(value))
    case .article(let value):
      position += 1
      return Group(value: value)
    case .ordinal(let value), .ordinalTen(let value):
      position += 1
      return Group(value: value, isOrdinal: true)
    default:
      return nil
    }
  }

  /// Indonesian "dua puluh satu" and "dua belas".
  private mutating func timesTen(_ unit: Int) -> Int {
    guard (1...9).contains(unit) else { return unit }
    if word() == .plusTen {
      position += 1
      return unit + 10
    }
    guard word() == .timesTen else { return unit }
    position += 1
    guard case .unit(let one)? = word(), (1...9).contains(one) else { return unit * 10 }
    position += 1
    return unit * 10 + one
  }

  /// "twenty one", "twenty-one", "treinta y uno", "twenty-first".
  private mutating func withUnit(_ ten: Int) -> Group {
    let start = position
    if text() == "-", tokens[position].isJoined {
      position += 1
    } else if lexicon.joining == .afterTens || lexicon.joining == .everywhere {
      guard text() == lexicon.joiner else { return Group(value: ten) }
      position += 1
    }
    switch word() {
    case .unit(let one) where (1...9).contains(one), .article(let one):
      position += 1
      return Group(value: ten + one)
    case .ordinal(let one) where one < 10:
      position += 1
      return Group(value: ten + one, isOrdinal: true)
    default:
      position = start
      return Group(value: ten)
    }
  }

  /// Steps over the joiner where the language puts one; false where one stands that it would not put.
  private mutating func skipJoiner() -> Bool {
    guard !lexicon.joiner.isEmpty, text() == lexicon.joiner else { return true }
    switch lexicon.joining {
    case .afterHundreds, .everywhere:
      position += 1
      return true
    case .afterTens, .nowhere:
      return false
    }
  }
}
