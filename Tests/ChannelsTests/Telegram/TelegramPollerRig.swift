import Channels
import Commerce
import Dialogue
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import Transport

/// A poller with everything handed in; its sleeps are written down and take next to no time.
final class TelegramPollerRig: Sendable {
  let inbox: TelegramInbox
  let leases: TelegramLeases
  let listener = TelegramListener()
  let log = TelegramLog()
  /// Milliseconds since the beginning, moved on by sleeping alone.
  let clock: TelegramClock
  let poller: TelegramPoller
  private let counted: CountingTransport

  init(
    transport: any HTTPTransport, baseURL: String = "https://telegram.example", owner: Int64 = 1,
    inbox: TelegramInbox = TelegramInbox(), marginSeconds: Int64 = 60, clock: TelegramClock = TelegramClock(),
    leases: TelegramLeases? = nil
  ) {
    let counted = CountingTransport(transport)
    self.counted = counted
    self.inbox = inbox
    var settings = telegramSettings
    settings.polling.marginSeconds = marginSeconds
    self.clock = clock
    self.leases = leases ?? TelegramLeases(time: clock.source)
    let sleeps = SleepLog()
    self.slept = sleeps
    poller = TelegramPoller(
      account: telegramAccount, settings: settings, server: .init(transport: counted, baseURL: baseURL),
      stores: .init(inbox: inbox, leases: self.leases, listener: listener, owner: owner),
      surroundings: .init(
        time: clock.source,
        sleep: { milliseconds in
          sleeps.milliseconds.withLock { $0.append(milliseconds) }
          try await Task.sleep(for: .milliseconds(2))
          clock.advance(milliseconds)
        }, random: { 0 }, logger: log.logger))
  }

  final class SleepLog: Sendable { let milliseconds = Mutex<[Int64]>([]) }
  private let slept: SleepLog

  /// How often Telegram was polled.
  var polls: Int { counted.urls.withLock { $0.count { $0.hasSuffix("/getUpdates") } } }

  /// The sleeps between polls; those about the lease left out.
  var waits: [Int64] { slept.milliseconds.withLock { $0.filter { $0 != 2_000 && $0 != 1_500 } } }

  /// The waits that the log gives after failed polls, in order.
  var failureWaits: [Int64] {
    log.text.split(separator: "\n").filter { $0.contains("a poll failed") }.compactMap { line in
      line.split(separator: "\"wait_ms\": ").last.flatMap { Int64($0.prefix { $0.isNumber }) }
    }
  }

  /// Runs the poller while `body` runs, then cancels it.
  func run(_ body: () async throws -> Void) async throws {
    let poller = poller
    let running = Task { try await poller.run() }
    do {
      try await body()
    } catch {
      running.cancel()
      throw error
    }
    running.cancel()
    try await running.value
  }

  /// Looks many times whether something has come about; counted in looks, for a busy machine is no failure.
  func wait(until isTrue: () -> Bool) async throws {
    for _ in 0..<10_000 {
      if isTrue() { return }
      try await Task.sleep(for: .milliseconds(2))
    }
    try #require(isTrue(), "it did not come about; the log: \(log.text)")
  }
}

/// A clock that stands still unless somebody sleeps.
final class TelegramClock: Sendable {
  private let now = Mutex<Int64>(telegramArrival.milliseconds)
  var elapsedMilliseconds: Int64 { now.withLock { $0 - telegramArrival.milliseconds } }
  func advance(_ milliseconds: Int64) { now.withLock { $0 += milliseconds } }
  var source: TimeSource { TimeSource { Timestamp(milliseconds: self.now.withLock { $0 }) } }
}

private final class CountingTransport: HTTPTransport {
  let urls = Mutex<[String]>([])
  private let transport: any HTTPTransport
  init(_ transport: any HTTPTransport) { self.transport = transport }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    urls.withLock { $0.append(request.url) }
    return try await transport.send(request)
  }
}
