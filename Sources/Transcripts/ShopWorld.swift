import CatalogImport
import Channels
import Commerce
import Dialogue
import Foundation
import Logging
import OwnerChat
import Search
import Storage
import Synchronization
import Transport
import Workflows

/// A clock that only the transcript turns.
final class TranscriptClock: Sendable {
  private let milliseconds: Mutex<Int64>

  init(_ start: Timestamp) { milliseconds = Mutex(start.milliseconds) }

  var now: Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }
  var source: TimeSource { TimeSource { self.now } }

  func advance(_ more: Int64) { milliseconds.withLock { $0 += more } }

  /// Never backwards.
  func set(_ moment: Timestamp) { milliseconds.withLock { $0 = max($0, moment.milliseconds) } }
}

/// A shop with everything that runs it, on a database of its own: the program without its network.
struct ShopWorld: Sendable {
  let clock: TranscriptClock
  let storage: SoukStorage
  let store: Store
  let account: ChannelAccountKey
  let channel: any Channel
  let runner: TurnRunner
  let notebook: TurnNotebook
  let shop: ShopFixture
  let stage: any TranscriptStage
  /// The fixed wording of all replies.
  let wording: String
  /// Who takes money online, and how it goes there.
  var money = TranscriptMoney()
  var till = Till()
  /// For owners' questions, and what they are told without asking.
  var desk: ShopDesk.Parts?

  var scope: StoreScope { storage.store(store.id) }

  private static let owner: Int64 = 7
  private static let burstQuietMilliseconds: Int64 = 1_500

  /// Opens the shop for the length of `body`; nothing of it is left afterwards.
  static func with(
    _ transcript: Transcript, on stage: any TranscriptStage, parts: TranscriptParts,
    _ body: (ShopWorld) async throws -> Void
  ) async throws {
    let shop = try ShopFixture.load(transcript.shop, from: parts.shops)
    try await with(
      shop, from: shop.moment(transcript.startsAt), on: stage, parts: parts, money: transcript.money, body)
  }

  static func with(
    _ shop: ShopFixture, from start: Timestamp, on stage: any TranscriptStage, parts: TranscriptParts,
    money: TranscriptMoney = TranscriptMoney(), _ body: (ShopWorld) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/souk-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { remove(folder) }
    let clock = TranscriptClock(start)
    let notebook = TurnNotebook()
    let ids = IDGenerator(process: 1) { clock.now }
    let storage = try await SoukStorage.open(
      .sqlite(path: folder + "/souk.db"), time: clock.source, ids: ids, logger: notebook.logger)
    let store = try await shop.open(in: storage, ids: ids, now: clock.now)
    let surroundings = Surroundings(clock: clock, ids: ids, notebook: notebook, shop: shop)
    // Opened when the schema is there.
    let reading =
      parts.desk == nil
      ? nil : try await openReadOnly(.sqlite(path: folder + "/souk.db"), logger: surroundings.notebook.logger)
    let desk = parts.desk.flatMap { files in
      reading.map {
        ShopDesk.Parts(storage: storage, readOnly: $0, files: files, logger: surroundings.notebook.logger)
      }
    }
    var world = try world(
      storage, store, stage, parts, surroundings, provider: money.provider, desk: desk.map(ShopDesk.init))
    world.money = money
    world.desk = desk
    if let history = money.history { try await shop.importHistory(history, from: parts.shops, into: world.scope, ids) }
    for coupon in try money.coupons(ids: ids, shop: shop) { try await world.scope.coupons.save(coupon) }
    try await body(world)
    try await reading?.close()
    try await storage.database.close()
  }

  private static func remove(_ folder: String) {
    do { try FileManager.default.removeItem(atPath: folder) } catch { print("\(folder) is left: \(error)") }
  }

  private struct Surroundings {
    var clock: TranscriptClock
    var ids: IDGenerator
    var notebook: TurnNotebook
    var shop: ShopFixture
  }

  private static func world(
    _ storage: SoukStorage, _ store: Store, _ stage: any TranscriptStage, _ parts: TranscriptParts,
    _ surroundings: Surroundings, provider: String?, desk: (any FiguresDesk)?
  ) throws -> ShopWorld {
    let (clock, notebook) = (surroundings.clock, surroundings.notebook)
    let channel = try stage.channel(inbox: storage.inbox, time: clock.source)
    let search = CatalogIndexes(lexicon: parts.lexicon)
    var engineSettings = EngineSettings(
      time: clock.source, ids: surroundings.ids, burstQuietMilliseconds: burstQuietMilliseconds)
    engineSettings.paymentProvider = { _, _ in provider }
    engineSettings.desk = desk
    let engine = ConversationEngine(
      prompts: parts.prompts, registry: Workflows.registry, search: search, settings: engineSettings)
    var settings = TurnSettings(owner: owner, logger: notebook.logger)
    settings.later = { _, moment in notebook.postpone(until: moment) }
    settings.adviser = parts.adviser
    settings.traced = { _, trace in notebook.keep(trace: trace) }
    let runner = TurnRunner(
      engine: engine, turns: storage.turns, channels: ChannelDirectory([channel]), search: search, settings: settings)
    let account = ChannelAccountKey(storeID: store.id, channel: channel.name, externalID: "shop")
    return ShopWorld(
      clock: clock, storage: storage, store: store, account: account, channel: channel, runner: runner,
      notebook: notebook, shop: surroundings.shop, stage: stage, wording: parts.wording)
  }

  /// Takes messages in as one body and has their turns run, as far as they do not wait for more.
  func receive(_ messages: [InboundMessage]) async throws {
    for key in try await storage.inbox.receive(InboundBatch(messages: messages)) { await runner.run(key) }
  }

  /// Runs what has waited for the rest of a thought that did not come.
  func settle() async throws {
    while let moment = notebook.takePostponed() {
      clock.set(moment)
      for key in try await storage.turns.conversationsWithWork(limit: 16) { await runner.run(key) }
    }
  }

  /// What the outbox has to send, in order; it counts as sent.
  func sent() async throws -> [OutboxItem] {
    var sent: [OutboxItem] = []
    while true {
      let items = try await storage.outbox.claim(
        account: account, owner: Self.owner, limit: 16, leaseMilliseconds: 10_000, excluding: [])
      guard !items.isEmpty else { return sent }
      for item in items {
        if item.isOptedOut {
          try await storage.outbox.settle(item, as: .dead(reason: "the shopper has opted out"))
        } else {
          try await storage.outbox.settle(item, as: .sent(providerMessageID: "sent.\(item.id)"))
          sent.append(item)
        }
      }
    }
  }
}

/// What the turns of a transcript said of themselves.
final class TurnNotebook: Sendable {
  private struct Page {
    var traces: [String] = []
    var failures: [String] = []
    var postponed: Timestamp?
  }

  private let page = Mutex(Page())

  var logger: Logger {
    Logger(label: "transcript") { _ in FailureLog { self.note(failure: $0) } }
  }

  func postpone(until moment: Timestamp) { page.withLock { $0.postponed = max($0.postponed ?? moment, moment) } }

  func keep(trace: String) { page.withLock { $0.traces.append(trace) } }

  func takePostponed() -> Timestamp? {
    page.withLock { page in
      defer { page.postponed = nil }
      return page.postponed
    }
  }

  func takeTraces() -> [String] {
    page.withLock { page in
      defer { page.traces = [] }
      return page.traces
    }
  }

  func takeFailures() -> [String] {
    page.withLock { page in
      defer { page.failures = [] }
      return page.failures
    }
  }

  private func note(failure: String) { page.withLock { $0.failures.append(failure) } }
}

/// Keeps errors, which no transcript may cause.
private struct FailureLog: LogHandler {
  let note: @Sendable (String) -> Void
  var metadata: Logger.Metadata = [:]
  var logLevel = Logger.Level.error

  init(note: @escaping @Sendable (String) -> Void) { self.note = note }

  subscript(metadataKey key: String) -> Logger.Metadata.Value? {
    get { metadata[key] }
    set { metadata[key] = newValue }
  }

  func log(event: LogEvent) {
    note("\(event.message) \(event.metadata?["cause"].map { "\($0)" } ?? "")")
  }
}
