import Commerce
import Dialogue
import Storage

/// What must be true of replies, carts and orders.
extension TranscriptPlayer {
  mutating func check(_ expectation: SoukExpectation, _ line: Int) {
    let messages = latest[current] ?? []
    guard !messages.isEmpty else { return log.fail("nothing came", line: line) }
    let choices = messages.flatMap(\.choices)
    let seen = (messages.map(\.text) + choices.flatMap { [$0.title, $0.detail] }).joined(separator: "\n")
    for pattern in expectation.shown where !pattern.isFound(in: seen) { log.fail("missing: \(pattern)", line: line) }
    for pattern in expectation.absent where pattern.isFound(in: seen) {
      log.fail("should not be there: \(pattern)", line: line)
    }
    for title in expectation.offered where !choices.contains(where: { $0.isCalled(title) }) {
      log.fail("cannot be tapped: \"\(title)\"", line: line)
    }
    if let wanted = expectation.picture, wanted != messages.contains(where: \.hasPicture) {
      log.fail(wanted ? "no picture came" : "a picture came", line: line)
    }
    if let most = expectation.mostMessages, messages.count > most {
      log.fail("\(messages.count) messages where \(most) would do", line: line)
    }
  }

  mutating func check(cart expected: [String], _ line: Int) async throws {
    let found = try await CartSheet(world: world).lines(of: cast.identity(of: current))
    let wanted = try expected.map { try ExpectedLine($0) }
    var rest = found
    for line in wanted {
      if let index = rest.firstIndex(where: line.matches) { rest.remove(at: index) }
    }
    guard wanted.count == found.count, rest.isEmpty else {
      let shown = found.isEmpty ? "nothing" : found.map { "\($0.quantity) × \($0.name)" }.joined(separator: ", ")
      return log.fail("the cart of \(current) should hold \(expected), and holds \(shown)", line: line)
    }
  }

  /// Oldest first.
  mutating func check(orders expected: [ExpectedOrder], _ line: Int) async throws {
    let found = try await world.scope.orders.list(limit: 32).reversed()
    guard found.count == expected.count else {
      let shown = found.map { "\($0.number) \($0.items.map { "\($0.quantity) × \($0.name)" })" }
      return log.fail("\(expected.count) orders were expected, and there are \(found.count): \(shown)", line: line)
    }
    for (listing, wanted) in zip(found, expected) {
      guard let order = try await world.scope.orders.order(number: listing.number) else { continue }
      for difference in wanted.differences(from: listing, order, cast: cast) {
        log.fail("order \(listing.number): \(difference)", line: line)
      }
    }
  }
}
