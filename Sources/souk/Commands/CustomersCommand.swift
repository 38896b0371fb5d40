import ArgumentParser
import Commerce
import Dialogue
import Storage

struct CustomersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "customers", abstract: "List a store's customers, export what is known of one, or erase one.",
    subcommands: [List.self, Export.self, Erase.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List the customers, the newest first.")

    @OptionGroup var store: StoreOption
    @Option(help: "At most so many.")
    var limit = 50
    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() async throws {
      struct Line: Encodable {
        var id: String
        var name: String?
        var identities: [String]
      }
      let souk = try await Souk.open(try environment())
      let people = try await souk.storage.store(try await souk.store(store.store).id).customers
        .list(limit: max(1, limit))
      let lines = people.map { Line(id: $0.id.text, name: $0.name, identities: $0.identities) }
      switch format {
      case .json: try printJSON(lines)
      case .text: lines.forEach { print("\($0.id)  \($0.name ?? "")  \($0.identities.joined(separator: ", "))") }
      }
    }
  }

  struct Export: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Write all that is known of a customer, by table, as JSON.")

    @Argument(help: "Their id (cus_…), or channel and user (whatsapp:15035550142).")
    var customer: String
    @OptionGroup var store: StoreOption

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let customers = souk.storage.store(try await souk.store(store.store).id).customers
      try printJSON(await customers.export(try await CustomersCommand.find(customer, customers)))
    }
  }

  struct Erase: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Erase a customer; finished orders stay in the books without name and address.")

    @Argument(help: "Their id (cus_…), or channel and user (whatsapp:15035550142).")
    var customer: String
    @OptionGroup var store: StoreOption
    @Flag(help: "It cannot be undone: without this nothing is erased.")
    var yes = false
    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let customers = souk.storage.store(try await souk.store(store.store).id).customers
      let id = try await CustomersCommand.find(customer, customers)
      guard yes else {
        throw SoukError.failed("nothing is erased\nhint: it cannot be undone; say --yes to erase \(id.text)")
      }
      let receipt = try await customers.erase(id, who: "an operator")
      switch format {
      case .json: try printJSON(receipt)
      case .text: receipt.sorted { $0.key < $1.key }.forEach { print("\($0.key)  \($0.value)") }
      }
    }
  }

  static func find(_ text: String, _ customers: CustomerRepository) async throws -> CustomerID {
    if let id = CustomerID(text: text), try await customers.exists(id) { return id }
    if text.contains(":"), let found = try await customers.customer(of: TeamCommand.identity(text)) { return found.id }
    throw SoukError.failed("no customer '\(text)'\nhint: `souk customers` lists them")
  }
}
