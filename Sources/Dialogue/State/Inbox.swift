import Commerce

/// The durable front door: what is in here is never lost and never handled twice.
package protocol InboxStore: Sendable {
  /// Commits everything in the batch in one transaction, in order. A message id seen before changes nothing.
  /// Identities are resolved (and merged, where one sender carries several), conversations made, delivery reports
  /// moved forward.
  /// - Returns: the conversations that now have work, each once.
  /// - Throws: where nothing of the batch is durable; the caller answers so that the channel delivers again.
  func receive(_ batch: InboundBatch) async throws -> [ConversationKey]

  /// The next `update_id` to ask an account's long polling for; nil before the first.
  func pollingOffset(of account: ChannelAccountKey) async throws -> Int64?
}

/// What one webhook body or one poll brought.
package struct InboundBatch: Sendable {
  package var messages: [InboundMessage]
  package var deliveries: [DeliveryUpdate]
  package var identityLinks: [IdentityLink]
  package var reachability: [ReachabilityChange]
  /// Saved in the same transaction, so that an offset never runs ahead of its messages.
  package var pollingOffset: PollingOffset?

  package init(
    messages: [InboundMessage] = [], deliveries: [DeliveryUpdate] = [], identityLinks: [IdentityLink] = [],
    reachability: [ReachabilityChange] = [], pollingOffset: PollingOffset? = nil
  ) {
    self.messages = messages
    self.deliveries = deliveries
    self.identityLinks = identityLinks
    self.reachability = reachability
    self.pollingOffset = pollingOffset
  }

  package struct PollingOffset: Sendable {
    package var account: ChannelAccountKey
    package var next: Int64

    package init(account: ChannelAccountKey, next: Int64) {
      self.account = account
      self.next = next
    }
  }

  package var isEmpty: Bool {
    messages.isEmpty && deliveries.isEmpty && identityLinks.isEmpty && reachability.isEmpty && pollingOffset == nil
  }
}

/// A conversation within its store.
package struct ConversationKey: Hashable, Codable, Sendable {
  package var storeID: StoreID
  package var conversationID: Int64

  package init(storeID: StoreID, conversationID: Int64) {
    self.storeID = storeID
    self.conversationID = conversationID
  }
}

/// Told after a commit that conversations have work, or that an account has something to send. A hint: whoever is
/// told also looks for itself now and then.
package protocol WorkListener: Sendable {
  func conversationsHaveWork(_ keys: [ConversationKey])
}
