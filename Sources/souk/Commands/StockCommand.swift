import ArgumentParser
import Commerce
import Storage

struct StockCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "stock", abstract: "See what runs out, count a variant, or set when staff hear that it runs out.",
    subcommands: [Low.self, Count.self, Warn.self], defaultSubcommand: Low.self)

  struct Low: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "List what has run down to its threshold.")

    @OptionGroup var store: StoreOption
    @Option(help: "At most so many.")
    var limit = 50
    @Option(help: "text or json.")
    var format: OutputFormat = .text

    func run() async throws {
      struct Line: Encodable {
        var sku: String
        var title: String
        var available: Int
        var threshold: Int
      }
      let souk = try await Souk.open(try environment())
      let low = try await souk.storage.store(try await souk.store(store.store).id).stock.low(limit: max(1, limit))
      let lines = low.map {
        Line(sku: $0.sku, title: $0.title, available: $0.available, threshold: $0.threshold)
      }
      switch format {
      case .json: try printJSON(lines)
      case .text: lines.forEach { print("\($0.sku)  \($0.title)  \($0.available) left (from \($0.threshold))") }
      }
    }
  }

  struct Count: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Set how many of a variant there are, in all or at a place: souk stock count LAN-BRASS 12 --at Depot")

    @Argument(help: "The variant's SKU.")
    var sku: String
    @Argument(help: "How many there are.")
    var count: Int
    @Option(help: "The place's name; it is made where there is none.")
    var at: String?
    @OptionGroup var store: StoreOption

    func run() async throws {
      guard count >= 0 else { throw SoukError.usage("'\(count)': expected a number from 0") }
      let souk = try await Souk.open(try environment())
      let scope = souk.storage.store(try await souk.store(store.store).id)
      let variant = try await StockCommand.variant(sku, scope)
      guard let at else {
        try await scope.catalog.setStock(variant, to: count, why: "counted")
        return print("\(sku): \(count)")
      }
      let known = try await scope.stock.locations()
      let place =
        known.first { $0.name == at } ?? StockLocation(id: souk.ids.next(), name: at, isDefault: known.isEmpty)
      if !known.contains(place) { try await scope.stock.save(place) }
      try await scope.stock.setLevel(count, of: variant, at: place.id, why: "counted")
      print("\(sku) at \(at): \(count)")
    }
  }

  struct Warn: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Tell staff in the chat when as few of a variant are left; -1 tells nobody.")

    @Argument(help: "The variant's SKU.")
    var sku: String
    @Argument(help: "At how many.")
    var threshold: Int
    @OptionGroup var store: StoreOption

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let scope = souk.storage.store(try await souk.store(store.store).id)
      try await scope.stock.setLowStock(threshold < 0 ? nil : threshold, of: try await StockCommand.variant(sku, scope))
      print(threshold < 0 ? "\(sku): nobody is told" : "\(sku): staff are told at \(threshold)")
    }
  }

  static func variant(_ sku: String, _ scope: StoreScope) async throws -> VariantID {
    guard let variant = try await scope.catalog.variant(sku: sku) else {
      throw SoukError.failed("nothing in the store has the SKU '\(sku)'")
    }
    return variant
  }
}
