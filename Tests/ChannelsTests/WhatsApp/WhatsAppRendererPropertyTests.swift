import Channels
import Dialogue
import Foundation
import Testing
import TestSupport

/// Whatever the engine may say, no call breaks a limit and no choice is lost.
@Suite struct WhatsAppRendererPropertyTests {
  private static var rounds: Int {
    ProcessInfo.processInfo.environment["SOUK_PROPERTY_ROUNDS"].flatMap { Int($0) } ?? 20_000
  }

  @Test func noRandomMessageBreaksALimit() throws {
    let channel = try WhatsAppBench().channel
    var numbers = SeededNumbers(seed: 1)
    var calls = 0
    var shelves = 0
    for round in 0..<Self.rounds {
      let message = RandomMessage.next(&numbers)
      let rendered = channel.render(message, to: ChatAddress(rawValue: "15550100001"))
        .map { WhatsAppCall(body: Array($0.body.utf8)) }
      calls += rendered.count
      let breaches = rendered.flatMap(\.breaches)
      guard breaches.isEmpty else { return Self.fail("round \(round): \(breaches) of \(message)") }
      let shown = rendered.flatMap(\.choices).map(\.id)
      let text = rendered.map(\.text).joined(separator: "\n")
      let isNumbered = shown.isEmpty && message.choices.indices.allSatisfy { text.contains("\($0 + 1).") }
      let products = rendered.flatMap(\.products)
      guard products.isEmpty || (message.catalogID != nil && products.sorted() == message.products.map(\.sku).sorted())
      else { return Self.fail("round \(round): other products than those of \(message)") }
      shelves += products.isEmpty ? 0 : 1
      guard shown == message.choices.map(\.id) || isNumbered else {
        return Self.fail("round \(round): choices lost of \(message)")
      }
      if let link = message.link, link.url.utf16.count < 500, link.url.hasPrefix("https://") {
        guard rendered.contains(where: { $0.link?.url == link.url || $0.text.contains(link.url) }) else {
          return Self.fail("round \(round): link lost of \(message)")
        }
      }
    }
    #expect(calls > Self.rounds / 2)
    #expect(shelves > Self.rounds / 50)
  }

  private static func fail(_ text: String) { Issue.record("\(text)") }
}

private enum RandomMessage {
  private static let pieces = [
    "a", "tea", "blue", " ", " ", " ", "\n", "\n\n", ". ", "! ", "*", "_", "~", "`", "👍🏽", "👨‍👩‍👧‍👦", "🇲🇾", "e\u{301}",
    "שלום", "مرحبا", "\u{202E}", "日本語。", "𝒳", "﷽", "\u{200B}", "\u{0}", "\u{7}", "\r\n", "\t", "\"", "\\", "\u{FEFF}",
    "https://x.example/_a_", "supercalifragilisticexpialidocious", "a" + String(repeating: "\u{301}", count: 60),
  ]

  static func next(_ numbers: inout SeededNumbers) -> OutboundMessage {
    var message = OutboundMessage(text: text(&numbers))
    if chance(3, &numbers) { message.heading = text(&numbers) }
    if chance(3, &numbers) { message.imageURL = url(&numbers) }
    if chance(5, &numbers) { message.link = .init(title: text(&numbers), url: url(&numbers)) }
    if chance(8, &numbers) { message.asksForLocation = true }
    if chance(3, &numbers) { message.choicesLabel = text(&numbers) }
    if !chance(3, &numbers) {
      let count = Int.random(in: 0...14, using: &numbers)
      let isDuplicated = chance(6, &numbers)
      let title = text(&numbers)
      message.choices = (0..<count).map { index in
        Choice(
          id: chance(40, &numbers) ? "same" : "choice:\(index)", title: isDuplicated ? title : text(&numbers),
          detail: chance(2, &numbers) ? text(&numbers) : nil)
      }
    }
    if chance(4, &numbers) {
      let count = Int.random(in: 0...34, using: &numbers)
      let groups = (0..<Int.random(in: 1...14, using: &numbers)).map { _ in text(&numbers) }
      message.products = (0..<count).map { index in
        let sku = chance(200, &numbers) ? text(&numbers) : "SKU-\(index)"
        return ProductReference(sku: sku, group: groups[index % groups.count])
      }
      if !chance(4, &numbers) { message.catalogID = chance(20, &numbers) ? text(&numbers) : "900000000000001" }
    }
    return message
  }

  private static func chance(_ one: Int, _ numbers: inout SeededNumbers) -> Bool {
    Int.random(in: 0..<one, using: &numbers) == 0
  }

  private static func text(_ numbers: inout SeededNumbers) -> String {
    let lengths = [0, 1, 1, 2, 3, 4, 6, 8, 12, 20, 60, 300, 1_200]
    let length = lengths[Int.random(in: 0..<(chance(4, &numbers) ? lengths.count : 11), using: &numbers)]
    if chance(20, &numbers) {
      return String(repeating: pieces[Int.random(in: 0..<pieces.count, using: &numbers)], count: length)
    }
    return (0..<length).map { _ in pieces[Int.random(in: 0..<pieces.count, using: &numbers)] }.joined()
  }

  private static func url(_ numbers: inout SeededNumbers) -> String {
    let lengths = [0, 5, 40, 450, 600, 1_900, 2_100, 5_000]
    let tail = String(repeating: "x", count: lengths[Int.random(in: 0..<lengths.count, using: &numbers)])
    return ["https://x.example/" + tail, "http://x.example/" + tail, "tel:" + tail, "", "javascript:x"][
      Int.random(in: 0..<5, using: &numbers)]
  }
}
