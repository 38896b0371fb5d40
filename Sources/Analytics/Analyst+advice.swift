import Commerce
import Dialogue

/// Where a language model is configured it is asked about questions that the grammar does not understand.
extension Analyst {
  /// Longer ones are stories; they are not sent.
  private static let longestQuestion = 400
  /// A list with more values than this is not sent.
  private static let mostValues = 24

  /// Who is asked, for which store.
  package struct Advice: Sendable {
    package var adviser: any QueryAdviser
    package var store: Store

    package init(adviser: any QueryAdviser, store: Store) {
      self.adviser = adviser
      self.store = store
    }
  }

  /// Reads a question, with a language model's help where it has words that are strange.
  /// - Parameter advice: nil where none is configured.
  /// - Throws: ``AnalyticsError/notUnderstood(words:nearest:)``, and what the runner throws.
  package func reading(
    _ question: String, names: ShopNames, now: Timestamp, after previous: AnalyticsQuery? = nil,
    told: AnalyticsTold? = nil, advice: Advice?
  ) async throws -> (read: ReadQuestion, names: ShopNames) {
    do {
      return try await reading(question, names: names, now: now, after: previous, told: told)
    } catch AnalyticsError.notUnderstood(let words, let nearest) {
      let refusal = AnalyticsError.notUnderstood(words: words, nearest: nearest)
      guard let advice, let read = await advised(question, names, now, advice, strange: words) else { throw refusal }
      return (read, names)
    }
  }

  /// nil where the model is not asked, or what it proposes does not hold.
  private func advised(
    _ question: String, _ names: ShopNames, _ now: Timestamp, _ advice: Advice, strange: [String]
  ) async -> ReadQuestion? {
    let reader = reader(names, now)
    let said = QuestionTokens(question).words
    // What is refused by rule, such as a forecast or two questions at once, stays refused.
    let isStrange = strange.isEmpty || strange.contains { word in said.contains(word) && !reader.lexicon.isKnown(word) }
    guard isStrange, question.count <= Self.longestQuestion, !reader.lexicon.saysUnanswered(said) else { return nil }
    let settings = advice.store.settings.languageModel ?? ModelSettings()
    guard settings.use != .never else { return nil }
    var mask = Mask()
    var asked = QueryQuestion(
      store: advice.store.id, storeName: advice.store.name, text: mask.masked(question, known: []),
      metrics: Dictionary(
        layer.metrics.map { ($0.name, $0.definition) }, uniquingKeysWith: { first, _ in first }),
      dimensions: layer.dimensions.map(\.name))
    asked.callsPerDay = settings.callsPerDay
    for dimension in ["channel", "payment_method", "segment", "category", "customer_type", "price_kind"] {
      let values = names.all(of: dimension)
      if !values.isEmpty, values.count <= Self.mostValues { asked.values[dimension] = values }
    }
    guard let proposal = await advice.adviser.query(for: asked) else { return nil }
    return ProposedQuery(question, reader: reader, names: names).read(proposal)
  }
}
