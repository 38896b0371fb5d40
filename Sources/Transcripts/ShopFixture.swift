import CatalogImport
import Commerce
import Foundation
import Storage

/// The goods and the facts of a transcript's shop.
struct ShopFixture: Sendable {
  var name: String
  var currency: Currency
  var timeZone: String
  var language = "en"
  var settings: StoreSettings
  var catalog: [UInt8]
  /// Instead of the file's.
  var products: [Product]?
  var bundles: [BundleSpec] = []

  /// `demo` is the demo shop; another name is a folder with `shop.yaml` and `catalog.csv`, or a catalogue file of a
  /// shop that has set nothing.
  static func load(_ shop: TranscriptShop, from places: ShopPlaces) throws -> ShopFixture {
    var fixture = try fixture(shop.name, places)
    if let settings = shop.settings {
      var reader = try ShopFileReader(text: settings, file: "settings")
      fixture.settings = try reader.settings()
      try reader.finish()
    }
    return fixture
  }

  private static func fixture(_ name: String, _ places: ShopPlaces) throws -> ShopFixture {
    if name.contains(".") {
      return ShopFixture(
        name: "Main", currency: .usd, timeZone: "UTC", settings: StoreSettings(),
        catalog: try CatalogFile.read(path: "\(places.catalogs)/\(name)"))
    }
    let folder = name == "demo" ? places.demo : "\(places.shops)/\(name)"
    let shop = try DemoShop.load(directory: folder)
    return ShopFixture(
      name: shop.name, currency: shop.currency, timeZone: shop.timeZone, language: shop.language,
      settings: shop.settings, catalog: shop.catalog, bundles: shop.bundles)
  }

  /// A moment on the shop's clock.
  func moment(_ time: CivilTime) throws -> Timestamp {
    let format = DateFormatter()
    format.locale = Locale(identifier: "en_US_POSIX")
    format.timeZone = TimeZone(identifier: timeZone)
    format.dateFormat = "yyyy-MM-dd HH:mm"
    guard let date = format.date(from: "\(time.date) \(time.time)") else {
      throw TranscriptError(file: name, line: 1, reason: "\(time.date) \(time.time) is no time")
    }
    return Timestamp(milliseconds: Int64(date.timeIntervalSince1970 * 1_000))
  }

  func open(in storage: SoukStorage, ids: IDGenerator, now: Timestamp) async throws -> Store {
    let store = try await storage.stores.create(
      slug: "main", name: name, currency: currency, timeZone: timeZone, language: language, settings: settings)
    if let products {
      _ = try await storage.store(store.id).catalog.upsert(products)
      return store
    }
    let result = try CatalogFile.parse(
      bytes: catalog, currency: currency, ids: ids, now: now, timeZone: timeZone)
    guard result.problems.isEmpty else {
      throw TranscriptError(
        file: name, line: result.problems[0].line, reason: "the catalogue has a bad row: \(result.problems[0])")
    }
    _ = try await storage.store(store.id).catalog.upsert(result.products)
    let problems = try await storage.store(store.id).bundles.load(bundles, currency: currency)
    if let (sku, reason) = problems.first {
      throw TranscriptError(file: name, line: 1, reason: "the bundle \(sku) cannot be made: \(reason)")
    }
    return store
  }
}

extension ShopFixture {
  /// Takes past orders in as `souk import` does.
  func importHistory(_ file: String, from places: ShopPlaces, into scope: StoreScope, _ ids: IDGenerator) async throws {
    let result = try CatalogFile.parse(
      bytes: try CatalogFile.read(path: "\(places.catalogs)/\(file)"), currency: currency, ids: ids,
      now: Timestamp(milliseconds: 0), timeZone: timeZone)
    guard result.problems.isEmpty, result.format.isOrders else {
      throw TranscriptError(
        file: file, line: result.problems.first?.line ?? 1,
        reason: result.problems.first.map { "the orders have a bad row: \($0)" } ?? "it holds no orders")
    }
    _ = try await scope.history.upsert(result.orders.map(PastOrder.init))
  }
}
