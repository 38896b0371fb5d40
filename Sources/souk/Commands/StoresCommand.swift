import ArgumentParser
import Commerce
import Foundation
import Storage

struct StoresCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stores", abstract: "List the stores on this server, show or add one, or set what it says of itself.",
    subcommands: [List.self, Show.self, Add.self, Set.self, Load.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the stores on this server.")

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

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show all that can be set of a store.")

    @Argument(help: "The store's slug; SOUK_STORE (main) where none is given.")
    var slug: String?

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let store = try await souk.store(slug)
      switch format {
      case .json:
        let values = StoreField.all.compactMap { field in field.read(store).map { (field.key, $0) } }
        try printJSON(Dictionary(uniqueKeysWithValues: values))
      case .text: StoreField.all.forEach { print("\($0.key)=\($0.read(store) ?? "")") }
      }
    }
  }

  /// A feed may not name its currency; a store that is added first says it.
  struct Add: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Add a store: souk stores add SLUG key=value …",
      discussion: "The keys are those of `souk stores set --help`.")

    @Argument(help: "The new store's slug: lower-case letters, digits and hyphens.")
    var slug: String

    @Argument(help: "What it is and says, each as key=value.")
    var values: [String] = []

    func run() async throws {
      let souk = try await Souk.open(try environment())
      guard try await souk.storage.stores.store(slug: slug) == nil else {
        throw SoukError.failed("there is a store '\(slug)' already\nhint: souk stores set \(slug) key=value …")
      }
      // What is wrong is said before anything is made.
      let unmade = Store(
        id: StoreID(0), slug: slug, name: slug.prefix(1).uppercased() + slug.dropFirst(), currency: .usd)
      let wanted = try StoresCommand.changed(unmade, values)
      _ = try await souk.storage.stores.create(
        slug: slug, name: wanted.name, currency: wanted.currency, timeZone: wanted.timeZone,
        language: wanted.language, settings: wanted.settings)
      print("added store '\(slug)': \(wanted.currency.code), \(wanted.timeZone), \(wanted.language)")
    }
  }

  struct Set: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set what a store is and says: souk stores set SLUG key=value …",
      discussion: "key= takes back what was set. A running server goes by it from the next message on.\n\n"
        + StoreField.all.map { "\($0.key): \($0.expected)" }.joined(separator: "\n"))

    @Argument(help: "The store's slug.")
    var slug: String

    @Argument(help: "What to set, each as key=value.")
    var values: [String]

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let before = try await souk.store(slug)
      let after = try StoresCommand.changed(before, values)
      if after.currency != before.currency { try await Self.refuseWithGoods(before, souk) }
      try await souk.storage.stores.update(after)
      for field in StoreField.all where field.read(after) != field.read(before) {
        print("\(field.key)=\(field.read(after) ?? "")")
      }
    }

    /// A price is an amount of the store's currency: another currency would change every one of them.
    static func refuseWithGoods(_ store: Store, _ souk: Souk) async throws {
      guard try await souk.storage.store(store.id).catalog.snapshot().products.isEmpty else {
        throw SoukError.failed(
          "store '\(store.slug)' has products priced in \(store.currency)\nhint: a store of another currency is a new one"
        )
      }
    }
  }

  /// All that is wrong is said at once, and then nothing is changed. The currency is set first: amounts are in it.
  fileprivate static func changed(_ store: Store, _ values: [String]) throws -> Store {
    var store = store
    var problems: [String] = []
    let pairs = values.map {
      $0.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false).map(String.init)
    }
    for pair in pairs.filter({ $0[0] == "currency" }) + pairs.filter({ $0[0] != "currency" }) {
      guard pair.count == 2, let field = StoreField.named(pair[0]) else {
        problems.append(
          "'\(pair.joined(separator: "="))': expected key=value with a key of `souk stores show \(store.slug)`")
        continue
      }
      let value = pair[1].trimmingCharacters(in: .whitespacesAndNewlines)
      if !field.write(&store, value) { problems.append("\(field.key)='\(value)': expected \(field.expected)") }
    }
    guard problems.isEmpty else { throw SoukError.failed(problems.joined(separator: "\n")) }
    return store
  }
}
