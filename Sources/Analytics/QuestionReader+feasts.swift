import Commerce

/// Feasts beside each other.
extension QuestionReader {
  /// "Cyber Monday vs Black Friday last year", "Christmas Eve and Boxing Day 2025": the year is said once, for both.
  func shareYear(_ heard: inout HeardQuestion) {
    let feasts = heard.spans.filter { $0.feast != nil }
    let years = heard.spans.filter { $0.unit == .year }
    guard feasts.count == 2, feasts[0].feast?.name != feasts[1].feast?.name,
      heard.spans.count == feasts.count + years.count
    else { return }
    let said: Int?
    if years.count == 1 {
      said = CivilDate(day: years[0].from).year
    } else {
      let named = feasts.filter(\.hasYear)
      // New Year's is of the year that it begins.
      said = years.isEmpty && named.count == 1 ? CivilDate(day: named[0].to - 1).year : nil
    }
    guard let year = said else { return }
    heard.spans = feasts.map { span in
      guard let days = span.feast?.inYear(year) else { return span }
      var span = span
      (span.from, span.to, span.hasYear) = (days.lowerBound, days.upperBound, true)
      return span
    }
  }
}
