/// Weekdays and weekends: either is asked for, or both are set beside each other.
enum DayTypes {
  private static let weekdays: Set<String> = ["weekday", "weekdays"]
  private static let weekends: Set<String> = ["weekend", "weekends"]
  private static let links: Set<String> = ["vs", "versus", "v", "or", "and", "against", "than", "compared", "&"]
  /// "on weekdays versus on the weekend"
  private static let farthest = 5

  /// "weekdays vs weekends" becomes the one word that names what it splits by.
  static func joined(_ said: [String]) -> [String] {
    let words = named(said)
    guard let first = words.firstIndex(where: { weekdays.contains($0) || weekends.contains($0) }),
      let second = words.indices.first(where: { index in
        index > first && index <= first + farthest
          && (weekdays.contains(words[first]) ? weekends : weekdays).contains(words[index])
      }), words[first..<second].contains(where: links.contains)
    else {
      let pairs: Set<String> = ["weekday/weekend", "weekend/weekday", "weekdays/weekends", "weekends/weekdays"]
      return words.map { pairs.contains($0) ? "day_type" : $0 }
    }
    return words[..<first] + ["day_type"] + words[(second + 1)...]
  }

  /// "Monday to Friday vs weekends" are the weekdays.
  private static func named(_ words: [String]) -> [String] {
    guard !weekends.isDisjoint(with: words),
      let first = words.indices.dropLast(2).first(where: { index in
        ["monday", "mon"].contains(words[index]) && ["to", "-", "through", "thru"].contains(words[index + 1])
          && ["friday", "fri"].contains(words[index + 2])
      })
    else { return words }
    return words[..<first] + ["weekdays"] + words[(first + 3)...]
  }

  /// "on weekdays", "weekday sales": Monday to Friday; "by weekday" and "which weekday" are none.
  static func isFilter(_ words: [String], at index: Int, followedBy figure: Bool) -> Bool {
    guard weekdays.contains(words[index]) else { return false }
    let before = index > 0 ? words[index - 1] : ""
    if words[index] == "weekdays",
      ["on", "during", "for", "at", "from", "only", "just", "except", "excluding"].contains(before)
    {
      return true
    }
    // "weekdays only"
    if words[index] == "weekdays", index + 1 < words.count, ["only", "alone"].contains(words[index + 1]) {
      return true
    }
    let parts: Set<String> = [
      "mornings", "morning", "afternoons", "afternoon", "evenings", "evening", "nights", "lunchtimes",
    ]
    let isBeforePart = index + 1 < words.count && parts.contains(words[index + 1])
    return (figure || isBeforePart)
      && !["by", "per", "each", "every", "which", "what", "busiest", "best", "worst", "of"].contains(before)
  }
}
