import Foundation
import Storage

/// What was looked at and what of it was not as it must be.
struct SimulatedInvariant: Sendable {
  var name: String
  var checked: Int
  var breaches: [String]
}

/// Compares what reached the shoppers with what the database holds, once all is quiet.
struct SimulatedOracle {
  let machine: SimulatedMachine
  let ledger: SimulatedLedger
  let failures: [String]
  let shoppers: Int

  func invariants() async throws -> [SimulatedInvariant] {
    let database = machine.storage.database
    let inbox = try await database.read {
      try $0.query("SELECT message_id, status, turn_id FROM inbox")
    }
    let outbox = try await database.read {
      try $0.query(
        "SELECT id, conversation_id, sequence, state, may_have_been_sent FROM outbox ORDER BY conversation_id, sequence"
      )
    }
    return [
      SimulatedInvariant(name: "purchases that did not end well", checked: shoppers, breaches: failures),
      try acknowledged(inbox), try sent(outbox), try inOrder(outbox), try await goods(),
    ]
  }

  private func acknowledged(_ inbox: [Row]) throws -> SimulatedInvariant {
    let handled = try inbox.filter { try $0.text("status") == "handled" && $0.optionalInt64("turn_id") != nil }
      .map { try $0.text("message_id") }
    var breaches = ledger.acknowledged.subtracting(handled).sorted()
    breaches += Dictionary(grouping: handled) { $0 }.filter { $0.value.count > 1 }.keys
    return SimulatedInvariant(
      name: "acknowledged messages lost or handled twice", checked: ledger.acknowledged.count, breaches: breaches)
  }

  private func sent(_ outbox: [Row]) throws -> SimulatedInvariant {
    let times = Dictionary(grouping: ledger.everything, by: \.callbackData).mapValues(\.count)
    var breaches: [String] = []
    for row in outbox {
      let (id, state) = (String(try row.int64("id")), try row.text("state"))
      let count = times[id] ?? 0
      let isMarked = try row.bool("may_have_been_sent")
      if state != "sent" || count == 0 || (count > 1 && !isMarked) { breaches.append("\(id) \(state) ×\(count)") }
    }
    let ours = Set(try outbox.map { String(try $0.int64("id")) })
    breaches += times.keys.filter { !ours.contains($0) }.sorted().map { "\($0) is in no committed turn" }
    return SimulatedInvariant(
      name: "answers not sent exactly once", checked: outbox.count, breaches: breaches)
  }

  private func inOrder(_ outbox: [Row]) throws -> SimulatedInvariant {
    var first: [String: Int] = [:]
    for (place, shown) in ledger.everything.enumerated() where first[shown.callbackData] == nil {
      first[shown.callbackData] = place
    }
    var (breaches, last) = ([String](), [Int64: Int]())
    for row in outbox {
      let (conversation, id) = (try row.int64("conversation_id"), String(try row.int64("id")))
      guard let place = first[id] else { continue }
      if place < last[conversation, default: -1] { breaches.append("\(id) in \(conversation)") }
      last[conversation] = place
    }
    return SimulatedInvariant(
      name: "answers out of their conversation's order", checked: outbox.count, breaches: breaches)
  }

  private func goods() async throws -> SimulatedInvariant {
    let row = try await machine.storage.database.read {
      try $0.first(
        """
        SELECT (SELECT COUNT(*) FROM orders) AS orders, (SELECT COUNT(DISTINCT cart_id) FROM orders) AS carts,
          (SELECT COUNT(DISTINCT number) FROM orders) AS numbers,
          (SELECT SUM(quantity) FROM order_lines) AS sold,
          (SELECT SUM($1 - stock) FROM variants) AS gone, (SELECT SUM(reserved) FROM variants) AS reserved
        """, [.int(Simulation.stock)])
    }
    let names = ["orders", "carts", "numbers", "sold", "gone"]
    let counts = try names.map { try row?.optionalInt($0) ?? 0 }
    let reserved = try row?.optionalInt("reserved") ?? 0
    let isRight = counts.allSatisfy { $0 == shoppers } && reserved == 0
    return SimulatedInvariant(
      name: "orders and pieces other than one a purchase", checked: shoppers,
      breaches: isRight ? [] : ["\(zip(names, counts).map { "\($0): \($1)" }), reserved: \(reserved)"])
  }
}
