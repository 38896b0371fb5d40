/// Reads one number at a position, by descent through scales, hundreds, tens and units.
struct NumberParser {
  let tokens: [Token]
  let lexicon: NumberLexicon
  /// The first token not read yet.
  var position = 0
  var overflowed = false

  init(tokens: [Token], lexicon: NumberLexicon) {
    self.tokens = tokens
    self.lexicon = lexicon
  }

  mutating func mention(at start: Int) -> NumberMention? {
    position = start
    overflowed = false
    if !mayBegin || isPronoun { return nil }
    let isNegative = readMinus()
    guard let (value, form) = readOrdinalMark() ?? readHalf() ?? readCounted() else { return nil }
    let signed = isNegative ? Self.negated(value) : value
    guard let signed else { return nil }
    return NumberMention(value: overflowed ? .tooLarge : signed, range: start..<position, form: form)
  }

  private static func negated(_ value: NumberValue) -> NumberValue? {
    switch value {
    case .whole(let number): .whole(-number)
    case .decimal(let number): number.multiplied(by: -1)?.value
    case .ordinal, .last: nil
    case .tooLarge: .tooLarge
    }
  }

  // MARK: Looking at tokens

  func word(_ offset: Int = 0) -> NumberLexicon.Word? {
    text(offset).flatMap { lexicon.words[$0] }
  }

  func text(_ offset: Int = 0) -> String? {
    let index = position + offset
    return tokens.indices.contains(index) && tokens[index].kind != .number ? tokens[index].text : nil
  }

  func isNumber(_ offset: Int = 0) -> Bool {
    tokens.indices.contains(position + offset) && tokens[position + offset].kind == .number
  }

  func isArticle(_ offset: Int = 0) -> Bool { text(offset).map(lexicon.articles.contains) ?? false }

  /// Turns most words away with one look-up.
  private var mayBegin: Bool {
    if isNumber() || word() != nil || isArticle() { return true }
    guard let text = text(), let first = text.utf8.first else { return false }
    return (first >= 0x30 && first <= 0x39) || text == lexicon.ordinalPrefix
  }

  /// "one" in "the last one", "this one".
  private var isPronoun: Bool {
    guard word() == .unit(1), position > 0 else { return false }
    let before = tokens[position - 1].text
    switch lexicon.words[before] {
    case .ordinal, .ordinalTen, .ordinalScale, .last: return !lexicon.determiners.isEmpty
    default: return lexicon.determiners.contains(before) || DigitReader.ordinal(before) != nil
    }
  }

  private mutating func readMinus() -> Bool {
    guard word() == .minus, isNumber(1) || word(1) != nil else { return false }
    position += 1
    return true
  }

  private mutating func skipOf() {
    if let next = text(), !lexicon.of.isEmpty, next == lexicon.of { position += 1 }
  }

  // MARK: Ordinals and halves

  /// `2nd`, `ke-2`, "last".
  private mutating func readOrdinalMark() -> (NumberValue, NumberMention.Form)? {
    if word() == .last {
      position += 1
      return (.last, .words)
    }
    if let written = text(), let first = written.utf8.first, first >= 0x30, first <= 0x39 {
      guard let value = DigitReader.ordinal(written) else { return nil }
      position += 1
      return (value, .digits)
    }
    guard let prefix = lexicon.ordinalPrefix, text() == prefix else { return nil }
    let offset = text(1) == "-" ? 2 : 1
    guard isNumber(offset), case .whole(let value)? = DigitReader.value(tokens[position + offset].text, lexicon),
      value > 0
    else { return nil }
    position += offset + 1
    return (.ordinal(value), .digits)
  }

  /// "half", "half a", "a half", "half a dozen", "a quarter of", "½".
  private mutating func readHalf() -> (NumberValue, NumberMention.Form)? {
    if let written = text(), let fraction = DigitReader.fractions[written] {
      position += 1
      return (fraction.value, .digits)
    }
    let start = position
    if isArticle(), word(1) == .half || word(1) == .quarter { position += 1 }
    guard let fraction = fraction() else {
      position = start
      return nil
    }
    position += 1
    let end = position
    skipOf()
    if isArticle() { position += 1 }
    switch word() {
    case .group(let size), .scale(let size):
      position += 1
      skipOf()
      return (product(fraction, size), .words)
    default:
      if position == tokens.count { position = end }
      return (fraction.value, .words)
    }
  }

  private func fraction(_ offset: Int = 0) -> ExactDecimal? {
    switch word(offset) {
    case .half: ExactDecimal(digits: 5, scale: 1)
    case .quarter: ExactDecimal(digits: 25, scale: 2)
    default: nil
    }
  }

  // MARK: Counts

  private mutating func readCounted() -> (NumberValue, NumberMention.Form)? {
    let start = position
    if isNumber() { return readDigits() }
    if let collective = readCollective() { return collective }
    guard let value = readWords() else {
      position = start
      return nil
    }
    guard case .whole(let number) = value else { return (value, .words) }
    var isArticle = false
    if case .article? = lexicon.words[tokens[start].text] { isArticle = true }
    let grown = grow(ExactDecimal(digits: number, scale: 0))
    return (grown, isArticle && position == start + 1 ? .article : .words)
  }

  /// "a dozen", "dozen", "a couple of", "a pair of", "a hundred".
  private mutating func readCollective() -> (NumberValue, NumberMention.Form)? {
    let offset = isArticle() ? 1 : 0
    switch word(offset) {
    case .group(let size):
      position += offset + 1
      skipOf()
      if case .group(let outer)? = word() {
        position += 1
        skipOf()
        return (product(ExactDecimal(digits: size, scale: 0), outer), .words)
      }
      return (.whole(size), .words)
    case .pair:
      position += offset + 1
      skipOf()
      return (.whole(2), .pair)
    default:
      return nil
    }
  }

  private mutating func readDigits() -> (NumberValue, NumberMention.Form)? {
    guard let value = DigitReader.value(tokens[position].text, lexicon) else { return nil }
    position += 1
    switch value {
    case .whole(let number):
      if let ordinal = readOrdinalSuffix(number) { return (ordinal, .digits) }
      if let fraction = readSlash(number) { return (fraction, .digits) }
      return (grow(ExactDecimal(digits: number, scale: 0)), .digits)
    case .decimal(let number):
      return (grow(number), .digits)
    default:
      return (value, .digits)
    }
  }

  /// `2º` and `2ª`, whose marks fold to letters.
  private mutating func readOrdinalSuffix(_ number: Int) -> NumberValue? {
    guard number > 0, let suffix = text(), lexicon.ordinalSuffixes.contains(suffix), tokens[position].isJoined
    else { return nil }
    position += 1
    return .ordinal(number)
  }

  /// `1/2`, `3/4`, and `1 1/2`: only halves and quarters, since `10/12` is more likely a date.
  private mutating func readSlash(_ number: Int) -> NumberValue? {
    if let fraction = slashFraction(at: position - 1) {
      position += 2
      return fraction.value
    }
    guard number > 0, isNumber(), let fraction = slashFraction(at: position) else { return nil }
    position += 3
    return ExactDecimal(digits: number, scale: 0).adding(fraction)?.value
  }

  private func slashFraction(at index: Int) -> ExactDecimal? {
    guard index + 2 < tokens.count, tokens[index + 1].text == "/", tokens[index + 1].isJoined,
      tokens[index + 2].isJoined
    else { return nil }
    return DigitReader.fractions["\(tokens[index].text)\u{2044}\(tokens[index + 2].text)"]
  }

  /// What may follow a count: "and a half", "dozen", "thousand", "pairs of", "½", "point five".
  private mutating func grow(_ count: ExactDecimal) -> NumberValue {
    var count = count
    if let fraction = readAddedFraction(), let sum = count.adding(fraction) { count = sum }
    if count.scale == 0, let decimals = readSpokenDecimals(count) { count = decimals }
    switch word() {
    case .group(let size):
      position += 1
      skipOf()
      return product(count, size)
    case .timesHundred where isNumber(-1):
      position += 1
      return product(count, 100)
    case .scale(let size):
      position += 1
      return product(count, size)
    case .pair where !lexicon.of.isEmpty && text(1) == lexicon.of:
      position += 2
      return product(count, 2)
    default:
      return count.value
    }
  }

  private mutating func readAddedFraction() -> ExactDecimal? {
    if let written = text(), let fraction = DigitReader.fractions[written] {
      position += 1
      return fraction
    }
    guard !lexicon.joiner.isEmpty, text() == lexicon.joiner || text() == "&" else { return nil }
    let offset = isArticle(1) ? 2 : 1
    guard let fraction = fraction(offset) else { return nil }
    position += offset + 1
    return fraction
  }

  /// "two point five": at most six digits are read.
  private mutating func readSpokenDecimals(_ count: ExactDecimal) -> ExactDecimal? {
    guard word() == .point, case .unit(let first)? = word(1), first < 10 else { return nil }
    position += 1
    var result = count
    for scale in 1...6 {
      guard case .unit(let digit)? = word(), digit < 10,
        let sum = result.adding(ExactDecimal(digits: digit, scale: scale))
      else { break }
      result = sum
      position += 1
    }
    return result
  }

  private mutating func product(_ count: ExactDecimal, _ factor: Int) -> NumberValue {
    guard let result = count.multiplied(by: factor) else {
      overflowed = true
      return .tooLarge
    }
    return result.value
  }
}
