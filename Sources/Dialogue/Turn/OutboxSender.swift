import Commerce
import Logging
import Metrics
import ServiceLifecycle

/// Sends what the outbox holds: in order within a conversation, conversations side by side, at the channel's pace,
/// retried with a growing wait, and given up with its reason after a bound.
package actor OutboxSender: Service {
  private let outbox: any OutboxStore
  private let leases: any LeaseStore
  private let accounts: any ChannelAccountDirectory
  private var channels: ChannelDirectory
  private let settings: SenderSettings

  private var pacers: [ChannelAccountKey: Pacer] = [:]
  private var inHand: [ChannelAccountKey: Set<Int64>] = [:]
  private var leasedUntil: [ChannelAccountKey: Timestamp] = [:]
  private let hints: AsyncStream<Void>
  private let hinter: AsyncStream<Void>.Continuation

  package init(
    outbox: any OutboxStore, leases: any LeaseStore, accounts: any ChannelAccountDirectory,
    channels: ChannelDirectory, settings: SenderSettings
  ) {
    self.outbox = outbox
    self.leases = leases
    self.accounts = accounts
    self.channels = channels
    self.settings = settings
    (hints, hinter) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(1))
  }

  /// From the next message on, these send, at their own pace.
  package func replace(_ channels: ChannelDirectory) {
    self.channels = channels
    pacers = [:]
  }

  /// A hint that something is to be sent.
  package nonisolated func wake() { hinter.yield() }

  package func run() async throws {
    await withGracefulShutdownHandler {
      await withDiscardingTaskGroup { group in
        group.addTask { await self.tick() }
        for await _ in self.hints { await self.sendDue(in: &group) }
      }
    } onGracefulShutdown: {
      self.hinter.finish()
    }
  }

  /// Wakes the sender now and then, for retries that fall due and for work that no hint told of.
  private func tick() async {
    while !Task.isCancelled {
      hinter.yield()
      do {
        try await cancelWhenGracefulShutdown { try await Task.sleep(for: .milliseconds(250)) }
      } catch { return }
    }
  }

  private func sendDue(in group: inout DiscardingTaskGroup) async {
    do {
      for account in try await outbox.accountsWithWork() {
        guard let channel = channels.channel(account.channel), try await holdsLease(account) else { continue }
        let busy = inHand[account] ?? []
        let room = settings.conversationsInHand - busy.count
        guard room > 0 else { continue }
        let items = try await outbox.claim(
          account: account, owner: settings.owner, limit: room, leaseMilliseconds: settings.sendLeaseMilliseconds,
          excluding: busy)
        for item in items {
          inHand[account, default: []].insert(item.key.conversationID)
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
    if let until = leasedUntil[account], until > now.adding(milliseconds: settings.accountLeaseMilliseconds / 2) {
      return true
    }
    let isHeld = try await leases.hold(
      "send:\(account)", store: account.storeID, owner: settings.owner, milliseconds: settings.accountLeaseMilliseconds)
    leasedUntil[account] = isHeld ? now.adding(milliseconds: settings.accountLeaseMilliseconds) : nil
    return isHeld
  }

  private func deliver(_ item: OutboxItem, on channel: any Channel, at moment: Timestamp) async {
    let wait = moment.milliseconds - settings.time.now().milliseconds
    if wait > 0 {
      do { try await Task.sleep(for: .milliseconds(wait)) } catch
      { /* Shutting down: the item is sent now or by the next owner. */  }
    }
    let settlement = await send(item, on: channel)
    do {
      try await outbox.settle(item, as: settlement)
    } catch {
      settings.logger.error("A sent message could not be marked; it may be sent again", metadata: ["cause": "\(error)"])
    }
    inHand[item.account]?.remove(item.key.conversationID)
    hinter.yield()
  }

  private func send(_ item: OutboxItem, on channel: any Channel) async -> OutboxSettlement {
    let policy = RetryPolicy(now: settings.time.now(), jitter: settings.jitter())
    if let reason = policy.refusal(of: item, capabilities: channel.capabilities) { return .dead(reason: reason) }
    guard let account = accounts.account(of: item.account.channel, externalID: item.account.externalID) else {
      return policy.settlement(
        .accountBlocked(reason: "the account has no credentials", retryAfterMilliseconds: 60_000),
        attempts: item.attempts)
    }
    let outcome = await channel.send(item.call, from: account, callbackData: String(item.id))
    Counter(label: "souk_sends_total", dimensions: [("outcome", outcome.label)]).increment()
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
