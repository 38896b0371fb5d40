/// What only dictated questions have: marks that were spoken, dates in words, and words taken back.
extension QuestionScanner {
  mutating func hearSpoken() {
    dropSpokenMarks()
    takeBack()
    spellDates()
    for index in words.indices.dropLast(2)
    where words[index] == "passed" && TimeWords.number(words[index + 1]) != nil
      && TimeWords.units[words[index + 2]] != nil
    {
      words[index] = "past"
    }
  }

  /// "on the third of November question mark"
  private mutating func dropSpokenMarks() {
    for mark in [["question", "mark"], ["full", "stop"], ["exclamation", "mark"], ["period"], ["comma"]]
    where words.count > mark.count + 2 && words.suffix(mark.count).elementsEqual(mark) {
      // "compared with the same period" asks for one.
      let before = words[words.count - mark.count - 1]
      let isMark = mark != ["period"] || TimeWords.months[before] != nil || TimeWords.units[before] != nil
      if isMark { words.removeLast(mark.count) }
    }
  }

  private static let regrets: [[String]] = [
    ["no", "wait"], ["wait", "no"], ["no", "sorry"], ["sorry", "no"], ["no", "i", "mean"], ["sorry", "i", "mean"],
    ["scratch", "that"], ["i", "meant"], ["or", "rather"], ["no", "actually"], ["actually", "no"], ["i", "mean"],
    ["oops"],
  ]

  /// "top three no wait top five": what is said again stands for what it takes back.
  private mutating func takeBack() {
    for regret in Self.regrets {
      guard let index = words.indices.dropFirst().first(where: { words[$0...].starts(with: regret) }) else { continue }
      let next = index + regret.count
      guard words.indices.contains(next) else { continue }
      if let start = words[..<index].lastIndex(of: words[next]), index - start < 6 {
        words.removeSubrange(start..<next)
        return
      }
      let time = TimeReader(words: words, calendar: calendar, today: today)
      let starts = (max(0, index - 4)..<index).filter { start in
        time.point(at: start).map { start + $0.1 == index } ?? false
      }
      if time.point(at: next) != nil, let start = starts.first {
        words.removeSubrange(start..<next)
        return
      }
      let areNumbers = [index - 1, next].allSatisfy { TimeWords.number(words[$0]) != nil }
      let areNames = [index - 1, next].allSatisfy { lexicon.entry(words, at: $0)?.isName ?? false }
      if areNumbers || areNames {
        words.removeSubrange(index - 1..<next)
        return
      }
    }
  }

  private static let daysInWords: [String: Int] = {
    let first = [
      "first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth", "tenth", "eleventh",
      "twelfth", "thirteenth", "fourteenth", "fifteenth", "sixteenth", "seventeenth", "eighteenth", "nineteenth",
      "twentieth",
    ]
    var days = Dictionary(uniqueKeysWithValues: zip(first, 1...))
    for (index, word) in first.prefix(9).enumerated() { days["twenty-" + word] = 21 + index }
    (days["thirtieth"], days["thirty-first"]) = (30, 31)
    return days
  }()

  /// "the third of November", "between the first and the fifteenth of October": days of a month.
  private mutating func spellDates() {
    for index in words.indices.dropLast().reversed() where ["twenty", "thirty"].contains(words[index]) {
      let whole = words[index] + "-" + words[index + 1]
      if Self.daysInWords[whole] != nil { words.replaceSubrange(index...index + 1, with: [whole]) }
    }
    for index in words.indices.reversed() {
      guard let day = Self.daysInWords[words[index]], namesMonth(after: index) else { continue }
      words[index] = String(day)
    }
  }

  /// Whether a month follows, or a second day that has one.
  private func namesMonth(after index: Int) -> Bool {
    let rest = words[(index + 1)...].prefix(4).filter { !["the", "of"].contains($0) }
    guard let first = rest.first else { return false }
    if TimeWords.months[first] != nil { return true }
    let isDay = { (word: String) in TimeWords.dayOfMonth(word) != nil || Self.daysInWords[word] != nil }
    return ["and", "to", "till", "until", "through"].contains(first) && rest.dropFirst().first.map(isDay) ?? false
  }
}
