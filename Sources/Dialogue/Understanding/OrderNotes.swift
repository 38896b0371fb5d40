import Commerce
import Language

/// What of a message the shop is to know about an order, and no catalogue can tell: when it is to come ("saturday
/// 10am", "in 20 min"), how it is handed over ("leave it at the back door"), what stands on the card ("add a note: …").
struct OrderNotes {
  let grammar: Grammar
  let reading: Reading
  let scene: Scene

  /// Stretches of tokens, in order, none overlapping another.
  func ranges() -> [Range<Int>] {
    guard reading.orderNumber == nil, reading.words.count <= Interpreter.longMessage else { return [] }
    if let announced = announced() { return [announced] }
    let sentences = sentences()
    var found = sentences.flatMap(instructions)
    for time in sentences.flatMap(times) where !found.contains(where: { $0.overlaps(time) }) { found.append(time) }
    return found.sorted { $0.lowerBound < $1.lowerBound }
  }

  // MARK: Announced

  /// "add a note: happy birthday leo!": everything behind it.
  private func announced() -> Range<Int>? {
    guard let cue = reading.factCues.first(where: { $0.labels.contains("order_note") }),
      let start = (cue.range.upperBound..<reading.words.count).first(where: { reading.tokens[$0].kind != .mark }),
      !reading.words[..<cue.range.lowerBound].contains("?"), reading.words.last != "?"
    else { return nil }
    return opened(cue.range.lowerBound)..<max(start + 1, reading.words.count)
  }

  /// What is kept of a stretch: without the "and please" or "add a note:" before it.
  func text(_ range: Range<Int>) -> String {
    let cue = reading.factCues.first { $0.labels.contains("order_note") && range.contains($0.range.lowerBound) }
    let start =
      ((cue?.range.upperBound ?? range.lowerBound)..<range.upperBound).first { index in
        reading.tokens[index].kind != .mark
          && (cue != nil || !isOpening(index) || grammar.roles[.refusals].contains(reading.words[index]))
      } ?? range.lowerBound
    var end = range.upperBound
    while end > start + 1, reading.tokens[end - 1].kind == .mark { end -= 1 }
    return reading.original(start..<end)
  }

  /// Where the courtesies before a word begin: "and please", "can you".
  private func opened(_ index: Int) -> Int {
    var start = index
    while start > 0, isOpening(start - 1) { start -= 1 }
    return start
  }

  private func isOpening(_ index: Int) -> Bool {
    let word = reading.words[index]
    return word == ","
      || [.courtesies, .requests, .interjections, .personPronouns, .refusals, .noteOpeners].contains {
        grammar.roles[$0].contains(word)
      } || grammar.separators.longestMatch(in: [word], from: 0) != nil
  }

  // MARK: How it is handed over

  /// "please leave it with the neighbour and dont ring, baby is asleep": from its verb to the end of the sentence, or
  /// to where something else is wanted.
  private func instructions(in sentence: Range<Int>) -> [Range<Int>] {
    guard let verb = sentence.first(where: { grammar.roles[.handing].contains(reading.words[$0]) }),
      opened(verb) <= sentence.lowerBound || reading.words[opened(verb)] == "," || isJoint(opened(verb)),
      !reading.links.contains(where: { $0.tokens.contains(verb) && $0.isGoods && $0.confidence >= Self.plainGoods })
    else { return [] }
    let end = (verb + 1..<sentence.upperBound).first(where: startsSomethingElse) ?? sentence.upperBound
    guard let place = (verb + 1..<end).first(where: isPlace), place - verb <= Self.farthestPlace else { return [] }
    return [max(opened(verb), sentence.lowerBound)..<end]
  }

  private static let plainGoods = 0.65
  /// Words between "leave" and the door.
  private static let farthestPlace = 7

  private func isJoint(_ index: Int) -> Bool {
    grammar.separators.longestMatch(in: [reading.words[index]], from: 0) != nil
  }

  private func isPlace(_ index: Int) -> Bool {
    grammar.roles[.handingPlaces].contains(reading.words[index])
      && !reading.links.contains {
        $0.tokens.contains(index) && $0.tokens.count > 1 && $0.isGoods && $0.confidence >= Self.plainGoods
      }
  }

  private static let wishes: Set<String> = [
    "add", "find", "remove", "checkout", "view_cart", "swap", "change_quantity", "confirm", "cancel_order", "want",
  ]

  private func startsSomethingElse(_ index: Int) -> Bool {
    guard index > 0, reading.words[index - 1] == "," || isJoint(index - 1) else { return false }
    return reading.acts.contains { $0.range.lowerBound == index && !Self.wishes.isDisjoint(with: $0.labels) }
      || reading.links.contains { $0.tokens.lowerBound == index && $0.isGoods && $0.confidence >= Self.plainGoods }
  }

  // MARK: When it is to come

  /// Where the sentence orders something or tells how it comes, or an order is being made up.
  private func times(in sentence: Range<Int>) -> [Range<Int>] {
    let found = TimeStretches(grammar: grammar, reading: reading).ranges(in: sentence).filter { range in
      !reading.links.contains { $0.tokens.overlaps(range) && $0.confidence >= Self.plainGoods }
    }
    guard !found.isEmpty, isAboutAnOrder(sentence, besides: found) else { return [] }
    // "that's all for today, thank you": no more is wanted now.
    let ends = reading.acts.filter { phrase in
      sentence.contains(phrase.range.lowerBound) && phrase.labels.contains { ["done", "checkout"].contains($0) }
    }
    // "we'll talk it over tonight", "I'll come back tomorrow"
    let leaves = reading.acts.contains { phrase in
      sentence.contains(phrase.range.lowerBound) && phrase.range.count > 1
        && phrase.labels.contains { ["goodbye", "stop"].contains($0) }
    }
    guard !leaves else { return [] }
    return found.filter { time in
      !ends.contains { $0.range.upperBound == time.lowerBound } && !greets(time, sentence) && !isAtOnce(time)
    }
  }

  /// "I'd like to order that now" says nothing of when it is to come.
  private func isAtOnce(_ time: Range<Int>) -> Bool {
    time.count == 1 && grammar.roles[.atOnce].contains(reading.words[time.lowerBound])
  }

  /// "morning, pls send me 2 loaves": so a message is opened.
  private func greets(_ time: Range<Int>, _ sentence: Range<Int>) -> Bool {
    time == sentence.lowerBound..<sentence.lowerBound + 1
      && grammar.roles[.dayParts].contains(reading.words[time.lowerBound])
      && sentence.count > 1
  }

  private func isAboutAnOrder(_ sentence: Range<Int>, besides times: [Range<Int>]) -> Bool {
    let labels = Set(reading.acts.filter { sentence.contains($0.range.lowerBound) }.flatMap(\.labels))
    guard !labels.contains(where: { $0.hasPrefix("ask_") && $0 != "ask_delivery" || Self.looking.contains($0) }) else {
      return false
    }
    let orders = !labels.isDisjoint(with: ["add", "want", "checkout"])
    let isQuestion = isQuestion(sentence)
    if isQuestion, !scene.isCheckingOut || asksOpenly(sentence) { return orders && !labels.contains("ask_delivery") }
    // "can I collect it tomorrow around 9?", to an order's summary, asks for it.
    let tellsHow =
      reading.fulfilments.contains { sentence.contains($0.range.lowerBound) }
      || reading.factCues.contains { $0.labels.contains("address") && sentence.contains($0.range.lowerBound) }
        && !scene.cart.isEmpty
    let namesGoods = reading.links.contains {
      sentence.contains($0.tokens.lowerBound) && $0.isGoods && $0.confidence >= Self.plainGoods
    }
    if isQuestion { return orders || tellsHow && !labels.contains("ask_delivery") }
    if scene.isCheckingOut || tellsHow || orders && namesGoods || orders && !scene.cart.isEmpty { return true }
    // "saturday 10am", with something in the cart: all that is said.
    return !scene.cart.isEmpty
      && sentence.allSatisfy { index in
        times.contains { $0.contains(index) } || reading.tokens[index].kind == .mark || isOpening(index)
          || grammar.roles[.answerFillers].contains(reading.words[index])
      }
  }

  private static let looking: Set<String> = ["find", "browse", "order_status", "cancel_order", "details"]

  /// "when", "how"
  private func asksOpenly(_ sentence: Range<Int>) -> Bool {
    sentence.contains { grammar.roles[.openQuestions].contains(reading.words[$0]) }
  }

  private func isQuestion(_ sentence: Range<Int>) -> Bool {
    guard let first = sentence.first else { return false }
    let end = sentence.upperBound
    if end < reading.words.count, reading.words[end] == "?" { return true }
    // "will collect tomorrow morning"
    if reading.fulfilments.contains(where: { $0.range.lowerBound == first + 1 }) { return false }
    return [.asking, .openQuestions, .requests].contains { grammar.roles[$0].contains(reading.words[first]) }
  }

  private func sentences() -> [Range<Int>] {
    var found: [Range<Int>] = []
    var start = 0
    for index in reading.words.indices + [reading.words.count] {
      guard index == reading.words.count || [".", "!", "?", ";"].contains(reading.words[index]) else { continue }
      if start < index { found.append(start..<index) }
      start = index + 1
    }
    return found
  }
}

/// Where a text tells a time: "tomorrow morning", "saturday 10am", "at 8", "in 20 min", "by friday".
struct TimeStretches {
  let grammar: Grammar
  let reading: Reading

  func ranges(in sentence: Range<Int>) -> [Range<Int>] {
    var found: [Range<Int>] = []
    var index = sentence.lowerBound
    while index < sentence.upperBound {
      guard let end = end(from: index, before: sentence.upperBound) else {
        index += 1
        continue
      }
      found.append(index..<end)
      index = end
    }
    return found
  }

  /// The end of the time that begins here; nil where none does.
  private func end(from start: Int, before limit: Int) -> Int? {
    var index = start
    var end: Int?
    var joint: Int?
    while index < limit {
      if let next = element(at: index, behind: joint, before: limit) {
        (index, end, joint) = (next, next, nil)
      } else if has(index, .timeJoints) || has(index, .clockJoints) || has(index, .timeSpans) {
        joint = index
        index += 1
      } else {
        break
      }
    }
    return end
  }

  private func element(at index: Int, behind joint: Int?, before limit: Int) -> Int? {
    if let day = reading.days.first(where: { $0.range.lowerBound == index }) { return day.range.upperBound }
    if has(index, .dayParts) { return index + 1 }
    guard reading.tokens[index].kind == .number, isHour(reading.words[index]) else {
      return clockWord(at: index)
    }
    if index + 1 < limit, has(index + 1, .clockMarks) { return index + 2 }
    // "10:30"
    if index + 2 < limit, [":", "h"].contains(reading.words[index + 1]), reading.tokens[index + 2].kind == .number,
      reading.tokens[index + 2].isJoined
    {
      return index + 2 < limit - 1 && has(index + 3, .clockMarks) ? index + 4 : index + 3
    }
    if let joint, has(joint, .timeSpans), index + 1 < limit, has(index + 1, .timeUnits) { return index + 2 }
    // "pickup in 15"
    if let joint, has(joint, .timeSpans), index + 1 == limit,
      reading.fulfilments.contains(where: { $0.range.upperBound == joint })
    {
      return index + 1
    }
    guard let joint, has(joint, .clockJoints), Int(reading.words[index]).map({ $0 <= 24 }) ?? true else { return nil }
    // "at 8 Mill Lane" is a house, "around 5 lamps" a count.
    let next = index + 1
    let isAlone =
      next >= limit || reading.tokens[next].kind == .mark && reading.words[next] != "." || has(next, .dayParts)
      || has(next, .courtesies) || has(next, .timeJoints) || isDay(next)
      || grammar.separators.longestMatch(in: [reading.words[next]], from: 0) != nil
    return isAlone ? next : nil
  }

  /// "half an hour": words behind "in" that count no digits.
  private func clockWord(at index: Int) -> Int? {
    guard index + 1 < reading.words.count, has(index, .timeUnits), index > 0, has(index - 1, .indefinites) else {
      return nil
    }
    return index + 1
  }

  private func isDay(_ index: Int) -> Bool { reading.days.contains { $0.range.lowerBound == index } }

  private func isHour(_ word: String) -> Bool {
    let parts = word.split(separator: ".")
    guard let hour = parts.first.flatMap({ Int($0) }), parts.count <= 2 else { return false }
    return (0...60).contains(hour)
  }

  private func has(_ index: Int, _ role: WordRole) -> Bool { grammar.roles[role].contains(reading.words[index]) }
}

extension Interpreter {
  /// Notes are taken out before anything else is read: "leave it" would put something away, "at 8" count something.
  func withNotes(_ reading: Reading, _ scene: Scene) -> Understanding? {
    let reader = OrderNotes(grammar: grammar, reading: reading, scene: scene)
    let ranges = reader.ranges()
    guard !ranges.isEmpty else { return nil }
    let note = ranges.map(reader.text).joined(separator: "; ")
    let told = Act(.inform, source: .rule, text: note, facts: Facts(orderNote: note))
    var parts: [String] = []
    var start = 0
    for range in ranges + [reading.words.count..<reading.words.count] {
      if start < range.lowerBound { parts.append(reading.original(start..<range.lowerBound)) }
      start = range.upperBound
    }
    let rest = parts.joined(separator: " ")
    let notes = ["note: \"\(note)\""]
    guard Tokenizer.tokens(in: rest).contains(where: { $0.kind != .mark && !isCourtesy($0.text) }) else {
      return Understanding(acts: [told], notes: notes)
    }
    var whole = interpret(rest, in: scene)
    whole.acts.removeAll { [.unclear, .outOfScope].contains($0.intent) }
    if let index = whole.acts.lastIndex(where: { $0.intent == .inform }) {
      whole.acts[index].facts.orderNote = note
    } else if whole.acts.isEmpty || whole.acts.contains(where: { Self.orderedWithNote.contains($0.intent) }) {
      whole.acts.append(told)
    } else if let index = whole.acts.firstIndex(where: { !$0.isQuestion }) {
      // "i need plasters for tomorrow" looks for something first; it is kept without a word.
      whole.acts[index].facts.orderNote = note
    }
    whole.notes = notes + whole.notes
    return whole
  }

  private static let orderedWithNote: Set<Intent> = [
    .add, .checkout, .confirm, .swap, .changeQuantity, .remove, .pick,
  ]

  private func isCourtesy(_ word: String) -> Bool {
    [.courtesies, .interjections, .answerFillers].contains { grammar.roles[$0].contains(word) }
      || grammar.separators.longestMatch(in: [word], from: 0) != nil
  }
}
