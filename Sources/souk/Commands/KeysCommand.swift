import ArgumentParser
import Commerce
import Foundation
import Storage
import Web

struct KeysCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "keys", abstract: "API keys, by which a machine works with one store.",
    subcommands: [List.self, Add.self, Revoke.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List a store's keys, without the keys themselves.")

    @OptionGroup var store: StoreOption

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() async throws {
      struct Row: Encodable {
        var id: String
        var name: String
        var role: String
      }
      let souk = try await Souk.open(try environment())
      let rows = try await souk.storage.apiKeys.list(of: souk.store(store.store).id).map {
        Row(id: $0.id.text, name: $0.name, role: $0.role.rawValue)
      }
      switch format {
      case .json: try printJSON(rows)
      case .text: rows.forEach { print("\($0.id)  \($0.role)  \($0.name)") }
      }
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a key and print it on standard output; it is shown this once.")

    @Argument(help: "What it is for, such as 'the warehouse'.")
    var name: String

    @Option(help: "owner, admin or staff.")
    var role: StoreRole = .staff

    @OptionGroup var store: StoreOption

    func validate() throws {
      guard (1...200).contains(name.count) else { throw ValidationError("the name has 1 to 200 characters") }
    }

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let store = try await souk.store(store.store)
      let secret = Secret.make(Secret.keyPrefix)
      _ = try await souk.storage.apiKeys.create(
        name: name, role: role, store: store.id, keyHash: Secret.hash(secret))
      print(secret)
    }
  }

  struct Revoke: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Make a key open nothing any more, at once.")

    @Argument(help: "The key's id, as `souk keys list` shows it.")
    var id: String

    @OptionGroup var store: StoreOption

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let store = try await souk.store(store.store)
      guard let key = APIKeyID(text: id), try await souk.storage.apiKeys.revoke(key, of: store.id) else {
        throw SoukError.failed("store '\(store.slug)' has no key \(id)\nhint: `souk keys list` shows what there is")
      }
      print("\(id) opens nothing any more")
    }
  }
}
