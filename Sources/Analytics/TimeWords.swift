/// The words times are spoken of with.
enum TimeWords {
  static let months: [String: Int] = {
    var out: [String: Int] = [:]
    let names = [
      "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
      "december",
    ]
    for (index, name) in names.enumerated() {
      out[name] = index + 1
      out[String(name.prefix(3))] = index + 1
    }
    out["sept"] = 9
    return out
  }()

  static let weekdays: [String: Int] = {
    var out: [String: Int] = [:]
    let names = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
    for (index, name) in names.enumerated() { out[name] = index + 1 }
    // Sat and sun are words of their own.
    for (index, short) in [["mon"], ["tue", "tues"], ["wed", "weds"], ["thu", "thur", "thurs"], ["fri"]].enumerated() {
      for name in short { out[name] = index + 1 }
    }
    return out
  }()

  /// "sat and sun", "on sat": where they stand among days.
  static func spelledOut(_ words: [String]) -> [String] {
    let short = ["sat": "saturday", "sun": "sunday"]
    let links: Set<String> = ["and", "n", "or", "vs", "&", "-", "to"]
    return words.indices.map { index in
      guard let day = short[words[index]] else { return words[index] }
      let before = words[..<index].last { !links.contains($0) }
      let after = words[(index + 1)...].first { !links.contains($0) }
      let isAmongDays = [before, after].compactMap { $0 }.contains { weekdays[$0] != nil || short[$0] != nil }
      let links: Set<String> = ["on", "since", "last", "this", "every", "each", "by", "for"]
      let parts: Set<String> = [
        "morning", "mornings", "afternoon", "afternoons", "evening", "evenings", "night", "nights",
      ]
      let isBeside = index > 0 && links.contains(words[index - 1])
      let isBefore = words.indices.contains(index + 1) && parts.contains(words[index + 1])
      return isAmongDays || isBeside || isBefore ? day : words[index]
    }
  }

  /// "today vs this time last Thursday": a day that is on is compared with the same part of the other.
  static func plainDays(_ words: [String]) -> [String] {
    guard !Set(words).isDisjoint(with: ["vs", "versus", "against", "than", "compared"]), words.contains("today"),
      let start = words.indices.dropLast(3).first(where: { index in
        ["this", "same"].contains(words[index]) && words[index + 1] == "time"
          && ["last", "on"].contains(words[index + 2]) && weekdays[words[index + 3]] != nil
      })
    else { return words }
    return Array(words[..<start] + words[(start + 2)...])
  }

  static let units: [String: String] = [
    "day": "day", "days": "day", "week": "week", "weeks": "week", "month": "month", "months": "month",
    "quarter": "quarter", "quarters": "quarter", "year": "year", "years": "year", "weekend": "weekend",
    "weekends": "weekend", "hours": "hour", "hour": "hour", "fortnight": "fortnight",
  ]

  static let numbers: [String: Int] = [
    "one": 1, "two": 2, "three": 3, "four": 4, "five": 5, "six": 6, "seven": 7, "eight": 8, "nine": 9, "ten": 10,
    "eleven": 11, "twelve": 12, "fifteen": 15, "twenty": 20, "thirty": 30, "sixty": 60, "ninety": 90, "couple": 2,
    "few": 3, "dozen": 12, "fourteen": 14, "hundred": 100, "twice": 2, "once": 1,
  ]

  /// What makes a "month" or "day" one of many.
  static let ranks: Set<String> = [
    "best", "worst", "top", "biggest", "largest", "highest", "lowest", "smallest", "busiest", "slowest", "quietest",
    "strongest", "weakest", "which", "what", "each", "every", "per", "by",
  ]

  static let ordinals: [String: Int] = [
    "first": 1, "1st": 1, "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "final": 4,
  ]

  /// Places behind the first.
  static let places: [String: Int] = [
    "second": 2, "2nd": 2, "third": 3, "3rd": 3, "fourth": 4, "4th": 4, "fifth": 5, "5th": 5, "sixth": 6, "6th": 6,
    "seventh": 7, "7th": 7, "eighth": 8, "8th": 8, "ninth": 9, "9th": 9, "tenth": 10, "10th": 10,
  ]

  /// Those long enough to be misspelt and still known.
  static let all: [String] =
    (Array(months.keys) + Array(weekdays.keys) + Array(units.keys) + [
      "yesterday", "today", "since", "between", "previous",
    ])
    .filter { $0.count >= 4 }

  /// All of them, with the words around times.
  static let known: Set<String> = Set(Array(months.keys) + Array(weekdays.keys) + Array(units.keys))
    .union(numbers.keys).union(ordinals.keys).union(places.keys).union([
      "today", "todays", "yesterday", "yesterdays", "since", "between", "previous", "last", "past", "prior", "recent",
      "latest",
      "preceding", "trailing", "rolling", "current", "this", "until", "till", "through", "before", "after", "from",
      "same",
      "earlier",
      "prior", "date", "black", "cyber", "christmas", "thanksgiving", "boxing", "valentine", "valentines", "halloween",
      "singles", "easter", "lunch", "summer", "winter", "spring", "autumn", "fall", "xmas", "mothers", "fathers",
      "night",
      "tonight", "eve", "nye", "half", "full", "calendar", "complete", "beginning", "start", "starting", "ago",
      "couple", "mondays",
      "tuesdays", "wednesdays", "thursdays", "fridays", "saturdays",
      "sundays", "year", "new",
    ])

  static func number(_ word: String) -> Int? {
    Int(word.replacing(",", with: "")) ?? numbers[word]
  }

  /// `3`, `3rd`: a day of a month.
  static func dayOfMonth(_ word: String) -> Int? {
    let digits = word.prefix { $0.isNumber }
    let rest = word.dropFirst(digits.count)
    guard ["", "st", "nd", "rd", "th"].contains(String(rest)), let day = Int(digits), (1...31).contains(day) else {
      return nil
    }
    return day
  }

  /// "winter sales 2025/26": a winter is of the year in which it ends, wherever its years stand.
  static func winterYears(_ words: [String]) -> [String] {
    guard words.contains("winter") || words.contains("winters") else { return words }
    return words.map { word in splitYear(word).map(String.init) ?? word }
  }

  /// `2025/26`, `2025/2026`: the second of both, in which a winter ends.
  static func splitYear(_ word: String) -> Int? {
    let parts = word.split(whereSeparator: { $0 == "/" || $0 == "-" })
    guard parts.count == 2, parts[0].count == 4, let first = Int(parts[0]), (1990...2100).contains(first),
      let second = Int(parts[1])
    else { return nil }
    return second == first + 1 || parts[1].count == 2 && second == (first + 1) % 100 ? first + 1 : nil
  }

  static func year(_ word: String) -> Int? {
    // "FY2025", "fy25"
    if word.hasPrefix("fy"), let year = Int(word.dropFirst(2)) {
      return (1990...2100).contains(year) ? year : word.count == 4 ? 2_000 + year : nil
    }
    guard word.count == 4, let year = Int(word), (1990...2100).contains(year) else { return nil }
    return year
  }
}
