import Channels
import Commerce
import Dialogue
import Foundation
import Language
import Logging
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
    var logger = Logger(label: "souk", factory: { StreamLogHandler.standardError(label: $0) })
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

  func prompts() throws -> PromptLibrary {
    try PromptLibrary.load(
      directory: configuration.home + "/prompts", texts: Workflows.registry.texts.union(ConversationEngine.texts),
      classifiers: try IntentModels.load(home: configuration.home))
  }

  func search() throws -> CatalogIndexes {
    let vectors = try StaticVectors(folder: URL(fileURLWithPath: configuration.home + "/prompts/embeddings"))
    let prompts = configuration.home + "/prompts"
    return CatalogIndexes(
      lexicon: try Lexicon.load(directory: prompts, languages: PromptLibrary.languages(in: prompts), vectors: vectors))
  }

  func engine(search: any ProductSearch, burstQuietMilliseconds: Int64? = nil) throws -> ConversationEngine {
    ConversationEngine(
      prompts: try prompts(), registry: Workflows.registry, search: search,
      settings: EngineSettings(
        time: time, ids: ids,
        burstQuietMilliseconds: burstQuietMilliseconds ?? configuration.burstQuietMilliseconds))
  }

  // MARK: Channels

  func console(_ sink: @escaping ConsoleChannel.Sink) throws -> ConsoleChannel {
    let settings = try ConsoleSettings.read(contentsOfFile: configuration.home + "/channels/console.yaml")
    return ConsoleChannel(capabilities: settings.capabilities, sink: sink)
  }

  func telegramSettings() throws -> TelegramSettings {
    var settings = try TelegramSettings.read(contentsOfFile: configuration.home + "/channels/telegram.yaml")
    settings.pacing = paced(settings.pacing, configuration.telegramMessagesPerSecond)
    return settings
  }

  func whatsAppSettings() throws -> WhatsAppSettings {
    var settings = try WhatsAppSettings.load(contentsOfFile: configuration.home + "/channels/whatsapp.yaml")
    settings.pacing = paced(settings.pacing, configuration.whatsAppMessagesPerSecond)
    settings.apiBase = configuration.whatsAppAPIBase ?? settings.apiBase
    return settings
  }

  /// 0 removes all pacing, per chat too.
  private func paced(_ pacing: ChannelPacing, _ messagesPerSecond: Int?) -> ChannelPacing {
    guard let messagesPerSecond else { return pacing }
    guard messagesPerSecond > 0 else { return .unlimited }
    var pacing = pacing
    pacing.messagesPerSecond = Double(messagesPerSecond)
    return pacing
  }

  /// The accounts of the environment, which belong to the store of `SOUK_STORE`, and those kept in the database.
  func accounts() async throws -> StoredChannelAccounts {
    var fixed: [ChannelAccount] = []
    if configuration.whatsApp != nil || configuration.telegramBotToken != nil {
      let store = try await storeOrNew(nil)
      if let account = configuration.whatsApp { fixed.append(Self.whatsApp(account, store.id)) }
      if let token = configuration.telegramBotToken, let id = ChannelAccount.telegramBotID(ofToken: token) {
        fixed.append(Self.telegram(token, secret: configuration.telegramSecretToken, botID: id, store.id))
      }
    }
    let accounts = StoredChannelAccounts(storage.channelAccounts(key: try secretKey()), fixed: fixed)
    try await accounts.reload()
    return accounts
  }

  private static func whatsApp(_ account: Configuration.WhatsAppAccount, _ store: StoreID) -> ChannelAccount {
    ChannelAccount(
      key: ChannelAccountKey(storeID: store, channel: WhatsAppChannel.channelName, externalID: account.phoneNumberID),
      credentials: [
        "access_token": account.accessToken, "app_secret": account.appSecret, "verify_token": account.verifyToken,
      ])
  }

  private static func telegram(_ token: String, secret: String?, botID: String, _ store: StoreID) -> ChannelAccount {
    var credentials = [TelegramChannel.Credential.botToken: token]
    if let secret { credentials[TelegramChannel.Credential.secretToken] = secret }
    return ChannelAccount(
      key: ChannelAccountKey(storeID: store, channel: TelegramChannel.channelName, externalID: botID),
      credentials: credentials)
  }
}
