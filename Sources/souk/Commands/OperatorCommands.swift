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
      discussion: ChannelRegistry.connectable.map { kind in
        "\(kind.name): "
          + kind.credentials.map { "\($0.name)\($0.isRequired ? "" : " (may be left out)"), \($0.expected)" }
          .joined(separator: "; ")
      }.joined(separator: "\n") + "\n\nA running server takes a new account up within seconds.")

    @Argument(help: "The channel's name.")
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

    private static func account(channel: String, values: [String: String], store: StoreID) throws -> ChannelAccount {
      guard let kind = ChannelRegistry.connectable.first(where: { $0.name.rawValue == channel }) else {
        let known = ChannelRegistry.connectable.map(\.name.rawValue).joined(separator: ", ")
        throw SoukError.failed("no channel '\(channel)'\nhint: one of \(known)")
      }
      let missing = kind.credentials.filter { $0.isRequired && values[$0.name]?.isEmpty ?? true }
      guard missing.isEmpty else {
        throw SoukError.failed(
          "missing \(missing.map(\.name).joined(separator: ", "))\n"
            + "hint: give each as a line NAME=VALUE on standard input")
      }
      guard let account = kind.account(values, of: store) else {
        let forms = kind.credentials.filter(\.isRequired).map { "\($0.name) is \($0.expected)" }
        throw SoukError.failed("these are no credentials of \(kind.name)\nhint: \(forms.joined(separator: "; "))")
      }
      return account
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Disconnect an account.")

    @Argument(help: "The channel's name.")
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
