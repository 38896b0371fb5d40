import Commerce
import Logging
import Metrics
import ServiceLifecycle

/// Sends what the outbox holds: in order within a conversation, conversations side by side, at the channel's pace,
/// retried with a growing wait, and given up with its reason after a bound.
package actor OutboxSender: Service, SendOutlet {
  private let outbox: any OutboxStore
  private let leases: any LeaseStore
  private let accounts: any ChannelAccountDirectory
  private var channels: ChannelDirectory
  private let settings: SenderSettings

  private let meters = SendMeters()
  private var pacers: [ChannelAccountKey: Pacer] = [:]
  private let hand: SendersHand
  private let hints: AsyncStream<Hint>
  private let hinter: AsyncStream<Hint>.Continuation

  /// A full disk or a database that restarts is over sooner than the send's lease.
  private static let settleWaitsMilliseconds: [Int64] = [250, 500, 1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000]

  private static let tickMilliseconds: Int64 = 250

  private enum Hint: Sendable {
    /// Something may be due in the outbox.
    case look
    /// Straight from its turn's commit; at most as many as have a place in ``SendersHand``.
    case deliver(OutboxItem)
  }

  package init(
    outbox: any OutboxStore, leases: any LeaseStore, accounts: any ChannelAccountDirectory,
    channels: ChannelDirectory, settings: SenderSettings
  ) {
    self.outbox = outbox
    self.leases = leases
    self.accounts = accounts
    self.channels = channels
    self.settings = settings
    hand = SendersHand(maximumConversations: settings.conversationsInHand)
    (hints, hinter) = AsyncStream.makeStream(bufferingPolicy: .unbounded)
  }

  /// From the next message on, these send, at their own pace.
  package func replace(_ channels: ChannelDirectory) {
    self.channels = channels
    pacers = [:]
  }

  /// A hint that something is to be sent.
  package nonisolated func wake() {
    if hand.isFirstLook() { hinter.yield(.look) }
  }

  package nonisolated func reserve(_ key: ConversationKey, of account: ChannelAccountKey) -> SendClaim? {
    hand.reserve(key.conversationID, of: account, now: settings.time.now()) ? claim : nil
  }

  package nonisolated func release(_ key: ConversationKey, of account: ChannelAccountKey) {
    if hand.release(key.conversationID, of: account) { wake() }
  }

  package nonisolated func deliver(_ item: OutboxItem) { hinter.yield(.deliver(item)) }

  private nonisolated var claim: SendClaim {
    SendClaim(owner: settings.owner, leaseMilliseconds: settings.sendLeaseMilliseconds)
  }

  package func run() async throws {
    await withGracefulShutdownHandler {
      await withTaskGroup(of: Void.self) { beside in
        beside.addTask { await self.tick() }
        await self.deliverAll()
        beside.cancelAll()
      }
    } onGracefulShutdown: {
      // What waits in the stream is still delivered.
      self.hand.close()
      self.hinter.finish()
    }
  }

  /// Until the hints end; deliveries in hand are finished first.
  private func deliverAll() async {
    await withDiscardingTaskGroup { group in
      for await hint in self.hints { await self.take(hint, in: &group) }
    }
  }

  /// Wakes the sender now and then, for retries that fall due and for work that no hint told of.
  private func tick() async {
    while !Task.isCancelled {
      wake()
      do { try await settings.time.sleep(Self.tickMilliseconds) } catch { return }
    }
  }

  private func take(_ hint: Hint, in group: inout DiscardingTaskGroup) async {
    switch hint {
    case .look:
      hand.looks()
      await sendDue(in: &group)
    case .deliver(let item):
      guard let channel = channels.channel(item.account.channel) else { return }
      let moment = place(item, channel: channel)
      group.addTask { await self.deliver(item, on: channel, at: moment) }
    }
  }

  private func sendDue(in group: inout DiscardingTaskGroup) async {
    do {
      for account in try await outbox.accountsWithWork() {
        guard let channel = channels.channel(account.channel), try await holdsLease(account) else { continue }
        let busy = hand.conversations(of: account)
        let room = settings.conversationsInHand - busy.count
        guard room > 0 else {
          hand.hasMore(account)
          continue
        }
        let items = try await outbox.claim(
          account: account, owner: settings.owner, limit: room, leaseMilliseconds: settings.sendLeaseMilliseconds,
          excluding: busy)
        if items.count == room { hand.hasMore(account) }
        for item in items {
          hand.add(item.key.conversationID, of: account)
          let moment = place(item, channel: channel)
          group.addTask { await self.deliver(item, on: channel, at: moment) }
        }
      }
    } catch {
      settings.logger.error("The outbox could not be read; trying again", metadata: ["cause": "\(error)"])
    }
  }

  private func place(_ item: OutboxItem, channel: any Channel) -> Timestamp {
    pacers[item.account, default: Pacer(channel.pacing)].place(for: item.chat, now: settings.time.now())
  }

  private func holdsLease(_ account: ChannelAccountKey) async throws -> Bool {
    let now = settings.time.now()
    if hand.holdsLease(of: account, at: now.adding(milliseconds: settings.accountLeaseMilliseconds / 2)) { return true }
    let isHeld = try await leases.hold(
      "send:\(account)", store: account.storeID, owner: settings.owner, milliseconds: settings.accountLeaseMilliseconds)
    hand.setLease(of: account, until: isHeld ? now.adding(milliseconds: settings.accountLeaseMilliseconds) : nil)
    return isHeld
  }

  /// Sends an item and what follows it in its conversation.
  private nonisolated func deliver(_ first: OutboxItem, on channel: any Channel, at moment: Timestamp) async {
    var next: OutboxItem? = first
    var moment = moment
    while let item = next {
      next = nil
      let wait = moment.milliseconds - settings.time.now().milliseconds
      if wait > 0 {
        do { try await settings.time.sleep(wait) } catch
        { /* Shutting down: the item is sent now or by the next owner. */  }
      }
      let settlement = await send(item, on: channel)
      next = await settle(item, as: settlement)
      if let next { moment = await place(next, channel: channel) }
    }
    if hand.release(first.key.conversationID, of: first.account) { wake() }
  }

  /// What is known is not given up at once: a row that stays `sending` would be sent again by the next owner.
  private nonisolated func settle(_ item: OutboxItem, as settlement: OutboxSettlement) async -> OutboxItem? {
    for wait in Self.settleWaitsMilliseconds {
      do {
        let mayHaveNext = !item.isLast || hand.wasAsked(item.key.conversationID, of: item.account)
        let next = try await outbox.settle(
          item, as: settlement, claimingNext: mayHaveNext && hand.isOpen ? claim : nil)
        KillPoint.afterMark.reach()
        return next
      } catch {
        settings.logger.error(
          "A sent message could not be marked; trying again",
          metadata: [
            "cause": "\(error)", "conversation": "\(item.key.conversationID)", "outbox": "\(item.id)",
          ])
      }
      do { try await settings.time.sleep(wait) } catch { return nil }
    }
    return nil
  }

  private nonisolated func send(_ item: OutboxItem, on channel: any Channel) async -> OutboxSettlement {
    let policy = RetryPolicy(now: settings.time.now(), jitter: settings.jitter())
    if let reason = policy.refusal(of: item, capabilities: channel.capabilities) { return .dead(reason: reason) }
    guard let account = accounts.account(of: item.account.channel, externalID: item.account.externalID) else {
      return policy.settlement(
        .accountBlocked(reason: "the account has no credentials", retryAfterMilliseconds: 60_000),
        attempts: item.attempts)
    }
    KillPoint.beforeSend.reach()
    let outcome = await channel.send(item.call, from: account, callbackData: String(item.id))
    KillPoint.afterSend.reach()
    meters.sends[outcome.label]?.increment()
    settings.logger.debug(
      "An answer was sent",
      metadata: [
        "conversation": "\(item.key.conversationID)", "outbox": "\(item.id)", "outcome": "\(outcome.label)",
      ])
    return policy.settlement(outcome, attempts: item.attempts)
  }
}

package struct SenderSettings: Sendable {
  package var owner: Int64
  package var time: TimeSource
  package var logger: Logger
  /// 0…1, for spreading retries.
  package var jitter: @Sendable () -> Double
  /// Conversations of one account that are being sent to, or wait for their pace, at once.
  package var conversationsInHand = 256
  package var sendLeaseMilliseconds: Int64 = 120_000
  package var accountLeaseMilliseconds: Int64 = 10_000

  package init(owner: Int64, time: TimeSource, logger: Logger, jitter: @escaping @Sendable () -> Double) {
    self.owner = owner
    self.time = time
    self.logger = logger
    self.jitter = jitter
  }
}

/// Made once: a counter is looked up by its name and labels, which takes longer than counting.
private struct SendMeters: Sendable {
  let sends = Dictionary(
    uniqueKeysWithValues: ["sent", "refused", "rejected", "unknown", "account_blocked"].map {
      ($0, Counter(label: "souk_sends_total", dimensions: [("outcome", $0)]))
    })
}

extension SendOutcome {
  fileprivate var label: String {
    switch self {
    case .sent: "sent"
    case .refused: "refused"
    case .rejected: "rejected"
    case .unknown: "unknown"
    case .accountBlocked: "account_blocked"
    }
  }
}
