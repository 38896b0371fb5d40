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
import Workflows

/// The demo shop on a database of its own, spoken to over the console channel as `souk chat` does.
struct ReadmeShop: Sendable {
  private static let moment = Timestamp(milliseconds: 1_790_000_000_000)
  private static let owner: Int64 = 1

  private let storage: SoukStorage
  private let runner: TurnRunner
  private let channel: ConsoleChannel
  private let account: ChannelAccount
  private let printed: Printed

  /// Opens the shop for the length of `body`; nothing of it is left afterwards.
  static func with(_ body: (ReadmeShop) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.path + "/souk-\(UUID().uuidString)"
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    defer { remove(folder) }
    let shop = try await ReadmeShop(folder: folder)
    try await body(shop)
    try await shop.storage.database.close()
  }

  private static func remove(_ folder: String) {
    do { try FileManager.default.removeItem(atPath: folder) } catch { print("\(folder) is left: \(error)") }
  }

  private init(folder: String) async throws {
    let time = TimeSource { Self.moment }
    let ids = IDGenerator(process: 1) { Self.moment }
    let logger = Logger(label: "readme") { _ in SwiftLogNoOpLogHandler() }
    let storage = try await SoukStorage.open(.sqlite(path: folder + "/souk.db"), time: time, ids: ids, logger: logger)
    let store = try await Self.openShop(in: storage, ids: ids)
    let printed = Printed()
    let capabilities = try ConsoleSettings.read(contentsOfFile: Project.root + "/channels/console.yaml").capabilities
    let channel = ConsoleChannel(capabilities: capabilities) { text, _ in printed.add(text) }
    let search = try Self.search()
    let engine = ConversationEngine(
      prompts: try Self.prompts(), registry: Workflows.registry, search: search,
      settings: EngineSettings(time: time, ids: ids, burstQuietMilliseconds: 0))
    self.storage = storage
    self.channel = channel
    self.printed = printed
    account = ChannelAccount(
      key: ChannelAccountKey(storeID: store.id, channel: ConsoleChannel.channelName, externalID: "console"),
      credentials: [:])
    runner = TurnRunner(
      engine: engine, turns: storage.turns, channels: ChannelDirectory([channel]), search: search,
      settings: TurnSettings(owner: Self.owner, logger: logger))
  }

  private static func openShop(in storage: SoukStorage, ids: IDGenerator) async throws -> Store {
    let demo = try DemoShop.load(directory: Project.root + "/prompts/demo")
    let store = try await storage.stores.create(
      slug: demo.slug, name: demo.name, currency: demo.currency, timeZone: demo.timeZone, language: demo.language,
      settings: demo.settings)
    let result = try CatalogFile.parse(bytes: demo.catalog, currency: demo.currency, ids: ids, now: moment)
    _ = try await storage.store(store.id).catalog.upsert(result.products)
    return store
  }

  private static func search() throws -> CatalogIndexes {
    let prompts = Project.root + "/prompts"
    let vectors = try StaticVectors(folder: URL(fileURLWithPath: prompts + "/embeddings"))
    let synonyms = try Synonyms.load(path: prompts + "/synonyms/en.yaml")
    return CatalogIndexes(lexis: Lexis(language: .english, synonyms: synonyms, vectors: vectors))
  }

  private static func prompts() throws -> PromptLibrary {
    let prompts = Project.root + "/prompts"
    let intents = try TrainedIntents.load(
      examples: prompts + "/intents/en", embeddings: prompts + "/embeddings",
      cache: FileManager.default.temporaryDirectory.path + "/souk-intents")
    return try PromptLibrary.load(
      directory: prompts, texts: Workflows.registry.texts.union(ConversationEngine.texts), classifiers: ["en": intents])
  }

  /// Sends one line. - Returns: what is printed in answer.
  func say(_ text: String, number: Int) async throws -> [String] {
    let message = InboundMessage(
      account: account.key, messageID: "m\(number)",
      sender: Sender(identities: [ChannelIdentity(channel: ConsoleChannel.channelName, value: "reader")], name: nil),
      chat: ChatAddress(rawValue: "reader"), sentAt: Self.moment, content: .text(text))
    for key in try await storage.inbox.receive(InboundBatch(messages: [message])) { await runner.run(key) }
    while true {
      let items = try await storage.outbox.claim(
        account: account.key, owner: Self.owner, limit: 16, leaseMilliseconds: 10_000, excluding: [])
      guard !items.isEmpty else { return printed.take() }
      for item in items {
        _ = await channel.send(item.call, from: account, callbackData: String(item.id))
        try await storage.outbox.settle(item, as: .sent(providerMessageID: nil))
      }
    }
  }
}

/// What the console printed since it was last looked at.
private final class Printed: Sendable {
  private let texts = Mutex<[String]>([])

  func add(_ text: String) { texts.withLock { $0.append(text) } }

  func take() -> [String] {
    texts.withLock { texts in
      defer { texts = [] }
      return texts
    }
  }
}
