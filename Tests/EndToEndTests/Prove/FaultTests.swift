import Foundation
import TestSupport
import Testing

extension EndToEnd {
  /// The channel, the disk and the shoppers' haste, instead of the process, are what breaks.
  @Suite struct ProveFaults {
    @Test(arguments: Engine.available)
    func `the channel's API fails in every way`(engine: Engine) async throws {
      try await Crowd(subject: "API faults", engine: engine).prove { fleet, whatsApp in
        try await fleet.start(1)
        var chance = SeededChance(seed: Proof.seed)
        var faults: [FakeWhatsApp.Fault] = [
          .error(code: 130_429, status: 429, retryAfterSeconds: 1), .status(503), .reset(isTaken: true),
          .reset(isTaken: false), .late(milliseconds: 800), .garbledAnswer,
        ]
        // Longer than anybody waits: a connection whose other end is gone.
        if Proof.isWhole { faults.append(.late(milliseconds: 16_000)) }
        for round in 0..<(Proof.isWhole ? 120 : faults.count) {
          // One at a time: where faults pile up faster than messages are sent, one message meets ten of them, and its
          // next try is a quarter of an hour away.
          if await eventually(withinSeconds: 5, { !whatsApp.hasFaults }) {
            whatsApp.inject(faults[round % faults.count])
          }
          let pauses = Proof.isWhole ? 500...3_000 : 50...1_000
          try await Task.sleep(for: .milliseconds(Int.random(in: pauses, using: &chance)))
        }
        let calls = Dictionary(grouping: whatsApp.calls.filter(\.isMessage), by: { $0.callbackData ?? "" })
        #expect(calls.values.allSatisfy { $0.count <= 10 }, "a retry storm")
      }
    }

    @Test func `syncs fail and are slow`() async throws {
      try await FaultyDisk.with { disk in
        let crowd = Crowd(subject: "failed and slow syncs", environment: disk.environment)
        try await crowd.prove { fleet, whatsApp in
          try await fleet.start(1)
          try await Self.settle(fleet)
          for round in 0..<(Proof.isWhole ? 20 : 2) {
            try disk.set("fail")
            try await Self.refused(fleet, whatsApp, round)
            try disk.set("slow 100")
            try await Task.sleep(for: .seconds(2))
            try disk.set("")
            try await Self.settle(fleet)
          }
        }
      }
    }

    /// While no sync succeeds nothing may be acknowledged.
    private static func refused(_ fleet: Fleet, _ whatsApp: FakeWhatsApp, _ round: Int) async throws {
      let stranger = FakeWhatsApp.Shopper(waID: "155509980\(round)", name: "Canary Stranger")
      for _ in 0..<5 {
        let status = await fleet.status(whatsApp.text("hello", from: stranger))
        #expect(status == 503, "a message was answered \(status ?? 0) though its commit was not synced")
      }
    }

    private static func settle(_ fleet: Fleet) async throws {
      let before = await fleet.acknowledged.count
      #expect(await eventually(withinSeconds: 120) { await fleet.acknowledged.count > before + 5 })
    }

    @Test(.enabled(if: getuid() == 0, "a small disk is mounted by root only"))
    func `the disk is full and is freed again`() async throws {
      try await FullDisk.with { disk in
        var plan = TestShop.Plan()
        plan.starts = false
        plan.environment = [
          "SOUK_DATABASE_URL": "sqlite:///" + disk.folder.path + "/souk.db", "TELEGRAM_BOT_TOKEN": "",
        ]
        try await TestShop.with(plan) { shop in
          try await ShopDatabase.withEmpty(.sqlite, folder: disk.folder) { database in
            let fleet = Fleet(environment: shop.environment, folder: shop.folder)
            try await fleet.start(1)
            let shopper = Buyer.shopper(1)
            #expect(await fleet.deliver(shop.whatsApp.text("show me tents", from: shopper)))
            try disk.fill()
            // Pages that lie in the log already are written again without new room: only large ones meet the end.
            let long = String(repeating: "lantern ", count: 400)
            let refused = await eventually(withinSeconds: 60) {
              await fleet.status(shop.whatsApp.text(long, from: shopper)) == 503
            }
            #expect(refused, "the disk was never full")
            try disk.empty()
            #expect(await fleet.deliver(shop.whatsApp.text("show me lanterns", from: shopper)))
            #expect(try await eventually(withinSeconds: 120) { try await database.isQuiet() })
            let handled = Set(try await database.texts("SELECT message_id AS t FROM inbox WHERE status = 'handled'"))
            let lost = await fleet.acknowledged.subtracting(handled)
            report(
              "disk full", .sqlite,
              [
                Invariant(
                  name: "acknowledged messages lost", checked: await fleet.acknowledged.count, breaches: lost.sorted())
              ])
            try await fleet.stop()
          }
        }
      }
    }

    @Test(arguments: Engine.available)
    func `one unit and many who want it`(engine: Engine) async throws {
      try await Self.race("one unit", for: Oracle.sku, wanting: ["add 1 folding solar lantern"], engine)
    }

    @Test(arguments: Engine.available)
    func `one part and many who want it in a bundle or alone`(engine: Engine) async throws {
      try await Self.race(
        "one part of a bundle", for: "COK-SET", wanting: ["add 1 overnighter bundle", "add 1 nesting cook set"], engine)
    }

    /// - Parameter wishes: what the shoppers want in turn; each holds the one unit there is.
    private static func race(
      _ subject: String, for sku: String, wanting wishes: [String], _ engine: Engine
    ) async throws {
      var plan = TestShop.Plan(engine: engine)
      plan.starts = false
      plan.environment = ["TELEGRAM_BOT_TOKEN": ""]
      try await TestShop.with(plan) { shop in
        try await shop.database.change("UPDATE variants SET stock = 1 WHERE sku = '\(sku)'")
        let fleet = Fleet(environment: shop.environment, folder: shop.folder)
        try await fleet.start(engine == .postgres ? 2 : 1)
        await fleet.end()
        let whatsApp = shop.whatsApp
        let confirmed = await withTaskGroup(of: Bool.self) { group in
          for number in 0..<Proof.rivals {
            let buyer = Buyer(shopper: Buyer.shopper(number), whatsApp: whatsApp, fleet: fleet)
            group.addTask {
              var chance = SeededChance(seed: Proof.seed &+ UInt64(number))
              return await buyer.buy(&chance, wanting: wishes[number % wishes.count], stepsAtMost: 8) == nil
            }
          }
          return await group.reduce(0) { $0 + ($1 ? 1 : 0) }
        }
        try #require(try await eventually(withinSeconds: 180) { try await shop.database.isQuiet() })
        let orders = try await shop.database.number("SELECT COUNT(*) AS n FROM orders")
        let left = try await shop.database.stock(sku) ?? -1
        let breaches =
          orders == 1 && confirmed == 1 && left == 0 ? [] : ["\(orders) orders, \(confirmed) told, \(left) left"]
        report(
          subject, engine,
          [Invariant(name: "shoppers who were sold the same unit", checked: Proof.rivals, breaches: breaches)])
        try await fleet.stop()
      }
    }

    @Test(arguments: Engine.available)
    func `a slow conversation holds up no other`(engine: Engine) async throws {
      try await TestShop.with(TestShop.Plan(engine: engine)) { shop in
        let slow = Buyer.shopper(0)
        shop.whatsApp.inject(.late(milliseconds: 10_000), to: slow)
        try await shop.post(shop.whatsApp.text("show me tents", from: slow))
        let others = (1...20).map { Buyer.shopper($0) }
        for other in others { try await shop.post(shop.whatsApp.text("show me lanterns", from: other)) }
        let areAnswered = await eventually {
          others.allSatisfy { !shop.whatsApp.messages(to: $0).isEmpty }
        }
        let unsettled = try await shop.database.number("SELECT COUNT(*) AS n FROM outbox WHERE settled_at IS NULL")
        report(
          "one slow conversation", engine,
          [
            Invariant(
              name: "others held up by it", checked: others.count,
              breaches: areAnswered && unsettled > 0 ? [] : ["answered: \(areAnswered), \(unsettled) still being sent"])
          ])
        try await shop.settle()
      }
    }

    @Test func `who writes faster than the limit is told so once, politely`() async throws {
      var plan = TestShop.Plan()
      plan.environment = ["SOUK_SENDER_MESSAGES_PER_MINUTE": "2"]
      try await TestShop.with(plan) { shop in
        let phone = try shop.whatsAppPhone()
        for _ in 0..<2 { _ = try await shop.ask("show me tents", on: phone) }
        let told = try await shop.ask("and lanterns", on: phone)
        #expect(told.contains { $0.text.contains("faster than I can read") }, "\(told)")
        let then = try await shop.answers(on: phone) { try await $0.say("and stoves") }
        #expect(then.isEmpty, "\(then)")
      }
    }

    @Test(arguments: Engine.available)
    func `a poisoned message is set aside, shown, and tried again`(engine: Engine) async throws {
      try await TestShop.with(TestShop.Plan(engine: engine)) { shop in
        let phone = try shop.whatsAppPhone()
        _ = try await shop.ask("show me tents", on: phone)
        try await shop.stop()
        let good = try await shop.database.texts("SELECT payload AS t FROM inbox")[0]
        try await shop.database.change(
          """
          UPDATE conversations SET work_since = 1, inbound_sequence = inbound_sequence + 1;
          INSERT INTO inbox (store_id, conversation_id, sequence, channel, account, message_id, payload, received_at)
          SELECT store_id, conversation_id, sequence + 1, channel, account, 'poison', '{"no": "message"}', 1 FROM inbox
          """)
        try await shop.start()
        let after = try await shop.ask("show me lanterns", on: try shop.whatsAppPhone())
        let listed = try await shop.souk("retry", "--list", "--format", "json")
        try await shop.database.change(
          "UPDATE inbox SET payload = '\(good.replacing("'", with: "''"))' WHERE message_id = 'poison'")
        let replayed = try await shop.souk("retry")
        try await shop.settle()
        let handled = try await shop.database.number(
          "SELECT COUNT(*) AS n FROM inbox WHERE message_id = 'poison' AND status = 'handled'")
        var breaches: [String] = []
        if after.isEmpty { breaches.append("the conversation stood still") }
        if !listed.output.contains("unreadable") { breaches.append("it was not shown: \(listed.output)") }
        if handled != 1 { breaches.append("it was not tried again: \(replayed.output) \(replayed.errors)") }
        report("poison", engine, [Invariant(name: "poisoned messages not dealt with", checked: 1, breaches: breaches)])
      }
    }
  }
}
