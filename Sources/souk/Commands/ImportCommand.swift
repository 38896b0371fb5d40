import ArgumentParser
import CatalogImport
import Commerce
import Foundation
import Storage

struct ImportCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "import",
    abstract:
      "Import products (Shopify, WooCommerce, Google Merchant) or orders (Shopify, WooCommerce), told by their headers."
  )

  @Argument(help: "The file.")
  var file: String

  @OptionGroup var store: StoreOption

  @Flag(help: "Keep nothing where any row is bad.")
  var strict = false

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  func run() async throws {
    let souk = try await Souk.open(try environment())
    let bytes = try CatalogFile.read(path: file)
    var store = try await souk.storeOrNew(store.store)
    func parsed(in store: Store) throws -> ImportResult {
      try CatalogFile.parse(
        bytes: bytes, currency: store.currency, ids: souk.ids, now: souk.time.now(), timeZone: store.timeZone)
    }
    var result = try parsed(in: store)
    if let currency = result.otherCurrency, let changed = try await Self.selling(in: currency, store, souk) {
      store = changed
      result = try parsed(in: store)
    }
    let report = ImportReport(result)
    if strict, !result.problems.isEmpty {
      FileHandle.standardError.write(Data((report.text + "\nsouk: nothing was imported (--strict)\n").utf8))
      throw ExitCode.failure
    }
    let scope = souk.storage.store(store.id)
    if result.format.isOrders {
      let changes = try await scope.history.upsert(result.orders.map(PastOrder.init))
      try show(report, result, changes: "\(changes)", store: store)
      return
    }
    let changes = try await scope.catalog.upsert(result.products)
    for (sku, reason) in try await scope.bundles.load(result.bundles, currency: store.currency).sorted(by: {
      $0.key < $1.key
    }) {
      FileHandle.standardError.write(Data("note: the bundle \(sku) was not made: \(reason)\n".utf8))
    }
    try await scope.history.linkProducts()
    _ = try await scope.details.mapToShared()
    try show(report, result, changes: "\(changes)", store: store)
  }

  /// A store without goods and orders takes the currency of the first file.
  private static func selling(in currency: Currency, _ store: Store, _ souk: Souk) async throws -> Store? {
    let scope = souk.storage.store(store.id)
    guard try await scope.catalog.snapshot().products.isEmpty, try await scope.orders.list(limit: 1).isEmpty else {
      return nil
    }
    var changed = store
    changed.currency = currency
    try await souk.storage.stores.update(changed)
    FileHandle.standardError.write(Data("store '\(store.slug)' sells in \(currency) now, as the file does\n".utf8))
    return changed
  }

  private func show(_ report: ImportReport, _ result: ImportResult, changes: String, store: Store) throws {
    struct Summary: Encodable {
      var store: String
      var format: String
      var products: Int
      var variants: Int
      var orders: Int
      var rows_left_out: Int
      var problems: [String]
    }
    switch format {
    case .json:
      try printJSON(
        Summary(
          store: store.slug, format: result.format.name, products: result.counts.products,
          variants: result.counts.variants, orders: result.counts.orders,
          rows_left_out: result.counts.rowsLeftOut,
          problems: result.problems.prefix(ImportReport.problemsShown).map(\.description)))
    case .text:
      print("\(report.summary) → store '\(store.slug)'")
      let details = report.text.split(separator: "\n").dropFirst().joined(separator: "\n")
      if !details.isEmpty { FileHandle.standardError.write(Data((details + "\n").utf8)) }
    }
  }
}

/// Adds the demo shop; only `scripts/run` calls it.
struct DemoCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(commandName: "demo", abstract: "Add the demo shop.")

  @OptionGroup var store: StoreOption

  func run() async throws {
    let configuration = try environment()
    let souk = try await Souk.open(configuration)
    let demo = try DemoShop.load(directory: configuration.home + "/prompts/demo")
    let slug = store.store ?? configuration.storeSlug
    var shop = try await souk.storage.stores.create(
      slug: slug, name: demo.name, currency: demo.currency, timeZone: demo.timeZone, language: demo.language,
      settings: demo.settings)
    shop.name = demo.name
    shop.settings = demo.settings
    try await souk.storage.stores.update(shop)
    let result = try CatalogFile.parse(
      bytes: demo.catalog, currency: shop.currency, ids: souk.ids, now: souk.time.now(), timeZone: shop.timeZone)
    _ = try await souk.storage.store(shop.id).catalog.upsert(result.products)
    let problems = try await souk.storage.store(shop.id).bundles.load(demo.bundles, currency: shop.currency)
    if let (sku, reason) = problems.min(by: { $0.key < $1.key }) {
      throw SoukError.failed("the bundle \(sku) of the demo shop cannot be made: \(reason)")
    }
    let count = result.counts.products + demo.bundles.count
    print("\(demo.name): \(count) products in store '\(slug)'")
  }
}
