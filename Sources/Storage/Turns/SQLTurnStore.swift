import Commerce
import Dialogue

/// Turns in SQL: one transaction to begin, one to commit, none between.
package struct SQLTurnStore: TurnStore {
  private static let firstBackOffMilliseconds: Int64 = 1_000
  private static let longestBackOffMilliseconds: Int64 = 60_000

  private let context: StorageContext

  package init(_ context: StorageContext) { self.context = context }

  package func conversationsWithWork(limit: Int) async throws -> [ConversationKey] {
    let now = context.time.now()
    return try await context.database.read { connection in
      try connection.query(
        """
        SELECT store_id, id FROM conversations
        WHERE work_since IS NOT NULL AND not_before <= $1 AND lease_until <= $1 ORDER BY work_since LIMIT $2
        """, [.time(now), .int(limit)]
      ).map { ConversationKey(storeID: try $0.id("store_id"), conversationID: try $0.int64("id")) }
    }
  }

  package func begin(
    _ key: ConversationKey, owner: Int64, leaseMilliseconds: Int64,
    knownCatalogSequence: @escaping @Sendable (StoreID) -> Int64?
  ) async throws -> TurnInput? {
    // A lease that a power cut takes back is one nobody has; what was read under it is committed by its fence.
    var input: TurnInput? = try await context.database.write(.unsynced) { [context] connection in
      let lease = ConversationLease(transaction: Transaction(connection, context), key: key)
      guard let row = try lease.take(owner: owner, milliseconds: leaseMilliseconds) else { return nil }
      let reader = TurnReader(lease: lease, conversation: row, texts: context.texts)
      guard let input = try reader.input(knownCatalogSequence: knownCatalogSequence(key.storeID)) else {
        try lease.giveBack(notBefore: nil)
        return nil
      }
      return input
    }
    if let read = input { input?.standing = await standing(of: read) }
    return input
  }

  /// What kind of customer somebody is now. Who is not indexed yet is counted here, outside the transaction; where that
  /// takes too long the turn goes on without it.
  private func standing(of input: TurnInput) async -> CustomerStanding {
    var standing = input.standing
    if standing.spending == nil {
      do {
        standing.spending = try await StoreScope(storeID: input.key.storeID, context: context)
          .spending.spending(of: input.customer.id)
      } catch { return standing }
    }
    guard let spending = standing.spending else { return standing }
    standing.segment = (input.store.settings.segments ?? SegmentRules())
      .segment(spending, at: context.time.now(), currency: input.store.currency)
    return standing
  }

  package func commit(
    _ result: TurnResult, of input: TurnInput, sendingFirst claim: SendClaim?
  ) async throws -> TurnCommitment {
    // Encoded here, not while others wait for the writer.
    let state = try JSONLine.encode(result.state)
    context.texts.states.remember(result.state, as: state)
    KillPoint.beforeTurnCommit.reach()
    do {
      let commitment = try await context.database.write { [context] connection in
        try TurnCommit(transaction: Transaction(connection, context), input: input, claim: claim)
          .commit(result, state: state)
      }
      KillPoint.afterTurnCommit.reach()
      return commitment
    } catch let refused as RefusedClaim {
      return TurnCommitment(outcome: .refused(refused.refusal))
    }
  }

  package func postpone(_ input: TurnInput, until notBefore: Timestamp) async throws {
    try await context.database.write { [context] connection in
      let lease = ConversationLease(transaction: Transaction(connection, context), key: input.key)
      guard try lease.isHeld(fence: input.fence) else { return }
      try lease.giveBack(notBefore: Self.hasMore(than: input, connection) ? nil : notBefore)
    }
  }

  /// What came while the turn was being decided may be what it would wait for; a full turn would wait in vain.
  private static func hasMore(than input: TurnInput, _ connection: any Connection) throws -> Bool {
    guard let last = input.messages.last, input.messages.count < TurnInput.maximumMessages else { return false }
    return try connection.first(
      """
      SELECT 1 FROM inbox WHERE store_id = $1 AND conversation_id = $2 AND sequence > $3 AND status = 'pending'
      """, input.key.columns + [.integer(last.sequence)]) != nil
  }

  package func fail(
    _ input: TurnInput, reason: String, maximumAttempts: Int, apology: [ChannelCall]
  ) async throws {
    guard let first = input.messages.first else { return try await postpone(input, until: context.time.now()) }
    let attempts = first.attempts + 1
    try await context.database.write { [context] connection in
      let transaction = Transaction(connection, context)
      let lease = ConversationLease(transaction: transaction, key: input.key)
      guard try lease.isHeld(fence: input.fence) else { return }
      let isDead = attempts >= maximumAttempts
      try InboxRows(transaction: transaction, key: input.key)
        .countFailure(of: first.sequence, attempts: attempts, reason: reason, isDead: isDead)
      if isDead {
        try OutboxRows(transaction: transaction, input: input).add(apology, turn: nil, ignoringOptOut: false)
      }
      try lease.giveBack(
        notBefore: isDead ? nil : transaction.now.adding(milliseconds: Self.backOff(afterFailures: attempts)))
    }
  }

  /// 1 s, doubling, at most 60 s.
  static func backOff(afterFailures failures: Int) -> Int64 {
    let doublings = min(max(0, failures - 1), 6)
    return min(firstBackOffMilliseconds << doublings, longestBackOffMilliseconds)
  }
}

/// Carries a refusal out of the transaction, which is rolled back by it.
struct RefusedClaim: Error {
  let refusal: ClaimRefusal
}
