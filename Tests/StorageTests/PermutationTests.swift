import Commerce
import Dialogue
import Testing

@testable import Storage

/// What a message's delivery reports leave depends on which came, not on their order.
@Suite struct PermutationTests {
  @Test(arguments: TestEngine.available)
  func `delivery reports leave the same whatever order they come in`(engine: TestEngine) async throws {
    let all: [DeliveryStatus] = [.sent, .failed, .delivered, .read]
    try await StorageBox.with(engine) { box in
      for subset in Self.subsets(of: all) {
        var outcomes: Set<[String]> = []
        for order in Self.permutations(of: subset) { outcomes.insert(try await outcome(of: order, box)) }
        #expect(outcomes.count == 1, "\(subset) left \(outcomes)")
      }
    }
  }

  /// A message of its own for each order: what the reports leave of it.
  private func outcome(of order: [DeliveryStatus], _ box: StorageBox) async throws -> [String] {
    let input = try await box.turn(id: "m\(box.storage.context.ids.nextValue())")
    _ = try await box.commit(input, replies: ["hello"])
    let items = try await box.storage.outbox.claim(
      account: box.account, owner: 1, limit: 10, leaseMilliseconds: 1_000, excluding: [])
    let item = try #require(items.last)
    for status in order {
      let update = DeliveryUpdate(
        account: box.account, providerMessageID: "p\(item.id)", callbackData: String(item.id), status: status,
        at: box.clock.now)
      _ = try await box.storage.inbox.receive(InboundBatch(deliveries: [update]))
    }
    let row = try await box.storage.database.read { connection in
      try connection.first(
        "SELECT state, delivery_status, delivery_error FROM outbox WHERE id = $1", [.integer(item.id)])
    }
    let found = try #require(row)
    try await box.storage.outbox.settle(item, as: .sent(providerMessageID: "p\(item.id)"))
    return [
      try found.text("state"), "\(try found.optionalInt("delivery_status") ?? -1)",
      "\(try found.optionalText("delivery_error") ?? "none")",
    ]
  }

  private static func subsets(of all: [DeliveryStatus]) -> [[DeliveryStatus]] {
    (1..<(1 << all.count)).map { mask in all.indices.filter { mask >> $0 & 1 == 1 }.map { all[$0] } }
  }

  private static func permutations(of values: [DeliveryStatus]) -> [[DeliveryStatus]] {
    guard values.count > 1 else { return [values] }
    return values.indices.flatMap { index in
      var rest = values
      let first = rest.remove(at: index)
      return permutations(of: rest).map { [first] + $0 }
    }
  }
}
