import Commerce
import Dialogue

/// Moves what channels report of our messages forward, whatever order the reports come in.
///
/// Reports rank sent < failed < delivered < read: what reached the shopper did so even where a failure was reported
/// for another try, and the outcome depends only on which reports came, not on their order.
struct DeliveryReports {
  let connection: any Connection

  /// A report of a message that is not ours is ignored.
  func apply(_ update: DeliveryUpdate, at now: Timestamp) throws {
    guard let row = try find(update) else { return }
    let id = try row.int64("id")
    try settle(row, id, update, now)
    let known = try row.optionalInt("delivery_status").flatMap(DeliveryStatus.init(rawValue:))
    guard known.map({ Self.rank(update.status) > Self.rank($0) }) ?? true else { return }
    try connection.execute(
      """
      UPDATE outbox SET delivery_status = $3, delivery_at = $4, delivery_error = $5,
        provider_message_id = COALESCE(provider_message_id, $6)
      WHERE store_id = $1 AND id = $2
      """,
      [
        .id(update.account.storeID), .integer(id), .int(update.status.rawValue), .time(update.at),
        update.status == .failed ? .maybe(update.error ?? "no reason was given") : .null,
        .text(update.providerMessageID),
      ])
  }

  private static func rank(_ status: DeliveryStatus) -> Int {
    switch status {
    case .sent: 0
    case .failed: 1
    case .delivered: 2
    case .read: 3
    }
  }

  /// By our own id first: it is known even where the answer to the send was lost.
  private func find(_ update: DeliveryUpdate) throws -> Row? {
    let columns = "SELECT id, state, attempts, may_have_been_sent, delivery_status FROM outbox"
    if let own = update.callbackData.flatMap({ Int64($0) }),
      let row = try connection.first(
        columns + " WHERE store_id = $1 AND channel = $2 AND account = $3 AND id = $4" + connection.forUpdate,
        update.account.columns + [.integer(own)])
    {
      return row
    }
    return try connection.first(
      columns + " WHERE store_id = $1 AND channel = $2 AND account = $3 AND provider_message_id = $4"
        + connection.forUpdate, update.account.columns + [.text(update.providerMessageID)])
  }

  /// A report proves that the provider took the message: it is never sent again.
  private func settle(_ row: Row, _ id: Int64, _ update: DeliveryUpdate, _ now: Timestamp) throws {
    let state = try row.raw("state", OutboxState.self)
    let wasTried = try row.int("attempts") > 0
    let isRescue = state == .dead && update.status != .failed
    guard isRescue || (state.isUnsettled && wasTried) else { return }
    try connection.execute(
      """
      UPDATE outbox SET state = 'sent', settled_at = $3, lease_owner = 0,
        provider_message_id = COALESCE(provider_message_id, $4)
      WHERE store_id = $1 AND id = $2
      """, [.id(update.account.storeID), .integer(id), .time(now), .text(update.providerMessageID)])
  }
}
