import Commerce

/// What is to be sent, durable and ordered within a conversation.
/// States: pending → sending (leased) → sent | maybe_sent | dead; a refused one is pending again, later.
package protocol OutboxStore: Sendable {
  /// Accounts with something due.
  func accountsWithWork() async throws -> [ChannelAccountKey]

  /// Takes due items whose conversation has nothing older unsettled, and marks them `sending` under the owner's lease.
  /// Several items of one conversation are handed out only one at a time.
  /// - Parameter excluding: conversations this sender already has in hand.
  func claim(
    account: ChannelAccountKey, owner: Int64, limit: Int, leaseMilliseconds: Int64, excluding: Set<Int64>
  ) async throws -> [OutboxItem]

  /// Settles one claimed item.
  /// - Parameter claim: takes what comes after it in its conversation in the same transaction.
  /// - Returns: that item, where there is one and it is due.
  func settle(
    _ item: OutboxItem, as settlement: OutboxSettlement, claimingNext claim: SendClaim?
  ) async throws -> OutboxItem?

  /// When the next item of any account falls due; nil for none.
  func nextDue() async throws -> Timestamp?
}

extension OutboxStore {
  package func settle(_ item: OutboxItem, as settlement: OutboxSettlement) async throws {
    _ = try await settle(item, as: settlement, claimingNext: nil)
  }
}

/// Under whose lease an item is taken for sending.
package struct SendClaim: Hashable, Sendable {
  package var owner: Int64
  package var leaseMilliseconds: Int64

  package init(owner: Int64, leaseMilliseconds: Int64) {
    self.owner = owner
    self.leaseMilliseconds = leaseMilliseconds
  }
}

/// Takes a turn's first message straight from its commit, instead of finding it in the outbox.
package protocol SendOutlet: Sendable {
  /// Keeps a place for a conversation. - Returns: nil where it must go through the outbox: another process sends for
  /// the account, or something of the conversation is being sent.
  func reserve(_ key: ConversationKey, of account: ChannelAccountKey) -> SendClaim?
  /// Gives a place back that was not used.
  func release(_ key: ConversationKey, of account: ChannelAccountKey)
  /// Sends what was committed under a claim of this outlet.
  func deliver(_ item: OutboxItem)
}

package struct OutboxItem: Sendable {
  package var id: Int64
  package var key: ConversationKey
  package var account: ChannelAccountKey
  package var chat: ChatAddress
  package var call: ChannelCall
  /// Attempts so far, this one not counted.
  package var attempts: Int
  /// An earlier attempt's outcome is unknown: it may already have been sent.
  package var mayHaveBeenSent: Bool
  /// The shopper's last message, from which a channel's reply window runs.
  package var lastInboundAt: Timestamp?
  package var isOptedOut: Bool
  /// Nothing follows it in its conversation, as far as its turn's commit knew.
  package var isLast = false

  package init(
    id: Int64, key: ConversationKey, account: ChannelAccountKey, chat: ChatAddress, call: ChannelCall, attempts: Int,
    mayHaveBeenSent: Bool = false, lastInboundAt: Timestamp? = nil, isOptedOut: Bool = false
  ) {
    self.id = id
    self.key = key
    self.account = account
    self.chat = chat
    self.call = call
    self.attempts = attempts
    self.mayHaveBeenSent = mayHaveBeenSent
    self.lastInboundAt = lastInboundAt
    self.isOptedOut = isOptedOut
  }
}

package enum OutboxSettlement: Hashable, Sendable {
  case sent(providerMessageID: String?)
  /// Back to pending, due at the moment given.
  case retry(at: Timestamp, reason: String)
  /// Unknown outcome: due again at the moment given, unless a delivery report settles it first.
  case maybeSent(retryAt: Timestamp, reason: String)
  /// Given up; visible in `souk doctor`, and the conversation goes on.
  case dead(reason: String)
}

/// A named lease across processes: who polls a bot token, who sends for an account.
package protocol LeaseStore: Sendable {
  /// Takes or renews the lease. - Returns: whether it is ours until `milliseconds` from now.
  func hold(_ name: String, store: StoreID, owner: Int64, milliseconds: Int64) async throws -> Bool
  func release(_ name: String, store: StoreID, owner: Int64) async throws
}

/// Later work, durable: one row a job, found again after a crash.
package protocol JobStore: Sendable {
  /// Adds the job unless one with its key is already waiting.
  func enqueue(_ job: Job) async throws
  /// Takes due jobs under a lease.
  func claimJobs(owner: Int64, limit: Int, leaseMilliseconds: Int64) async throws -> [Job]
  func complete(_ job: Job) async throws
  /// Due again then, with no failures counted.
  func reschedule(_ job: Job, at: Timestamp) async throws
  /// Counts a failed attempt; over the bound it is dead, with its reason.
  func retry(_ job: Job, at: Timestamp, reason: String, maximumAttempts: Int) async throws
}

package struct Job: Hashable, Sendable {
  package var storeID: StoreID
  /// Unique in its store; the idempotency key of what it does.
  package var key: String
  package var kind: String
  package var payload: String
  package var runAt: Timestamp
  package var attempts: Int

  package init(storeID: StoreID, key: String, kind: String, payload: String, runAt: Timestamp, attempts: Int = 0) {
    self.storeID = storeID
    self.key = key
    self.kind = kind
    self.payload = payload
    self.runAt = runAt
    self.attempts = attempts
  }
}
