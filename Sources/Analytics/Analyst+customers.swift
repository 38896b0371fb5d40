import Commerce

/// Customers of whom a question speaks by name. They are looked for only where it has words that nothing else explains,
/// as a shop may have more of them than fit into memory.
extension Analyst {
  /// So many names are looked for in one question, and so many are told apart at most.
  private static let maximumNames = 40
  private static let maximumFound = 1_000

  /// Reads a question, with the customers it names.
  /// - Returns: the reading, and the names it was read with, which answering it needs too.
  /// - Throws: ``AnalyticsError/notUnderstood(words:nearest:)``, and what the runner throws.
  package func reading(
    _ question: String, names: ShopNames, now: Timestamp, after previous: AnalyticsQuery? = nil,
    told: AnalyticsTold? = nil
  ) async throws -> (read: ReadQuestion, names: ShopNames) {
    do {
      return (try read(question, names: names, now: now, after: previous, told: told), names)
    } catch AnalyticsError.notUnderstood(let words, let nearest) {
      let wider = try await self.names(names, withCustomersIn: question, unknown: words)
      guard let wider else { throw AnalyticsError.notUnderstood(words: words, nearest: nearest) }
      return (try read(question, names: wider, now: now, after: previous, told: told), wider)
    }
  }

  /// nil where nothing is looked for. First names have a statement of their own: of common ones there may be too many.
  private static func search(equal: [String], like patterns: [String]) -> AnalyticsStatement? {
    let places = (0..<equal.count + patterns.count).map { "$\($0 + 2)" }
    guard !places.isEmpty else { return nil }
    let conditions =
      (equal.isEmpty ? [] : ["LOWER(name) IN (\(places.prefix(equal.count).joined(separator: ", ")))"])
      + places.dropFirst(equal.count).map { "LOWER(name) LIKE \($0)" }
    return AnalyticsStatement(
      sql: """
        SELECT DISTINCT name FROM customers WHERE store_id = $1 AND (\(conditions.joined(separator: " OR ")))
        LIMIT \(maximumFound)
        """, parameters: (equal + patterns).map { .text($0) }, columns: ["name"])
  }

  /// Letters that may bear an accent match any: questions are read without, and what a database makes of them differs.
  private static func anyAccent(_ name: String) -> String {
    String(name.map { "aceinouy".contains($0) ? "_" : $0 })
  }

  /// nil where no customer is named.
  private func names(
    _ names: ShopNames, withCustomersIn question: String, unknown: [String]
  ) async throws -> ShopNames? {
    // "chloe deans orders" are Chloe Dean's.
    let said = QuestionTokens(question).words
    let words = said.map { unknown.contains($0) && $0.count > 3 && $0.hasSuffix("s") ? String($0.dropLast()) : $0 }
    let whole = (2...3).flatMap { length in
      (said == words ? [said] : [said, words]).flatMap { words in
        words.indices.dropLast(length - 1).map { words[$0..<$0 + length].joined(separator: " ") }
      }
    }.uniqued.prefix(Self.maximumNames)
    let first = unknown.filter { $0.count >= 3 && $0.allSatisfy(\.isLetter) && said.contains($0) }.prefix(3)
    guard !whole.isEmpty || !first.isEmpty else { return nil }
    let accented = whole.filter { name in first.contains { name.split(separator: " ").contains($0[...]) } }
    let statements = [
      Self.search(equal: Array(whole), like: accented.map(Self.anyAccent)),
      Self.search(equal: [], like: first.map { Self.anyAccent($0) + " %" }),
    ]
    let found = try await runner.run(statements.compactMap(\.self)).joined().compactMap { row -> String? in
      if case .text(let name)? = row.first { name } else { nil }
    }.uniqued
    var wider = names
    let plain = { (name: String) in QuestionTokens(name).words.joined(separator: " ") }
    for name in found where whole.contains(name.lowercased()) || whole.contains(plain(name)) {
      wider.addCustomer(name, said: name)
    }
    for word in first {
      // One of two customers with one first name would be anybody's guess.
      let own = found.filter { plain($0).hasPrefix(word + " ") }
      if own.count == 1, !whole.contains(plain(own[0])) { wider.addCustomer(own[0], said: word) }
    }
    return wider.customers.isEmpty ? nil : wider
  }
}
