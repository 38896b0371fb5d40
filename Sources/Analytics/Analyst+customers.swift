import Commerce

/// Customers of whom a question speaks by name. They are looked for only where it has words that nothing else explains,
/// as a shop may have more of them than fit into memory.
extension Analyst {
  /// So many names are looked for in one question, and so many are told apart at most.
  private static let maximumNames = 40
  private static let maximumFound = 20

  /// Reads a question, with the customers it names.
  /// - Returns: the reading, and the names it was read with, which answering it needs too.
  /// - Throws: ``AnalyticsError/notUnderstood(words:nearest:)``, and what the runner throws.
  package func reading(
    _ question: String, names: ShopNames, now: Timestamp, after previous: AnalyticsQuery? = nil
  ) async throws -> (read: ReadQuestion, names: ShopNames) {
    do {
      return (try read(question, names: names, now: now, after: previous), names)
    } catch AnalyticsError.notUnderstood(let words, let nearest) {
      let wider = try await self.names(names, withCustomersIn: question, unknown: words)
      guard let wider else { throw AnalyticsError.notUnderstood(words: words, nearest: nearest) }
      return (try read(question, names: wider, now: now, after: previous), wider)
    }
  }

  /// nil where no customer is named.
  private func names(
    _ names: ShopNames, withCustomersIn question: String, unknown: [String]
  ) async throws -> ShopNames? {
    let words = QuestionTokens(question).words
    let whole = (2...3).flatMap { length in
      words.indices.dropLast(length - 1).map { words[$0..<$0 + length].joined(separator: " ") }
    }.uniqued.prefix(Self.maximumNames)
    let first = unknown.filter { $0.count >= 3 && $0.allSatisfy(\.isLetter) && words.contains($0) }.prefix(3)
    guard !whole.isEmpty || !first.isEmpty else { return nil }
    var number = 1
    func next() -> String {
      number += 1
      return "$\(number)"
    }
    let conditions =
      (whole.isEmpty ? [] : ["LOWER(name) IN (\(whole.map { _ in next() }.joined(separator: ", ")))"])
      + first.map { _ in "LOWER(name) LIKE \(next())" }
    let statement = AnalyticsStatement(
      sql: """
        SELECT DISTINCT name FROM customers WHERE store_id = $1 AND (\(conditions.joined(separator: " OR ")))
        LIMIT \(Self.maximumFound)
        """, parameters: whole.map { .text($0) } + first.map { .text($0 + " %") }, columns: ["name"])
    let found = try await runner.run([statement])[0].compactMap { row -> String? in
      if case .text(let name)? = row.first { name } else { nil }
    }
    var wider = names
    for name in found where whole.contains(name.lowercased()) { wider.addCustomer(name, said: name) }
    for word in first {
      // One of two customers with one first name would be anybody's guess.
      let own = found.filter { $0.lowercased().hasPrefix(word + " ") }
      if own.count == 1, !whole.contains(own[0].lowercased()) { wider.addCustomer(own[0], said: word) }
    }
    return wider.customers.isEmpty ? nil : wider
  }
}
