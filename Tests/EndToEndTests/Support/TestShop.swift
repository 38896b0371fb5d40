import Foundation
import TestSupport
import Testing
import Transport

/// A shop with the demo goods, its server, and the two channels' fakes it talks with.
final class TestShop {
  let folder: URL
  let database: ShopDatabase
  let whatsApp: FakeWhatsApp
  let telegram: FakeTelegram
  var environment: [String: String]
  /// Further bots that this server polls.
  var otherBots: [FakeTelegram] = []
  private var server: RunningSouk?

  /// What a shop is opened with.
  struct Plan {
    var engine = Engine.sqlite
    var whatsApp = FakeWhatsApp.Options()
    var telegram = FakeTelegram.Options()
    /// Over and in place of what the fakes give; an empty value takes a variable away.
    var environment: [String: String] = [:]
    /// A product file; nil leaves the shop empty.
    var catalog: String? = SoukProgram.home + "/prompts/demo/catalog.csv"
    var starts = true
  }

  /// Opens a shop, runs `body`, and takes everything away again, whatever happens. At its end no limit of a channel may
  /// have been broken and nothing confidential may be in a log.
  static func with(_ plan: Plan = Plan(), _ body: (TestShop) async throws -> Void) async throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("souk-e2e-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { #expect(throws: Never.self) { try FileManager.default.removeItem(at: folder) } }
    try await ShopDatabase.withEmpty(plan.engine, folder: folder) { (database) async throws in
      let whatsApp = try await FakeWhatsApp.start(plan.whatsApp)
      let telegram = try await FakeTelegram.start(plan.telegram)
      let shop = TestShop(plan, folder: folder, database: database, whatsApp: whatsApp, telegram: telegram)
      let result = await shop.run(plan, body)
      await shop.close()
      await whatsApp.stop()
      await telegram.stop()
      try result.get()
    }
  }

  private init(
    _ plan: Plan, folder: URL, database: ShopDatabase, whatsApp: FakeWhatsApp, telegram: FakeTelegram
  ) {
    self.folder = folder
    self.database = database
    self.whatsApp = whatsApp
    self.telegram = telegram
    environment = [
      "SOUK_DATABASE_URL": database.url, "SOUK_SECRET_KEY": String(repeating: "5a", count: 32),
      "SOUK_BURST_QUIET_MS": "0",
      "WHATSAPP_PHONE_NUMBER_ID": whatsApp.phoneNumberID, "WHATSAPP_ACCESS_TOKEN": whatsApp.accessToken,
      "WHATSAPP_APP_SECRET": whatsApp.appSecret, "WHATSAPP_VERIFY_TOKEN": whatsApp.verifyToken,
      "WHATSAPP_API_BASE": whatsApp.apiBase, "WHATSAPP_MESSAGES_PER_SECOND": "0",
      "TELEGRAM_BOT_TOKEN": telegram.token, "TELEGRAM_API_BASE": telegram.baseURL,
      "TELEGRAM_MESSAGES_PER_SECOND": "0",
    ].merging(plan.environment) { $1 }
  }

  private func run(_ plan: Plan, _ body: (TestShop) async throws -> Void) async -> Result<Void, any Error> {
    do {
      if let catalog = plan.catalog {
        let imported = try await souk("import", catalog)
        try #require(imported.status == 0, "\(imported.errors)")
      }
      if plan.starts { try await start() }
      try await body(self)
      #expect(whatsApp.breaches.isEmpty)
      #expect(telegram.breaches.isEmpty)
      return .success(())
    } catch {
      return .failure(error)
    }
  }

  /// Runs a command beside the server.
  func souk(_ arguments: String..., input: String = "") async throws -> SoukProgram.Outcome {
    try await SoukProgram.run(arguments, environment: environment, folder: folder, input: input)
  }

  // MARK: The server

  var running: RunningSouk { get throws { try #require(server, "the server was not started") } }

  func start() async throws { server = try await RunningSouk.start(environment: environment, folder: folder) }

  func stop() async throws { try await running.stop() }

  private func close() async {
    guard let server else { return }
    do {
      try await server.stop()
      let log = server.log
      for secret in secrets where log.contains(secret) { Issue.record("the log holds \(secret)") }
    } catch {
      Issue.record(error)
    }
  }

  /// What no log may show.
  private var secrets: [String] {
    ["SOUK_SECRET_KEY", "WHATSAPP_ACCESS_TOKEN", "WHATSAPP_APP_SECRET", "WHATSAPP_VERIFY_TOKEN", "TELEGRAM_BOT_TOKEN"]
      .compactMap { environment[$0] }.filter { !$0.isEmpty }
  }

  // MARK: What comes in, and when it has been dealt with

  @discardableResult
  func post(_ webhook: WhatsAppWebhook) async throws -> Int {
    try await running.post("/webhooks/whatsapp", webhook.body, headers: webhook.headers).status
  }

  /// Waits until everything said so far was taken, dealt with and answered.
  func settle(withinSeconds limit: Double = 60) async throws {
    let isQuiet = try await eventually(withinSeconds: limit) {
      let bots = isPushed ? [] : [telegram] + otherBots
      guard bots.allSatisfy(\.unconfirmedUpdateIDs.isEmpty) else { return false }
      return try await database.isQuiet()
    }
    let log = try running.log
    try #require(isQuiet, "the server was not done after \(limit) s; it wrote:\n\(log.suffix(3_000))")
  }

  /// Telegram's updates are pushed where there is a secret token.
  private var isPushed: Bool { !(environment["TELEGRAM_SECRET_TOKEN"] ?? "").isEmpty }

  // MARK: Orders

  func orders(store: String = "main") async throws -> [ListedOrder] {
    let listed = try await souk("orders", "--store", store, "--format", "json")
    try #require(listed.status == 0, "\(listed.errors)")
    return try JSONDecoder().decode([ListedOrder].self, from: Data(listed.output.utf8))
  }
}

/// An order as `souk orders --format json` writes it (DESIGN, contracts).
struct ListedOrder: Decodable, Equatable {
  struct Customer: Decodable, Equatable {
    var id: String
    var name: String?
    var identities: [String]
  }

  struct Item: Decodable, Equatable {
    var sku: String
    var name: String
    var quantity: Int
    var unit_price_minor: Int
  }

  var number: String
  var status: String
  var channel: String
  var customer: Customer
  var currency: String
  var total_minor: Int
  var items: [Item]
  var created_at: String
}
