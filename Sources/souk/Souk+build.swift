import Channels
import Commerce
import Dialogue
import Foundation
import Language
import Logging
import OwnerChat
import Payments
import Search
import Storage
import Transport
import Workflows

/// The parts of the program, put together here and nowhere else.
struct Souk: Sendable {
  let configuration: Configuration
  let storage: SoukStorage
  let time: TimeSource
  let ids: IDGenerator
  let logger: Logger
  /// Tells this process from others in leases.
  let owner: Int64

  /// Opens the database.
  static func open(_ configuration: Configuration, checkingSchema: Bool = true) async throws -> Souk {
    let time = TimeSource { Timestamp(milliseconds: Int64(Date().timeIntervalSince1970 * 1_000)) }
    let owner = Int64.random(in: 1...Int64.max)
    let ids = IDGenerator(process: Int(owner & 0x7ff), now: time.now)
    let logger = Self.logger(configuration)
    let open = checkingSchema ? SoukStorage.open : SoukStorage.openUnchecked
    let storage = try await open(configuration.databaseURL, time, ids, logger)
    return Souk(configuration: configuration, storage: storage, time: time, ids: ids, logger: logger, owner: owner)
  }

  private static func logger(_ configuration: Configuration) -> Logger {
    let isJSON = configuration.logFormat == .json
    var logger = Logger(
      label: "souk",
      factory: { label -> any LogHandler in
        if isJSON { return JSONLogHandler() }
        return StreamLogHandler.standardError(label: label)
      })
    logger.logLevel = configuration.logLevel
    return logger
  }

  /// Without a key one is made and kept beside the SQLite file, readable by its owner only.
  func secretKey() throws -> SecretKey {
    if let hex = configuration.secretKeyHex { return try SecretKey(hex: hex) }
    guard case .sqlite(let path) = configuration.databaseURL else {
      throw SoukError.noSecretKey
    }
    let file = path + ".key"
    if let known = FileManager.default.contents(atPath: file) {
      return try SecretKey(hex: String(decoding: known, as: UTF8.self).trimmingCharacters(in: .whitespacesAndNewlines))
    }
    let hex = SecretKey.randomHex()
    guard FileManager.default.createFile(atPath: file, contents: Data(hex.utf8), attributes: [.posixPermissions: 0o600])
    else {
      throw SoukError.cannotWrite(file)
    }
    return try SecretKey(hex: hex)
  }

  /// The store a command means; the one of `SOUK_STORE` where none is named, made where there is no store at all yet.
  func store(_ slug: String?) async throws -> Store {
    let wanted = slug ?? configuration.storeSlug
    if let store = try await storage.stores.store(slug: wanted) { return store }
    let known = try await storage.stores.list().map(\.slug)
    if slug == nil, known.isEmpty { return try await storeOrNew(nil) }
    throw SoukError.noStore(wanted, known: known)
  }

  /// The store, made where it does not exist yet.
  func storeOrNew(_ slug: String?) async throws -> Store {
    let wanted = slug ?? configuration.storeSlug
    return try await storage.stores.create(slug: wanted, name: wanted.prefix(1).uppercased() + wanted.dropFirst())
  }

  // MARK: Conversations

  func prompts() throws -> PromptLibrary { try Self.prompts(home: configuration.home) }

  static func prompts(home: String) throws -> PromptLibrary {
    try PromptLibrary.load(
      directory: home + "/prompts",
      texts: Workflows.registry.texts.union(ConversationEngine.texts).union(ShopDesk.texts),
      classifiers: try IntentModels.load(home: home))
  }

  func search() throws -> CatalogIndexes { try Self.search(home: configuration.home) }

  /// The product index with the home folder's words and embedding table; it needs no database.
  static func search(home: String) throws -> CatalogIndexes { CatalogIndexes(lexicon: try lexicon(home: home)) }

  static func lexicon(home: String) throws -> Lexicon {
    let vectors = try StaticVectors(folder: URL(fileURLWithPath: home + "/prompts/embeddings"))
    let prompts = home + "/prompts"
    return try Lexicon.load(
      directory: prompts, languages: PromptLibrary.languages(in: prompts), vectors: vectors)
  }

  func engine(
    prompts: PromptLibrary, search: any ProductSearch, burstQuietMilliseconds: Int64? = nil,
    payments: FixedProviders = FixedProviders([:]), desk: (any FiguresDesk)? = nil
  ) -> ConversationEngine {
    var settings = EngineSettings(
      time: time, ids: ids, burstQuietMilliseconds: burstQuietMilliseconds ?? configuration.burstQuietMilliseconds)
    settings.desk = desk
    settings.paymentProvider = { payments.name(for: $0, in: $1.rawValue) }
    return ConversationEngine(prompts: prompts, registry: Workflows.registry, search: search, settings: settings)
  }

  /// Every store's index is built before the first shopper asks.
  func warm(_ search: CatalogIndexes) async throws {
    for store in try await storage.stores.list().prefix(CatalogIndexes.defaultMaximumStores) {
      let catalog = try await storage.store(store.id).catalog.snapshot()
      search.apply(catalog.products, removed: [], sequence: catalog.sequence, store: store.id)
    }
  }

  // MARK: Channels

  func console(_ sink: @escaping ConsoleChannel.Sink) throws -> ConsoleChannel {
    let settings = try ConsoleSettings.read(contentsOfFile: configuration.home + "/channels/console.yaml")
    return ConsoleChannel(capabilities: settings.capabilities, sink: sink)
  }

  func channelParts(
    accounts: any ChannelAccountDirectory, transport: any HTTPTransport, stores: ChannelStores
  ) -> ChannelParts {
    var parts = ChannelParts(
      folder: configuration.home + "/channels", accounts: accounts, transport: transport, stores: stores,
      surroundings: ChannelSurroundings(
        time: time, sleep: { try await Task.sleep(for: .milliseconds($0)) }, random: { Double.random(in: 0..<1) },
        logger: logger))
    parts.publicURL = configuration.publicURL
    return parts
  }

  /// The accounts of the environment, which belong to the store of `SOUK_STORE`, and those kept in the database.
  func accounts() async throws -> StoredChannelAccounts {
    let found = ChannelRegistry.connectable.compactMap { kind in
      configuration.channels[kind.name]?.credentials.map { (kind, $0) }
    }
    var fixed: [ChannelAccount] = []
    if !found.isEmpty {
      let store = try await storeOrNew(nil)
      fixed = found.compactMap { kind, credentials in kind.account(credentials, of: store.id) }
    }
    let accounts = StoredChannelAccounts(storage.channelAccounts(key: try secretKey()), fixed: fixed)
    try await accounts.reload()
    return accounts
  }
}
