import ArgumentParser
import Commerce
import Dialogue
import Storage

struct TeamCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "team", abstract: "Say who of a channel's people works for a store: they move orders in the chat.",
    subcommands: [List.self, Add.self, Remove.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List who works for a store.")

    @OptionGroup var store: StoreOption
    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() async throws {
      struct Line: Encodable {
        var identity: String
        var role: String
        var name: String?
      }
      let souk = try await Souk.open(try environment())
      let team = try await souk.storage.store(try await souk.store(store.store).id).staff.list()
      let lines = team.map { Line(identity: "\($0.identity)", role: $0.role.rawValue, name: $0.name) }
      switch format {
      case .json: try printJSON(lines)
      case .text: lines.forEach { print("\($0.identity)  \($0.role)  \($0.name ?? "")") }
      }
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give somebody a role: souk team add telegram:700000001 --role staff")

    @Argument(help: "Channel and user, such as whatsapp:15035550142 or telegram:700000001.")
    var identity: String
    @Option(help: "staff or owner.")
    var role = "staff"
    @Option(help: "What to call them.")
    var name: String?
    @OptionGroup var store: StoreOption

    func run() async throws {
      guard let known = PersonRole(rawValue: role), known.isStaff else {
        throw SoukError.usage("--role '\(role)': expected staff or owner")
      }
      let person = try TeamCommand.identity(identity)
      let souk = try await Souk.open(try environment())
      try await souk.storage.store(try await souk.store(store.store).id).staff.set(known, for: person, name: name)
      print("\(person) is \(known.rawValue)")
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take somebody's role away.")

    @Argument(help: "Channel and user, as `souk team` lists them.")
    var identity: String
    @OptionGroup var store: StoreOption

    func run() async throws {
      let person = try TeamCommand.identity(identity)
      let souk = try await Souk.open(try environment())
      try await souk.storage.store(try await souk.store(store.store).id).staff.set(.shopper, for: person)
      print("\(person) is a shopper")
    }
  }

  static func identity(_ text: String) throws -> ChannelIdentity {
    let parts = text.split(separator: ":", maxSplits: 1).map(String.init)
    guard parts.count == 2 else {
      throw SoukError.usage("'\(text)': expected channel and user, such as whatsapp:15035550142")
    }
    return ChannelIdentity(channel: ChannelName(rawValue: parts[0]), value: parts[1])
  }
}
