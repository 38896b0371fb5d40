import Commerce
import Dialogue

/// The outbox in SQL. Only the oldest unsettled row of a conversation is ever due; a row being sent is due again when
/// its lease runs out.
package struct SQLOutboxStore: OutboxStore {
  private let context: StorageContext

  /// `o` is the head of its conversation.
  private static let isHead = """
    o.settled_at IS NULL AND NOT EXISTS (
      SELECT 1 FROM outbox older WHERE older.store_id = o.store_id AND older.conversation_id = o.conversation_id
        AND older.settled_at IS NULL AND older.sequence < o.sequence)
    """

  package init(_ context: StorageContext) { self.context = context }

  package func accountsWithWork() async throws -> [ChannelAccountKey] {
    let now = context.time.now()
    return try await context.database.read { connection in
      try connection.query(
        """
        SELECT DISTINCT o.store_id, o.channel, o.account FROM outbox o
        WHERE \(Self.isHead) AND o.next_attempt_at <= $1 ORDER BY o.store_id, o.channel, o.account
        """, [.time(now)]
      ).map { try ChannelAccountKey($0) }
    }
  }

  package func nextDue() async throws -> Timestamp? {
    try await context.database.read { connection in
      try connection.first("SELECT MIN(o.next_attempt_at) AS due FROM outbox o WHERE \(Self.isHead)")?
        .optionalTime("due")
    }
  }

  package func claim(
    account: ChannelAccountKey, owner: Int64, limit: Int, leaseMilliseconds: Int64, excluding: Set<Int64>
  ) async throws -> [OutboxItem] {
    let now = context.time.now()
    let leaseEnd = now.adding(milliseconds: leaseMilliseconds)
    return try await context.database.write { connection in
      let due = try Self.due(connection, account, now, limit: limit + excluding.count)
      let free = try due.filter { !excluding.contains(try $0.int64("conversation_id")) }.prefix(limit)
      return try free.map { try Self.take($0, account, owner: owner, until: leaseEnd, connection) }
    }
  }

  package func settle(
    _ item: OutboxItem, as settlement: OutboxSettlement, claimingNext claim: SendClaim?
  ) async throws -> OutboxItem? {
    let now = context.time.now()
    // A power cut that takes back a settlement leaves the row `sending`: it is sent again, marked as perhaps sent
    // before. A row that is taken for sending must not be found `pending` afterwards, so taking one is synced.
    return try await context.database.write(claim == nil ? .unsynced : .synced) { connection in
      switch settlement {
      case .sent(let providerMessageID):
        try Self.settleSent(item, providerMessageID, now, connection)
      case .retry(let at, let reason):
        try Self.update(item, .pending, next: at, settledAt: nil, reason: reason, connection)
      case .maybeSent(let retryAt, let reason):
        try Self.update(item, .maybeSent, next: retryAt, settledAt: nil, reason: reason, connection)
      case .dead(let reason):
        try Self.update(item, .dead, next: now, settledAt: now, reason: reason, connection)
      }
      return try claim.flatMap { try Self.takeNext(after: item, $0, now, connection) }
    }
  }

  private static func takeNext(
    after item: OutboxItem, _ claim: SendClaim, _ now: Timestamp, _ connection: any Connection
  ) throws -> OutboxItem? {
    let head = try connection.first(
      """
      SELECT id, conversation_id, chat, method, body, state, attempts, may_have_been_sent, ignores_opt_out,
        next_attempt_at, channel, account FROM outbox
      WHERE store_id = $1 AND conversation_id = $2 AND settled_at IS NULL ORDER BY sequence LIMIT 1
      """ + connection.skipLocked, item.key.columns)
    guard let head, try head.time("next_attempt_at") <= now, try head.text("account") == item.account.externalID,
      try head.text("channel") == item.account.channel.rawValue
    else { return nil }
    return try take(
      head, item.account, owner: claim.owner, until: now.adding(milliseconds: claim.leaseMilliseconds), connection)
  }

  private static func due(
    _ connection: any Connection, _ account: ChannelAccountKey, _ now: Timestamp, limit: Int
  ) throws -> [Row] {
    try connection.query(
      """
      SELECT o.id, o.conversation_id, o.chat, o.method, o.body, o.state, o.attempts, o.may_have_been_sent,
        o.ignores_opt_out FROM outbox o
      WHERE o.store_id = $1 AND o.channel = $2 AND o.account = $3 AND \(isHead) AND o.next_attempt_at <= $4
      ORDER BY o.next_attempt_at, o.id LIMIT $5\(connection.skipLocked)
      """, account.columns + [.time(now), .int(limit)])
  }

  /// A row found `sending` was in another's hand when that one fell: it may have gone out.
  private static func take(
    _ row: Row, _ account: ChannelAccountKey, owner: Int64, until leaseEnd: Timestamp, _ connection: any Connection
  ) throws -> OutboxItem {
    let id = try row.int64("id")
    let key = ConversationKey(storeID: account.storeID, conversationID: try row.int64("conversation_id"))
    let wasSending = try row.raw("state", OutboxState.self) == .sending
    let mayHaveBeenSent = try wasSending || row.bool("may_have_been_sent")
    try connection.execute(
      """
      UPDATE outbox SET state = 'sending', lease_owner = $3, next_attempt_at = $4, attempts = attempts + 1,
        may_have_been_sent = $5
      WHERE store_id = $1 AND id = $2
      """,
      [.id(account.storeID), .integer(id), .integer(owner), .time(leaseEnd), .bool(mayHaveBeenSent)])
    let conversation = try connection.first(
      "SELECT last_inbound_at, last_received_at, opted_out FROM conversations WHERE store_id = $1 AND id = $2",
      key.columns)
    return OutboxItem(
      id: id, key: key, account: account, chat: ChatAddress(rawValue: try row.text("chat")),
      call: ChannelCall(method: try row.text("method"), body: try row.text("body")),
      attempts: try row.int("attempts"), mayHaveBeenSent: mayHaveBeenSent,
      lastInboundAt: try conversation.flatMap(Self.windowStart),
      isOptedOut: try (conversation?.bool("opted_out") ?? false) && !row.bool("ignores_opt_out"))
  }

  /// When the shopper last wrote, by the channel's clock or ours, whichever is later: a message that came late, or a
  /// clock that is wrong, must not silence the bot; a channel whose window is closed says so itself.
  static func windowStart(_ conversation: Row) throws -> Timestamp? {
    let moments = try [conversation.optionalTime("last_inbound_at"), conversation.optionalTime("last_received_at")]
    return moments.compactMap { $0 }.max()
  }

  /// A send that was done is a fact, whoever has the row by now.
  private static func settleSent(
    _ item: OutboxItem, _ providerMessageID: String?, _ now: Timestamp, _ connection: any Connection
  ) throws {
    try connection.execute(
      """
      UPDATE outbox SET state = 'sent', settled_at = COALESCE(settled_at, $3), lease_owner = 0,
        provider_message_id = COALESCE(provider_message_id, $4)
      WHERE store_id = $1 AND id = $2
      """, [.id(item.key.storeID), .integer(item.id), .time(now), .maybe(providerMessageID)])
  }

  /// Changes nothing where a delivery report or another sender has been faster: the attempts tell whose turn it is.
  private static func update(
    _ item: OutboxItem, _ state: OutboxState, next: Timestamp, settledAt: Timestamp?, reason: String,
    _ connection: any Connection
  ) throws {
    try connection.execute(
      """
      UPDATE outbox SET state = $4, next_attempt_at = $5, settled_at = $6, reason = $7, lease_owner = 0,
        may_have_been_sent = may_have_been_sent OR $8
      WHERE store_id = $1 AND id = $2 AND state = 'sending' AND attempts = $3
      """,
      [
        .id(item.key.storeID), .integer(item.id), .int(item.attempts + 1), .text(state.rawValue), .time(next),
        .maybe(settledAt), .text(reason), .bool(state == .maybeSent),
      ])
  }
}
