import ArgumentParser
import Commerce
import Foundation
import Storage
import Web

struct UsersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "users", abstract: "Say who may sign in, and what they may do in which store.",
    subcommands: [List.self, Add.self, Remove.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the users with their stores.")

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    private struct Row: Encodable {
      struct Place: Encodable {
        var store: String
        var role: String
      }
      var id: String
      var email: String
      var stores: [Place]
    }

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let rows = try await souk.storage.users.list().map { user, places in
        Row(
          id: user.id.text, email: user.email,
          stores: places.map { Row.Place(store: $0.store, role: $0.role.rawValue) })
      }
      switch format {
      case .json: try printJSON(rows)
      case .text:
        for row in rows {
          let places = row.stores.map { "\($0.store) (\($0.role))" }.joined(separator: ", ")
          print("\(row.email)  \(places.isEmpty ? "no store" : places)")
        }
      }
    }
  }

  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Make a user, or give one a role in a store; the password is read from standard input.",
      discussion: """
        Of a user who is there already, the password is set anew where one is given, which ends their sessions; \
        without one it stays.
        """)

    @Argument(help: "The e-mail address they sign in with.")
    var email: String

    @Option(help: "owner, admin or staff.")
    var role: StoreRole

    @OptionGroup var store: StoreOption

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let store = try await souk.store(store.store)
      let user = try await user(in: souk)
      try await souk.storage.store(store.id).members.set(role, of: user.id, who: "operator")
      print("\(user.email) is \(role.rawValue) of store '\(store.slug)'")
    }

    private func user(in souk: Souk) async throws -> User {
      let users = souk.storage.users
      let address = try Accounts.email(email)
      let known = try await users.user(email: address)
      guard let password = Accounts.password(), !password.isEmpty else {
        if let known { return known }
        throw SoukError.failed("a new user needs a password\nhint: give it as a line on standard input")
      }
      let hash = try await Accounts.hash(password)
      if let known {
        try await users.setPassword(hash, of: known.id)
        return known
      }
      guard let made = try await users.create(email: address, name: nil, passwordHash: hash) else {
        throw SoukError.failed("\(address) was added by somebody else at this moment\nhint: try again")
      }
      return made
    }
  }

  struct Remove: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Take a user's role in a store away.")

    @Argument(help: "The e-mail address they sign in with.")
    var email: String

    @OptionGroup var store: StoreOption

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let store = try await souk.store(store.store)
      let address = try Accounts.email(email)
      guard let user = try await souk.storage.users.user(email: address) else {
        throw SoukError.failed("there is no user \(address)\nhint: `souk users list` shows who there is")
      }
      switch try await souk.storage.store(store.id).members.remove(user.id, who: "operator") {
      case nil: throw SoukError.failed("\(address) has no role in store '\(store.slug)'")
      case false:
        throw SoukError.failed("\(address) is the last owner of '\(store.slug)'\nhint: add another owner first")
      case true: print("\(address) has no role in store '\(store.slug)' any more")
      }
    }
  }
}

extension StoreRole: ExpressibleByArgument {}
