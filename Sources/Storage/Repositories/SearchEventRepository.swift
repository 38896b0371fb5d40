import Commerce

/// What a store's shoppers have searched for.
package struct SearchEventRepository: Sendable {
  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// How many products the latest searches found, newest first.
  package func resultCounts(limit: Int) async throws -> [Int] {
    try await scope.read { connection, store in
      try connection.query(
        "SELECT result_count FROM search_events WHERE store_id = $1 ORDER BY at DESC, id DESC LIMIT $2",
        [.id(store), .int(limit)]
      ).map { try $0.int("result_count") }
    }
  }
}

extension StoreScope {
  package var searches: SearchEventRepository { SearchEventRepository(self) }
}
