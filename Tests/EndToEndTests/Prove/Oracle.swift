import Foundation
import Storage
import TestSupport

/// Compares what the fake WhatsApp wrote down with what the database holds, once all is quiet.
struct Oracle {
  let shop: TestShop
  let fleet: Fleet
  /// Lanterns there were at first.
  let stock: Int
  /// Purchases whose confirmation reached the shopper.
  let confirmed: Int

  static let sku = "LAN-SOLAR"

  func invariants() async throws -> [Invariant] {
    let inbox = try await shop.database.rows("SELECT message_id, status, turn_id FROM inbox")
    let outbox = try await shop.database.rows(
      "SELECT id, conversation_id, sequence, state, may_have_been_sent FROM outbox ORDER BY conversation_id, sequence")
    return [
      try await acknowledged(inbox), try onceEach(inbox), try sentOnce(outbox), try inOrder(outbox),
      try await oneOrderEach(), try await goods(), try await canaries(),
    ]
  }

  private func acknowledged(_ inbox: [Row]) async throws -> Invariant {
    let handled = Set(try inbox.filter { try $0.text("status") == "handled" }.map { try $0.text("message_id") })
    let acknowledged = await fleet.acknowledged
    return Invariant(
      name: "acknowledged messages lost", checked: acknowledged.count,
      breaches: acknowledged.subtracting(handled).sorted(), note: "\(await fleet.deliveries) deliveries")
  }

  private func onceEach(_ inbox: [Row]) throws -> Invariant {
    let ids = Dictionary(grouping: try inbox.map { try $0.text("message_id") }) { $0 }
    let doubled = ids.filter { $0.value.count > 1 }.keys
    let turnless = try inbox.filter { try $0.optionalInt64("turn_id") == nil }.map { try $0.text("message_id") }
    return Invariant(
      name: "messages not in exactly one committed turn", checked: inbox.count, breaches: doubled + turnless)
  }

  private func sentOnce(_ outbox: [Row]) throws -> Invariant {
    let sent = Dictionary(grouping: shop.whatsApp.messages, by: { $0.callbackData ?? "" }).mapValues(\.count)
    var (breaches, repeated) = ([String](), 0)
    for row in outbox {
      let (id, state) = (try row.int64("id"), try row.text("state"))
      let times = sent[String(id)] ?? 0
      let isMarked = try row.bool("may_have_been_sent")
      if state != "sent" || times == 0 || (times > 1 && !isMarked) { breaches.append("\(id) \(state) ×\(times)") }
      if times > 1 { repeated += times - 1 }
    }
    let ours = Set(try outbox.map { String(try $0.int64("id")) })
    breaches += sent.keys.filter { !ours.contains($0) }.map { "\($0) is in no committed turn" }
    return Invariant(
      name: "answers not sent exactly once", checked: outbox.count, breaches: breaches,
      note: "\(repeated) of unknown outcome repeated and marked")
  }

  /// By the first time each was shown.
  private func inOrder(_ outbox: [Row]) throws -> Invariant {
    var firstShown: [String: Int] = [:]
    for (place, call) in shop.whatsApp.messages.enumerated() {
      if let id = call.callbackData, firstShown[id] == nil { firstShown[id] = place }
    }
    var (breaches, last) = ([String](), [Int64: Int]())
    for row in outbox {
      let (conversation, id) = (try row.int64("conversation_id"), String(try row.int64("id")))
      guard let place = firstShown[id] else { continue }
      if place < last[conversation, default: -1] { breaches.append("\(id) in \(conversation)") }
      last[conversation] = place
    }
    return Invariant(name: "answers out of their conversation's order", checked: outbox.count, breaches: breaches)
  }

  private func oneOrderEach() async throws -> Invariant {
    let orders = try await shop.database.number("SELECT COUNT(*) AS n FROM orders WHERE state <> 'cancelled'")
    let carts = try await shop.database.number("SELECT COUNT(DISTINCT cart_id) AS n FROM orders")
    let numbers = try await shop.database.number("SELECT COUNT(DISTINCT number) AS n FROM orders")
    var breaches: [String] = []
    if orders != confirmed || carts != orders || numbers != orders {
      breaches.append("\(confirmed) confirmations, \(orders) orders, \(carts) carts, \(numbers) numbers")
    }
    return Invariant(name: "orders other than one a confirmed cart", checked: orders, breaches: breaches)
  }

  private func goods() async throws -> Invariant {
    let sold = try await shop.database.number(
      """
      SELECT CAST(COALESCE(SUM(l.quantity), 0) AS BIGINT) AS n FROM order_lines l
      JOIN orders o ON o.store_id = l.store_id AND o.id = l.order_id WHERE o.state <> 'cancelled'
      """)
    let left = try await shop.database.number("SELECT stock AS n FROM variants WHERE sku = '\(Self.sku)'")
    let reserved = try await shop.database.number("SELECT reserved AS n FROM variants WHERE sku = '\(Self.sku)'")
    var breaches: [String] = []
    if left + sold != stock || reserved != 0 || sold != confirmed {
      breaches.append("\(stock) at first, \(left) left, \(reserved) reserved, \(sold) sold, \(confirmed) bought")
    }
    return Invariant(name: "pieces lost or sold twice", checked: stock, breaches: breaches, note: "\(sold) sold")
  }

  private func canaries() async throws -> Invariant {
    let texts = await fleet.logs + (try await fleet.metrics())
    let secrets = [shop.whatsApp.accessToken, shop.whatsApp.appSecret, String(repeating: "5a", count: 32)]
    let lines = texts.flatMap { $0.split(separator: "\n") }
    var breaches: [String] = []
    for word in Buyer.canaries + secrets {
      breaches += lines.filter { $0.contains(word) }.prefix(3).map { "\(word): \($0.prefix(160))" }
    }
    return Invariant(
      name: "lines of logs and metrics with personal data or secrets", checked: lines.count, breaches: breaches,
      note: "at trace level")
  }
}
