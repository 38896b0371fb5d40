import Commerce
import Dialogue

/// A question an owner keeps, asked anew each time it is looked at.
package struct SavedChart: Hashable, Sendable {
  package let id: Int64
  package let title: String
  /// The question, and the ones that followed upon it.
  package let questions: [String]
}

/// A digest that an owner has ordered.
package struct StoredDigest: Hashable, Sendable {
  package let id: Int64
  package let owner: String
  package let plan: DigestPlan
  package let recipient: JobRecipient
}

/// Somebody who wants to be told.
package struct AlertWish: Hashable, Sendable {
  package let owner: String
  package let kind: AlertKind
  package let recipient: JobRecipient
}

/// What owners of a store keep, as the desk reads it. They are known by their customer's public id.
package struct DeskRepository: Sendable {
  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  package func charts(of owner: String) async throws -> [SavedChart] {
    try await scope.read { try SavedChartRows.list($0, $1, owner) }
  }

  /// The oldest first.
  package func digests(of owner: String) async throws -> [StoredDigest] {
    try await scope.read { connection, store in
      try connection.query(
        "SELECT id, owner, plan, recipient FROM digests WHERE store_id = $1 AND owner = $2 ORDER BY id",
        [.id(store), .text(owner)]
      ).map(Self.digest)
    }
  }

  package func digest(_ id: Int64) async throws -> StoredDigest? {
    try await scope.read { connection, store in
      try connection.first(
        "SELECT id, owner, plan, recipient FROM digests WHERE store_id = $1 AND id = $2", [.id(store), .integer(id)]
      ).map(Self.digest)
    }
  }

  private static func digest(_ row: Row) throws -> StoredDigest {
    StoredDigest(
      id: try row.int64("id"), owner: try row.text("owner"), plan: try row.json("plan"),
      recipient: try row.json("recipient"))
  }

  /// - Parameter owner: nil for everybody's.
  package func alerts(of owner: String? = nil) async throws -> [AlertWish] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT owner, kind, recipient FROM alert_wishes
        WHERE store_id = $1 AND (CAST($2 AS TEXT) IS NULL OR owner = $2) ORDER BY owner, kind
        """, [.id(store), .maybe(owner)]
      ).map { AlertWish(owner: try $0.text("owner"), kind: try $0.raw("kind"), recipient: try $0.json("recipient")) }
    }
  }

  /// How somebody means a word; nil where they were never asked.
  package func meaning(of word: String, for owner: String) async throws -> String? {
    try await scope.read { connection, store in
      try connection.first(
        "SELECT meaning FROM desk_preferences WHERE store_id = $1 AND owner = $2 AND word = $3",
        [.id(store), .text(owner), .text(word)])?.text("meaning")
    }
  }

  /// The query behind a receipt's id, with the question it came of.
  package func query(_ id: String) async throws -> (question: String, query: AnalyticsQuery)? {
    try await scope.read { connection, store in
      try connection.first(
        "SELECT question, query FROM answered_questions WHERE store_id = $1 AND id = $2", [.id(store), .text(id)]
      ).map { (try $0.text("question"), try $0.json("query")) }
    }
  }
}
