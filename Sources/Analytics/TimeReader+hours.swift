import Commerce

/// Times of day: whole hours of the shop's clock.
extension TimeReader {
  private static let parts: [String: Range<Int>] = [
    "morning": 6..<12, "mornings": 6..<12, "afternoon": 12..<18, "afternoons": 12..<18, "evening": 18..<24,
    "evenings": 18..<24, "lunchtime": 12..<14, "lunchtimes": 12..<14, "night": 18..<24, "nights": 18..<24,
  ]

  /// "after 6pm", "between 9am and noon", "in the morning", "yesterday evening".
  func hours(at index: Int) -> (hours: [Int], span: TimeSpan?, length: Int)? {
    if let part = partOfDay(at: index) { return part }
    guard let text = word(index) else { return nil }
    switch text {
    case "after", "from", "past":
      if text == "from", let pair = clocks(at: index + 1) ?? bareClocks(at: index + 1) {
        return (pair.hours, nil, pair.length + 1)
      }
      guard let clock = clock(at: index + 1) else { return nil }
      // After midnight the night goes on till morning.
      return (Array(clock.hour == 0 ? 0..<6 : clock.hour..<24), nil, clock.length + 1)
    case "before", "until", "till":
      guard let clock = clock(at: index + 1) else { return nil }
      return (Array(0..<(clock.hour == 0 ? 24 : clock.hour)), nil, clock.length + 1)
    case "between":
      return (clocks(at: index + 1) ?? bareClocks(at: index + 1)).map { ($0.hours, nil, $0.length + 1) }
    case "at", "around":
      guard let clock = clock(at: index + 1) else { return nil }
      return ([clock.hour], nil, clock.length + 1)
    default: return clocks(at: index).map { ($0.hours, nil, $0.length) }
    }
  }

  /// "Sunday mornings", "every Friday", "best Saturday": all of that name; "Sunday morning" is the last one's.
  func everyWeekday(at index: Int) -> (found: Found, length: Int)? {
    let isEach = ["every", "each", "per"].contains(word(index) ?? "")
    let place = isEach ? index + 1 : index
    guard let weekday = word(place).flatMap({ TimeWords.weekdays[$0] }) else { return nil }
    let hasPart = word(place + 1).map { $0.hasSuffix("s") && Self.parts[$0] != nil } ?? false
    let isRanked = TimeWords.ranks.subtracting(["by", "what"]).contains(word(index - 1) ?? "")
    // "orders on a Saturday" are those of any.
    let isAny = word(index - 1) == "a" && ["on", "for"].contains(word(index - 2) ?? "")
    guard isEach || hasPart || isRanked || isAny else { return nil }
    return (.weekdays([AnswerTable.weekdays[weekday - 1]]), place + 1 - index)
  }

  /// "Mondays to Thursdays": all of them, and those between.
  func weekdayRange(at index: Int) -> (found: Found, length: Int)? {
    let plural = { (place: Int) -> Int? in
      guard let text = word(place), text.hasSuffix("s") else { return nil }
      return TimeWords.weekdays[String(text.dropLast())]
    }
    guard let first = plural(index), ["to", "through", "thru", "till", "until"].contains(word(index + 1) ?? ""),
      let last = plural(index + 2)
    else { return nil }
    let days = (0..<7).map { (first - 1 + $0) % 7 }.prefix((last - first + 7) % 7 + 1)
    return (.weekdays(days.map { AnswerTable.weekdays[$0] }), 3)
  }

  private func partOfDay(at index: Int) -> (hours: [Int], span: TimeSpan?, length: Int)? {
    var next = index
    var span: TimeSpan?
    switch word(index) {
    case "this": (span, next) = (day(today), index + 1)
    case "last" where word(index + 1) == "night": return (Array(18..<24), day(today - 1), 2)
    case "lunch" where ["hour", "hours", "time", "break"].contains(word(index + 1) ?? ""):
      return (Array(12..<14), nil, 2)
    case "late" where ["night", "nights", "evening", "evenings"].contains(word(index + 1) ?? ""):
      return (Array(22..<24), nil, 2)
    case "early" where ["morning", "mornings"].contains(word(index + 1) ?? ""): return (Array(5..<9), nil, 2)
    case "during" where word(index + 1) == "lunch", "over" where word(index + 1) == "lunch",
      "at" where word(index + 1) == "lunch":
      return (Array(12..<14), nil, 2)
    case "tonight": return (Array(18..<24), day(today), 1)
    case "in", "during", "on": next = word(index + 1) == "the" ? index + 2 : index + 1
    case "the": next = index + 1
    default: break
    }
    guard let part = word(next).flatMap({ Self.parts[$0] }) else { return nil }
    return (Array(part), span, next + 1 - index)
  }

  /// Two times of day with a word between; "9 and 11 am" says its half of the day once.
  private func clocks(at index: Int) -> (hours: [Int], length: Int)? {
    let links: Set<String> = ["and", "to", "till", "until"]
    if let first = clock(at: index), let link = word(index + first.length), links.contains(link),
      let second = clock(at: index + first.length + 1)
    {
      return (Self.stretch(first.hour, second.hour), first.length + 1 + second.length)
    }
    guard let first = word(index).flatMap({ Int($0) }), (1...12).contains(first), let link = word(index + 1),
      links.contains(link), let second = clock(at: index + 2), second.hour > 0
    else { return nil }
    let isAfternoon = second.hour > 12 && first % 12 + 12 < second.hour
    return (Self.stretch(first % 12 + (isAfternoon ? 12 : 0), second.hour), 2 + second.length)
  }

  /// "between 9 and 12 yesterday": hours, where a single day follows.
  private func bareClocks(at index: Int) -> (hours: [Int], length: Int)? {
    guard let first = word(index).flatMap({ Int($0) }), let link = word(index + 1), ["and", "to"].contains(link),
      let second = word(index + 2).flatMap({ Int($0) }), (0...24).contains(second), 0 <= first, first < second
    else { return nil }
    let next = word(index + 3) == "on" ? index + 4 : index + 3
    guard let day = word(next), ["today", "yesterday"].contains(day) || TimeWords.weekdays[day] != nil else {
      return nil
    }
    return (Array(first..<second), 3)
  }

  /// The hours from one to the other, over midnight where the second is the earlier.
  private static func stretch(_ from: Int, _ to: Int) -> [Int] {
    from < to ? Array(from..<to) : Array(from..<24) + Array(0..<to)
  }

  /// `6pm`, `6 pm`, `18:00`, `noon`: a whole hour that says which half of the day it is in.
  private func clock(at index: Int) -> (hour: Int, length: Int)? {
    guard let text = word(index) else { return nil }
    if ["noon", "midday", "lunch", "lunchtime"].contains(text) { return (12, 1) }
    if text == "midnight" { return (0, 1) }
    for (half, shift) in [("am", 0), ("pm", 12)] {
      let hour = { (digits: Substring) -> Int? in
        guard let hour = Int(digits.replacing(":00", with: "")), (1...12).contains(hour) else { return nil }
        return hour % 12 + shift
      }
      if text.hasSuffix(half), let hour = hour(text.dropLast(2)) { return (hour, 1) }
      if word(index + 1) == half, let hour = hour(text[...]) { return (hour, 2) }
    }
    // "7 in the morning", "9 at night"
    if let hour = Int(text), (1...12).contains(hour) {
      if word(index + 1) == "in", word(index + 2) == "the", let part = word(index + 3).flatMap({ Self.parts[$0] }) {
        return (hour % 12 + (part.lowerBound < 12 ? 0 : 12), 4)
      }
      if word(index + 1) == "at", word(index + 2) == "night" {
        return (hour % 12 + (hour < 6 || hour == 12 ? 0 : 12), 3)
      }
    }
    let parts = text.split(separator: ":").map { Int($0) }
    guard parts.count == 2, let hour = parts[0], parts[1] == 0, (0..<24).contains(hour), text.contains(":") else {
      return nil
    }
    return (hour, 1)
  }
}
