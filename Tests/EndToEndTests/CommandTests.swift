import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// The program as an operator meets it: exit codes, what goes where, and what is said when something is wrong.
  @Suite struct CommandTests {
    private static let offline = [
      "WHATSAPP_PHONE_NUMBER_ID", "WHATSAPP_ACCESS_TOKEN", "WHATSAPP_APP_SECRET",
      "WHATSAPP_VERIFY_TOKEN", "TELEGRAM_BOT_TOKEN",
    ]

    private static func closed(_ environment: [String: String] = [:], catalog: String? = nil) -> TestShop.Plan {
      let off = Dictionary(uniqueKeysWithValues: offline.map { ($0, "") })
      return TestShop.Plan(environment: off.merging(environment) { $1 }, catalog: catalog, starts: false)
    }

    private static let demo = SoukProgram.home + "/prompts/demo/catalog.csv"

    @Test(arguments: Engine.available)
    func `a chat over a pipe answers each line and ends with 0`(engine: Engine) async throws {
      var plan = Self.closed(catalog: Self.demo)
      plan.engine = engine
      try await TestShop.with(plan) { shop in
        let lines = [
          "do you have a solar lantern?", "add 2 folding solar lanterns", "checkout", "Ana Example", "delivery",
          "12 Market Street, Springfield", "yes", "where is my order?",
        ]
        let chat = try await shop.souk("chat", input: lines.joined(separator: "\n") + "\n")
        #expect(chat.status == 0, "\(chat.errors)")
        #expect(chat.errors == "")
        #expect(chat.output.contains("Folding solar lantern") && chat.output.contains("is confirmed"))
        #expect(!chat.output.contains("Hello ,"))
        let orders = try await shop.orders()
        #expect(orders.map(\.channel) == ["console"] && orders.map(\.total_minor) == [3_900])
        #expect(orders.map(\.customer.identities) == [["console:me"]])
        let nothing = try await shop.souk("chat", input: "")
        #expect(nothing.status == 0 && nothing.output == "")
      }
    }

    @Test func `strains come from a file, and what is wrong in it is said with its line`() async throws {
      try await TestShop.with(Self.closed()) { shop in
        func file(_ name: String, _ text: String) throws -> String {
          let url = shop.folder.appendingPathComponent(name)
          try Data(text.utf8).write(to: url)
          return url.path
        }
        let good = try file("good.yaml", "strains:\n  - {slug: gdp, name: Granddaddy Purple, kind: indica}\n")
        for _ in 0..<2 {
          let taken = try await shop.souk("shared", "import", good)
          #expect(taken.status == 0, "\(taken.errors)")
        }
        let listed = try await shop.souk("shared", "list", "--format", "json")
        #expect(listed.output.components(separatedBy: "Granddaddy Purple").count == 2, "\(listed.output)")
        let bad = try await shop.souk("shared", "import", file("bad.yaml", "strains:\n  - {slug: A B, kind: tea}\n"))
        #expect(bad.status == 1)
        #expect(bad.errors.contains("bad.yaml:2: found 'tea'; expected indica, sativa or hybrid"), "\(bad.errors)")
      }
    }

    @Test func `a shop's rules come from a file that leaves the rest, and what is wrong is said with its line`()
      async throws
    {
      try await TestShop.with(Self.closed(catalog: Self.demo)) { shop in
        func load(_ text: String) async throws -> SoukProgram.Outcome {
          let url = shop.folder.appendingPathComponent("shop.yaml")
          try Data(text.utf8).write(to: url)
          return try await shop.souk("stores", "load", url.path)
        }
        #expect(try await shop.souk("stores", "set", "main", "phone=+1 970 555 0142", "points_per_unit=3").status == 0)
        let rules = """
          selling:
            return_days: 14
            zones: [{name: Town, places: [Durango], fee_minor: 300}]
          bundles:
            - {sku: BND-1, title: Light bundle, items: [{sku: LAN-BRASS}, {sku: FIR-STL}]}
          """
        for _ in 0..<2 {
          let loaded = try await load(rules)
          #expect(loaded.status == 0 && loaded.output.contains("bundles: 1"), "\(loaded.errors)")
        }
        let shown = try await shop.souk("stores", "show", "main").output
        #expect(shown.contains("phone=+1 970 555 0142") && shown.contains("return_days=14"), "\(shown)")
        // What a file names is set anew as a whole.
        #expect(shown.contains("points_per_unit=\n"), "\(shown)")
        let bought = try await shop.souk("search", "light bundle").output
        #expect(bought.contains("Light bundle"), "\(bought)")
        let bad = try await load("phone: x\nselling: {zones: [{name: T, places: [], fee_minor: -1}]}\n")
        #expect(bad.status == 1 && bad.errors.contains("shop.yaml:2: a zone's fee_minor"), "\(bad.errors)")
        #expect(try await shop.souk("stores", "show", "main").output.contains("phone=+1 970 555 0142"))
      }
    }

    @Test func `whoever waits for each answer before the next line gets it`() async throws {
      try await TestShop.with(Self.closed(catalog: Self.demo)) { shop in
        let pipe = Pipe()
        let chat = try SoukProgram.start(
          ["chat"], environment: shop.environment, folder: shop.folder, label: "driven", pipe: pipe)
        defer { if chat.isRunning { kill(chat.processIdentifier, SIGKILL) } }
        let dialogue = [
          ("do you have a solar lantern?", "Folding solar lantern"), ("2 of them", "Added 2"), ("checkout", "name"),
          ("Ana Example, pickup", "Total"), ("yes", "is confirmed"), ("what are your hours?\r", "open"),
        ]
        for (line, answer) in dialogue {
          let seen = SoukProgram.text(shop.folder, "driven.out").count
          try pipe.fileHandleForWriting.write(contentsOf: Data((line + "\n").utf8))
          let isAnswered = await eventually(withinSeconds: 240) {
            SoukProgram.text(shop.folder, "driven.out").dropFirst(seen).lowercased().contains(answer.lowercased())
          }
          try #require(isAnswered, "no answer to '\(line)' while the pipe is open")
        }
        try pipe.fileHandleForWriting.close()
        #expect(await eventually { !chat.isRunning })
        #expect(chat.terminationStatus == 0)
      }
    }

    @Test func `a fresh installation chats, lists nothing and is looked over without being told anything`() async throws
    {
      try await TestShop.with(Self.closed()) { shop in
        let orders = try await shop.souk("orders", "--format", "json")
        #expect(orders.status == 0 && orders.output == "[]\n", "\(orders)")
        let chat = try await shop.souk("chat", input: "hello\ndo you have lanterns?\n")
        #expect(chat.status == 0 && !chat.output.isEmpty, "\(chat.errors)")
        let doctor = try await shop.souk("doctor")
        #expect(doctor.status == 0, "\(doctor.output)")
        let elsewhere = try await shop.souk("orders", "--store", "nowhere")
        #expect(elsewhere.status == 1)
        #expect(elsewhere.errors.contains("nowhere") && elsewhere.errors.contains("hint: "))
      }
    }

    /// Products, a grouped one among them, and rows reported with their line.
    private static let catalogs: [(file: String, products: Int, hasBadRows: Bool)] = [
      ("merchant.atom.xml", 1, false), ("merchant.rss.xml", 1, true), ("merchant.tsv", 3, true),
      ("shopify-nasty.csv", 3, true), ("shopify-products-2025.csv", 2, false), ("shopify-products.csv", 5, false),
      ("woocommerce-products.csv", 7, true),
    ]

    @Test func `every product file is imported, its bad rows named with their lines, and twice is once`() async throws {
      try await TestShop.with(Self.closed()) { shop in
        for catalog in Self.catalogs {
          let store = catalog.file.replacing(".", with: "-")
          let file = SoukProgram.fixture("catalogs/" + catalog.file)
          let imported = try await shop.souk("import", file, "--store", store)
          #expect(imported.status == 0, "\(catalog.file): \(imported.errors)")
          #expect(imported.output.contains("'\(store)'") && imported.output.split(separator: "\n").count == 1)
          let named = imported.errors.split(separator: "\n").filter { $0.hasPrefix("line ") }
          #expect(named.isEmpty == !catalog.hasBadRows, "\(catalog.file): \(imported.errors)")
          let before = try await shop.goods(of: store)
          #expect(before.products == catalog.products, "\(catalog.file)")
          let again = try await shop.souk("import", file, "--store", store)
          #expect(again.status == 0)
          #expect(try await shop.goods(of: store) == before)
          let strict = try await shop.souk("import", file, "--strict", "--store", store + "-strict")
          #expect(strict.status == (catalog.hasBadRows ? 1 : 0), "\(catalog.file)")
          if catalog.hasBadRows { #expect(try await shop.goods(of: store + "-strict").products == 0) }
        }
      }
    }

    @Test func `a file that cannot be imported is refused in one line with what to do`() async throws {
      try await TestShop.with(Self.closed()) { shop in
        let foreign = shop.folder.appendingPathComponent("foreign.csv")
        try Data("a,b\n1,2\n".utf8).write(to: foreign)
        let empty = shop.folder.appendingPathComponent("empty.csv")
        try Data().write(to: empty)
        for path in [foreign.path, empty.path, "no-such-file.csv", shop.folder.path] {
          let outcome = try await shop.souk("import", path)
          #expect(outcome.status == 1, "\(path)")
          #expect(outcome.output == "" && outcome.errors.contains("souk: "), "\(path): \(outcome.errors)")
        }
      }
    }

    @Test func `doctor shows what was given up and why`() async throws {
      try await TestShop.with { shop in
        shop.whatsApp.inject(.error(code: 131_026))
        _ = try await shop.answers(on: try shop.whatsAppPhone()) { try await $0.say("hello") }
        let doctor = try await shop.souk("doctor")
        #expect(doctor.status == 0)
        #expect(doctor.output.contains("1 dead") && doctor.output.contains("131026"), "\(doctor.output)")
        struct Check: Decodable {
          var name: String
          var status: String
        }
        let listed = try await shop.souk("doctor", "--format", "json")
        let checks = try JSONDecoder().decode([Check].self, from: Data(listed.output.utf8))
        #expect(checks.first { $0.name == "outbox" }?.status == "warning")
        for secret in [shop.whatsApp.accessToken, shop.whatsApp.appSecret, shop.telegram.token] {
          #expect(!doctor.output.contains(secret) && !listed.output.contains(secret))
        }
      }
    }

    @Test func `what is not understood ends with 2 or 64 and says how it is written`() async throws {
      try await TestShop.with(Self.closed()) { shop in
        let lines = [
          ["orders", "--bad"], ["unheard-of"], ["chat", "--as", "nobody"], ["orders", "--limit", "0"],
          ["orders", "--format", "xml"], ["import"],
        ]
        for line in lines {
          let outcome = try await SoukProgram.run(line, environment: shop.environment, folder: shop.folder)
          #expect([2, 64].contains(outcome.status), "\(line): \(outcome.status)")
          #expect(outcome.output == "" && outcome.errors.contains("Error: "), "\(line): \(outcome.errors)")
        }
        let help = try await shop.souk("--help")
        #expect(help.status == 0 && help.output.contains("serve"))
      }
    }

    @Test func `a wrong environment is reported whole, with what to set`() async throws {
      let wrong = [
        "SOUK_PORT": "many", "SOUK_LOG_LEVEL": "loud", "SOUK_DATABASE_URL": "mysql://root:hunter2@db/shop",
        "SOUK_SECRET_KEY": "short", "WHATSAPP_PHONE_NUMBER_ID": "1", "TELEGRAM_BOT_TOKEN": "hunter3",
        "SOUK_BURST_QUIET_MS": "-1", "TELEGRAM_API_BASE": "ftp://example.com",
      ]
      try await TestShop.with(Self.closed(wrong)) { shop in
        for command in ["serve", "orders"] {
          let outcome = try await shop.souk(command)
          #expect(outcome.status == 1 && outcome.output == "")
          for name in wrong.keys where name != "WHATSAPP_PHONE_NUMBER_ID" {
            #expect(outcome.errors.contains(name), "\(name) is not in \(outcome.errors)")
          }
          #expect(outcome.errors.contains("WHATSAPP_ACCESS_TOKEN, WHATSAPP_APP_SECRET, WHATSAPP_VERIFY_TOKEN"))
          #expect(!outcome.errors.contains("hunter"), "\(outcome.errors)")
        }
        let doctor = try await shop.souk("doctor")
        #expect(doctor.status == 1 && doctor.output.contains("SOUK_PORT"))
      }
    }

    @Test func `a second server on the same file, and one on a taken port, say so and end with 1`() async throws {
      try await TestShop.with { shop in
        let second = try await shop.souk("serve")
        #expect(second.status == 1)
        #expect(second.errors.contains("lock"), "\(second.errors)")
        var other = shop.environment
        other["SOUK_DATABASE_URL"] = "sqlite:///other.db"
        other["SOUK_PORT"] = String(try shop.running.port)
        let taken = try await SoukProgram.run(["serve"], environment: other, folder: shop.folder)
        #expect(taken.status == 1)
        #expect(taken.errors.contains("in use") && taken.errors.contains("SOUK_PORT"), "\(taken.errors)")
        _ = try await shop.ask("hello", on: shop.telegramPhone())
      }
    }

    @Test func `no credential is in a log, not even in one of everything`() async throws {
      try await TestShop.with(TestShop.Plan(environment: ["SOUK_LOG_LEVEL": "trace"])) { shop in
        shop.whatsApp.inject(.error(code: 190, status: 401))
        shop.telegram.fail("sendMessage", .unauthorized)
        let phones: [any Phone] = [try shop.whatsAppPhone(), shop.telegramPhone()]
        for phone in phones { try await phone.say("my number is 4111 1111 1111 1111") }
        let hasTried = await eventually {
          shop.whatsApp.calls.contains(where: \.isMessage) && !shop.telegram.calls(of: "sendMessage").isEmpty
        }
        #expect(hasTried)
        let log = try shop.running.log
        #expect(!log.contains("4111") && !log.contains("15550109001"), "\(log)")
      }
    }
  }
}

extension TestShop {
  struct Goods: Equatable {
    var products: Int
    var variants: Int
  }

  func goods(of store: String) async throws -> Goods {
    let id = "(SELECT id FROM stores WHERE slug = '\(store)')"
    return Goods(
      products: try await database.number("SELECT COUNT(*) AS n FROM products WHERE store_id = \(id)"),
      variants: try await database.number("SELECT COUNT(*) AS n FROM variants WHERE store_id = \(id)"))
  }
}
