import ArgumentParser
import Channels
import Commerce
import Dialogue
import Foundation
import Storage

/// Who works for a store, in its channels.
struct TeamCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "staff", abstract: "Who may ask for a store's figures in their chat, and codes that let them in.",
    subcommands: [Code.self, List.self, Add.self, Remove.self], defaultSubcommand: List.self)

  struct Code: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Print a code that links the chat it is sent in to somebody of the shop.",
      discussion: "It works once and for a short time. On Telegram a link such as t.me/BOT?start=CODE does the same.")

    @OptionGroup var store: StoreOption

    @Option(help: "owner or staff.")
    var role: ChatCommand.Role

    @Option(help: "Whose code it is.")
    var name: String?

    @Option(help: "How long it works.")
    var minutes = 15

    func validate() throws {
      guard role != .shopper else { throw ValidationError("--role is owner or staff: a shopper needs no code") }
      guard (1...1_440).contains(minutes) else { throw ValidationError("--minutes is 1 to 1440") }
    }

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let store = try await souk.store(store.store)
      let code = StaffCode { Int.random(in: $0) }
      try await souk.storage.store(store.id).staff.add(
        code, role: role.personRole, name: name, minutes: minutes, by: "the command line")
      print(code.text)
      let hint = "Send it to \(store.name)'s bot within \(minutes) minutes; it works once.\n"
      FileHandle.standardError.write(Data(hint.utf8))
    }
  }

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List who works for a store, by who they are in its channels.")

    @OptionGroup var store: StoreOption

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    struct Row: Encodable {
      var identity: String
      var role: String
      var name: String?
    }

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let store = try await souk.store(store.store)
      let rows = try await souk.storage.store(store.id).staff.list().map {
        Row(identity: $0.identity.description, role: $0.role.rawValue, name: $0.name)
      }
      switch format {
      case .json: try printJSON(rows)
      case .text:
        for row in rows { print("\(row.identity)  \(row.role)  \(row.name ?? "")") }
        if rows.isEmpty { print("nobody yet; `souk staff code --role owner` prints a code to send in the chat") }
      }
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Give somebody a role whose identity is known: souk staff add telegram:700000001 --role staff")

    @Argument(help: "Channel and user, such as whatsapp:15035550142 or telegram:700000001.")
    var identity: String

    @Option(help: "owner or staff.")
    var role: ChatCommand.Role

    @Option(help: "What to call them.")
    var name: String?

    @OptionGroup var store: StoreOption

    func validate() throws {
      guard role != .shopper else { throw ValidationError("--role is owner or staff; `souk staff remove` ends a role") }
    }

    func run() async throws {
      let person = try TeamCommand.identity(identity)
      let souk = try await Souk.open(try environment())
      let store = try await souk.store(store.store)
      try await souk.storage.store(store.id).staff.set(role.personRole, for: person, name: name)
      print("\(person) is \(role.personRole.rawValue)")
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Take somebody's role away: souk staff remove whatsapp:15035550142")

    @OptionGroup var store: StoreOption

    @Argument(help: "As the list shows them.")
    var identity: String

    func run() async throws {
      let person = try TeamCommand.identity(identity)
      let souk = try await Souk.open(try environment())
      let store = try await souk.store(store.store)
      let found = try await souk.storage.store(store.id).staff.remove(person, by: "the command line")
      guard found else { throw SoukError.failed("\(identity) does not work here\nhint: `souk staff list`") }
      print("\(identity) is a shopper like others now")
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

extension ChatCommand.Role {
  var personRole: PersonRole {
    switch self {
    case .shopper: .shopper
    case .owner: .owner
    case .staff: .staff
    }
  }
}
