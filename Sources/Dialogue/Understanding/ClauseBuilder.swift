import Commerce
import Language

/// Gathers a clause from a reading.
struct ClauseBuilder {
  let grammar: Grammar
  let reading: Reading
  let range: Range<Int>

  private var used: Set<Int> = []
  private var clause: Clause

  init(grammar: Grammar, reading: Reading, range: Range<Int>) {
    self.grammar = grammar
    self.reading = reading
    self.range = range
    clause = Clause(reading: reading, roles: grammar.roles, range: range)
  }

  mutating func build() -> Clause {
    readCorrection()
    readCorrectionBehind()
    readQuestion()
    readNegations()
    readFreeOf()
    readAllergies()
    readLabels()
    readConstraints()
    readFacts()
    readItems()
    readLeftover()
    clause.settleExchange()
    return clause
  }

  func within(_ inner: Range<Int>) -> Bool {
    range.lowerBound <= inner.lowerBound && inner.upperBound <= range.upperBound
  }

  private mutating func use(_ stretch: Range<Int>) { used.formUnion(stretch) }

  mutating func mend(at stretch: Range<Int>) {
    clause.isCorrection = true
    use(stretch)
  }

  mutating func exclude(_ word: String, at stretch: Range<Int>) {
    clause.constraints.excludedWords.insert(word)
    use(stretch)
  }

  /// "no, three", "sorry, green", "actually make it 2"; "no" alone is an answer and "no nuts" a condition.
  private mutating func readCorrection() {
    var start = range.lowerBound
    while start < range.upperBound - 1,
      grammar.roles[.interjections].contains(reading.words[start])
        || reading.words[start] == ","
    { start += 1 }
    guard let end = endOfCorrections(from: start) else { return }
    let next = reading.tokens[end]
    let isPlainNo = grammar.roles[.no].contains(reading.words[start]) && end == start + 1
    let mends =
      next.kind == .mark || reading.quantities.contains { $0.range.lowerBound == end && $0.quantity.isExplicit }
      || reading.references.contains { $0.range.lowerBound == end && $0.reference != .focus }
      || grammar.roles[.correctionContinues].contains(next.text) || isValueAlone(from: end)
    guard !isPlainNo || mends else { return }
    clause.isCorrection = true
    use(range.lowerBound..<end)
  }

  private mutating func readQuestion() {
    let end = range.upperBound
    clause.isQuestion =
      (end < reading.words.count && reading.words[end] == "?") || reading.words[range].contains("?")
      || grammar.questionWords.contains(reading.words[range.lowerBound]) || comparesInside
    // "will collect tomorrow morning" tells how it comes.
    if clause.isQuestion, end == reading.words.count || reading.words[end] != "?", !reading.words[range].contains("?"),
      reading.fulfilments.contains(where: {
        (range.lowerBound + 1...range.lowerBound + 2).contains($0.range.lowerBound)
      }),
      grammar.roles[.asking].contains(reading.words[range.lowerBound])
    {
      clause.isQuestion = false
    }
    if clause.isCorrection, asksBehind(used) { (clause.isQuestion, clause.isCorrection) = (true, false) }
  }

  private mutating func readLabels() {
    for phrase in reading.acts
    where within(phrase.range) && !used.contains(phrase.range.lowerBound) && !isPartOfDelivery(phrase.range) {
      let labels = phrase.labels.filter { label in
        !Self.aloneOnly.contains(label) && !(phrase.range.count == 1 && Self.loneWords.contains(label))
          || isAlone(phrase.range)
      }
      guard !labels.isEmpty else { continue }
      for label in labels {
        clause.labels.insert(label)
        clause.labelLengths[label] = max(clause.labelLengths[label] ?? 0, phrase.range.count)
      }
      if phrase.range.count > 1, phrase.range.contains(where: isFocus) { clause.asksOfIt = true }
      use(phrase.range)
    }
    clause.keepsOptions = reading.words[range].contains(where: grammar.roles[.sameWords].contains)
  }

  /// What says something only where nothing else is said: "listo", "my order?".
  private static let aloneOnly: Set<String> = ["done", "my_order"]
  /// The same of a single word only: the "back" of "on my back".
  private static let loneWords: Set<String> = ["go_back"]

  /// Whether nothing but courtesies stands beside a phrase: "ya" alone is done, in "ya no quiero" it says nothing.
  private func isAlone(_ phrase: Range<Int>) -> Bool {
    range.allSatisfy { index in
      phrase.contains(index) || reading.tokens[index].kind == .mark
        || [.courtesies, .agreeing, .decidingEnds].contains { grammar.roles[$0].contains(reading.words[index]) }
    }
  }

  private func isFocus(_ index: Int) -> Bool {
    grammar.references.longestMatch(in: [reading.words[index]], from: 0)?.labels.contains("focus") == true
      && !reading.isIntroduced(at: index, grammar)
  }

  private mutating func readConstraints() {
    for price in reading.prices where within(price.range) {
      clause.constraints.minimumPrice = price.minimum ?? clause.constraints.minimumPrice
      clause.constraints.maximumPrice = price.maximum ?? clause.constraints.maximumPrice
      use(price.range)
    }
    for phrase in reading.percentages where within(phrase.range) {
      clause.constraints.percentages = (clause.constraints.percentages ?? []) + [phrase.filter]
      use(phrase.range)
    }
    for sort in reading.sorts where within(sort.range) && !isReference(sort.range) {
      apply(sort: sort.labels[0])
      use(sort.range)
    }
    for condition in reading.conditions where within(condition.range) {
      if condition.labels.contains("in_stock") { clause.constraints.inStockOnly = true }
      if condition.labels.contains("on_sale") { clause.constraints.onSaleOnly = true }
      use(condition.range)
    }
  }

  private func isReference(_ stretch: Range<Int>) -> Bool { reading.references.contains { $0.range.meets(stretch) } }

  private mutating func apply(sort label: String) {
    switch label {
    case "cheapest": clause.constraints.sort = .cheapest
    case "dearest": clause.constraints.sort = .dearest
    case "strongest": clause.constraints.sort = .strongest
    case "weakest": clause.constraints.sort = .weakest
    case "newest": clause.constraints.sort = .newest
    case "best_selling": clause.constraints.sort = .bestSelling
    case "cheaper": clause.constraints.isCheaperThanShown = true
    case "dearer": clause.constraints.isDearerThanShown = true
    default: break
    }
  }

  /// "no nuts", "without sugar", "anything but red": the words after it, up to the next mark or joint.
  private mutating func readNegations() {
    for negation in reading.negations where within(negation) && !used.contains(negation.lowerBound) {
      // "no thanks", "don't want": a phrase of its own.
      let isPhrase =
        reading.acts.contains { phrase in
          (phrase.range.meets(negation) && (phrase.range.count > negation.count || phrase.labels.contains("remove")))
            || (phrase.range.lowerBound == negation.upperBound && (phrase.range.count > 1 || changes(phrase, negation)))
        } || reading.sorts.contains { $0.range.meets(negation) && $0.range.count > negation.count }
      guard !isPhrase, !isSigh(negation) else { continue }
      var end = negation.upperBound
      var words: [String] = []
      while end < range.upperBound, reading.tokens[end].kind != .mark, words.count < 3,
        !grammar.roles[.exclusionEnds].contains(reading.words[end]),
        words.isEmpty || grammar.corrections.longestMatch(in: [reading.words[end]], from: 0) == nil
      {
        let word = reading.words[end]
        // "not the bag the jar"
        if !words.isEmpty, grammar.roles[.definiteArticles].contains(word) { break }
        if !grammar.articles.contains(word), !grammar.roles[.exclusionJoints].contains(word) { words.append(word) }
        end += 1
      }
      // "oh no then. what about …"
      let isIdle = words.allSatisfy { grammar.roles[.decidingEnds].contains($0) }
      guard !words.isEmpty, !isIdle, !isWholeSentence(words) else { continue }
      // "something not too long": a measure, and nothing that must not be there.
      if grammar.roles[.excess].contains(words[0]) {
        use(negation.lowerBound..<end)
        continue
      }
      if words.allSatisfy({ Int($0) != nil }) {
        clause.isCorrection = true
      } else if isContrast(negation.upperBound..<end) {
        // "the black, not the natural": the one that is meant is named.
      } else {
        clause.constraints.excludedWords.formUnion(words)
      }
      use(negation.lowerBound..<end)
    }
  }

  /// "no idea", "not sure", "no problem": sayings, not conditions.
  private func isWholeSentence(_ words: [String]) -> Bool { grammar.roles[.sayings].contains(words[0]) }

  private mutating func readFacts() {
    let facts = FactReader(grammar: grammar, reading: reading)
    if let address = facts.announcedAddress(), address.range.meets(range) {
      clause.facts.address = address.text
      use(address.range)
      if let both = recipient(address.text) { (clause.facts.name, clause.facts.address) = (both.name, both.address) }
    }
    if clause.facts.address == nil, clause.labels.isEmpty, let start = facts.streetStart(in: range) {
      let street = range.clamped(to: start..<max(start, facts.endOfFact(from: start)))
      clause.facts.address = reading.original(street)
      use(street)
    }
    if let name = facts.announcedName(), name.range.meets(range) {
      // "deliver it to Dana Fox, 12 Elm Street, I'm Carl Reed": who gets it is a part of where it goes.
      if let other = clause.facts.name, other != name.text, let street = clause.facts.address {
        clause.facts.address = other + ", " + street
      }
      clause.facts.name = name.text
      use(name.range)
    }
    for fulfilment in reading.fulfilments where within(fulfilment.range) {
      clause.facts.fulfilment = fulfilment.labels.contains("pickup") ? .pickup : .delivery
      use(fulfilment.range)
    }
    for payment in reading.payments where within(payment.range) {
      clause.facts.payment = payment.labels.compactMap(PaymentPhrase.init).first
      use(payment.range)
    }
    if let email = reading.email, within(email.range) { clause.facts.email = email.text; use(email.range) }
    if let phone = reading.phone, within(phone.range) { clause.facts.phone = phone.text; use(phone.range) }
    if let order = reading.orderNumber, within(order.range) {
      clause.facts.orderNumber = order.number; use(order.range)
    }
  }

  private mutating func readItems() {
    var item = ItemPhrase()
    var started = false
    // Whether a count behind has closed the goods before it, and where the last mark ended.
    var isCounted = false
    var end = range.lowerBound
    func isEmpty(_ item: ItemPhrase) -> Bool { item.isBare && item.quantity == nil && item.attributes.isEmpty }
    var items: [ItemPhrase] = []
    let outgoing = ExchangeReader(grammar: grammar, reading: reading).outgoing(in: range)
    for mark in marks() where !used.contains(mark.range.lowerBound) || mark.isInsideAct {
      let isOutgoing = outgoing.contains { $0.contains(mark.range.lowerBound) }
      let isTrailing =
        started && mark.opensItem && item.quantity?.isExplicit != true
        && (isMultiplied(mark.range) || !item.isBare && (isBeforeComma(mark.range) || closesGoods(mark.range, end)))
      let isNext =
        isCounted || (isCountOfThem(item) || isFormOfNext(mark, after: item)) && isParted(end, mark.range.lowerBound)
      if started, isOutgoing != item.isOutgoing || isNext || !isTrailing && closes(item, before: mark) {
        if !isEmpty(item) { items.append(item) }
        item = ItemPhrase()
        isCounted = false
      }
      isCounted = isCounted || isTrailing
      end = mark.range.upperBound
      started = true
      item.isOutgoing = isOutgoing
      mark.apply(&item)
      use(mark.range)
    }
    if !isEmpty(item) { items.append(item) }
    clause.items = counted(Self.shared(items))
  }

  private struct Mark {
    var range: Range<Int>
    var opensItem: Bool
    var isGoods: Bool
    /// A verb with its pronoun, which is an act and points: Spanish "agrégalo".
    var isInsideAct = false
    var apply: (inout ItemPhrase) -> Void
  }

  /// "1 kg de mejillones y 500 g de salmón", "white for the tee, green L for the shirt": a form right before the next
  /// goods is theirs.
  private func isFormOfNext(_ mark: Mark, after item: ItemPhrase) -> Bool {
    guard !mark.isGoods, !mark.opensItem, !item.isBare,
      reading.links.contains(where: { !$0.isGoods && $0.tokens == mark.range })
    else { return false }
    let next = (mark.range.upperBound..<range.upperBound).first { index in
      ![.partitives, .purposes].contains { grammar.roles[$0].contains(reading.words[index]) }
        && !reading.links.contains { !$0.isGoods && $0.tokens.contains(index) }
        && !(index > mark.range.upperBound && grammar.articles.contains(reading.words[index]))
    }
    return next.map { index in reading.links.contains { $0.isGoods && $0.tokens.lowerBound == index } } ?? false
  }

  /// A count opens the next item; goods after goods do, too.
  private func closes(_ item: ItemPhrase, before mark: Mark) -> Bool {
    // "oat milk x4": a count with nothing after it belongs to the goods before.
    if mark.opensItem, isOfAForm(mark.range) { return false }
    if mark.opensItem { return item.quantity?.isExplicit == true || (!item.isBare && goodsFollow(mark.range)) }
    if mark.isGoods { return (!item.candidates.isEmpty || item.category != nil) && !tellsMore(item, mark) }
    return false
  }

  /// "pães franceses": two words side by side that mean the same goods.
  private func tellsMore(_ item: ItemPhrase, _ mark: Mark) -> Bool {
    guard let link = reading.links.first(where: { $0.tokens == mark.range }),
      let before = reading.links.last(where: { $0.isGoods && $0.tokens.upperBound <= mark.range.lowerBound }),
      before.tokens.upperBound == mark.range.lowerBound || reading.describes(link, before)
    else { return false }
    // "the speedster RC car": the kind right behind the name.
    if case .category = link.target { return !item.candidates.isEmpty }
    guard case .products(let ids) = link.target else { return false }
    if item.candidates.isEmpty { return true }
    return !Set(ids).isDisjoint(with: item.candidates)
  }

  private func goodsFollow(_ stretch: Range<Int>) -> Bool {
    let next = stretch.upperBound
    let isUnit = next < range.upperBound && grammar.units.contains(reading.words[next])
    let rest = (isUnit ? next + 1 : next)..<range.upperBound
    let qualities = describedQualities()
    return reading.links.contains { rest.contains($0.tokens.lowerBound) && $0.isGoods }
      || reading.references.contains { rest.contains($0.range.lowerBound) && !qualities.contains($0.range.lowerBound) }
      || rest.contains { index in
        reading.tokens[index].kind == .word && !qualities.contains(index)
          && grammar.fillers.longestMatch(in: reading.words, from: index) == nil
      }
  }

  /// "yang besar" after "es kopi susu 2": an article with a quality tells more of the goods before.
  private func describedQualities() -> Set<Int> {
    guard !grammar.roles[.describingArticles].isEmpty else { return [] }
    var found: Set<Int> = []
    for mark in reading.references where mark.reference == .described {
      found.formUnion(mark.range)
      for link in reading.links where !link.isGoods && link.tokens.lowerBound == mark.range.upperBound {
        found.formUnion(link.tokens)
      }
    }
    return found
  }

  private func marks() -> [Mark] {
    var marks: [Mark] = []
    for quantity in reading.quantities where within(quantity.range) && !isOccasion(quantity.range) {
      marks.append(
        Mark(range: quantity.range, opensItem: true, isGoods: false) { item in
          if item.quantity?.isExplicit != true { item.quantity = quantity.quantity }
        })
    }
    for reference in reading.references
    where within(reference.range) && !isPurpose(reference) && !isIntroduced(reference) {
      marks.append(
        Mark(
          range: reference.range, opensItem: false, isGoods: ![.focus, .described].contains(reference.reference),
          isInsideAct: reading.acts.contains { $0.range == reference.range }
        ) { item in
          if item.reference == nil || item.reference == .focus { item.reference = reference.reference }
        })
    }
    for link in reading.links where within(link.tokens) && !isOutdone(link) && !isOccasion(link) {
      let words = reading.original(link.tokens)
      marks.append(
        Mark(range: link.tokens, opensItem: false, isGoods: link.isGoods) { item in item.take(link, words: words) })
    }
    return marks.sorted { $0.range.lowerBound < $1.range.lowerBound }
  }

  private mutating func readLeftover() {
    var index = range.lowerBound
    while index < range.upperBound {
      if used.contains(index) || reading.tokens[index].kind == .mark {
        index += 1
      } else if isLabelled(index) {
        index += 1
      } else if let age = age(at: index), !age.range.contains(where: used.contains) {
        if age.isChild { clause.leftover += grammar.roles[.childWords].words.sorted() }
        index = age.range.upperBound
      } else if let filler = grammar.fillers.longestMatch(in: reading.words, from: index),
        !(index..<filler.end).contains(where: used.contains)
      {
        index = filler.end
      } else if clause.keepsOptions && isSameOption(index) || isLabel(index)
        || grammar.fillers.longestMatch(in: [reading.words[index]], from: 0) != nil
      {
        index += 1
      } else if grammar.units.contains(reading.words[index]) || reading.unitsAtHand.contains(index),
        reading.quantities.contains(where: { $0.range.upperBound == index })
          || reading.links.contains(where: { !$0.isGoods && $0.tokens.upperBound == index })
      {
        index += 1
      } else {
        clause.leftover.append(reading.words[index])
        index += 1
      }
    }
    // "something else first"
    if clause.leftover.count == 1, grammar.firstWords.contains(clause.leftover[0]) { clause.leftover = [] }
  }
}
