import Commerce

/// Quarters and halves of years.
extension TimeReader {
  func quarter(at index: Int) -> (TimeSpan, Int)? {
    let text = words[index]
    var number: Int?
    var length = 1
    var months = 3
    if text.count == 2, text.hasPrefix("q"), let digit = Int(text.dropFirst()), (1...4).contains(digit) {
      number = digit
    }
    if text.count == 2, text.hasPrefix("h"), let digit = Int(text.dropFirst()), (1...2).contains(digit) {
      (number, months) = (digit, 6)
    }
    if let ordinal = TimeWords.ordinals[text], word(index + 1) == "quarter" { (number, length) = (ordinal, 2) }
    if let ordinal = TimeWords.ordinals[text], word(index + 1) == "half", ordinal <= 2, !isMonth(index + 2) {
      (number, length, months) = (ordinal, 2, 6)
    }
    if text == "quarter", let digit = word(index + 1).flatMap({ Int($0) }), (1...4).contains(digit) {
      (number, length) = (digit, 2)
    }
    guard let number else { return nil }
    let said = year(at: index + length) ?? shortYear(at: index + length)
    var first = CivilDate(year: said?.year ?? thisYear, month: (number - 1) * months + 1, day: 1).dayNumber
    if said == nil, first > today { first = calendar.adding(-1, .year, to: first) }
    let span = TimeSpan(
      from: first, to: calendar.adding(months, .month, to: first), unit: months == 3 ? .quarter : nil,
      hasYear: said != nil, lacksYear: said == nil)
    return (span, length + (said?.length ?? 0))
  }

  /// "2025 Q4", "2025 March": the year stands before.
  func quarter(at index: Int, of year: Int) -> (TimeSpan, Int)? {
    guard words.indices.contains(index), let found = quarter(at: index) ?? monthOrDay(at: index), found.0.lacksYear
    else { return nil }
    let years = year - CivilDate(day: found.0.from).year
    var span = found.0
    span.from = calendar.adding(years, .year, to: span.from)
    span.to = calendar.adding(years, .year, to: span.to)
    (span.hasYear, span.lacksYear) = (true, false)
    return (span, found.1 + 1)
  }

  /// "Q1 26": behind a quarter two digits are a year.
  private func shortYear(at index: Int) -> (year: Int, length: Int)? {
    guard let text = word(index), text.count == 2, let digits = Int(text), digits >= 10 else { return nil }
    return (2_000 + digits, 1)
  }

  private func isMonth(_ index: Int) -> Bool {
    let next = word(index) == "of" ? index + 1 : index
    return word(next).map { TimeWords.months[$0] != nil } ?? false
  }
}
