import ArgumentParser
import Channels
import Commerce
import Dialogue
import Foundation
import Storage

struct MigrateCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "migrate", abstract: "Bring the database's schema up to date.")

  func run() async throws {
    let souk = try await Souk.open(try environment(), checkingSchema: false)
    let applied = try await souk.storage.migrate()
    print(applied.isEmpty ? "the schema is current" : "applied \(applied.map(String.init).joined(separator: ", "))")
  }
}

struct StoresCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "stores", abstract: "List the stores on this server.")

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  func run() async throws {
    struct Row: Encodable {
      var slug: String
      var name: String
      var currency: String
      var time_zone: String
    }
    let souk = try await Souk.open(try environment())
    let rows = try await souk.storage.stores.list().map {
      Row(slug: $0.slug, name: $0.name, currency: $0.currency.code, time_zone: $0.timeZone)
    }
    switch format {
    case .json: try printJSON(rows)
    case .text: rows.forEach { print("\($0.slug)  \($0.name)  \($0.currency)  \($0.time_zone)") }
    }
  }
}

struct ChannelsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "channels", abstract: "Connect stores to channel accounts.",
    subcommands: [List.self, Add.self, Remove.self])

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the accounts, without their credentials.")

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() async throws {
      struct Row: Encodable {
        var store: String
        var channel: String
        var external_id: String
      }
      let souk = try await Souk.open(try environment())
      let slugs = Dictionary(uniqueKeysWithValues: try await souk.storage.stores.list().map { ($0.id, $0.slug) })
      let rows = try await souk.storage.channelAccounts(key: souk.secretKey()).all().map {
        Row(
          store: slugs[$0.key.storeID] ?? $0.key.storeID.text, channel: $0.key.channel.rawValue,
          external_id: $0.key.externalID)
      }
      switch format {
      case .json: try printJSON(rows)
      case .text: rows.forEach { print("\($0.store)  \($0.channel)  \($0.external_id)") }
      }
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Connect a store: credentials as NAME=VALUE lines on standard input.",
      discussion: """
        whatsapp needs phone_number_id, access_token, app_secret and verify_token; telegram needs bot_token, and \
        secret_token where its updates come by webhook. A running server sees a new account after a restart.
        """)

    @Argument(help: "whatsapp or telegram.")
    var channel: String

    @OptionGroup var store: StoreOption

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let store = try await souk.store(store.store)
      var values: [String: String] = [:]
      while let line = readLine() {
        let parts = line.split(separator: "=", maxSplits: 1).map { $0.trimmingCharacters(in: .whitespaces) }
        if parts.count == 2 { values[parts[0].lowercased()] = parts[1] }
      }
      let account = try Self.account(channel: channel, values: values, store: store.id)
      try await souk.storage.channelAccounts(key: souk.secretKey()).save(account)
      print("\(account.key) now belongs to store '\(store.slug)'")
    }

    private static let needed = [
      "whatsapp": ["phone_number_id", "access_token", "app_secret", "verify_token"], "telegram": ["bot_token"],
    ]

    private static func account(channel: String, values: [String: String], store: StoreID) throws -> ChannelAccount {
      guard let needed = needed[channel] else {
        throw SoukError.failed(
          "no channel '\(channel)'\nhint: one of \(Self.needed.keys.sorted().joined(separator: ", "))")
      }
      let missing = needed.filter { values[$0]?.isEmpty ?? true }
      guard missing.isEmpty else {
        throw SoukError.failed(
          "missing \(missing.joined(separator: ", "))\nhint: give each as a line NAME=VALUE on standard input")
      }
      let id =
        channel == "telegram"
        ? values["bot_token"].flatMap { ChannelAccount.telegramBotID(ofToken: $0) } : values["phone_number_id"]
      guard let id else {
        throw SoukError.failed("the bot token has no bot id\nhint: it looks like 123456:ABC…, as @BotFather gives it")
      }
      return ChannelAccount(
        key: ChannelAccountKey(storeID: store, channel: ChannelName(rawValue: channel), externalID: id),
        credentials: values.filter { $0.key != "phone_number_id" })
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Disconnect an account.")

    @Argument(help: "whatsapp or telegram.")
    var channel: String

    @Argument(help: "The phone number id, or the bot id.")
    var externalID: String

    @OptionGroup var store: StoreOption

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let store = try await souk.store(store.store)
      let key = ChannelAccountKey(storeID: store.id, channel: ChannelName(rawValue: channel), externalID: externalID)
      guard try await souk.storage.channelAccounts(key: souk.secretKey()).remove(key) else {
        throw SoukError.failed(
          "store '\(store.slug)' has no account \(key)\nhint: `souk channels list` shows what there is")
      }
      print("\(key) is disconnected")
    }
  }
}

struct ConversationsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conversations", abstract: "See conversations; take one over or hand it back to the bot.")

  @OptionGroup var store: StoreOption

  @Option(help: "How many at most.")
  var limit = 20

  @Option(help: "Hand this conversation back to the bot.")
  var handBack: Int64?

  @Option(help: "Take this conversation over: the bot falls silent.")
  var takeOver: Int64?

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  func run() async throws {
    struct Row: Encodable {
      var id: String
      var channel: String
      var customer: String
      var handed_over: Bool
      var reason: String?
    }
    let souk = try await Souk.open(try environment())
    let store = try await souk.store(store.store)
    let conversations = souk.storage.store(store.id).conversations
    if let handBack {
      try await conversations.handBack(handBack, by: "operator")
      return print("the bot answers conversation \(handBack) again")
    }
    if let takeOver {
      try await conversations.handOver(takeOver, reason: "taken over by the operator")
      return print("the bot is silent in conversation \(takeOver)")
    }
    let rows = try await conversations.list(limit: limit).map {
      Row(
        id: String($0.key.conversationID), channel: $0.account.channel.rawValue,
        customer: $0.customer.name ?? $0.customer.id.text,
        handed_over: $0.handedOverAt != nil, reason: $0.handOverReason)
    }
    switch format {
    case .json: try printJSON(rows)
    case .text:
      rows.forEach {
        print(
          "\($0.id)  \($0.channel)  \($0.customer)\($0.handed_over ? "  waits for a person: \($0.reason ?? "")" : "")")
      }
    }
  }
}
