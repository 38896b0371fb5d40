import TestSupport
import Testing

/// A shopper who does what the bot asks: taps what can be tapped, and answers questions as they come.
struct PurchaseScript {
  let shop: TestShop
  let phone: any Phone

  private static let title = "Folding solar lantern"
  /// A list's rows are cut to 24 characters, a button's title to 20.
  private static let longestQuestioning = 10

  /// - Returns: the order's number.
  func buyTwoLanterns() async throws -> String {
    let shelves = try await shop.ask("what do you have?", on: phone)
    #expect(shelves.contains { $0.titles.contains("Camping") }, "\(shelves)")
    let shelf = try await shop.press("Camping", on: phone)
    #expect(shelf.contains { $0.titles.count > 3 }, "\(shelf)")
    let listed = try await shop.press(try lantern(in: shelf), on: phone)
    #expect(listed.contains { $0.text.contains("$19.50") }, "\(listed)")
    let found = try await shop.ask("show me lanterns", on: phone)
    let card = try await shop.press(try lantern(in: found), on: phone)
    #expect(card.contains { $0.text.contains("$19.50") }, "\(card)")
    let added = try await shop.press("Add to cart", on: phone)
    #expect(added.contains { $0.text.contains("Added 1 × \(Self.title)") }, "\(added)")
    let more = try await shop.ask("make it 2", on: phone)
    #expect(more.contains { $0.text.contains("$39.00") }, "\(more)")
    let number = try await checkOut()
    let status = try await shop.ask("where is my order?", on: phone)
    #expect(status.contains { $0.text.contains(number) && $0.text.contains("confirmed") }, "\(status)")
    return number
  }

  /// Asks for the goods of the last order once more and orders them.
  func orderAgain() async throws -> String {
    let cart = try await shop.ask("same as last time", on: phone)
    #expect(cart.contains { $0.text.contains("2 × \(Self.title)") }, "\(cart)")
    return try await checkOut()
  }

  func cancel(_ number: String) async throws -> [Screen] {
    let asked = try await shop.ask("cancel my order", on: phone)
    #expect(asked.contains { $0.text.contains(number) }, "\(asked)")
    let button = try #require(asked.last?.titles.first { $0.hasPrefix("Yes") }, "\(asked)")
    return try await shop.press(button, on: phone)
  }

  private func checkOut() async throws -> String {
    var screens = try await shop.ask("checkout", on: phone)
    for _ in 0..<Self.longestQuestioning {
      let last = try #require(screens.last)
      if let number = Self.confirmedNumber(in: screens) { return number }
      screens = try await answer(last)
    }
    Issue.record("the checkout never ended; it last said \(screens)")
    throw FakeTelegramError.nothingCame(chat: 0, shown: screens.map(\.text), breaches: [])
  }

  private func answer(_ question: Screen) async throws -> [Screen] {
    let text = question.text.lowercased()
    for title in ["Place order", "Yes, same address", "Delivery"] where question.titles.contains(title) {
      return try await shop.press(title, on: phone)
    }
    if text.contains("name") { return try await shop.ask("Ana Example", on: phone) }
    if text.contains("address") { return try await shop.ask("12 Market Street, Springfield", on: phone) }
    Issue.record("a shopper would not know what to answer to \(question)")
    return try await shop.ask("yes", on: phone)
  }

  /// "Your order 1001 is confirmed."
  private static func confirmedNumber(in screens: [Screen]) -> String? {
    for screen in screens where screen.text.contains("is confirmed") {
      let words = screen.text.split(separator: " ")
      guard let at = words.firstIndex(of: "order"), words.indices.contains(at + 1) else { continue }
      return String(words[at + 1])
    }
    return nil
  }

  /// The row or button of the lantern, whose title may be cut.
  private func lantern(in screens: [Screen]) throws -> String {
    try #require(screens.flatMap(\.titles).first(where: Self.isTitle), "no lantern to tap in \(screens)")
  }

  private static func isTitle(_ row: String) -> Bool {
    let shown = row.hasSuffix("…") ? String(row.dropLast()) : row
    return shown.count > 8 && title.hasPrefix(shown)
  }
}
