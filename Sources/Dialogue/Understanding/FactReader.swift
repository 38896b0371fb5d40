import Commerce
import Language

/// Reads what shoppers tell of themselves: names and addresses, which have no fixed form and need to be expected or
/// announced ("my name is …", "deliver to …").
struct FactReader {
  let grammar: Grammar
  let reading: Reading

  /// "deliver to 12 Market Street, Springfield": the text after an address cue, up to what starts something else.
  func announcedAddress() -> (range: Range<Int>, text: String)? {
    for cue in reading.factCues where cue.labels.contains("address") && !isPartOfDelivery(cue.range) {
      let end = endOfFact(from: cue.range.upperBound)
      var range = trimmed(cue.range.upperBound..<end)
      if !range.isEmpty { range = withoutWrong(range) }
      guard !range.isEmpty, !startsAct(range.lowerBound, cue), looksLikeAddress(range), !isForm(range, behind: cue),
        isPlace(range, behind: cue),
        !isLabelled(range)
      else {
        continue
      }
      return (cue.range.lowerBound..<end, reading.original(range))
    }
    return addressBehindDelivery()
  }

  /// The "a" of "a domicilio: Calle Pino 22".
  private func isPartOfDelivery(_ cue: Range<Int>) -> Bool {
    reading.fulfilments.contains { $0.range.lowerBound == cue.lowerBound && $0.range.upperBound > cue.upperBound }
  }

  /// "something to cover the floor while i paint": behind "to" alone a place has a number or a name in capitals.
  private func isPlace(_ range: Range<Int>, behind cue: LabelledRange) -> Bool {
    cue.range.count > 1 || cue.labels.count > 1
      || !grammar.roles[.deliveryJoints].contains(reading.words[cue.range.lowerBound])
      || range.contains { reading.tokens[$0].kind == .number || reading.tokens[$0].original.first?.isUppercase == true }
      || grammar.streetWords.contains(reading.words[range.lowerBound])
  }

  /// "en el número 39": a size.
  private func isLabelled(_ range: Range<Int>) -> Bool {
    guard let first = range.first(where: { !grammar.articles.contains(reading.words[$0]) }),
      first + 1 < range.upperBound
    else { return false }
    return grammar.roles[.numberLabels].contains(reading.words[first]) && reading.tokens[first + 1].kind == .number
      && (!grammar.streetWords.contains(reading.words[first])
        || grammar.facts.longestMatch(in: [reading.words[first]], from: 0)?.labels.contains("order_number") == true)
  }

  /// "change to 250ml then, still 2": a form of goods behind "to" is no place.
  private func isForm(_ range: Range<Int>, behind cue: LabelledRange) -> Bool {
    cue.range.count == 1 && !range.contains { grammar.streetWords.contains(reading.words[$0]) }
      && reading.links.contains { $0.tokens.lowerBound == range.lowerBound }
  }

  /// "delivery, Rua das Flores 123, Lisboa": a street and a number behind the word.
  private func addressBehindDelivery() -> (range: Range<Int>, text: String)? {
    for delivery in reading.fulfilments where delivery.labels.contains("delivery") {
      // "delivery please, 1450 W Adams St"
      let behind = delivery.range.upperBound
      let mark =
        (behind..<reading.words.count).first { index in
          ![.courtesies, .interjections].contains { grammar.roles[$0].contains(reading.words[index]) }
        } ?? behind
      guard mark < reading.words.count,
        [",", ":"].contains(reading.words[mark]) || grammar.streetWords.contains(reading.words[mark])
          || reading.tokens[mark].kind == .number
      else { continue }
      let end = endOfFact(from: mark + 1)
      guard mark < end, end <= reading.words.count else { continue }
      let range = trimmed(mark..<end)
      let hasStreet = range.contains { grammar.streetWords.contains(reading.words[$0]) }
      let hasNumber = range.contains { reading.tokens[$0].kind == .number }
      if hasStreet, hasNumber, looksLikeAddress(range) { return (range, reading.original(range)) }
    }
    return nil
  }

  /// "want to change the address to 5 Elm Road", "I would like to order one …": the first "to" announces an act, no
  /// address.
  private func startsAct(_ index: Int, _ cue: LabelledRange) -> Bool {
    reading.acts.contains { act in
      act.range.lowerBound == index && (act.range.count > 1 || cue.range.count == 1)
        || cue.range.count == 1 && act.range.lowerBound < index && act.range.upperBound > index
    }
  }

  /// Of several, the one that is spelled like a name, and of those the last: "Her name's Zoe but put it under Kathleen".
  func announcedName() -> (range: Range<Int>, text: String)? {
    let found = announcedNames()
    let spelled = found.filter { isCapitalised($0.name) }
    let plain = spelled.filter { !$0.isLoose }
    let chosen = plain.last ?? spelled.first ?? found.first
    return chosen.map { ($0.cue.lowerBound..<$0.name.upperBound, reading.original($0.name)) }
  }

  private func announcedNames() -> [(cue: Range<Int>, name: Range<Int>, isLoose: Bool)] {
    var found: [(cue: Range<Int>, name: Range<Int>, isLoose: Bool)] = []
    for cue in reading.factCues where cue.labels.contains("name") {
      let end = endOfName(from: cue.range.upperBound, atMost: endOfFact(from: cue.range.upperBound))
      let words = cue.range.upperBound..<end
      var range = trimmed(words.prefix(4).first.map { $0..<min(end, $0 + 4) } ?? words)
      // "me llamo Pilar Gómez y lo recojo": what goes on is no name.
      while range.count > 1, let last = range.last,
        grammar.separators.longestMatch(in: [reading.words[last]], from: 0) != nil
      { range = range.dropLast() }
      guard !range.isEmpty, range.allSatisfy({ reading.tokens[$0].kind == .word || isNameMark($0) }),
        !range.contains(where: { index in reading.acts.contains { $0.range.contains(index) && $0.range.count > 1 } }),
        cue.range.count > 1 || grammar.roles[.singleNameCues].contains(reading.words[cue.range.lowerBound]),
        !grammar.roles[.notNames].contains(reading.words[range.lowerBound]), !isTime(range)
      else { continue }
      let isLoose = grammar.roles[.looseNameCues].contains(reading.words[cue.range.lowerBound])
      let isOrdering = !reading.fulfilments.isEmpty || reading.acts.contains { $0.labels.contains("checkout") }
      let mayBeSmall = isOrdering && grammar.roles[.smallNameCues].contains(reading.words[cue.range.lowerBound])
      guard !isLoose || (isCapitalised(range) || mayBeSmall || isGivenName(range)) && range.count <= 3 else { continue }
      found.append((cue.range, range, isLoose))
    }
    return found
  }

  /// "its jess", "this is paula reyes", in small letters: what people are called, and no word of the language or goods.
  func isGivenName(_ range: Range<Int>) -> Bool {
    guard let first = range.first, grammar.roles[.givenNames].contains(reading.words[first]), range.count <= 3 else {
      return false
    }
    return range.allSatisfy { index in
      (!grammar.words.contains(reading.words[index]) || grammar.roles[.nameParticles].contains(reading.words[index]))
        && !reading.links.contains { $0.tokens.contains(index) && (!$0.isGoods || $0.confidence == 1) }
    }
  }

  /// "the address is wrong, it's 5 Elm Close": what stands between the cue and the address says that another was wrong.
  private func withoutWrong(_ range: Range<Int>) -> Range<Int> {
    guard grammar.roles[.wrongWords].contains(reading.words[range.lowerBound]) else { return range }
    let start = range.first { index in
      reading.tokens[index].kind != .mark
        && ![.wrongWords, .factEdges, .interjections].contains { grammar.roles[$0].contains(reading.words[index]) }
    }
    return (start ?? range.upperBound)..<range.upperBound
  }

  /// Of a whole message, as ``wholeName()`` reads it.
  func isSmallName(_ name: String) -> Bool {
    let words = Tokenizer.tokens(in: name).map(\.text)
    guard let start = reading.words.indices.first(where: { reading.words[$0...].starts(with: words) }) else {
      return false
    }
    return isGivenName(start..<start + words.count)
  }

  /// "Dana Cole ill pick it up": a name ends where a word of the language or something told of the order begins.
  private func endOfName(from start: Int, atMost end: Int) -> Int {
    guard start + 1 < end else { return end }
    let isSpelled = reading.tokens[start].original.first?.isUppercase == true
    return (start + 1..<end).first { index in
      let isSmall = reading.tokens[index].original.first?.isLowercase == true
      // "Zoe but put it under …": behind a name in capitals the language goes on.
      if isSpelled, isSmall, grammar.words.contains(reading.words[index]), reading.tokens[index].kind == .word,
        !grammar.roles[.nameParticles].contains(reading.words[index])
      {
        return true
      }
      return reading.words[index] == "," || reading.fulfilments.contains { $0.range.lowerBound == index }
        || reading.payments.contains { $0.range.lowerBound == index }
        || isSmall && [.factOpeners, .interjections].contains { grammar.roles[$0].contains(reading.words[index]) }
          && !grammar.roles[.nameParticles].contains(reading.words[index])
    } ?? end
  }

  /// A whole message taken as an address, when one was asked for.
  func wholeAddress() -> String? {
    var range = trimmed(0..<(noteStart() ?? reading.tokens.count))
    if let cue = reading.factCues.first(where: {
      $0.range.lowerBound == range.lowerBound && $0.labels.contains("address")
    }) {
      range = trimmed(cue.range.upperBound..<range.upperBound)
    }
    guard !range.isEmpty, !reading.words.contains("?") else { return nil }
    if looksLikeAddress(range) { return reading.original(range) }
    let hasNumber = range.contains { reading.tokens[$0].kind == .number }
    if hasNumber, range.count >= 2, range.count <= 4, reading.links.isEmpty,
      range.contains(where: { reading.tokens[$0].kind == .word })
    {
      return reading.original(range)
    }
    let isPlain = !reading.acts.contains { Double($0.range.count) >= Double(range.count) / 2 }
    return range.count >= 3 && isPlain && hasSignOfPlace(range) ? reading.original(range) : nil
  }

  /// "15 Birch Road, Durango. please leave it with the neighbour"
  func noteBehindAddress() -> String? {
    noteStart().map { reading.original(trimmed($0..<reading.tokens.count)) }
  }

  private func noteStart() -> Int? {
    reading.factCues.first { cue in
      cue.labels.contains("note") && cue.range.lowerBound > 2
        && (max(0, cue.range.lowerBound - 2)..<cue.range.lowerBound).contains {
          [".", ",", ";", "!"].contains(reading.words[$0])
        }
    }?.range.lowerBound
  }

  /// Without a number: parts set off by commas, or names of places in capitals; nothing that points or counts.
  private func hasSignOfPlace(_ range: Range<Int>) -> Bool {
    guard reading.quantities.isEmpty, reading.references.isEmpty,
      !grammar.questionWords.contains(reading.words[range.lowerBound])
    else { return false }
    let isListed = range.contains { reading.words[$0] == "," }
    let capitals = range.dropFirst().count { reading.tokens[$0].original.first?.isUppercase == true }
    return isListed || capitals > 0
  }

  /// A whole message taken as a name, when one was asked for.
  func wholeName() -> String? {
    let range = behindSmallSentence(withoutNameWords(trimmed(0..<reading.tokens.count)))
    guard (1...5).contains(range.filter({ reading.tokens[$0].kind == .word }).count),
      range.allSatisfy({ reading.tokens[$0].kind == .word || isNameMark($0) }), !reading.words.contains("?"),
      !range.contains(where: { reading.words[$0].contains { $0.isNumber } })
    else { return nil }
    let covered = range.filter { index in reading.acts.contains { $0.range.contains(index) } }
    guard covered.isEmpty || (isCapitalised(range) && covered.count < range.count) else { return nil }
    guard reading.fulfilments.isEmpty && reading.payments.isEmpty else { return nil }
    guard hasNothingOfAnOrder(range) else { return nil }
    // "hold on", "cool"
    guard
      !range.allSatisfy({ index in
        reading.tokens[index].kind == .mark
          || [.waiting, .acknowledging].contains { grammar.roles[$0].contains(reading.words[index]) }
      })
    else { return nil }
    return reading.original(range)
  }

  /// "fine so. Oisin Burke": small words and a stop before what is spelled like a name.
  private func behindSmallSentence(_ range: Range<Int>) -> Range<Int> {
    guard let stop = range.dropLast().last(where: { reading.words[$0] == "." }), stop + 1 < range.upperBound,
      range[..<stop].allSatisfy({ reading.tokens[$0].original.first?.isUppercase != true }),
      isCapitalised(stop + 1..<range.upperBound)
    else { return range }
    return stop + 1..<range.upperBound
  }

  /// "Elsa Park", said without being asked for: two to four words in capitals that name nothing in the shop.
  func fullName() -> String? {
    guard let name = wholeName(), reading.acts.isEmpty, reading.factCues.isEmpty else { return nil }
    let words = reading.tokens.filter { $0.kind == .word }
    let isNamed = reading.links.contains { $0.isGoods && ($0.tokens.count > 1 || $0.confidence >= Self.plainGoods) }
    return (2...4).contains(words.count) && words.allSatisfy { $0.original.first?.isUppercase == true } && !isNamed
      ? name : nil
  }

  private static let plainGoods = 0.95

  /// "two of the second one", "another lantern": counts, pointing words and goods are no part of a name, except that
  /// people are called Rose and Baker.
  private func hasNothingOfAnOrder(_ range: Range<Int>) -> Bool {
    let words = range.filter { reading.tokens[$0].kind == .word }
    let isCounted = reading.quantities.contains { $0.range.overlaps(range) }
    let isPointing = reading.references.contains { $0.range.overlaps(range) }
    guard !isCounted, !isPointing, reading.prices.isEmpty else { return false }
    let goods = reading.links.filter { $0.tokens.overlaps(range) }
    let named = words.filter { index in goods.contains { $0.tokens.contains(index) } }
    return isCapitalised(range) || named.count < words.count
      || (words.count == 1 && goods.allSatisfy { $0.confidence < 1 })
  }

  /// "ok its Tom Baker", "put it under Maria", "Jo here".
  private func withoutNameWords(_ range: Range<Int>) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high - 1, grammar.roles[.nameOpeners].contains(reading.words[low]) || reading.tokens[low].kind == .mark
    { low += 1 }
    while high > low + 1,
      grammar.roles[.nameClosers].contains(reading.words[high - 1]) || reading.tokens[high - 1].kind == .mark
    { high -= 1 }
    return low..<high
  }

  /// A number with a word, or a street word with another: enough to send something to.
  func looksLikeAddress(_ range: Range<Int>) -> Bool {
    let words = range.filter { reading.tokens[$0].kind == .word }
    let numbers = range.filter { reading.tokens[$0].kind == .number }
    let hasStreet = words.contains { grammar.streetWords.contains(reading.words[$0]) }
    if hasStreet { return words.count >= 3 || (!numbers.isEmpty && words.count >= 2) }
    guard !numbers.isEmpty, words.count >= 2 else { return false }
    let goods = reading.links.filter { $0.isGoods && range.contains($0.tokens.lowerBound) }
    let isCommand = reading.acts.contains { range.contains($0.range.lowerBound) && $0.range.count > 1 }
    return goods.isEmpty && !isCommand
  }

  /// "14 Park Lane, Leeds", "Calle Mayor 3, Perth", said without being asked for: a number, a street and no goods.
  func isStreetAddress(_ range: Range<Int>) -> Bool {
    if startsWithStreet(range) { return true }
    guard let first = range.first, reading.tokens[first].kind == .number, range.count >= 3,
      range.contains(where: { grammar.streetWords.contains(reading.words[$0]) && $0 > first + 1 }),
      reading.links.allSatisfy({ !$0.isGoods || !range.contains($0.tokens.lowerBound) || $0.confidence < 0.8 })
    else { return false }
    return reading.tokens[first + 1].original.first?.isUppercase == true
  }

  /// "Calle Mayor 3, Perth": capitals, a word for a street and a number, and nothing that is bought.
  private func startsWithStreet(_ range: Range<Int>) -> Bool {
    guard let first = range.first,
      reading.tokens[first].original.first?.isUppercase == true || grammar.streetWords.contains(reading.words[first]),
      range.contains(where: { reading.tokens[$0].kind == .number }), looksLikeAddress(range),
      reading.links.allSatisfy({ !$0.isGoods || !range.contains($0.tokens.lowerBound) || isPartOfStreet($0, first) })
    else { return false }
    let hasStreet = range.contains { grammar.streetWords.contains(reading.words[$0]) }
    let isListed = range.contains { reading.words[$0] == "," }
    let capitals = range.count { reading.tokens[$0].original.first?.isUppercase == true }
    return (capitals > 1 || grammar.streetWords.contains(reading.words[first])) && (hasStreet || isListed)
      && reading.acts.allSatisfy { !$0.range.meets(range) || $0.range.count == 1 }
  }

  /// "calle san jacinto 5, Tomás Rey", in a shop with a "roscón de reyes".
  private func isPartOfStreet(_ link: CatalogMention, _ first: Int) -> Bool {
    grammar.streetWords.contains(reading.words[first]) && link.tokens.lowerBound > first && link.confidence < 0.9
  }

  private func isNameMark(_ index: Int) -> Bool { [".", "-", "'"].contains(reading.words[index]) }

  private func isCapitalised(_ range: Range<Int>) -> Bool {
    range.allSatisfy { reading.tokens[$0].kind != .word || reading.tokens[$0].original.first?.isUppercase == true }
  }

  /// Up to a line's end, a sentence's end, or "and"/"," before another fact or act.
  func endOfFact(from start: Int) -> Int {
    var index = start
    let name = nameCue(in: start..<reading.tokens.count)?.lowerBound
    while index < reading.tokens.count {
      if ["!", "?", ";"].contains(reading.words[index]) || index == reading.phone?.range.lowerBound { return index }
      if endsStreet(index) || index == name { return index }
      // "Hauptstr. 5" goes on.
      if reading.words[index] == ".", index + 1 < reading.tokens.count, !reading.tokens[index + 1].isJoined,
        reading.tokens[index + 1].kind != .number, reading.words[max(start, index - 1)].count > 3
      {
        return index
      }
      let isJoint =
        reading.words[index] == "," || grammar.separators.longestMatch(in: reading.words, from: index) != nil
      if isJoint, startsOther(index + 1) || isTakenBack(index + 1) { return index }
      index += 1
    }
    return index
  }

  /// "… Boise ID 83702 name Pat Long", "… Surabaya atas nama Rini": where behind a place somebody's name is announced.
  func nameCue(in range: Range<Int>) -> Range<Int>? {
    reading.factCues.first { cue in
      guard cue.labels.contains("name"), cue.range.lowerBound > range.lowerBound + 1,
        cue.range.upperBound < range.upperBound, range.contains(cue.range.lowerBound)
      else { return false }
      let isPlain = cue.range.count > 1 || grammar.roles[.nameNouns].contains(reading.words[cue.range.lowerBound])
      let next = reading.tokens[cue.range.upperBound]
      return isPlain && next.kind == .word
        && (next.original.first?.isUppercase == true || grammar.roles[.givenNames].contains(next.text))
    }?.range
  }

  /// "15 Birch Court, Eugene, not 5": what it is not.
  private func isTakenBack(_ index: Int) -> Bool {
    index < reading.words.count && grammar.roles[.refusals].contains(reading.words[index])
      && grammar.negations.longestMatch(in: reading.words, from: index) != nil
  }

  private func startsOther(_ index: Int) -> Bool {
    var next = index
    while next < reading.words.count, grammar.roles[.factOpeners].contains(reading.words[next]) { next += 1 }
    return reading.payments.contains { $0.range.lowerBound == next }
      || reading.factCues.contains {
        $0.range.lowerBound == next && !$0.labels.contains("order_number")
          && ($0.range.count > 1 || grammar.roles[.nameNouns].contains(reading.words[next]) || isSelf($0))
      }
      || reading.acts.contains {
        $0.range.lowerBound == next && ($0.range.count > 1 || grammar.roles[.closing].contains(reading.words[next]))
      }
      || (next < reading.words.count && grammar.roles[.closing].contains(reading.words[next]))
  }

  private func trimmed(_ range: Range<Int>) -> Range<Int> {
    var low = range.lowerBound
    var high = range.upperBound
    while low < high, reading.tokens[low].kind == .mark || grammar.roles[.factEdges].contains(reading.words[low]) {
      low += 1
    }
    while high > low,
      (reading.tokens[high - 1].kind == .mark && reading.words[high - 1] != ")")
        || grammar.roles[.factEnds].contains(reading.words[high - 1])
    { high -= 1 }
    // "jl braga 9 bandung, qris": how it is paid is no part of where it goes.
    if let payment = reading.payments.first(where: { $0.range.upperBound == high }),
      payment.range.lowerBound > low + 1
    {
      return trimmed(low..<payment.range.lowerBound)
    }
    return low..<high
  }
}
