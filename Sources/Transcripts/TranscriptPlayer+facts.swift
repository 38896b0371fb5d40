import Commerce
import Dialogue
import Storage

/// No invented facts: every figure of every reply was in the database, on the clock or said by the shopper.
extension TranscriptPlayer {
  private static let ordersRead = 64

  /// What the shop says now; what it said before stays known, for a reply may speak of both.
  mutating func readFacts() async throws {
    let products = try await world.scope.catalog.all()
    let byID = Dictionary(products.map { ($0.id, $0) }, uniquingKeysWith: { $1 })
    products.forEach { ledger.learn($0) }
    ledger.learn(products.count)
    ledger.learn(try await world.storage.stores.store(world.store.id))
    ledger.learn(world.clock.now)
    for customer in try await world.scope.customers.list(limit: Self.ordersRead) {
      ledger.learn(try await world.scope.customers.cart(of: customer.id), byID, world.store)
      ledger.learn(said: [customer.name, customer.phone, customer.address].compactMap { $0 }.joined(separator: " "))
    }
    for listing in try await world.scope.orders.list(limit: Self.ordersRead) {
      if let order = try await world.scope.orders.order(number: listing.number) { ledger.learn(order) }
    }
    for count in try await world.scope.searches.resultCounts(limit: Self.ordersRead) { ledger.learn(count) }
  }

  func invented(in message: ShownMessage) -> [String] {
    let seen = [message.text] + message.choices.flatMap { [$0.title, $0.detail] }
    let strangers = Set(seen.flatMap { ledger.strangers(in: $0) })
    return strangers.sorted().map { "the figure \($0) is in no row and nobody said it" }
  }
}
