/// What only dictated questions have: marks that were spoken, dates in words, and words taken back.
extension QuestionScanner {
  mutating func hearSpoken() {
    dropSpokenMarks()
    if words.count > 3, words.suffix(2).elementsEqual(["i", "mean"]) { words.removeLast(2) }
    takeBack()
    spellDates()
    spellNumbers()
    countFirst()
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

  private static let ones: [String: Int] = [
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "thirteen": 13, "fourteen": 14, "fifteen": 15, "sixteen": 16, "seventeen": 17,
    "eighteen": 18, "nineteen": 19,
  ]
  private static let tens: [String: Int] = [
    "twenty": 20, "thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90,
  ]

  /// "orders over one hundred and fifty", "quarter three": numbers of more than one word, and those behind what they count.
  private mutating func spellNumbers() {
    var index = 0
    while index < words.count {
      defer { index += 1 }
      guard let number = spelledNumber(at: index) else { continue }
      let isOfUnit = index > 0 && ["quarter", "week", "q"].contains(words[index - 1])
      guard number.length > 1 || isOfUnit || TimeWords.numbers[words[index]] == nil else { continue }
      words.replaceSubrange(index..<index + number.length, with: [String(number.value)])
    }
  }

  /// "fifty", "twenty five", "two hundred and ten".
  private func spelledNumber(at index: Int) -> (value: Int, length: Int)? {
    let word = { (place: Int) in words.indices.contains(place) ? words[place] : "" }
    var (value, next) = (0, index)
    if let tens = Self.tens[word(next)] {
      (value, next) = (tens, next + 1)
      if let one = Self.ones[word(next)], one < 10 { (value, next) = (value + one, next + 1) }
    } else if let one = Self.ones[word(next)] {
      (value, next) = (one, next + 1)
    } else {
      return nil
    }
    guard word(next) == "hundred", value < 20 else { return (value, next - index) }
    (value, next) = (100 * value, next + 1)
    let rest = word(next) == "and" ? next + 1 : next
    if let more = Self.tens[word(rest)] ?? Self.ones[word(rest)], word(rest + 1) != "hundred" {
      (value, next) = (value + more, rest + 1)
      if more >= 20, let one = Self.ones[word(next)], one < 10 { (value, next) = (value + one, next + 1) }
    }
    return (value, next - index)
  }

  /// "the two last weeks", "the three first months": the number goes behind.
  private mutating func countFirst() {
    for index in words.indices.dropLast(2) where TimeWords.number(words[index]).map({ $0 > 1 }) ?? false {
      guard ["last", "past", "previous", "first", "latest"].contains(words[index + 1]),
        TimeWords.units[words[index + 2]] != nil, words[index + 2].hasSuffix("s"),
        index == 0 || ["the", "in", "of", "for", "these", "during"].contains(words[index - 1])
      else { continue }
      words.swapAt(index, index + 1)
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
