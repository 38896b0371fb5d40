import Commerce
import Synchronization

/// What a sender has in hand: conversations that are being sent to or wait for their pace, and the leases of accounts.
/// Asked from a turn's commit as well as by the sender itself.
final class SendersHand: Sendable {
  private struct State {
    /// Conversations, each with whether somebody else had something of it to send meanwhile.
    var inHand: [ChannelAccountKey: [Int64: Bool]] = [:]
    var leasedUntil: [ChannelAccountKey: Timestamp] = [:]
    /// Accounts whose outbox had more than there was room for.
    var waiting: Set<ChannelAccountKey> = []
    var isLookDue = false
    var isOpen = true
  }

  /// A lease with less than this left is not built upon.
  private static let leaseMarginMilliseconds: Int64 = 1_000

  private let maximumConversations: Int
  private let state = Mutex(State())

  init(maximumConversations: Int) { self.maximumConversations = maximumConversations }

  /// Whether new conversations are taken in hand.
  var isOpen: Bool { state.withLock { $0.isOpen } }

  func close() { state.withLock { $0.isOpen = false } }

  /// - Returns: false where the account is another's, the hand is full, or the conversation is in it already.
  func reserve(_ conversation: Int64, of account: ChannelAccountKey, now: Timestamp) -> Bool {
    state.withLock { state in
      let isOurs = (state.leasedUntil[account] ?? now) > now.adding(milliseconds: Self.leaseMarginMilliseconds)
      if state.inHand[account]?[conversation] != nil {
        state.inHand[account]?[conversation] = true
        return false
      }
      guard state.isOpen, isOurs, state.inHand[account, default: [:]].count < maximumConversations else { return false }
      state.inHand[account, default: [:]][conversation] = false
      return true
    }
  }

  /// Whether somebody had something to send in a conversation in hand.
  func wasAsked(_ conversation: Int64, of account: ChannelAccountKey) -> Bool {
    state.withLock { $0.inHand[account]?[conversation] ?? false }
  }

  func add(_ conversation: Int64, of account: ChannelAccountKey) {
    state.withLock { $0.inHand[account, default: [:]][conversation] = false }
  }

  /// - Returns: whether a look is due: something of the conversation, or of the account, was left to the outbox.
  @discardableResult
  func release(_ conversation: Int64, of account: ChannelAccountKey) -> Bool {
    state.withLock { state in
      let wasAsked = state.inHand[account]?.removeValue(forKey: conversation) ?? false
      let hasMore = state.waiting.remove(account) != nil
      return wasAsked || hasMore
    }
  }

  func conversations(of account: ChannelAccountKey) -> Set<Int64> {
    state.withLock { Set(($0.inHand[account] ?? [:]).keys) }
  }

  func holdsLease(of account: ChannelAccountKey, at moment: Timestamp) -> Bool {
    state.withLock { ($0.leasedUntil[account] ?? moment) > moment }
  }

  func setLease(of account: ChannelAccountKey, until: Timestamp?) { state.withLock { $0.leasedUntil[account] = until } }

  func hasMore(_ account: ChannelAccountKey) { state.withLock { _ = $0.waiting.insert(account) } }

  /// Whether nobody has asked for a look since the last one began.
  func isFirstLook() -> Bool {
    state.withLock { state in
      defer { state.isLookDue = true }
      return !state.isLookDue
    }
  }

  func looks() { state.withLock { $0.isLookDue = false } }
}
