import Commerce
import Dialogue
import Foundation
import Logging
import Payments
import Synchronization
import Testing
import Transport

@testable import Storage
@testable import Web

/// The API over a database of its own, spoken to over HTTP.
struct ServedAPI: Sendable {
  let client: WebClient
  let storage: SoukStorage
  let clock: APIClock
  let api: API
  /// Where there is a provider: what is done at it later.
  let payments: PaymentDesk

  /// What one answer was.
  struct Answer: Sendable {
    let status: Int
    let headers: [String: String]
    let body: JSONValue

    subscript(name: String) -> JSONValue? { body[name] }
    var code: String? { body["error"]?["code"]?.string }
    var tag: String? { headers["etag"] }
    var data: [JSONValue] { body["data"]?.array ?? [] }
  }

  static let password = "correct horse battery"

  /// - Parameter provider: takes every store's online payments, and sends its webhooks here.
  static func with(
    _ settings: APISettings = APISettings(requestsPerMinute: 0), provider: (any PaymentProvider)? = nil,
    _ body: @escaping @Sendable (ServedAPI) async throws -> Void
  ) async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "souk-api-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
    let clock = APIClock()
    let logger = Logger(label: "api-tests") { _ in SwiftLogNoOpLogHandler() }
    let storage = try await SoukStorage.open(
      .sqlite(path: folder.path + "/souk.db"), time: clock.source, ids: IDGenerator(process: 1) { clock.now },
      logger: logger)
    let search = WordSearch()
    let sessions = await Sessions(
      storage: storage, time: clock.source, key: try SecretKey(hex: String(repeating: "5a", count: 32)))
    let accounts = OneProvider(provider: provider)
    let payments = PaymentDesk(ledger: storage.payments, providers: accounts, time: clock.source, logger: logger)
    let api = API(
      APIParts(
        storage: storage, sessions: sessions, time: clock.source, settings: settings,
        shop: APIShop(
          search: { search }, paymentProvider: { _ in provider?.name },
          calls: { text, _ in [ChannelCall(method: "send", body: text)] }, words: { call, _ in call.body })))
    let webhooks = provider.map { provider in
      PaymentWebhook(
        provider: provider.name, providers: accounts, ledger: storage.payments,
        stores: { try await storage.stores.store(slug: $0)?.id },
        surroundings: .init(time: clock.source, logger: logger))
    }
    try await serving(webhooks.map { [$0] } ?? [], api: api) { client in
      try await body(
        ServedAPI(client: client, storage: storage, clock: clock, api: api, payments: payments))
    }
    try await storage.database.close()
  }

  /// A store with an owner, an admin, a member of the staff, and goods of the same names and numbers as every other's.
  func shop(_ slug: String, hash: String? = nil) async throws -> APIShopper {
    let store = try await storage.stores.create(slug: slug, name: "The same name")
    var tokens: [StoreRole: String] = [:]
    for role in StoreRole.allCases {
      let secret = Secret.make(Secret.keyPrefix)
      _ = try await storage.apiKeys.create(name: "key", role: role, store: store.id, keyHash: Secret.hash(secret))
      tokens[role] = secret
    }
    return APIShopper(served: self, store: store, tokens: tokens)
  }

  func send(
    _ method: String, _ path: String, _ body: JSONValue? = nil, token: String? = nil,
    headers: [(name: String, value: String)] = []
  ) async throws -> Answer {
    var headers = headers
    if let token { headers.append((name: "Authorization", value: "Bearer \(token)")) }
    if body != nil { headers.append((name: "Content-Type", value: "application/json")) }
    let response = try await client.send(
      method, "/api/v1" + path, headers: headers, body: body.map { Array($0.text.utf8) })
    let value = response.body.isEmpty ? JSONValue.null : try JSONValue(json: response.body)
    return Answer(status: response.status, headers: response.headers, body: value)
  }
}

/// One account for all stores.
private struct OneProvider: PaymentProviders {
  let provider: (any PaymentProvider)?

  func provider(_ name: String, of store: StoreID) -> (any PaymentProvider)? {
    provider?.name == name ? provider : nil
  }
  func providers(of store: StoreID) -> [any PaymentProvider] { provider.map { [$0] } ?? [] }
}

/// Somebody with keys of every role in one store.
struct APIShopper: Sendable {
  let served: ServedAPI
  let store: Store
  let tokens: [StoreRole: String]

  func ask(
    _ method: String, _ path: String, _ body: JSONValue? = nil, as role: StoreRole = .owner,
    headers: [(name: String, value: String)] = []
  ) async throws -> ServedAPI.Answer {
    try await served.send(method, path, body, token: tokens[role], headers: headers)
  }

  /// Asks and expects the status; the answer is shown where it is another.
  @discardableResult
  func ask(
    _ status: Int, _ method: String, _ path: String, _ body: JSONValue? = nil, as role: StoreRole = .owner,
    headers: [(name: String, value: String)] = [], sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> ServedAPI.Answer {
    let answer = try await ask(method, path, body, as: role, headers: headers)
    #expect(answer.status == status, "\(method) \(path): \(answer.body.text)", sourceLocation: sourceLocation)
    return answer
  }

  /// A product of one variant. - Returns: its id and its variant's.
  func product(
    _ title: String, sku: String, price: Int = 1_000, stock: Int? = 10
  ) async throws -> (product: String, variant: String) {
    var variant: [String: JSONValue] = ["sku": .string(sku), "price_minor": .number(Double(price))]
    if let stock { variant["stock"] = .number(Double(stock)) }
    let made = try await ask(
      201, "POST", "/products", ["title": .string(title), "variants": [.object(variant)]])
    return (try #require(made["id"]?.string), try #require(made["variants"]?.array?.first?["id"]?.string))
  }

  func customer(_ name: String = "Ada", phone: String = "15035550142") async throws -> String {
    let made = try await ask(
      201, "POST", "/customers",
      ["name": .string(name), "phone": .string(phone), "email": .string("\(name.lowercased())@example.com")])
    return try #require(made["id"]?.string)
  }

  /// A confirmed order to be picked up. - Returns: its id.
  func order(
    _ variant: String, _ quantity: Int = 1, by customer: String,
    headers: [(name: String, value: String)] = []
  ) async throws -> ServedAPI.Answer {
    try await ask(
      "POST", "/orders",
      [
        "customer_id": .string(customer), "recipient_name": "Ada", "fulfilment": "pickup",
        "payment": "pay_at_pickup",
        "items": [["variant_id": .string(variant), "quantity": .number(Double(quantity))]],
      ], headers: headers)
  }
}

/// A clock that only the test turns.
final class APIClock: Sendable {
  private let milliseconds = Mutex<Int64>(1_790_000_000_000)

  var now: Timestamp { Timestamp(milliseconds: milliseconds.withLock { $0 }) }
  var source: TimeSource { TimeSource { self.now } }

  func advance(seconds: Int64) { milliseconds.withLock { $0 += seconds * 1_000 } }
}

/// Finds products by a word of their titles; what a real index does is tested where it is.
final class WordSearch: ProductSearch {
  private struct Catalog: CatalogSnapshot {
    var sequence: Int64
    var products: [ProductID: Product]

    var productCount: Int { products.count }
    var categories: [String] { [] }
    func product(_ id: ProductID) -> Product? { products[id] }
    func product(ofVariant id: VariantID) -> Product? { products.values.first { $0.variant(id) != nil } }
    func product(sku: String) -> Product? { nil }
    func mentions(in tokens: [String]) -> [CatalogMention] { [] }

    private static func has(_ filter: AttributeFilter, _ product: Product) -> Bool {
      let values = filter.name.isEmpty ? product.tags : product.attributes[filter.name].map { [$0] } ?? []
      return values.contains { $0.lowercased() == filter.value.lowercased() }
    }

    func search(_ query: ProductQuery) -> ProductResults {
      let hits = products.values
        .filter { query.text.isEmpty || $0.title.lowercased().contains(query.text.lowercased()) }
        .filter { product in
          query.filters.attributes.allSatisfy { Self.has($0, product) }
            && (query.filters.percentages ?? []).allSatisfy { $0.isMet(by: product) }
        }
        .sorted { $0.id < $1.id }.map { ProductHit(product: $0, score: 1) }
      return ProductResults(hits: Array(hits.prefix(query.limit)), total: hits.count)
    }
  }

  private let catalogs = Mutex<[StoreID: Catalog]>([:])

  func snapshot(of store: StoreID) -> (any CatalogSnapshot)? { catalogs.withLock { $0[store] } }

  func apply(_ products: [Product], removed: [ProductID], sequence: Int64, store: StoreID, language: String) {
    catalogs.withLock { catalogs in
      var catalog = catalogs[store] ?? Catalog(sequence: 0, products: [:])
      for id in removed { catalog.products[id] = nil }
      for product in products { catalog.products[product.id] = product }
      catalog.sequence = sequence
      catalogs[store] = catalog
    }
  }
}
