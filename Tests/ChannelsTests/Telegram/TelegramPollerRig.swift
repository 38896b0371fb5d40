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
    inbox: TelegramInbox = TelegramInbox(), clock: TelegramClock = TelegramClock(), leases: TelegramLeases? = nil
  ) {
    let counted = CountingTransport(transport)
    self.counted = counted
    self.inbox = inbox
    self.clock = clock
    self.leases = leases ?? TelegramLeases(time: clock.source)
    let sleeps = SleepLog()
    self.slept = sleeps
    poller = TelegramPoller(
      account: telegramAccount, settings: telegramSettings, server: .init(transport: counted, baseURL: baseURL),
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

  /// Waits until something has come about, at most 20 s.
  func wait(until isTrue: () -> Bool) async throws {
    let deadline = ContinuousClock.now + .seconds(20)
    while !isTrue() {
      try #require(ContinuousClock.now < deadline, "it did not come about; the log: \(log.text)")
      try await Task.sleep(for: .milliseconds(2))
    }
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
