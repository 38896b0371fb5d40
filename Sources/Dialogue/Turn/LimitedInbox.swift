import Commerce
import Logging
import Metrics

/// An inbox that leaves out what comes faster than a sender or a store may write, so that one cannot drown the others.
package struct LimitedInbox: InboxStore {
  private let inbox: any InboxStore
  private let senders: SenderRateLimiter<ChannelIdentity>?
  private let stores: SenderRateLimiter<StoreID>?
  private let logger: Logger

  /// - Parameters: limits of 0 are off.
  package init(
    _ inbox: any InboxStore, senderMessagesPerMinute: Int, storeMessagesPerSecond: Int, time: TimeSource, logger: Logger
  ) {
    self.inbox = inbox
    senders =
      senderMessagesPerMinute > 0
      ? SenderRateLimiter(messages: senderMessagesPerMinute, periodMilliseconds: 60_000, time: time) : nil
    stores =
      storeMessagesPerSecond > 0
      ? SenderRateLimiter(messages: storeMessagesPerSecond, periodMilliseconds: 1_000, time: time) : nil
    self.logger = logger
  }

  package func receive(_ batch: InboundBatch) async throws -> [ConversationKey] {
    var batch = batch
    let count = batch.messages.count
    batch.messages.removeAll { message in
      let isSenderFine = message.sender.identities.first.map { senders?.admits($0) ?? true } ?? true
      return !isSenderFine || !(stores?.admits(message.account.storeID) ?? true)
    }
    if batch.messages.count < count {
      Counter(label: "souk_inbound_limited_total").increment(by: count - batch.messages.count)
      logger.warning(
        "Messages came faster than the limits allow and were left out",
        metadata: ["count": "\(count - batch.messages.count)"])
    }
    return try await inbox.receive(batch)
  }

  package func pollingOffset(of account: ChannelAccountKey) async throws -> Int64? {
    try await inbox.pollingOffset(of: account)
  }
}
