import CatalogImport
import Channels
import Commerce
import Dialogue
import Foundation
import Language
import Logging
import Search
import Storage
import Synchronization
import Transport
import Workflows

/// A shop with all that a turn goes through, put together as the server does.
struct Shop: Sendable {
  static let owner: Int64 = 1

  let storage: SoukStorage
  let store: Store
  let search: CatalogIndexes
  let prompts: PromptLibrary
  let engine: ConversationEngine
  let whatsApp: WhatsAppChannel
  let others: [(stage: Stage, channel: any Channel)]
  let desk: WebhookDesk
  let time: TimeSource

  var account: ChannelAccountKey { desk.account }

  /// - Parameters:
  ///   - home: the folder that holds `prompts/` and `channels/`.
  ///   - made: products made up around the demo shop's own.
  init(home: String, database: DatabaseURL, made: Int) async throws {
    let time = TimeSource { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
    let ids = IDGenerator(process: 1, now: time.now)
    let logger = Logger(label: "benchmark") { _ in SwiftLogNoOpLogHandler() }
    self.time = time
    storage = try await SoukStorage.open(database, time: time, ids: ids, logger: logger)
    store = try await Self.open(storage, home: home, made: made, ids: ids, now: time.now())
    search = try await Self.index(storage, store, home: home)
    prompts = try Self.prompts(home: home)
    engine = ConversationEngine(
      prompts: prompts, registry: Workflows.registry, search: search,
      settings: EngineSettings(time: time, ids: ids, burstQuietMilliseconds: 0))
    desk = WebhookDesk(store: store.id)
    whatsApp = WhatsAppChannel(
      settings: try WhatsAppSettings.load(contentsOfFile: home + "/channels/whatsapp.yaml"), accounts: desk,
      intake: WhatsAppIntake(inbox: desk, listener: desk, time: time), transport: NoTransport(), logger: logger)
    let telegram = TelegramChannel(
      settings: try TelegramSettings.read(contentsOfFile: home + "/channels/telegram.yaml"), transport: NoTransport(),
      baseURL: "", logger: logger)
    let console = ConsoleChannel(
      capabilities: try ConsoleSettings.read(contentsOfFile: home + "/channels/console.yaml").capabilities
    ) { _, _ in }
    others = [(.renderTelegram, telegram), (.renderConsole, console)]
  }

  private static func open(
    _ storage: SoukStorage, home: String, made: Int, ids: IDGenerator, now: Timestamp
  ) async throws -> Store {
    let demo = try DemoShop.load(directory: home + "/prompts/demo")
    let store = try await storage.stores.create(
      slug: "bench", name: demo.name, currency: demo.currency, timeZone: demo.timeZone, settings: demo.settings)
    var products = try Goods.demo(demo, ids: ids, now: now)
    // Nothing sells out however often the same orders are placed.
    for index in products.indices {
      for place in products[index].variants.indices { products[index].variants[place].available = 1_000_000 }
    }
    products += Goods.generated(made, currency: demo.currency, ids: ids)
    _ = try await storage.store(store.id).catalog.upsert(products)
    return store
  }

  private static func index(_ storage: SoukStorage, _ store: Store, home: String) async throws -> CatalogIndexes {
    let vectors = try StaticVectors(folder: URL(fileURLWithPath: home + "/prompts/embeddings"))
    let synonyms = try Synonyms.load(path: home + "/prompts/synonyms/en.yaml")
    let search = CatalogIndexes(lexis: Lexis(language: .english, synonyms: synonyms, vectors: vectors))
    let catalog = try await storage.store(store.id).catalog.snapshot()
    search.apply(catalog.products, removed: [], sequence: catalog.sequence, store: store.id)
    return search
  }

  private static func prompts(home: String) throws -> PromptLibrary {
    let intents = try TrainedIntents.load(
      examples: home + "/prompts/intents/en", embeddings: home + "/prompts/embeddings",
      cache: FileManager.default.temporaryDirectory.path + "/souk-intents")
    return try PromptLibrary.load(
      directory: home + "/prompts", texts: Workflows.registry.texts.union(ConversationEngine.texts),
      classifiers: ["en": intents])
  }
}

/// The account of the benchmark, and an inbox that keeps nothing but the last body's batch.
final class WebhookDesk: ChannelAccountDirectory, InboxStore, WorkListener {
  static let appSecret = "benchmark"

  let account: ChannelAccountKey
  private let last = Mutex<InboundBatch?>(nil)

  init(store: StoreID) {
    account = ChannelAccountKey(storeID: store, channel: WhatsAppChannel.channelName, externalID: "106540352242922")
  }

  func accounts(of channel: ChannelName) -> [ChannelAccount] {
    [ChannelAccount(key: account, credentials: ["app_secret": Self.appSecret])]
  }

  func receive(_ batch: InboundBatch) async throws -> [ConversationKey] {
    last.withLock { $0 = batch }
    return []
  }

  func take() -> InboundBatch? {
    last.withLock { last in
      defer { last = nil }
      return last
    }
  }

  func pollingOffset(of account: ChannelAccountKey) async throws -> Int64? { nil }
  func conversationsHaveWork(_ keys: [ConversationKey]) {}
}

/// Nothing is sent anywhere.
private struct NoTransport: HTTPTransport {
  func send(_ request: HTTPRequest) async throws -> HTTPResponse { throw TransportError.cancelled }
}
