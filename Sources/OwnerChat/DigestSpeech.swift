import Commerce

/// "every Monday at 9", "a daily digest at 8:30 pm", "send me revenue by channel on the 1st of every month".
struct DigestSpeech: Hashable {
  var times: DigestTimes
  /// A digest at a glance; nil where what was asked last, or ``question``, is to be sent.
  var isDigest: Bool
  /// What is asked beside the times; empty for what was asked last.
  var question: String

  private static let defaultMinute = 9 * 60
  private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
  private static let orders: Set<String> = ["send", "schedule", "repeat", "remind"]
  /// What asks for sending, and says nothing of what is sent.
  private static let verbs: Set<String> = [
    "send", "schedule", "report", "show", "tell", "give", "want", "get", "repeat",
  ]
  private static let fillers: Set<String> = [
    "please", "me", "this", "that", "it", "a", "an", "the", "i", "to", "of", "and", "us", "can", "you", "would", "like",
    "with", "again", "same", "chart", "picture", "as",
  ]

  /// nil for what orders nothing to be sent.
  init?(_ text: String) {
    let words = DeskWords.tokens(text).map { $0.lowercased() }
    var used: Set<Int> = []
    guard let days = Self.days(words, &used) else { return nil }
    let minute = Self.minute(words, &used)
    let isAsked = words.contains { Self.orders.contains($0) || $0.hasPrefix("digest") }
    // "show me revenue every day" is a question; a time of day or a word of sending makes it an order.
    guard minute != nil || isAsked else { return nil }
    times = DigestTimes(days: days, minute: minute ?? Self.defaultMinute)
    isDigest = words.contains { $0.hasPrefix("digest") || $0 == "summary" || $0 == "overview" }
    let rest = words.indices.filter { index in
      !used.contains(index) && !Self.verbs.contains(words[index]) && !Self.fillers.contains(words[index])
    }
    question = isDigest ? "" : rest.map { words[$0] }.joined(separator: " ")
  }

  private static func days(_ words: [String], _ used: inout Set<Int>) -> DigestTimes.Days? {
    var weekly: Set<Int> = []
    var kind: DigestTimes.Days?
    for (index, word) in words.enumerated() {
      let isEvery = ["every", "each"].contains(word)
      let next = index + 1 < words.count ? words[index + 1] : ""
      if isEvery, next == "day" || next == "morning" || next == "evening" {
        used.formUnion([index, index + 1])
        kind = .daily
      } else if isEvery, next == "weekday" || next == "workday" {
        used.formUnion([index, index + 1])
        weekly.formUnion(1...5)
      } else if isEvery, next == "week" || next == "month" {
        used.formUnion([index, index + 1])
        kind = next == "week" ? .weekly([1]) : monthly(words, &used)
      } else if isEvery, weekday(next) != nil {
        used.insert(index)
      } else if word == "daily" {
        used.insert(index)
        kind = .daily
      } else if word == "weekly" || word == "monthly" {
        used.insert(index)
        kind = word == "weekly" ? .weekly([1]) : monthly(words, &used)
      } else if let number = weekday(word), isNamedTime(words, index) {
        used.insert(index)
        if index > 0, words[index - 1] == "on" { used.insert(index - 1) }
        weekly.insert(number)
      }
    }
    return weekly.isEmpty ? kind : .weekly(weekly)
  }

  /// "on the 15th of every month"; the first where no day is said.
  private static func monthly(_ words: [String], _ used: inout Set<Int>) -> DigestTimes.Days {
    for (index, word) in words.enumerated() {
      let digits = word.prefix(while: \.isNumber)
      guard let number = Int(digits), (1...31).contains(number),
        ["st", "nd", "rd", "th"].contains(word.dropFirst(digits.count))
      else { continue }
      used.formUnion([index, index - 1, index - 2, index + 1].filter { words.indices.contains($0) })
      return .monthly(number)
    }
    return .monthly(1)
  }

  private static func weekday(_ word: String) -> Int? {
    let singular = word.hasSuffix("s") ? String(word.dropLast()) : word
    return weekdays.firstIndex(of: singular).map { $0 + 1 }
  }

  /// "every monday", "on mondays", "monday and thursday" after either; "last monday" is none.
  private static func isNamedTime(_ words: [String], _ index: Int) -> Bool {
    let before = index > 0 ? words[index - 1] : ""
    if ["every", "each"].contains(before) { return true }
    if words[index].hasSuffix("s"), before == "on" || index == 0 || before == "and" { return true }
    return ["and", "or"].contains(before) && index > 1 && weekday(words[index - 2]) != nil
      || before == "on" && words.contains { ["weekly", "every", "each"].contains($0) }
  }

  /// "at 9", "at 9:30", "at 8 pm", "8am".
  private static func minute(_ words: [String], _ used: inout Set<Int>) -> Int? {
    for (index, word) in words.enumerated() {
      let isAfterAt = index > 0 && words[index - 1] == "at"
      var text = word
      var half = ""
      for suffix in ["am", "pm"] where text.hasSuffix(suffix) && text.count > 2 {
        half = suffix
        text = String(text.dropLast(2))
      }
      let next = index + 1 < words.count ? words[index + 1] : ""
      if half.isEmpty, next == "am" || next == "pm" { half = next }
      guard isAfterAt || !half.isEmpty else { continue }
      if isAfterAt, ["noon", "midnight"].contains(word) {
        used.formUnion([index, index - 1])
        return word == "noon" ? 720 : 0
      }
      let parts = text.split(whereSeparator: { $0 == ":" || $0 == "." }).map { Int($0) }
      guard let first = parts.first, var hour = first, (0...23).contains(hour), parts.count <= 2 else { continue }
      let minutes = parts.count == 2 ? parts[1] ?? -1 : 0
      guard (0...59).contains(minutes), half.isEmpty || (1...12).contains(hour) else { continue }
      if !half.isEmpty { hour = hour % 12 + (half == "pm" ? 12 : 0) }
      used.insert(index)
      if isAfterAt { used.insert(index - 1) }
      if next == half, !half.isEmpty, word == text { used.insert(index + 1) }
      if next == "o'clock" { used.insert(index + 1) }
      return hour * 60 + minutes
    }
    return nil
  }
}

extension DigestTimes {
  /// `every Monday and Thursday at 09:00`.
  var words: String {
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    let clock = "\(minute / 60 < 10 ? "0" : "")\(minute / 60):\(minute % 60 < 10 ? "0" : "")\(minute % 60)"
    switch days {
    case .daily: return "every day at \(clock)"
    case .weekly(let days):
      return "every \(days.sorted().map { names[$0 - 1] }.joined(separator: " and ")) at \(clock)"
    case .monthly(let day): return "on day \(day) of every month at \(clock)"
    }
  }
}
