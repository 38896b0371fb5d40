import Commerce

/// What is put into plainer words before a question is gone through, where a fixed phrase would not do.
extension QuestionScanner {
  mutating func makePlain() {
    hearSpoken()
    dropGreeting()
    countLatest()
    joinLatest()
    lastTime()
    spellRange()
    averageOf()
    nameHalves()
    nameLast()
    namePieces()
    earnOn()
    nameValue()
    joinSpokenSizes()
    putBoundsFirst()
    nameSellers()
    nameRestBehind()
    addStretches()
    listenForBoth()
  }

  /// "Morning! what did we sell": somebody is greeted, and no time is asked for.
  private mutating func dropGreeting() {
    let asks: Set<String> = [
      "what", "whats", "how", "hows", "which", "who", "when", "where", "can", "could", "did", "do", "does", "is", "are",
      "tell", "show", "give", "please", "pls", "quick", "all", "team", "hi", "hello",
    ]
    guard words.count > 2, ["morning", "evening", "afternoon"].contains(words[0]), asks.contains(words[1]) else {
      return
    }
    words.removeFirst()
  }

  /// "the value of unfulfilled orders": what they come to, and not how many they are.
  private mutating func nameValue() {
    let orders: Set<String> = ["orders", "sales", "purchases"]
    guard
      let index = words.indices.dropLast(3).first(where: { index in
        ["value", "worth"].contains(words[index]) && words[index + 1] == "of"
          && words[(index + 3)...].prefix(3).contains(where: orders.contains)
          && (index == 0 || words[index - 1] != "average")
      }), !words[index + 2..<min(index + 4, words.count)].contains(where: { ["an", "per", "each"].contains($0) })
    else { return }
    words[index] = "revenue"
  }

  /// "the last 3 orders": so many of the latest.
  private mutating func countLatest() {
    let orders: Set<String> = ["orders", "sales", "purchases", "transactions"]
    guard
      let index = words.indices.dropLast(2).first(where: { index in
        ["last", "latest", "recent", "newest", "first", "earliest"].contains(words[index])
          && TimeWords.number(words[index + 1]) != nil && orders.contains(words[index + 2])
      })
    else { return }
    let isFirst = ["first", "earliest"].contains(words[index])
    words.replaceSubrange(index...index + 2, with: [words[index + 1], isFirst ? "earliest" : "latest", "orders"])
  }

  /// "the latest Instagram order": the latest order of that name.
  private mutating func joinLatest() {
    let orders: Set<String> = ["order", "orders", "sale", "sales", "purchase", "purchases"]
    guard
      let index = words.indices.dropLast(2).first(where: { index in
        ["latest", "recent", "newest", "last", "first", "earliest"].contains(words[index])
          && TimeWords.number(words[index + 1]) == nil
          && (lexicon.entry(words, at: index + 1).map { $0.isName && !$0.isFigure } ?? false)
      }), let name = lexicon.entry(words, at: index + 1),
      words.indices.contains(index + 1 + name.length), orders.contains(words[index + 1 + name.length])
    else { return }
    let start = index > 0 && words[index - 1] == "most" ? index - 1 : index
    let named = words[(index + 1)..<(index + 1 + name.length)]
    words.replaceSubrange(start..<index + 1 + name.length, with: named + words[start...index])
  }

  /// "the last time Ada ordered": her last order.
  private mutating func lastTime() {
    let verbs: Set<String> = ["ordered", "bought", "sold", "purchased", "shopped", "order", "buy", "sell"]
    guard let index = words.indices.dropLast().first(where: { words[$0] == "last" && words[$0 + 1] == "time" }),
      let verb = words.indices.dropFirst(index + 2).first(where: { verbs.contains(words[$0]) })
    else { return }
    words.remove(at: verb)
    words[index + 1] = "order"
  }

  /// "between Mondays and Fridays": on weekdays.
  private mutating func spellRange() {
    let range = ["between", "mondays", "and", "fridays"]
    guard let index = words.indices.first(where: { words[$0...].starts(with: range) }) else { return }
    words.replaceSubrange(index..<index + range.count, with: ["on", "weekdays"])
  }

  private static let typical: Set<String> = ["average", "typical", "normal", "usual", "regular", "avg"]

  /// "what is an average day worth", "orders on a typical day": so much per day.
  private mutating func averageOf() {
    guard
      let index = words.indices.dropLast().first(where: { index in
        Self.typical.contains(words[index]) && ["day", "week", "month"].contains(words[index + 1])
      })
    else { return }
    let start = index > 0 && ["a", "an", "the", "our", "my"].contains(words[index - 1]) ? index - 1 : index
    let rest = words[..<start] + words[(index + 2)...]
    let isOfMoney =
      !rest.contains { lexicon.isFigure($0) } && !(rest.first == "how" && rest.dropFirst().first == "many")
    words.replaceSubrange(start...index + 1, with: ["average", "per", words[index + 1]])
    if isOfMoney { words.insert("revenue", at: start) }
  }

  /// "the first half of October vs the second half": of the same month.
  private mutating func nameHalves() {
    let pieces: Set<String> = ["half", "week"]
    let isPlace = { (word: String) in
      ["first", "second", "third", "fourth", "last", "1st", "2nd", "3rd"].contains(word)
    }
    guard
      let first = words.indices.dropFirst().dropLast(2).first(where: { index in
        pieces.contains(words[index]) && isPlace(words[index - 1]) && words[index + 1] == "of"
      })
    else { return }
    let name = words[(first + 2)...].prefix(2)
    let whole = name.first.map { TimeWords.months[$0] != nil } ?? false ? Array(name.prefix(1)) : Array(name)
    guard
      let second = words.indices.dropFirst(first + 2).first(where: { index in
        words[index] == words[first] && isPlace(words[index - 1]) && words.dropFirst(index + 1).first != "of"
      })
    else { return }
    words.insert(contentsOf: ["of"] + whole, at: second + 1)
  }

  /// "the last quarter of 2025" is its fourth.
  private mutating func nameLast() {
    let last = ["quarter": "q4", "month": "december", "half": "h2"]
    guard
      let index = words.indices.dropLast(3).first(where: { index in
        words[index] == "last" && last[words[index + 1]] != nil && words[index + 2] == "of"
          && TimeWords.year(words[index + 3]) != nil
      }), let name = last[words[index + 1]]
    else { return }
    words.replaceSubrange(index...index + 2, with: [name])
  }

  /// "the most returned item": a product, where "items" alone are pieces.
  private mutating func namePieces() {
    let said: Set<String> = [
      "returned", "refunded", "profitable", "expensive", "discounted", "cancelled", "valuable", "wanted", "requested",
    ]
    for index in words.indices.dropFirst() where said.contains(words[index - 1]) {
      if words[index] == "item" { words[index] = "product" }
      if words[index] == "items" { words[index] = "products" }
    }
  }

  /// "what do we earn on a night cream": what is left after its cost, which "make on Saturdays" does not ask for.
  private mutating func earnOn() {
    guard let on = words.indices.dropFirst(2).dropLast().first(where: { words[$0] == "on" }),
      ["earn", "earned", "make", "made"].contains(words[on - 1]), ["we", "i"].contains(words[on - 2]),
      !words.contains(where: { lexicon.isFigure($0) })
    else { return }
    let next = ["a", "an", "the", "our", "each", "every", "one"].contains(words[on + 1]) ? on + 2 : on + 1
    let time = TimeReader(words: words, calendar: calendar, today: today)
    // "a night cream" is no night.
    let isName = words.indices.contains(next) && lexicon.entry(words, at: next)?.isName ?? false
    guard words.indices.contains(next),
      isName || (on...on + 3).allSatisfy({ $0 >= words.count || time.read(at: $0) == nil })
    else { return }
    words.replaceSubrange(on - 1..<next, with: ["margin", "of"])
  }

  /// "bought together with", "in one order", "both": each of what is named, and not any of it.
  private mutating func listenForBoth() {
    if let both = words.firstIndex(of: "both"), words[both...].contains("and") || words[both...].contains("&") {
      words.remove(at: both)
      heard.holds = .both
    }
    let ways = [
      ["in", "the", "same"], ["in", "one"], ["in", "a", "single"], ["on", "the", "same"], ["at", "the", "same"],
    ]
    let things: Set<String> = ["order", "orders", "basket", "cart", "purchase", "transaction", "ticket", "time"]
    for way in ways {
      guard
        let index = words.indices.first(where: { index in
          words[index...].starts(with: way) && things.contains(words.dropFirst(index + way.count).first ?? "")
        })
      else { continue }
      words.removeSubrange(index...index + way.count)
      heard.holds = .together
    }
    let verbs: Set<String> = [
      "bought", "ordered", "purchased", "sold", "buy", "order", "sell", "sells", "had", "have", "has", "contain",
      "contained", "include", "included", "with", "orders",
    ]
    guard let together = words.firstIndex(of: "together"), words[..<together].contains(where: verbs.contains),
      words[..<together].contains("and") || words.dropFirst(together + 1).first == "with"
    else { return }
    words.remove(at: together)
    if words.indices.contains(together), words[together] == "with" {
      words[together] = "and"
      // "how often is jam bought together with bread" names one right after the other.
      if verbs.contains(words[together - 1]) { words.remove(at: together - 1) }
    }
    heard.holds = .together
  }
}
