import Channels
import Commerce
import Dialogue
import Foundation
import Logging
import Synchronization
import TestSupport
import Transport

/// Keeps what it is given, or fails as long as it is told to.
final class RecordingInbox: InboxStore {
  struct Unavailable: Error {}

  private let state = Mutex<(batches: [InboundBatch], isFailing: Bool)>(([], false))

  var batches: [InboundBatch] { state.withLock { $0.batches } }
  var messages: [InboundMessage] { batches.flatMap(\.messages) }

  func fail(_ isFailing: Bool) { state.withLock { $0.isFailing = isFailing } }

  func receive(_ batch: InboundBatch) async throws -> [ConversationKey] {
    try state.withLock { state in
      guard !state.isFailing else { throw Unavailable() }
      state.batches.append(batch)
    }
    return batch.messages.isEmpty ? [] : [ConversationKey(storeID: StoreID(1), conversationID: 1)]
  }

  func pollingOffset(of account: ChannelAccountKey) async throws -> Int64? { nil }
}

final class RecordingListener: WorkListener {
  private let told = Mutex<[ConversationKey]>([])

  var keys: [ConversationKey] { told.withLock { $0 } }

  func conversationsHaveWork(_ keys: [ConversationKey]) { told.withLock { $0 += keys } }
}

struct FixedAccounts: ChannelAccountDirectory {
  var all: [ChannelAccount]

  func accounts(of channel: ChannelName) -> [ChannelAccount] { all.filter { $0.key.channel == channel } }
}

/// Fails the test's call: rendering and receiving make none.
struct NoTransport: HTTPTransport {
  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    throw TransportError.notSent("this test makes no calls")
  }
}

/// Answers every call the same way.
struct FixedTransport: HTTPTransport {
  var answer: @Sendable (HTTPRequest) throws -> HTTPResponse

  func send(_ request: HTTPRequest) async throws -> HTTPResponse { try answer(request) }
}

/// One adapter with everything around it.
struct WhatsAppBench {
  static let now = Timestamp(seconds: 1_767_226_000)

  let channel: WhatsAppChannel
  let inbox = RecordingInbox()
  let listener = RecordingListener()
  let account: ChannelAccount
  let log: RecordingLog

  init(
    accounts: [ChannelAccount] = [Self.account()], transport: any HTTPTransport = NoTransport(),
    change: (inout WhatsAppSettings) -> Void = { _ in }
  ) throws {
    var settings = try WhatsAppSettings.load(contentsOfFile: Fixtures.settings)
    change(&settings)
    account = accounts[0]
    log = RecordingLog()
    channel = WhatsAppChannel(
      settings: settings, accounts: FixedAccounts(all: accounts),
      intake: WhatsAppIntake(inbox: inbox, listener: listener, time: TimeSource { Self.now }), transport: transport,
      logger: log.logger)
  }

  static func account(
    _ id: String = "100000000000001", store: Int64 = 1, secret: String = "test_app_secret",
    token: String = "test-access-token", verify: String = "test-verify-token"
  ) -> ChannelAccount {
    ChannelAccount(
      key: ChannelAccountKey(
        storeID: StoreID(store), channel: WhatsAppChannel.channelName, externalID: id),
      credentials: ["access_token": token, "app_secret": secret, "verify_token": verify])
  }

  func post(_ body: [UInt8], signature: String?) async -> WebhookResponse {
    let headers = signature.map { ["x-hub-signature-256": [$0]] } ?? [:]
    return await channel.receive(WebhookRequest(method: .post, headers: headers, body: body))
  }

  /// Signed as Meta would.
  func post(_ body: [UInt8]) async -> WebhookResponse {
    await post(body, signature: WhatsAppWebhook(body: body, appSecret: "test_app_secret").signature)
  }
}

/// Remembers every line and its metadata.
final class RecordingLog: Sendable {
  private let lines = Mutex<[String]>([])

  var text: String { lines.withLock { $0.joined(separator: "\n") } }

  var logger: Logger {
    var logger = Logger(label: "test") { _ in Handler(log: self) }
    logger.logLevel = .trace
    return logger
  }

  private func add(_ line: String) { lines.withLock { $0.append(line) } }

  private struct Handler: LogHandler {
    let log: RecordingLog
    var metadata: Logger.Metadata = [:]
    var logLevel: Logger.Level = .trace

    subscript(metadataKey key: String) -> Logger.Metadata.Value? {
      get { metadata[key] }
      set { metadata[key] = newValue }
    }

    func log(event: LogEvent) {
      log.add("\(event.level) \(event.message) \(event.metadata ?? [:])")
    }
  }
}

enum Fixtures {
  private static let tests = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent()

  static let settings = tests.deletingLastPathComponent().appending(path: "channels/whatsapp.yaml").path()

  static func bytes(_ name: String) throws -> [UInt8] { try WhatsAppSamples.bytes(name) }

  static func inboundNames() throws -> [String] { try WhatsAppSamples.inboundNames() }

  static func signatures() throws -> [String: String] { try WhatsAppSamples.signatures() }
}

/// A small generator whose whole sequence follows from its seed (SplitMix64).
struct SeededNumbers: RandomNumberGenerator {
  private var state: UInt64

  init(seed: UInt64) { state = seed }

  mutating func next() -> UInt64 {
    state &+= 0x9E37_79B9_7F4A_7C15
    var z = state
    z = (z ^ (z >> 30)) &* 0xBF58_476D_1CE4_E5B9
    z = (z ^ (z >> 27)) &* 0x94D0_49BB_1331_11EB
    return z ^ (z >> 31)
  }
}
