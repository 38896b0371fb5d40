import Channels
import Dialogue
import Foundation
import TestSupport
import Testing

/// Whatever a workflow says, Telegram takes what is made of it: checked by the fake's own reading of the limits.
@Suite("Telegram: rendering anything")
struct TelegramRendererPropertyTests {
  private let channel = TelegramChannel(
    settings: telegramSettings, transport: TelegramScript(), baseURL: "https://telegram.example",
    logger: TelegramLog.silent)

  @Test func noReplyBreaksALimit() async throws {
    let count = ProcessInfo.processInfo.environment["SOUK_FUZZ_CASES"].flatMap(Int.init) ?? 20_000
    var numbers = TelegramNumbers(seed: 4_096)
    var callCounts: [Int: Int] = [:]
    for index in 0..<count {
      await Task.yield()
      let message = OutboundMessage.random(using: &numbers)
      let calls = channel.render(message, to: ChatAddress(rawValue: "7"))
      callCounts[calls.count, default: 0] += 1
      #expect(!calls.isEmpty && calls.count <= 11)
      for call in calls {
        let body = try #require(FakeTelegram.JSON(parsing: Array(call.body.utf8)))
        let refusal = FakeTelegram.Limits.refusal(of: call.method, body)
        guard refusal == nil else {
          Issue.record("message \(index) would be refused: \(refusal ?? ""); \(call.body.prefix(500))")
          return
        }
      }
    }
    #expect(callCounts[1, default: 0] > count / 2, "one call should be the rule: \(callCounts)")
    #expect(callCounts.keys.contains { $0 > 2 }, "the generator makes no long texts: \(callCounts)")
  }

  @Test func nothingOfATextIsLost() async throws {
    var numbers = TelegramNumbers(seed: 77)
    for _ in 0..<2_000 {
      await Task.yield()
      let text = "x" + OutboundMessage.randomText(maximumPieces: 1_500, using: &numbers)
      let calls = channel.render(OutboundMessage(text: text), to: ChatAddress(rawValue: "7"))
      let shown = try calls.map { call in
        let body = try #require(FakeTelegram.JSON(parsing: Array(call.body.utf8)))
        return try FakeTelegram.HTML.parse(body["text"]?.string ?? "").get()
      }
      guard calls.count < 10 else { continue }
      let isWhole = Self.visible(shown.joined()) == Self.visible(text)
      try #require(isWhole, "lost from \(text.prefix(200).debugDescription)")
    }
  }

  /// What is left of a text without blank space and control characters.
  private static func visible(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars
    where !scalar.properties.isWhitespace && scalar.properties.generalCategory != .control {
      scalars.append(scalar)
    }
    return String(scalars)
  }
}

extension OutboundMessage {
  fileprivate static let pieces = [
    "a", "word ", "Mug. ", "\n", "\n\n", " ", "<b>", "</b>", "&", "&amp;", "<", ">", "\"", "😀", "👨‍👩‍👧‍👦", "🇵🇹",
    "👍🏽", "é", "e\u{301}", "\u{301}", "\u{200d}", "\u{200b}", "שלום ", "\u{202e}", "مرحبا", "日本語。", "\t", "\r\n",
    "\u{0}", "\u{7f}", "http://x.example/?a=1&b=2", "_*[`", "𝒳", "-", "1. ", "ﷺ", "\u{fe0f}", "\u{1b}[31m",
  ]

  fileprivate static func randomText(maximumPieces: Int, using numbers: inout TelegramNumbers) -> String {
    let count = Int.random(in: 0...maximumPieces, using: &numbers)
    // One kind of piece over and over, as in a text without a space, or all of them mixed.
    if Int.random(in: 0..<5, using: &numbers) == 0 {
      return String(repeating: pieces.randomElement(using: &numbers) ?? "", count: count)
    }
    return (0..<count).map { _ in pieces.randomElement(using: &numbers) ?? "" }.joined()
  }

  fileprivate static func random(using numbers: inout TelegramNumbers) -> OutboundMessage {
    func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &numbers) < percent }
    let long = chance(1)
    let choices = (0..<(chance(1) ? 140 : Int.random(in: 0...6, using: &numbers))).map { _ in
      var choice = Choice(
        id: "i", title: randomText(maximumPieces: chance(5) ? 60 : 6, using: &numbers),
        detail: chance(20) ? randomText(maximumPieces: 8, using: &numbers) : nil)
      choice.id =
        chance(3) ? "" : String(repeating: chance(50) ? "é" : "a", count: Int.random(in: 1...40, using: &numbers))
      return choice
    }
    let urls = [
      "https://cdn.example/a.jpg", "http://localhost/x", "https://é.example/", "https://cdn.example/ä b<c>.jpg", "",
      "nonsense", "HTTPS://CDN.EXAMPLE/A", "https://cdn.example/" + String(repeating: "ä", count: 900),
    ]
    return OutboundMessage(
      heading: chance(30) ? randomText(maximumPieces: chance(5) ? 400 : 8, using: &numbers) : nil,
      text: randomText(maximumPieces: long ? 3_000 : 40, using: &numbers),
      imageURL: chance(25) ? urls.randomElement(using: &numbers) : nil, choices: choices,
      choicesLabel: chance(20) ? randomText(maximumPieces: 4, using: &numbers) : nil,
      link: chance(20)
        ? Link(
          title: randomText(maximumPieces: chance(10) ? 90 : 5, using: &numbers),
          url: urls.randomElement(using: &numbers) ?? "") : nil, asksForLocation: chance(5))
  }
}
