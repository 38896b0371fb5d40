import Commerce
import Logging
import Metrics

/// An inbox that leaves out what comes faster than a sender or a store may write, so that one cannot drown the others.
/// A sender's first message over the limit is kept without its content, for the engine to ask for patience once.
package struct LimitedInbox: InboxStore {
  /// The content of a message that was left out.
  static let kind = "limited"

  private let inbox: any InboxStore
  private let senders: SenderRateLimiter<ChannelIdentity>?
  private let told: SenderRateLimiter<ChannelIdentity>
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
    told = SenderRateLimiter(messages: 1, periodMilliseconds: 60_000, time: time)
    stores =
      storeMessagesPerSecond > 0
      ? SenderRateLimiter(messages: storeMessagesPerSecond, periodMilliseconds: 1_000, time: time) : nil
    self.logger = logger
  }

  package func receive(_ batch: InboundBatch) async throws -> [ConversationKey] {
    var batch = batch
    var limited = 0
    batch.messages = batch.messages.compactMap { message in
      let sender = message.sender.identities.first
      let isSenderFine = sender.map { senders?.admits($0) ?? true } ?? true
      if isSenderFine, stores?.admits(message.account.storeID) ?? true { return message }
      limited += 1
      guard let sender, told.admits(sender) else { return nil }
      var message = message
      message.content = .system(kind: Self.kind, payload: "")
      return message
    }
    if limited > 0 {
      Counter(label: "souk_inbound_limited_total").increment(by: limited)
      logger.warning("Messages came faster than the limits allow and were left out", metadata: ["count": "\(limited)"])
    }
    let conversations = try await inbox.receive(batch)
    for key in conversations {
      logger.debug("A message was taken in", metadata: ["conversation": "\(key.conversationID)"])
    }
    return conversations
  }

  package func pollingOffset(of account: ChannelAccountKey) async throws -> Int64? {
    try await inbox.pollingOffset(of: account)
  }
}
