import Commerce
import Dialogue

/// Makes a query of what a language model takes a question for, and takes nothing of it on trust: names must be of the
/// layer and of the shop, every part must be told by words that stand in the question, its times are read by the
/// built-in grammar, and no word of the question that the grammar does not know may be left out in silence.
struct ProposedQuery {
  let reader: QuestionReader
  let names: ShopNames
  let words: [String]

  private static let mostMetrics = 4
  private static let mostDimensions = 3

  /// - Parameter text: the question, as it was asked.
  init(_ text: String, reader: QuestionReader, names: ShopNames) {
    self.reader = reader
    self.names = names
    words = QuestionTokens(text).words
  }

  /// nil where any part of the proposal does not hold.
  func read(_ proposal: QueryProposal) -> ReadQuestion? {
    guard let metrics = metrics(proposal), let dimensions = dimensions(proposal), isGrounded(proposal),
      coversQuestion(proposal), var query = timed(proposal)
    else { return nil }
    query.metrics = metrics
    query.dimensions = dimensions
    for filter in proposal.filters {
      guard let own = self.filter(filter) else { return nil }
      query.filters.append(own)
    }
    guard settle(proposal, &query), isTold(query) else { return nil }
    return ReadQuestion(query: query, notes: notes(proposal), namesMetric: true)
  }

  // MARK: Parts

  private func metrics(_ proposal: QueryProposal) -> [String]? {
    let names = proposal.metrics.map(\.name).uniqued
    let isKnown = names.allSatisfy { reader.layer.metric($0) != nil }
    return isKnown && (1...Self.mostMetrics).contains(names.count) ? names : nil
  }

  private func dimensions(_ proposal: QueryProposal) -> [String]? {
    let names = proposal.dimensions.map(\.name).uniqued
    let isKnown = names.allSatisfy { reader.layer.dimension($0) != nil }
    return isKnown && names.count <= Self.mostDimensions ? names : nil
  }

  private func filter(_ proposed: QueryProposal.Filter) -> AnalyticsFilter? {
    guard reader.layer.dimension(proposed.dimension)?.isTime == false else { return nil }
    let known = names.all(of: proposed.dimension).filter { $0.lowercased() == proposed.value.lowercased() }
    guard let value = known.first else { return nil }
    return AnalyticsFilter(dimension: proposed.dimension, values: [value], isExcluding: proposed.isExcluding)
  }

  /// The period and what it is compared with, as the grammar reads the question's own words for them.
  private func timed(_ proposal: QueryProposal) -> AnalyticsQuery? {
    var query = AnalyticsQuery(metrics: ["revenue"], to: reader.now)
    let said = [proposal.period, proposal.comparedWith.map { "vs \($0)" }].compactMap { $0 }
    guard !said.isEmpty else { return query }
    do {
      let read = try reader.read("revenue \(said.joined(separator: " "))").query
      guard read.metrics == ["revenue"], read.conditions.isEmpty, read.calculation == nil, read.dimensions.isEmpty,
        read.from != nil || read.to != reader.now || !read.filters.isEmpty,
        read.filters.allSatisfy({ ["weekday", "hour"].contains($0.dimension) }),
        (read.comparison != nil) == (proposal.comparedWith != nil)
      else { return nil }
      (query.from, query.to, query.comparison, query.filters) = (read.from, read.to, read.comparison, read.filters)
      return query
    } catch {
      return nil
    }
  }

  /// Calculation, order and length of the list.
  private func settle(_ proposal: QueryProposal, _ query: inout AnalyticsQuery) -> Bool {
    let calculations: [String: AnalyticsCalculation] = [
      "share": .share, "growth": .growth, "running_total": .runningTotal,
    ]
    if let named = proposal.calculation {
      guard let calculation = calculations[named.name] else { return false }
      query.calculation = calculation
    }
    let isSeries = query.dimensions.contains { reader.layer.dimension($0)?.isTime == true }
    query.descending = query.dimensions.isEmpty || isSeries ? nil : true
    if let order = proposal.order {
      guard ["ascending", "descending"].contains(order.name), !query.dimensions.isEmpty else { return false }
      query.descending = order.name == "descending"
    }
    guard let limit = proposal.limit else { return true }
    let numbers = QuestionTokens(limit).words.compactMap(TimeWords.number)
    guard numbers.count == 1, (1...1_000).contains(numbers[0]), !query.dimensions.isEmpty else { return false }
    query.limit = numbers[0]
    query.descending = query.descending ?? true
    return true
  }

  private func isTold(_ query: AnalyticsQuery) -> Bool {
    do {
      try AnalyticsCompiler(layer: reader.layer, calendar: reader.calendar, names: names).check(query)
      return true
    } catch {
      return false
    }
  }

  // MARK: Words

  private func phrases(_ proposal: QueryProposal) -> [String] {
    let named = proposal.metrics + proposal.dimensions + [proposal.calculation, proposal.order].compactMap { $0 }
    return named.map(\.words) + proposal.filters.map(\.words)
      + [proposal.period, proposal.comparedWith, proposal.limit].compactMap { $0 } + proposal.filler
  }

  /// Each part's words stand in the question one after the other.
  private func isGrounded(_ proposal: QueryProposal) -> Bool {
    phrases(proposal).allSatisfy { !places(of: $0).isEmpty }
  }

  /// Where a phrase stands in the question; empty where it does not.
  private func places(of phrase: String) -> Set<Int> {
    let sought = QuestionTokens(phrase).words
    guard !sought.isEmpty, sought.count <= words.count else { return [] }
    return (0...words.count - sought.count).reduce(into: []) { places, start in
      if Array(words[start..<start + sought.count]) == sought { places.formUnion(start..<start + sought.count) }
    }
  }

  /// What may stand outside of all parts: words that ask for nothing by themselves.
  private static let plain: Set<WordRole> = [
    .ignored, .and, .by, .which, .who, .howMany, .howMuch, .chart, .only, .sells, .used,
  ]

  /// Every word that says something is in some part: numbers, names, figures, exceptions, and what is strange.
  private func coversQuestion(_ proposal: QueryProposal) -> Bool {
    let covered = phrases(proposal).reduce(into: Set<Int>()) { $0.formUnion(places(of: $1)) }
    return words.indices.allSatisfy { covered.contains($0) || isPlain(words[$0]) }
  }

  private func isPlain(_ word: String) -> Bool {
    let meanings = reader.lexicon.meanings(word)
    return !meanings.isEmpty && TimeWords.number(word) == nil
      && meanings.allSatisfy { if case .role(let role) = $0 { Self.plain.contains(role) } else { false } }
  }

  /// What was left aside is said, so that an owner sees how the question was taken.
  private func notes(_ proposal: QueryProposal) -> [String] {
    let strange = proposal.filler.filter { !QuestionTokens($0).words.allSatisfy(isPlain) }
    let aside = strange.isEmpty ? [] : ["Left aside: \(strange.joined(separator: ", "))."]
    return ["Understood with the language model's help."] + aside
  }
}
