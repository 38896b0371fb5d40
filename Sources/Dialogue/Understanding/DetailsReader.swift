import Commerce
import Language

/// Reads several answers of a checkout out of one message, part by part.
///
///     "delivery, Tom Baker, 12 Elm St, Portland OR 97201"
///     "Maria José Núñez, Calle Mayor 5 3ºB, 28013 Madrid, Spain"
///
/// A part is what commas, full stops and line ends set off. The first that looks like an address begins it, and what
/// follows belongs to it unless it tells something else; a name stands before it.
struct DetailsReader {
  let grammar: Grammar
  let reading: Reading
  /// Whether a name was asked for; else words before an address are taken for a part of it.
  let expectsName: Bool
  /// Whether it was the last thing asked.
  var asksName = false

  /// More parts are a story, not an answer.
  private static let maximumParts = 12
  /// Words of a name.
  private static let nameLengths = 1...5

  /// nil unless an address and something beside it were told, or a name and a telephone, and nothing else.
  func facts() -> Facts? {
    guard !reading.words.contains("?") || asksOnlyOfPayment else { return nil }
    var found = Facts()
    var address: Range<Int>?
    // "I'll collect it in the shop" names nobody; "pickup, moe hart" and "pickup for Sal" do.
    var isNameApart = false
    // Behind a sentence of its own an address does not go on.
    var isClosed = false
    for part in parts() {
      let rest = takingRecipient(takingWhatIsMarked(part, into: &found), into: &found)
      guard !rest.isEmpty, !isClosing(rest), !isTime(rest) else { continue }
      if let begun = address {
        if found.name == nil, let name = openedName(rest) ?? recipientName(rest) ?? sentencedName(rest) {
          found.name = name
        } else if rest != part && isSaid(rest) || isClosed && isCourtesy(rest) {
          // "I shall pay in cash. Yours faithfully, …": how it is paid, in a sentence of its own.
          isClosed = true
        } else if isClosed {
          return nil
        } else {
          address = begun.lowerBound..<rest.upperBound
        }
      } else if let split = nameAndAddress(rest) {
        found.name = found.name ?? reading.original(split.name)
        address = split.address
      } else if isAddress(rest, afterName: found.name != nil) {
        address = rest
      } else if isHouse(rest, in: part, found) {
        address = rest
      } else if expectsName, found.name == nil, let name = name(rest) {
        // "ok final, check out. Delivery to …": a small word is nobody unless a name was asked for.
        guard
          asksName || name.contains(" ") || name.first?.isUppercase == true || isGiven(rest)
            || isUnheardOf(rest) && !reading.fulfilments.isEmpty && !reading.payments.isEmpty
        else { return nil }
        found.name = name
        isNameApart = rest == part || isCapitalised(rest) || isUnheardOf(rest) || isGiven(rest)
      } else if !isCourtesy(rest), rest == part || !isLanguage(rest) {
        return nil
      }
    }
    // "Neil Grant 303 555 4411": who, and how to reach them.
    guard var address else {
      let isEnough = found.phone != nil || isNameApart && (found.fulfilment == .pickup || found.payment != nil)
      return found.name != nil && isEnough ? found : nil
    }
    if found.name == nil, let last = nameBehind(address) {
      found.name = reading.original(last)
      address = trimmed(address.lowerBound..<last.lowerBound)
    }
    guard found.name != nil || found.fulfilment != nil || found.phone != nil || found.payment != nil else { return nil }
    while address.count > 1, grammar.roles[.factEnds].contains(reading.words[address.upperBound - 1]) {
      address = address.lowerBound..<address.upperBound - 1
    }
    found.address = reading.original(address)
    if found.fulfilment == nil { found.fulfilment = .delivery }
    return found.fulfilment == .delivery ? found : nil
  }

  /// "… name: Ben. cash ok?": the one question is how it is paid.
  private var asksOnlyOfPayment: Bool {
    guard reading.words.last == "?", reading.words.count(where: { $0 == "?" }) == 1, let last = parts().last else {
      return false
    }
    return reading.payments.contains { last.contains($0.range.lowerBound) }
  }

  // MARK: Parts

  func parts() -> [Range<Int>] {
    var parts: [Range<Int>] = []
    var start = 0
    for index in reading.tokens.indices {
      if index > start, startsLine(index) {
        parts.append(start..<index)
        start = index
      }
      if isSeparator(index) {
        if start < index { parts.append(start..<index) }
        start = index + 1
      }
    }
    if start < reading.tokens.count { parts.append(start..<reading.tokens.count) }
    return parts.count <= Self.maximumParts ? parts : []
  }

  /// A full stop ends a part only behind a whole word and before another: "Elm St. 5", "J. Baker" go on.
  private func isSeparator(_ index: Int) -> Bool {
    switch reading.words[index] {
    case ",", ";", ":", "\u{60C}", "\u{3001}": return true
    // "pickup - Cody Marsh - 303-555-4545"
    case "-", "–", "—", "|", "/":
      return !reading.tokens[index].isJoined && index + 1 < reading.tokens.count && !reading.tokens[index + 1].isJoined
    case ".":
      guard index > 0, index + 1 < reading.tokens.count else { return true }
      if FactReader(grammar: grammar, reading: reading).endsStreet(index) { return true }
      let before = reading.tokens[index - 1]
      // "k. checkout, pickup, Amir"
      if [.acknowledging, .agreeing, .courtesies].contains(where: { grammar.roles[$0].contains(before.text) }) {
        return true
      }
      // "…, Ely. Pat Noakes": a short town, between a comma and somebody.
      let next = reading.tokens[index + 1]
      if index > 1, reading.words[index - 2] == ",", before.text.count == 3, next.kind == .word, !next.isJoined,
        next.original.first?.isUppercase == true
      {
        return true
      }
      // "order pls. Chloe Watts"; a capital before the stop is an initial or shortens a name.
      let isWhole = before.text.count > 3 || before.text.count > 1 && before.original.allSatisfy(\.isLowercase)
      return reading.tokens[index + 1].kind == .word && !reading.tokens[index + 1].isJoined
        && isWhole && !grammar.streetWords.contains(before.text)
    default: return false
    }
  }

  func startsLine(_ index: Int) -> Bool {
    let before = reading.tokens[index - 1].original
    return before.base[before.endIndex..<reading.tokens[index].original.startIndex].contains(where: \.isNewline)
  }

  /// Takes delivery or pick-up, telephone, e-mail, payment and an announced name out of a part.
  /// - Returns: what is left of it.
  private func takingWhatIsMarked(_ part: Range<Int>, into found: inout Facts) -> Range<Int> {
    var rest = part
    for (place, text) in [reading.phone, reading.email].compactMap({ $0 }) where part.contains(place.lowerBound) {
      if place == reading.email?.range { found.email = text } else { found.phone = text }
      var start = max(rest.lowerBound, place.lowerBound)
      while start > rest.lowerBound, isPhoneWord(start - 1) { start -= 1 }
      rest = longer(rest.lowerBound..<start, min(place.upperBound, rest.upperBound)..<rest.upperBound)
    }
    // "collect in store" tells one way twice.
    while let way = reading.fulfilments.first(where: { rest.contains($0.range.lowerBound) }) {
      found.fulfilment = way.labels.contains("pickup") ? .pickup : .delivery
      rest = longer(rest.lowerBound..<way.range.lowerBound, way.range.upperBound..<rest.upperBound)
    }
    if let way = reading.payments.first(where: {
      rest.contains($0.range.lowerBound) && $0.range.upperBound <= rest.upperBound
    }) {
      found.payment = way.labels.first.flatMap(PaymentPhrase.init)
      rest = longer(rest.lowerBound..<way.range.lowerBound, way.range.upperBound..<rest.upperBound)
    }
    rest = trimmed(rest)
    if found.name == nil, let cue = FactReader(grammar: grammar, reading: reading).nameCue(in: rest),
      let name = name(cue.upperBound..<rest.upperBound)
    {
      found.name = name
      rest = trimmed(rest.lowerBound..<cue.lowerBound)
    }
    if let cue = reading.factCues.first(where: { $0.range.lowerBound == rest.lowerBound }) {
      if cue.labels.contains("address") {
        rest = trimmed(cue.range.upperBound..<max(cue.range.upperBound, rest.upperBound))
      }
    }
    return rest
  }

  /// "3100 Iris Avenue for Sam Porter": who gets it, at the end.
  private func takingRecipient(_ part: Range<Int>, into found: inout Facts) -> Range<Int> {
    guard found.name == nil, hasNumber(part),
      let cue = part.dropFirst(2).first(where: { grammar.roles[.purposes].contains(reading.words[$0]) })
    else { return part }
    let name = cue + 1..<part.upperBound
    guard (2...3).contains(name.count), isNameLike(name),
      name.allSatisfy({ reading.tokens[$0].original.first?.isUppercase == true })
    else { return part }
    found.name = reading.original(name)
    return part.lowerBound..<cue
  }

  /// "tel:", "my phone is" before the number.
  private func isPhoneWord(_ index: Int) -> Bool {
    reading.tokens[index].kind == .mark && reading.words[index] != ","
      || grammar.roles[.phoneNouns].contains(reading.words[index]) || isEdge(index)
  }

  private func longer(_ one: Range<Int>, _ other: Range<Int>) -> Range<Int> {
    let (one, other) = (trimmed(one), trimmed(other))
    return one.count > other.count ? one : other
  }

  /// Without marks and joining words at its ends: "to", "please".
  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high, reading.tokens[low].kind == .mark || isEdge(low) { low += 1 }
    while high > low, reading.tokens[high - 1].kind == .mark && reading.words[high - 1] != ")" || isEdge(high - 1) {
      high -= 1
    }
    return low..<high
  }

  private func isEdge(_ index: Int) -> Bool {
    [.factEdges, .factEnds, .deliveryJoints, .courtesies, .factOpeners].contains {
      grammar.roles[$0].contains(reading.words[index])
    }
  }

  // MARK: What a part is

  private func isCourtesy(_ range: Range<Int>) -> Bool {
    let filled = Set(
      range.flatMap { start -> Range<Int> in
        let end = grammar.fillers.longestMatch(in: reading.words, from: start)?.end ?? start
        return start..<min(end, range.upperBound)
      })
    return range.allSatisfy { index in
      filled.contains(index) || reading.tokens[index].kind == .mark
        || [.answerFillers, .courtesies, .acknowledging, .agreeing, .factOpeners].contains {
          grammar.roles[$0].contains(reading.words[index])
        }
    }
  }

  /// "done", "ring me up": what goes before telling who and how.
  private func isClosing(_ range: Range<Int>) -> Bool {
    // "order pls", "ok order"
    let words = reading.words[range]
    if words.contains(where: grammar.roles[.placing].contains),
      words.allSatisfy({ word in
        [WordRole.placing, .courtesies, .agreeing, .factOpeners].contains { grammar.roles[$0].contains(word) }
      })
    {
      return true
    }
    return reading.acts.contains { phrase in
      phrase.range.lowerBound <= range.lowerBound && range.upperBound <= phrase.range.upperBound
        && phrase.labels.contains { ["checkout", "done"].contains($0) }
    } || isAgreement(range)
  }

  /// "ok confirmo": a yes before telling who and how.
  private func isAgreement(_ range: Range<Int>) -> Bool {
    range.allSatisfy { index in
      reading.acts.contains { $0.range.contains(index) && $0.labels.contains(Intent.confirm.rawValue) }
        || isCourtesy(index..<index + 1)
    }
  }

  /// "on saturday", "tomorrow at 5": when, which changes nothing of who and where.
  private func isTime(_ range: Range<Int>) -> Bool {
    reading.days.contains { $0.range.overlaps(range) }
      && range.allSatisfy { index in
        reading.days.contains { $0.range.contains(index) } || reading.tokens[index].kind != .word
          || isCourtesy(index..<index + 1)
      }
  }

  /// Words of the language in small letters, which are no place.
  private func isSaid(_ range: Range<Int>) -> Bool {
    range.allSatisfy { index in
      reading.tokens[index].kind == .mark
        || reading.tokens[index].kind == .word && grammar.words.contains(reading.words[index])
          && (reading.tokens[index].original.first?.isLowercase == true || index == range.lowerBound)
    }
  }

  /// What is left of "vou buscar na loja" when it has told how: small words, no name of anything.
  private func isLanguage(_ range: Range<Int>) -> Bool {
    range.count <= Self.leftWords
      && range.allSatisfy { index in
        grammar.words.contains(reading.words[index]) && !reading.links.contains { $0.tokens.contains(index) }
      }
  }

  private static let leftWords = 3

  private func isAddress(_ range: Range<Int>, afterName: Bool) -> Bool {
    if FactReader(grammar: grammar, reading: reading).looksLikeAddress(range) { return true }
    // "Flat 2, 41 Canal Street"
    if range.count == 2, grammar.streetWords.contains(reading.words[range.lowerBound]),
      reading.tokens[range.lowerBound + 1].kind == .number
    {
      return true
    }
    // "Hauptstr. 5": behind a name one word and a number will do, unless it counts goods.
    guard afterName, hasNumber(range), range.contains(where: { reading.tokens[$0].kind == .word }),
      !range.contains(where: { grammar.units.contains(reading.words[$0]) })
    else { return false }
    return !reading.links.contains { $0.isGoods && range.contains($0.tokens.lowerBound) }
      && !reading.quantities.contains { range.contains($0.range.lowerBound) && $0.quantity.isAdditional }
  }

  /// "deliver to Riverside Sports Club, 2 Dock Road": three words right behind where it goes, of which none is what
  /// people are called.
  private func isHouse(_ rest: Range<Int>, in part: Range<Int>, _ found: Facts) -> Bool {
    guard found.fulfilment == .delivery, rest.lowerBound > part.lowerBound,
      reading.tokens[rest.upperBound...].contains(where: { $0.kind == .number })
    else { return false }
    // "bring it to hotel Astoria, 12 Grand Street"
    if rest.count > 1, rest.contains(where: { grammar.roles[.houses].contains(reading.words[$0]) }) { return true }
    return rest.count > 2 && isCapitalised(rest)
      && !rest.contains { grammar.roles[.givenNames].contains(reading.words[$0]) }
  }

  func hasNumber(_ range: Range<Int>) -> Bool { range.contains { reading.tokens[$0].kind == .number } }

  /// "Tom Baker 12 Elm St Portland": a name and an address with nothing between them.
  private func nameAndAddress(_ range: Range<Int>) -> (name: Range<Int>, address: Range<Int>)? {
    guard expectsName, let number = range.first(where: { reading.tokens[$0].kind == .number }) else { return nil }
    let name = range.lowerBound..<number
    let address = number..<range.upperBound
    // "sorry its 18 Station Road not 8" mends, and names nobody.
    guard (1...3).contains(name.count), isNameLike(name), isCapitalised(name) || name.count == 2,
      grammar.corrections.longestMatch(in: reading.words, from: name.lowerBound) == nil,
      !name.contains(where: { grammar.streetWords.contains(reading.words[$0]) }),
      address.contains(where: { grammar.streetWords.contains(reading.words[$0]) }) || isNamedStreet(address),
      FactReader(grammar: grammar, reading: reading).looksLikeAddress(address)
    else { return nil }
    return (name, address)
  }

  /// "27 Heworth Green": a number and words in capitals.
  private func isNamedStreet(_ range: Range<Int>) -> Bool {
    let words = range.dropFirst().filter { reading.tokens[$0].kind == .word }
    return words.count > 1 && words.allSatisfy { reading.tokens[$0].original.first?.isUppercase == true }
  }

  func name(_ range: Range<Int>) -> String? {
    var range = range
    if let cue = reading.factCues.first(where: {
      $0.labels.contains("name") && $0.range.lowerBound == range.lowerBound && $0.range.upperBound < range.upperBound
    }) {
      range = cue.range.upperBound..<range.upperBound
    }
    while range.count > 1,
      [WordRole.nameOpeners, .interjections].contains(where: {
        grammar.roles[$0].contains(reading.words[range.lowerBound])
      })
    { range = range.dropFirst() }
    return isNameLike(range) ? reading.original(range) : nil
  }

  private func isGiven(_ range: Range<Int>) -> Bool {
    range.first.map { grammar.roles[.givenNames].contains(reading.words[$0]) } ?? false
  }

  func isNameLike(_ range: Range<Int>) -> Bool {
    let words = range.filter { reading.tokens[$0].kind == .word }
    guard Self.nameLengths.contains(words.count),
      range.allSatisfy({ reading.tokens[$0].kind == .word || [".", "-", "'"].contains(reading.words[$0]) }),
      !reading.references.contains(where: { $0.range.overlaps(range) })
    else { return false }
    if isCapitalised(range) { return !reading.acts.contains { $0.range == range } }
    return !reading.acts.contains { $0.range.overlaps(range) } && !reading.negations.contains { $0.overlaps(range) }
      && !reading.quantities.contains { $0.range.overlaps(range) }
      && !reading.links.contains { $0.isGoods && $0.tokens.overlaps(range) } && !isCourtesy(range)
  }

  /// "nora bell pick up": two words that the language itself does not need.
  private func isUnheardOf(_ range: Range<Int>) -> Bool {
    range.count == 2
      && range.allSatisfy { index in
        !grammar.words.contains(reading.words[index]) && !reading.days.contains { $0.range.contains(index) }
      }
  }

  func isCapitalised(_ range: Range<Int>) -> Bool {
    range.contains { reading.tokens[$0].original.first?.isUppercase == true }
      && range.allSatisfy { index in
        reading.tokens[index].kind != .word || reading.tokens[index].original.first?.isUppercase == true
          || reading.words[index].count <= 3
      }
  }
}
