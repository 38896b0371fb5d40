import Commerce

/// A request's own key, claimed in the transaction of what the request does: a repeated request changes nothing, even
/// where the first one's answer was lost with the process that would have given it.
package struct WriteClaim: Hashable, Sendable {
  /// Whoever asks, such as `usr_…`; keys of two askers are two keys.
  package var principal: String
  package var key: String
  /// Of what was asked: another request under the same key is refused.
  package var fingerprint: String
  package var requestID: Int64

  package init(principal: String, key: String, fingerprint: String, requestID: Int64) {
    self.principal = principal
    self.key = key
    self.fingerprint = fingerprint
    self.requestID = requestID
  }

  /// Keys are remembered for this long.
  static let lifetimeMilliseconds: Int64 = 86_400_000

  /// - Parameter store: nil for what belongs to no store yet.
  /// - Throws: ``KeyTaken`` where another request has the key.
  func take(in transaction: Transaction, store: StoreID?) throws {
    let connection = transaction.connection
    let oldest = transaction.now.adding(milliseconds: -Self.lifetimeMilliseconds)
    try connection.execute(
      "DELETE FROM idempotency_keys WHERE store_id = $1 AND created_at < $2",
      [.integer(store?.rawValue ?? 0), .time(oldest)])
    let mine: [SQLValue] = [.integer(store?.rawValue ?? 0), .text(principal), .text(key)]
    let inserted = try connection.execute(
      """
      INSERT INTO idempotency_keys (store_id, principal, key, request_id, fingerprint, created_at)
      VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (store_id, principal, key) DO NOTHING
      """, mine + [.integer(requestID), .text(fingerprint), .time(transaction.now)])
    guard inserted == 0 else { return }
    let row = try connection.first(
      "SELECT request_id FROM idempotency_keys WHERE store_id = $1 AND principal = $2 AND key = $3", mine)
    guard try row?.int64("request_id") == requestID else { throw KeyTaken() }
  }
}

/// Another request under the same key was done, or is being done.
package struct KeyTaken: Error {}

/// What became of requests under keys.
package struct IdempotencyRepository: Sendable {
  private let context: StorageContext

  package init(_ context: StorageContext) { self.context = context }

  package struct Known: Hashable, Sendable {
    package let fingerprint: String
    /// nil while the request is being done, or where its answer was lost.
    package let answer: Answer?
  }

  package struct Answer: Hashable, Sendable {
    package let status: Int
    package let body: String

    package init(status: Int, body: String) {
      self.status = status
      self.body = body
    }
  }

  package func known(_ claim: WriteClaim, store: StoreID?) async throws -> Known? {
    let oldest = context.time.now().adding(milliseconds: -WriteClaim.lifetimeMilliseconds)
    return try await context.database.read { connection in
      let row = try connection.first(
        """
        SELECT fingerprint, status, answer FROM idempotency_keys
        WHERE store_id = $1 AND principal = $2 AND key = $3 AND created_at >= $4
        """, [.integer(store?.rawValue ?? 0), .text(claim.principal), .text(claim.key), .time(oldest)])
      guard let row else { return nil }
      let status = try row.optionalInt("status")
      let body = try row.optionalText("answer")
      return Known(
        fingerprint: try row.text("fingerprint"),
        answer: status.map { Answer(status: $0, body: body ?? "") })
    }
  }

  /// Forgets a claim whose request came to nothing.
  package func release(_ claim: WriteClaim, store: StoreID?) async throws {
    try await context.database.write { connection in
      _ = try connection.execute(
        """
        DELETE FROM idempotency_keys
        WHERE store_id = $1 AND principal = $2 AND key = $3 AND request_id = $4 AND status IS NULL
        """,
        [.integer(store?.rawValue ?? 0), .text(claim.principal), .text(claim.key), .integer(claim.requestID)])
    }
  }

  /// Keeps the answer of a request that claimed its key; one that changed nothing has claimed none.
  package func keep(_ answer: Answer, of claim: WriteClaim, store: StoreID?) async throws {
    try await context.database.write { connection in
      _ = try connection.execute(
        """
        UPDATE idempotency_keys SET status = $5, answer = $6
        WHERE store_id = $1 AND principal = $2 AND key = $3 AND request_id = $4
        """,
        [
          .integer(store?.rawValue ?? 0), .text(claim.principal), .text(claim.key), .integer(claim.requestID),
          .int(answer.status), .text(answer.body),
        ])
    }
  }
}
