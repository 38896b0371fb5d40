import Commerce
import Dialogue

/// A conversation as staff see it in a list.
package struct ConversationSummary: Hashable, Sendable {
  package let key: ConversationKey
  package let account: ChannelAccountKey
  package let chat: ChatAddress
  package let customer: Customer
  package let handedOverAt: Timestamp?
  package let handOverReason: String?
  package let isOptedOut: Bool
  package let isUnreachable: Bool
  package let lastInboundAt: Timestamp?
  package let updatedAt: Timestamp
}

/// One message of a conversation, either way.
package enum ConversationMessage: Hashable, Sendable {
  case inbound(InboundMessage, at: Timestamp, status: String, reason: String?)
  case outbound(ChannelCall, at: Timestamp, state: String, delivery: DeliveryStatus?, reason: String?)

  package var at: Timestamp {
    switch self {
    case .inbound(_, let at, _, _): at
    case .outbound(_, let at, _, _, _): at
    }
  }
}

/// A store's conversations, for staff.
package struct ConversationRepository: Sendable {
  let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// Last changed first.
  package func list(limit: Int) async throws -> [ConversationSummary] {
    try await scope.read { connection, store in
      try connection.query(
        Self.columns + " WHERE store_id = $1 ORDER BY updated_at DESC, id DESC LIMIT $2", [.id(store), .int(limit)]
      ).map { try Self.summary($0, store, connection) }
    }
  }

  /// - Throws: ``StorageError/notFound(_:)``.
  package func summary(_ conversation: Int64) async throws -> ConversationSummary {
    try await scope.read { connection, store in
      let row = try connection.first(
        Self.columns + " WHERE store_id = $1 AND id = $2",
        ConversationKey(storeID: store, conversationID: conversation).columns)
      guard let row else { throw StorageError.notFound("conversation \(conversation)") }
      return try Self.summary(row, store, connection)
    }
  }

  static let columns = """
    SELECT store_id, id, channel, account, customer_id, chat, handed_over_at, hand_over_reason, opted_out,
      unreachable, last_inbound_at, updated_at FROM conversations
    """

  /// What the shopper wrote after a place in the inbox, in order.
  package func inbound(
    of conversation: Int64, after sequence: Int64, limit: Int
  ) async throws -> [(sequence: Int64, message: InboundMessage)] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT sequence, payload FROM inbox
        WHERE store_id = $1 AND conversation_id = $2 AND sequence > $3 ORDER BY sequence LIMIT $4
        """,
        ConversationKey(storeID: store, conversationID: conversation).columns + [.integer(sequence), .int(limit)]
      ).map { (sequence: try $0.int64("sequence"), message: try $0.json("payload")) }
    }
  }

  /// The place of the newest message in the inbox; 0 before the first.
  package func newestInbound(of conversation: Int64) async throws -> Int64 {
    try await scope.read { connection, store in
      try connection.first(
        "SELECT inbound_sequence FROM conversations WHERE store_id = $1 AND id = $2",
        ConversationKey(storeID: store, conversationID: conversation).columns)?.int64("inbound_sequence") ?? 0
    }
  }

  /// Whether messages wait to be dealt with.
  package func hasWork(_ conversation: Int64) async throws -> Bool {
    try await scope.read { connection, store in
      try connection.first(
        "SELECT 1 FROM conversations WHERE store_id = $1 AND id = $2 AND work_since IS NOT NULL",
        ConversationKey(storeID: store, conversationID: conversation).columns) != nil
    }
  }

  /// The newest messages, oldest of them first.
  package func recentMessages(of conversation: Int64, limit: Int) async throws -> [ConversationMessage] {
    try await scope.read { connection, store in
      let key = ConversationKey(storeID: store, conversationID: conversation)
      let inbound = try connection.query(
        """
        SELECT payload, received_at, status, reason FROM inbox
        WHERE store_id = $1 AND conversation_id = $2 ORDER BY sequence DESC LIMIT $3
        """, key.columns + [.int(limit)]
      ).map(Self.inbound)
      let outbound = try connection.query(
        """
        SELECT method, body, created_at, state, delivery_status, COALESCE(delivery_error, reason) AS reason FROM outbox
        WHERE store_id = $1 AND conversation_id = $2 ORDER BY sequence DESC LIMIT $3
        """, key.columns + [.int(limit)]
      ).map(Self.outbound)
      // Both run backwards; at one moment the answer stands after the question.
      let merged = (inbound.reversed() + outbound.reversed()).enumerated()
        .sorted { ($0.element.at, $0.offset) < ($1.element.at, $1.offset) }
      return merged.map(\.element).suffix(limit)
    }
  }

  /// Staff take the conversation: the bot is silent from the commit on.
  package func handOver(_ conversation: Int64, reason: String) async throws {
    try await scope.write { transaction, store in
      try HandOver(transaction: transaction, key: ConversationKey(storeID: store, conversationID: conversation))
        .begin(reason: reason, isSilent: true)
    }
  }

  /// A person's words, made into calls: the bot is silent from the commit on, where it was not already.
  package func say(_ calls: [ChannelCall], in conversation: ConversationSummary, by who: String) async throws {
    try await scope.write { transaction, store in
      let key = ConversationKey(storeID: store, conversationID: conversation.key.conversationID)
      try HandOver(transaction: transaction, key: key).begin(
        reason: conversation.handOverReason ?? "taken over by \(who)", isSilent: true)
      try OutboxRows(transaction: transaction, key: key, account: conversation.account, chat: conversation.chat)
        .add(calls, turn: nil, ignoringOptOut: false)
    }
  }

  /// Staff give the conversation back to the bot; its open tasks are closed.
  package func handBack(_ conversation: Int64, by who: String) async throws {
    try await scope.write { transaction, store in
      try HandOver(transaction: transaction, key: ConversationKey(storeID: store, conversationID: conversation))
        .end(by: who)
    }
  }

  static func summary(
    _ row: Row, _ store: StoreID, _ connection: any Connection
  ) throws -> ConversationSummary {
    let root = try IdentityResolution.root(try row.id("customer_id"), store: store, connection)
    return ConversationSummary(
      key: ConversationKey(storeID: store, conversationID: try row.int64("id")), account: try ChannelAccountKey(row),
      chat: ChatAddress(rawValue: try row.text("chat")),
      customer: try CustomerFacts.customer(root, store: store, connection),
      handedOverAt: try row.optionalTime("handed_over_at"), handOverReason: try row.optionalText("hand_over_reason"),
      isOptedOut: try row.bool("opted_out"), isUnreachable: try row.bool("unreachable"),
      lastInboundAt: try row.optionalTime("last_inbound_at"), updatedAt: try row.time("updated_at"))
  }

  private static func inbound(_ row: Row) throws -> ConversationMessage {
    .inbound(
      try row.json("payload"), at: try row.time("received_at"), status: try row.text("status"),
      reason: try row.optionalText("reason"))
  }

  private static func outbound(_ row: Row) throws -> ConversationMessage {
    .outbound(
      ChannelCall(method: try row.text("method"), body: try row.text("body")), at: try row.time("created_at"),
      state: try row.text("state"),
      delivery: try row.optionalInt("delivery_status").flatMap(DeliveryStatus.init(rawValue:)),
      reason: try row.optionalText("reason"))
  }
}
