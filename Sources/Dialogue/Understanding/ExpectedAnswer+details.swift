import Commerce
import Language

/// What a shopper tells of themselves where something else was asked for.
extension ExpectedAnswer {
  /// "Elsa Park", "12 Elm Street, York", where an option was asked for: who and where are no answer to that.
  func ownDetails() -> Act? {
    // "Cora", right after a checkout that was answered with the question.
    let isCheckingOut = scene.memory.lastIntent == .checkout && reading.links.isEmpty && reading.acts.isEmpty
    let first = reading.tokens.first { $0.kind == .word }?.original.first
    if let name = facts.fullName() ?? (isCheckingOut && first?.isUppercase == true ? facts.wholeName() : nil) {
      return Act(.inform, source: .expectation, text: text, facts: Facts(name: name))
    }
    guard !reading.words.contains("?"), facts.isStreetAddress(0..<reading.tokens.count) else { return nil }
    return Act(.inform, source: .expectation, text: text, facts: Facts(address: text))
  }
}
