import Commerce

/// Who sells, what comes behind something named, and stretches of time that are added up.
extension QuestionScanner {
  private static let selling: Set<String> = [
    "sold", "sells", "sell", "selling", "rang", "rings", "rung", "shifted", "closed", "billed", "upsold",
  ]

  /// "who sold the most in October": customers buy, and those who sell are the shop's own people.
  mutating func nameSellers() {
    guard lexicon.hasNames(of: "staff"),
      let index = words.indices.dropLast().first(where: { ["who", "whos"].contains(words[$0]) })
    else { return }
    let fillers: Set<String> = ["has", "have", "is", "was", "did", "here", "usually", "actually"]
    guard let verb = words.indices.dropFirst(index + 1).first(where: { !fillers.contains(words[$0]) }),
      Self.selling.contains(words[verb]), words.dropFirst(verb + 1).first != "to"
    else { return }
    words.replaceSubrange(index..<verb, with: ["which", "staff", "member"])
  }

  /// "the product who sells most": of things "who" is "that".
  private mutating func nameThings() {
    for index in words.indices.dropFirst() where words[index] == "who" {
      let isThing = lexicon.meanings(words[index - 1]).contains { meaning in
        if case .dimension(let name, _) = meaning { !["customer", "staff"].contains(name) } else { false }
      }
      if isThing { words[index] = "that" }
    }
  }

  /// "drum sticks five a": dictated, a size is two words.
  mutating func joinSpokenSizes() {
    nameThings()
    for index in words.indices.dropLast().reversed() where words[index + 1].count <= 2 {
      guard let number = TimeWords.number(words[index]), words[index + 1].allSatisfy(\.isLetter),
        lexicon.isPartOfName("\(number)\(words[index + 1])")
      else { continue }
      words.replaceSubrange(index...index + 1, with: ["\(number)\(words[index + 1])"])
    }
  }

  /// "two times or more", "3 items or less": the bound goes before what it is of.
  mutating func putBoundsFirst() {
    for index in words.indices.dropFirst().dropLast(2) where words[index + 1] == "or" {
      guard TimeWords.number(words[index - 1]) != nil, ["more", "less", "fewer"].contains(words[index + 2]),
        words[index] == "times" || lexicon.isFigure(words[index])
      else { continue }
      let thing = words.remove(at: index)
      words.insert(thing, at: index + 2)
    }
  }

  /// "top city after Denver": the best of the others.
  mutating func nameRestBehind() {
    let links: Set<String> = ["after", "behind", "following", "besides"]
    let ranks: Set<String> = ["top", "best", "biggest", "next", "second", "strongest", "largest", "busiest"]
    guard let link = words.indices.dropFirst().dropLast().first(where: { links.contains(words[$0]) }),
      words[..<link].contains(where: ranks.contains), let name = lexicon.entry(words, at: link + 1), name.isName,
      !name.isFigure, TimeReader(words: words, calendar: calendar, today: today).read(at: link) == nil
    else { return }
    words[link] = "excluding"
    if words.contains("best") { words.removeAll { ["next", "second"].contains($0) } }
    words = words.map { ["next", "second"].contains($0) ? "top" : $0 }
    let named = words.firstIndex(of: "excluding").map { words[($0 + 1)...].prefix(name.length) } ?? []
    heard.corrections.append("\(named.joined(separator: " ")) is left out")
  }

  /// "June and July together": one stretch of both, and nothing held together in orders.
  mutating func addStretches() {
    let adds: Set<String> = ["and", "plus", "&", "+"]
    let together: Set<String> = ["together", "combined", "added"]
    let time = TimeReader(words: words, calendar: calendar, today: today)
    for index in words.indices.dropFirst().dropLast() where adds.contains(words[index]) {
      guard let after = time.point(at: index + 1), endsPoint(time, at: index) else { continue }
      words[index] = "and"
      let end = index + 1 + after.1
      guard words.indices.contains(end), together.contains(words[end]) else { continue }
      words.remove(at: end)
      return
    }
  }

  /// Whether a stretch of time ends right before a word.
  private func endsPoint(_ time: TimeReader, at end: Int) -> Bool {
    (max(0, end - 5)..<end).contains { start in time.point(at: start).map { start + $0.1 == end } ?? false }
  }
}
