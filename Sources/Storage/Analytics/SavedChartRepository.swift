import Commerce

/// A question an owner keeps, asked anew each time it is looked at.
package struct SavedChart: Hashable, Sendable {
  package let id: Int64
  package let title: String
  /// The question, and the ones that followed upon it.
  package let questions: [String]
}

/// The charts that owners of a store keep, in their order.
package struct SavedChartRepository: Sendable {
  /// More are not looked at.
  package static let maximumCharts = 50

  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  package func list(of owner: String) async throws -> [SavedChart] {
    try await scope.read { try Self.rows($0, $1, owner) }
  }

  /// - Throws: ``StorageError`` where the owner keeps as many as there may be.
  package func pin(_ questions: [String], title: String, of owner: String) async throws {
    try await scope.write { transaction, store in
      let known = try Self.rows(transaction.connection, store, owner)
      guard known.count < Self.maximumCharts else {
        throw StorageError.busy("\(Self.maximumCharts) charts are kept already; drop one first")
      }
      try transaction.connection.execute(
        """
        INSERT INTO saved_charts (store_id, id, owner, title, query, position, created_at)
        VALUES ($1, $2, $3, $4, $5, $6, $7)
        """,
        [
          .id(store), .integer(transaction.ids.nextValue()), .text(owner), .text(title), try .json(questions),
          .int(known.count), .time(transaction.now),
        ])
    }
  }

  package func rename(_ chart: Int64, to title: String) async throws {
    _ = try await scope.write { transaction, store in
      try transaction.connection.execute(
        "UPDATE saved_charts SET title = $3 WHERE store_id = $1 AND id = $2",
        [.id(store), .integer(chart), .text(title)])
    }
  }

  package func drop(_ chart: Int64, of owner: String) async throws {
    try await scope.write { transaction, store in
      try transaction.connection.execute(
        "DELETE FROM saved_charts WHERE store_id = $1 AND id = $2", [.id(store), .integer(chart)])
      try Self.number(try Self.rows(transaction.connection, store, owner).map(\.id), transaction.connection, store)
    }
  }

  /// - Parameter place: from 0.
  package func move(_ chart: Int64, to place: Int, of owner: String) async throws {
    try await scope.write { transaction, store in
      var ids = try Self.rows(transaction.connection, store, owner).map(\.id).filter { $0 != chart }
      ids.insert(chart, at: max(0, min(place, ids.count)))
      try Self.number(ids, transaction.connection, store)
    }
  }

  private static func number(_ ids: [Int64], _ connection: any Connection, _ store: StoreID) throws {
    for (position, id) in ids.enumerated() {
      try connection.execute(
        "UPDATE saved_charts SET position = $3 WHERE store_id = $1 AND id = $2",
        [.id(store), .integer(id), .int(position)])
    }
  }

  private static func rows(_ connection: any Connection, _ store: StoreID, _ owner: String) throws -> [SavedChart] {
    try connection.query(
      "SELECT id, title, query FROM saved_charts WHERE store_id = $1 AND owner = $2 ORDER BY position, id",
      [.id(store), .text(owner)]
    ).map { SavedChart(id: try $0.int64("id"), title: try $0.text("title"), questions: try $0.json("query")) }
  }
}
