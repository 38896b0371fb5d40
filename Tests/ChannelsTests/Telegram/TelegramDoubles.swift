import Channels
import Commerce
import Dialogue
import Foundation
import Logging
import Synchronization
import TestSupport
import Transport

let telegramBotID = "8000000001"
let telegramToken = "8000000001:TEST-token_of-the-fake"
let telegramName = ChannelName(rawValue: "telegram")
let telegramAccountKey = ChannelAccountKey(storeID: StoreID(1), channel: telegramName, externalID: telegramBotID)
let telegramAccount = ChannelAccount(
  key: telegramAccountKey, credentials: ["bot_token": telegramToken, "secret_token": "A-b_9"])
let telegramArrival = Timestamp(seconds: 1_767_225_700)
let telegramSettings = TelegramSettings(
  capabilities: .init(maximumButtons: 100, maximumListRows: 0, maximumTextLength: 4_096),
  pacing: .init(messagesPerSecond: 30, millisecondsPerChatMessage: 1_000, chatBurst: 3),
  polling: .init(timeoutSeconds: 1, marginSeconds: 60, limit: 100), locationLabel: "📍 Share my location",
  sendTimeoutSeconds: 60)

/// An inbox that keeps what it is given, or refuses it.
final class TelegramInbox: InboxStore {
  struct Refused: Error {}
  struct State {
    var batches: [InboundBatch] = []
    var offset: Int64?
    var seen: Set<String> = []
    var refusals = 0
  }
  let state = Mutex(State())

  func receive(_ batch: InboundBatch) async throws -> [ConversationKey] {
    try state.withLock { state in
      if state.refusals > 0 {
        state.refusals -= 1
        throw Refused()
      }
      state.batches.append(batch)
      if let offset = batch.pollingOffset { state.offset = offset.next }
      for message in batch.messages { state.seen.insert(message.messageID) }
      return batch.messages.isEmpty ? [] : [ConversationKey(storeID: StoreID(1), conversationID: 1)]
    }
  }

  func pollingOffset(of account: ChannelAccountKey) async throws -> Int64? { state.withLock { $0.offset } }

  var isUntouched: Bool { state.withLock { $0.batches.isEmpty } }
  var messages: [InboundMessage] { state.withLock { $0.batches.flatMap(\.messages) } }
  var reachability: [ReachabilityChange] { state.withLock { $0.batches.flatMap(\.reachability) } }
  var offset: Int64? { state.withLock { $0.offset } }
  var texts: [String] { messages.compactMap { if case .text(let text) = $0.content { text } else { nil } } }
}

/// Leases in memory, by the clock that is handed in.
final class TelegramLeases: LeaseStore {
  struct Lease {
    var owner: Int64
    var until: Int64
  }
  let held = Mutex<[String: Lease]>([:])
  private let time: TimeSource

  init(time: TimeSource) { self.time = time }

  func hold(_ name: String, store: StoreID, owner: Int64, milliseconds: Int64) async throws -> Bool {
    let now = time.now().milliseconds
    return held.withLock { held in
      if let lease = held[name], lease.owner != owner, lease.until > now { return false }
      held[name] = Lease(owner: owner, until: now + milliseconds)
      return true
    }
  }

  func release(_ name: String, store: StoreID, owner: Int64) async throws {
    held.withLock { held in if held[name]?.owner == owner { held[name] = nil } }
  }
}

final class TelegramListener: WorkListener {
  let told = Mutex(0)
  func conversationsHaveWork(_ keys: [ConversationKey]) { told.withLock { $0 += 1 } }
}

struct TelegramDirectory: ChannelAccountDirectory {
  var all: [ChannelAccount]
  func accounts(of channel: ChannelName) -> [ChannelAccount] { all.filter { $0.key.channel == channel } }
}

/// Answers calls from a list, in order; one call too many is written down as a mistake and never answered well.
final class TelegramScript: HTTPTransport {
  enum Step: Sendable {
    case response(HTTPResponse)
    case failure(TransportError)
    /// Held until the caller gives up.
    case never
  }
  struct State {
    var steps: [Step]
    var requests: [HTTPRequest] = []
    var unexpected = 0
  }
  let state: Mutex<State>

  init(_ steps: [Step]) { state = Mutex(State(steps: steps)) }

  convenience init(_ bodies: (status: Int, body: String)...) {
    self.init(bodies.map { .response(HTTPResponse(status: $0.status, body: Array($0.body.utf8))) })
  }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let step: Step? = state.withLock { state in
      state.requests.append(request)
      guard !state.steps.isEmpty else {
        state.unexpected += 1
        return nil
      }
      return state.steps.removeFirst()
    }
    switch step {
    case .response(let response): return response
    case .failure(let error): throw error
    case .never:
      while true { try await Task.sleep(for: .seconds(60)) }
    case nil: throw TransportError.notSent("the script has no more answers")
    }
  }

  var requests: [HTTPRequest] { state.withLock { $0.requests } }
  var unexpected: Int { state.withLock { $0.unexpected } }
  var methods: [String] { requests.map { String($0.url.split(separator: "/").last ?? "") } }
}

/// A log that can be searched, for what must not be in it.
final class TelegramLog: LogHandler {
  let lines = Mutex<[String]>([])
  var metadata: Logger.Metadata {
    get { [:] }
    set {}
  }
  var logLevel: Logger.Level {
    get { .trace }
    set {}
  }
  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { nil }
    set {}
  }

  func log(event: LogEvent) {
    lines.withLock { $0.append("\(event.level) \(event.message) \(event.metadata ?? [:])") }
  }

  var logger: Logger { Logger(label: "test") { _ in self } }
  static var silent: Logger { Logger(label: "test") { _ in SwiftLogNoOpLogHandler() } }
  var text: String { lines.withLock { $0.joined(separator: "\n") } }
}

typealias TelegramFixture = TelegramSamples

/// Numbers that are the same on every run (SplitMix64).
struct TelegramNumbers: RandomNumberGenerator {
  private var state: UInt64
  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var z = state
    z = (z ^ (z >> 30)) &* 0xbf58_476d_1ce4_e5b9
    z = (z ^ (z >> 27)) &* 0x94d0_49bb_1331_11eb
    return z ^ (z >> 31)
  }
}
