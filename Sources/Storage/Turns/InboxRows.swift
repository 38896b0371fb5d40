import Commerce
import Dialogue

/// A conversation's messages in the inbox.
struct InboxRows {
  let transaction: Transaction
  let key: ConversationKey

  private var connection: any Connection { transaction.connection }

  /// The oldest pending messages in order. One that cannot be read (an older program's) is dead at once: trying again
  /// would not help, and what follows it must go on.
  func pending(limit: Int, texts: TextCache<InboundMessage>) throws -> [PendingMessage] {
    let rows = try connection.query(
      """
      SELECT sequence, payload, received_at, attempts FROM inbox
      WHERE store_id = $1 AND conversation_id = $2 AND status = 'pending' ORDER BY sequence LIMIT $3
      """, key.columns + [.int(limit)])
    var messages: [PendingMessage] = []
    for row in rows {
      let sequence = try row.int64("sequence")
      do {
        messages.append(
          PendingMessage(
            sequence: sequence, message: try message(row, texts), receivedAt: try row.time("received_at"),
            attempts: try row.int("attempts")))
      } catch let error as StorageError {
        try countFailure(
          of: sequence, attempts: try row.int("attempts"), reason: "unreadable: \(error)", isDead: true)
      }
    }
    return messages
  }

  private func message(_ row: Row, _ texts: TextCache<InboundMessage>) throws -> InboundMessage {
    do {
      return try texts.value(try row.text("payload"))
    } catch let error as DecodingError {
      throw StorageError.badValue(column: "payload", expected: "JSON of a message", found: "\(error)")
    }
  }

  func markHandled(upTo sequence: Int64, turn: Int64, trace: String) throws {
    try connection.execute(
      """
      UPDATE inbox SET status = 'handled', turn_id = $4, trace = $5, handled_at = $6
      WHERE store_id = $1 AND conversation_id = $2 AND sequence <= $3 AND status = 'pending'
      """,
      key.columns + [.integer(sequence), .integer(turn), .text(trace), .time(transaction.now)])
  }

  func countFailure(of sequence: Int64, attempts: Int, reason: String, isDead: Bool) throws {
    try connection.execute(
      """
      UPDATE inbox SET attempts = $4, reason = $5, status = $6, handled_at = $7
      WHERE store_id = $1 AND conversation_id = $2 AND sequence = $3 AND status = 'pending'
      """,
      key.columns + [
        .integer(sequence), .int(attempts), .text(reason), isDead ? "dead" : "pending",
        isDead ? .time(transaction.now) : .null,
      ])
  }
}
