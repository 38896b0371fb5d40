import Commerce

/// What staff ask about the shop's orders: one by its number, or those that wait for them.
///
///     order 1042      who ordered 1042?      show me order 1042      open orders      what needs packing?
package enum StaffQuestion: Hashable, Sendable {
  case order(String)
  case waiting

  /// Beside a number they ask after it, whatever else they say.
  private static let asking: Set<String> = [
    "order", "show", "me", "what", "is", "what's", "whats", "in", "where", "who", "whose", "status", "of", "look", "up",
    "details", "for", "the", "number", "please", "info", "about", "how", "see", "open", "find", "does", "ordered",
    "to", "has", "it", "and",
  ]
  private static let orders: Set<String> = ["orders", "order"]
  private static let waits: Set<String> = [
    "open", "waiting", "wait", "unshipped", "unpacked", "pack", "packing", "packed", "ship", "shipping", "shipped",
    "todo",
    "outstanding", "next", "new",
  ]
  private static let small: Set<String> = [
    "which", "what", "what's", "whats", "show", "me", "the", "are", "is", "there", "needs", "need", "to", "be", "my",
    "our", "list", "all", "any", "do", "we", "have", "i", "must", "still", "yet", "for", "please", "of",
  ]
  private static let mostWords = 10

  /// - Returns: nil for what asks neither.
  package init?(_ text: String) {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "'" && $0 != "#" && $0 != "-" }
      .map(String.init)
    guard (1...Self.mostWords).contains(words.count) else { return nil }
    let numbers = Self.numbers(in: text)
    if numbers.count == 1, let number = numbers.first {
      let others = words.filter { Self.bare($0) != number.lowercased() }
      guard others.count < words.count, others.allSatisfy(Self.asking.contains), !others.isEmpty else { return nil }
      self = .order(number)
      return
    }
    guard numbers.isEmpty,
      words.allSatisfy({ Self.orders.contains($0) || Self.waits.contains($0) || Self.small.contains($0) }),
      words.contains(where: Self.waits.contains), words.count > 1
    else { return nil }
    // "what do you have to ship?" is a shopper's; "new orders" and "what needs packing" are not.
    guard words.contains(where: Self.orders.contains) || words.contains("needs") || words.contains("must") else {
      return nil
    }
    self = .waiting
  }

  /// Numbers of orders that may be meant in a text, as they are written.
  package static func numbers(in text: String) -> [String] {
    text.split { $0.isWhitespace || $0 == "," || $0 == "?" || $0 == "!" || $0 == "." || $0 == ":" }
      .map { bare(String($0)) }
      .filter { word in word.count >= 3 && word.first?.isNumber == true && word.allSatisfy { $0.isNumber || $0 == "-" }
      }
  }

  private static func bare(_ word: String) -> String { String(word.drop { $0 == "#" }) }
}
