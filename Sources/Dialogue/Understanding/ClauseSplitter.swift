import Commerce
import Language

/// Cuts a reading into clauses of one act each: "add 2 lanterns, drop the tent, then check out" is three.
struct ClauseSplitter {
  let grammar: Grammar
  let reading: Reading

  /// Ranges without their separators; never empty ones.
  func clauses() -> [Range<Int>] {
    var clauses: [Range<Int>] = []
    var start = 0
    var index = 0
    while index < reading.words.count {
      if let next = boundary(at: index, clauseStart: start) {
        if start < index { clauses.append(start..<index) }
        start = next
        index = max(next, index + 1)
      } else {
        index += 1
      }
    }
    if start < reading.words.count { clauses.append(start..<reading.words.count) }
    return clauses.filter { range in
      range.contains {
        reading.tokens[$0].kind != .mark && (clauses.count == 1 || !isJoint($0))
      }
    }
  }

  private func isJoint(_ index: Int) -> Bool {
    grammar.separators.longestMatch(in: [reading.words[index]], from: 0) != nil
  }

  /// Where the next clause starts, if one ends before `index`.
  private func boundary(at index: Int, clauseStart: Int) -> Int? {
    guard !isInside(index) else { return nil }
    let word = reading.words[index]
    if [".", "!", "?", ";"].contains(word), !shortensStreet(index) { return index + 1 }
    if index > clauseStart, startsLine(index) { return index }
    if word == "," || word == "+" || word == "&" {
      let next = contrasted(skipSeparators(from: index + 1))
      let isOpen =
        isOnlyCorrection(clauseStart..<index)
        || ExchangeReader(grammar: grammar, reading: reading).isOnlyOutgoing(clauseStart..<index)
      return (startsAct(next) && !isOpen && !describes(next, index))
        || startsMending(next) || asksAnew(next, after: clauseStart..<index) ? next : nil
    }
    if index > clauseStart, mendsOutright(index) { return index }
    if let match = grammar.separators.longestMatch(in: reading.words, from: index), index > clauseStart {
      let next = skipSeparators(from: match.end)
      return startsAct(next) || asksAnew(next, after: clauseStart..<index) ? next : nil
    }
    if let end = endOfReason(at: index, clauseStart) { return end }
    return startsNewCommand(at: index, clauseStart: clauseStart) || startsKeeping(at: index, clauseStart) ? index : nil
  }

  /// "a kettle, electric, black": what stands right behind the comma.
  private func describes(_ next: Int, _ comma: Int) -> Bool {
    guard next == comma + 1, reading.words[comma] == ",",
      let link = reading.links.first(where: { $0.tokens.lowerBound == next }),
      let before = reading.links.last(where: { $0.isGoods && $0.tokens.upperBound <= comma })
    else { return false }
    return reading.describes(link, before)
  }

  /// "forget the starter set just the dice": behind what goes stands what alone is kept.
  private func startsKeeping(at index: Int, _ start: Int) -> Bool {
    guard index > start, grammar.roles[.onlyWords].contains(reading.words[index]) else { return false }
    let before = start..<index
    return reading.acts.contains { before.contains($0.range.lowerBound) && $0.labels.contains("remove") }
      && reading.links.contains { $0.isGoods && before.contains($0.tokens.lowerBound) }
      && reading.links.contains { $0.isGoods && $0.tokens.lowerBound > index && $0.tokens.lowerBound < index + 4 }
  }

  /// "I'll take it, but without the jam": what is taken back stands behind the contrast.
  private func contrasted(_ next: Int) -> Int {
    guard next + 1 < reading.words.count, grammar.roles[.contrasts].contains(reading.words[next]),
      reading.acts.contains(where: { $0.range.lowerBound == next + 1 && $0.labels.contains("remove") })
    else { return next }
    return next + 1
  }

  private func skipSeparators(from index: Int) -> Int {
    var next = index
    while next < reading.words.count {
      if reading.words[next] == "," {
        next += 1
      } else if let match = grammar.separators.longestMatch(in: reading.words, from: next) {
        next = match.end
      } else {
        break
      }
    }
    return next
  }

  /// Inside a price, a name or a phrase nothing is cut.
  private func isInside(_ index: Int) -> Bool {
    func cuts(_ range: Range<Int>) -> Bool { range.lowerBound < index && index < range.upperBound }
    return reading.prices.contains { cuts($0.range) } || reading.links.contains { cuts($0.tokens) }
      || reading.acts.contains { cuts($0.range) } || reading.references.contains { cuts($0.range) }
      || (reading.email.map { cuts($0.range) } ?? false) || (reading.phone.map { cuts($0.range) } ?? false)
  }

  private func startsLine(_ index: Int) -> Bool {
    guard index > 0 else { return false }
    let base = reading.tokens[index].original.base
    let gap = base[reading.tokens[index - 1].original.endIndex..<reading.tokens[index].original.startIndex]
    return gap.contains { $0.isNewline }
  }

  /// After fillers: an act, a count, goods or a pointing word.
  private func startsAct(_ index: Int) -> Bool {
    var next = index
    while next < reading.words.count, next < index + 3 {
      if reading.acts.contains(where: { $0.range.lowerBound == next && !isSoft($0) }) { return true }
      if let count = reading.quantities.first(where: { $0.range.lowerBound == next }) {
        return count.range.upperBound < reading.words.count
      }
      if reading.references.contains(where: { $0.range.lowerBound == next && $0.reference != .focus }) { return true }
      if reading.fulfilments.contains(where: { $0.range.lowerBound == next }) { return true }
      if let link = reading.links.first(where: { $0.tokens.lowerBound == next }) {
        switch link.target {
        case .products, .category: return true
        case .attribute:
          return leadsToGoods(link.tokens.upperBound) && !goesOn(link, from: index)
        case .brand: return true
        }
      }
      guard grammar.articles.contains(reading.words[next]) || isFiller(next) else { return false }
      next += 1
    }
    return false
  }

  /// "numbers 4 and 0 foil balloons": another value of the same option.
  private func goesOn(_ link: CatalogMention, from index: Int) -> Bool {
    guard case .attribute(let filter) = link.target, !filter.name.isEmpty, link.tokens.lowerBound == index else {
      return false
    }
    return reading.links.contains { other in
      guard case .attribute(let before) = other.target, other.tokens.upperBound == index - 1 else { return false }
      return before.name == filter.name
    }
  }

  /// "3 pack of the cloths": a form, and what it is a form of.
  private func leadsToGoods(_ index: Int) -> Bool {
    var next = index
    while next < reading.words.count {
      if let link = reading.links.first(where: { $0.tokens.lowerBound == next }) {
        guard !link.isGoods else { return true }
        next = link.tokens.upperBound
      } else if grammar.roles[.partitives].contains(reading.words[next])
        || grammar.articles.contains(reading.words[next])
      {
        next += 1
      } else {
        return false
      }
    }
    return false
  }

  /// "2, no 3 tote bags": a correction with a count.
  private func startsMending(_ index: Int) -> Bool {
    guard index < reading.words.count, let match = grammar.corrections.longestMatch(in: reading.words, from: index)
    else { return false }
    return reading.quantities.contains { $0.range.lowerBound == match.end && $0.quantity.isExplicit }
  }

  /// "a kickboard no wait two kickboards": several words that correct, with nothing before them.
  private func mendsOutright(_ index: Int) -> Bool {
    let length = grammar.corrections.longestMatch(in: reading.words, from: index).map { $0.end - index } ?? 0
    return length > 1 && startsMending(index)
  }

  /// "my skin reacts to nickel, which frame could I wear?", "3 riojas, oh and what's your cheapest cheese": a question
  /// behind what tells why it is asked, or behind an order.
  private func asksAnew(_ index: Int, after story: Range<Int>) -> Bool {
    let first = (index..<reading.words.count).first { !grammar.roles[.interjections].contains(reading.words[$0]) }
    guard let first, story.count > 1, !grammar.questionWords.contains(reading.words[story.lowerBound]),
      [WordRole.openQuestions, .optionQuestions].contains(where: { grammar.roles[$0].contains(reading.words[first]) })
    else { return false }
    if ordersSomething(story) { return true }
    return reading.words[index...].first(where: { [".", "!", "?"].contains($0) }) == "?" && story.count > 2
      && reading.links.allSatisfy { !$0.isGoods || !story.contains($0.tokens.lowerBound) }
  }

  private func ordersSomething(_ story: Range<Int>) -> Bool {
    reading.quantities.contains { story.contains($0.range.lowerBound) && $0.quantity.isExplicit }
      && reading.links.contains { $0.isGoods && story.contains($0.tokens.lowerBound) }
  }

  private func isFiller(_ index: Int) -> Bool {
    grammar.roles[.actOpeners].contains(reading.words[index])
  }

  /// Words that are as often a part of something as an act.
  private func isSoft(_ phrase: LabelledRange) -> Bool {
    phrase.range.count == 1 && !phrase.labels.contains { Self.hard.contains($0) }
  }

  private static let hard: Set<String> = [
    "add", "remove", "swap", "checkout", "undo", "human", "find", "want", "reorder", "view_cart", "change_quantity",
    "keep", "thanks", "goodbye", "help", "confirm", "deny", "stop", "greet",
  ]

  /// "ke Jl. Melati 8"
  private func shortensStreet(_ index: Int) -> Bool {
    guard reading.words[index] == ".", index > 0, index + 1 < reading.words.count,
      reading.tokens[index + 1].original.first?.isUppercase == true
    else { return false }
    let before = reading.words[index - 1]
    return before.count < 4 && grammar.streetWords.contains(before) && reading.tokens[index].isJoined
      && reading.tokens[(index + 1)...].prefix(4).contains { $0.kind == .number }
  }

  /// "remove the tahini i still have one", "no olives, my son won't eat them", "make it a 9, I have wide feet": why
  /// something goes or is changed counts nothing and is no act; up to the sentence's end.
  private func endOfReason(at index: Int, _ start: Int) -> Int? {
    guard index > start, opensReason(index), changesBefore(start..<index) else { return nil }
    let end = reading.words[index...].firstIndex { [".", "!", "?", ";", ","].contains($0) } ?? reading.words.count
    guard !saysMore(index..<end), isChange(start..<index) || !namesAnything(index..<end) else { return nil }
    return min(end + 1, reading.words.count)
  }

  /// "i", "my", "they": somebody, or what goes, of which something is told.
  private func opensReason(_ index: Int) -> Bool {
    let word = reading.words[index]
    if grammar.roles[.selfWords].contains(word) { return true }
    guard reading.words[index - 1] == ",", index + 1 < reading.words.count, reading.tokens[index + 1].kind == .word
    else { return false }
    return [.storyOpeners, .personPronouns].contains { grammar.roles[$0].contains(word) }
  }

  private func changesBefore(_ before: Range<Int>) -> Bool {
    func stands(_ range: Range<Int>) -> Bool { before.contains(range.lowerBound) }
    guard isChange(before) || reading.negations.contains(where: stands) else { return false }
    return reading.links.contains { stands($0.tokens) } || reading.references.contains { stands($0.range) }
  }

  private func isChange(_ before: Range<Int>) -> Bool {
    reading.acts.contains { phrase in
      before.contains(phrase.range.lowerBound) && phrase.labels.contains { Self.changing.contains($0) }
    }
  }

  private func namesAnything(_ rest: Range<Int>) -> Bool {
    reading.links.contains { rest.contains($0.tokens.lowerBound) }
  }

  private static let changing: Set<String> = ["remove", "change_quantity", "swap"]

  /// Goods, a count, a fact or an act: more than a reason.
  private func saysMore(_ rest: Range<Int>) -> Bool {
    func stands(_ range: Range<Int>) -> Bool { rest.contains(range.lowerBound) }
    return reading.links.contains { $0.isGoods && stands($0.tokens) }
      || reading.fulfilments.contains { stands($0.range) } || reading.payments.contains { stands($0.range) }
      || reading.factCues.contains { stands($0.range) && tells($0.range.upperBound) } || reading.email != nil
      || reading.phone != nil
      || reading.quantities.contains { mark in
        stands(mark.range) && mark.quantity.isExplicit && !mark.quantity.isAdditional
          && !grammar.roles[.dummyNouns].contains(reading.words[mark.range.lowerBound])
      }
      || reading.acts.contains { phrase in
        stands(phrase.range) && phrase.labels.contains { Self.wishing.contains($0) }
      }
  }

  /// "I'm Tom", "to 5 Elm Road"
  private func tells(_ next: Int) -> Bool {
    guard next < reading.tokens.count else { return false }
    return reading.tokens[next].kind == .number || reading.tokens[next].original.first?.isUppercase == true
  }

  private static let wishing: Set<String> = [
    "add", "want", "swap", "checkout", "find", "view_cart", "human", "undo", "reorder",
  ]

  /// "add 2 lanterns checkout": a closed act begins after goods.
  private func startsNewCommand(at index: Int, clauseStart: Int) -> Bool {
    guard index > clauseStart,
      let phrase = reading.acts.first(where: { $0.range.lowerBound == index }),
      phrase.labels.contains(where: { Self.closing.contains($0) }),
      !grammar.roles[.cartJoints].contains(reading.words[index - 1])
    else { return false }
    let before = clauseStart..<index
    return reading.links.contains { before.contains($0.tokens.lowerBound) && $0.isGoods }
      && reading.acts.contains { before.contains($0.range.lowerBound) }
  }

  private static let closing: Set<String> = ["checkout", "human", "view_cart", "empty_cart"]

  private func isOnlyCorrection(_ range: Range<Int>) -> Bool {
    guard let match = grammar.corrections.longestMatch(in: reading.words, from: range.lowerBound) else { return false }
    return match.end >= range.upperBound
  }
}
