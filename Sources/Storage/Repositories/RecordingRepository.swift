import Commerce
import Dialogue

/// A conversation as it went, turn by turn, for playing it again.
package struct RecordedConversation: Sendable {
  package let key: ConversationKey
  package let account: ChannelAccountKey
  /// In order, from the oldest that is still kept.
  package let turns: [RecordedTurn]
}

/// What was handled in one turn and what came of it.
package struct RecordedTurn: Sendable {
  package let messages: [InboundMessage]
  package let receivedAt: Timestamp
  package let handledAt: Timestamp
  /// The turn's account of itself.
  package let trace: String
  package let calls: [ChannelCall]
}

/// A store's recorded conversations; only read.
package struct RecordingRepository: Sendable {
  /// Messages of a conversation that are played again at most, the newest.
  static let longestConversation = 1_000

  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// Conversations with a turn since a moment, the one with the oldest such turn first.
  package func conversations(since moment: Timestamp, limit: Int) async throws -> [RecordedConversation] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT conversation_id, MIN(handled_at) AS first_at FROM inbox
        WHERE store_id = $1 AND status = 'handled' AND handled_at >= $2
        GROUP BY conversation_id ORDER BY first_at LIMIT $3
        """, [.id(store), .time(moment), .int(limit)]
      ).compactMap { row in
        try Self.conversation(
          ConversationKey(storeID: store, conversationID: try row.int64("conversation_id")), connection)
      }
    }
  }

  private static func conversation(
    _ key: ConversationKey, _ connection: any Connection
  ) throws -> RecordedConversation? {
    let rows = try connection.query(
      """
      SELECT sequence, channel, account, payload, received_at, handled_at, turn_id, trace FROM inbox
      WHERE store_id = $1 AND conversation_id = $2 AND status = 'handled' AND turn_id IS NOT NULL
      ORDER BY sequence DESC LIMIT $3
      """, key.columns + [.int(longestConversation)]
    ).reversed()
    guard let first = rows.first else { return nil }
    let account = ChannelAccountKey(
      storeID: key.storeID, channel: ChannelName(rawValue: try first.text("channel")),
      externalID: try first.text("account"))
    let calls = try calls(of: key, connection)
    var turns: [RecordedTurn] = []
    var pending: [(turn: Int64, row: Row)] = []
    for row in rows {
      let turn = try row.int64("turn_id")
      if let last = pending.last, last.turn != turn {
        turns.append(try self.turn(pending.map(\.row), calls[last.turn] ?? []))
        pending = []
      }
      pending.append((turn, row))
    }
    if let last = pending.last { turns.append(try turn(pending.map(\.row), calls[last.turn] ?? [])) }
    return RecordedConversation(key: key, account: account, turns: turns)
  }

  private static func turn(_ rows: [Row], _ calls: [ChannelCall]) throws -> RecordedTurn {
    guard let last = rows.last else { throw StorageError.notFound("a turn's messages") }
    return RecordedTurn(
      messages: try rows.map { try $0.json("payload") }, receivedAt: try last.time("received_at"),
      handledAt: try last.time("handled_at"), trace: try last.optionalText("trace") ?? "{}", calls: calls)
  }

  private static func calls(
    of key: ConversationKey, _ connection: any Connection
  ) throws -> [Int64: [ChannelCall]] {
    let rows = try connection.query(
      """
      SELECT turn_id, method, body FROM outbox
      WHERE store_id = $1 AND conversation_id = $2 AND turn_id IS NOT NULL ORDER BY sequence DESC LIMIT $3
      """, key.columns + [.int(longestConversation * 2)]
    ).reversed()
    var calls: [Int64: [ChannelCall]] = [:]
    for row in rows {
      calls[try row.int64("turn_id"), default: []].append(
        ChannelCall(method: try row.text("method"), body: try row.text("body")))
    }
    return calls
  }
}

extension StoreScope {
  package var recordings: RecordingRepository { RecordingRepository(self) }
}
