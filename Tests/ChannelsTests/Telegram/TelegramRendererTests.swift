import Channels
import Dialogue
import Foundation
import TestSupport
import Testing

@Suite("Telegram: rendering")
struct TelegramRendererTests {
  typealias JSON = FakeTelegram.JSON

  private let channel = TelegramChannel(
    settings: telegramSettings, transport: TelegramScript(), baseURL: "https://telegram.example",
    logger: TelegramLog.silent)

  private func render(_ message: OutboundMessage) throws -> [(method: String, body: JSON)] {
    try channel.render(message, to: ChatAddress(rawValue: "700000001")).map { call in
      (call.method, try #require(JSON(parsing: Array(call.body.utf8))))
    }
  }

  private func rows(_ body: JSON) -> [[String]] {
    (body["reply_markup"]?["inline_keyboard"]?.array ?? []).map { ($0.array ?? []).compactMap { $0["text"]?.string } }
  }

  @Test func aHeadingIsBoldAndMarkupInTextIsShownAsItIs() throws {
    let calls = try render(OutboundMessage(heading: "Fell & Co", text: "a <b>mug</b>"))
    #expect(calls.count == 1)
    #expect(calls[0].method == "sendMessage")
    #expect(calls[0].body["text"] == "<b>Fell &amp; Co</b>\n\na &lt;b&gt;mug&lt;/b&gt;")
    #expect(calls[0].body["parse_mode"] == "HTML")
    #expect(calls[0].body["chat_id"] == 700_000_001)
  }

  @Test func shortChoicesStandSideBySideAndLongOnesAlone() throws {
    let titles = ["Yes", "No", "Maybe", "Tell me more about it", "Small", "Large"]
    let choices = titles.map { Choice(id: "id:\($0)", title: $0) }
    let calls = try render(OutboundMessage(text: "Well?", choices: choices))
    #expect(rows(calls[0].body) == [["Yes", "No", "Maybe"], ["Tell me more about it"], ["Small", "Large"]])
    #expect(calls[0].body["text"] == "Well?")
  }

  @Test func fourShortChoicesStandTwoByTwo() throws {
    let choices = ["S", "M", "L", "XL"].map { Choice(id: $0, title: $0) }
    #expect(rows(try render(OutboundMessage(text: "Size?", choices: choices))[0].body) == [["S", "M"], ["L", "XL"]])
  }

  @Test func choicesWithDetailsAreNumberedLinesAndOneButtonARow() throws {
    let choices = [
      Choice(id: "p:1", title: "Blue mug", detail: "12.50 USD"), Choice(id: "p:2", title: "Tea", detail: "4 <USD>"),
      Choice(id: "more", title: "More"),
    ]
    let calls = try render(OutboundMessage(text: "I found these:", choices: choices))
    #expect(
      calls[0].body["text"] == "I found these:\n\n1. Blue mug — 12.50 USD\n2. Tea — 4 &lt;USD&gt;\n3. More")
    #expect(rows(calls[0].body) == [["Blue mug"], ["Tea"], ["More"]])
  }

  @Test func aLinkIsAButtonOrALineWhereTelegramTakesNoSuchButton() throws {
    let pay = OutboundMessage(text: "Pay", link: .init(title: "Pay now", url: "https://pay.example/x?a=1&b=2"))
    #expect(rows(try render(pay)[0].body) == [["Pay now"]])
    let local = OutboundMessage(text: "Pay", link: .init(title: "Pay now", url: "http://localhost:8080/x"))
    let calls = try render(local)
    #expect(calls[0].body["text"] == "Pay\n\nPay now: http://localhost:8080/x")
    #expect(calls[0].body["reply_markup"] == nil)
  }

  @Test func aPictureCarriesTheTextAndTheButtonsWhereTheyFit() throws {
    let message = OutboundMessage(
      heading: "Mug", text: "Blue", imageURL: "https://cdn.example/a b.jpg", choices: [Choice(id: "add", title: "Add")])
    let calls = try render(message)
    #expect(calls.map(\.method) == ["sendPhoto"])
    #expect(calls[0].body["photo"] == "https://cdn.example/a%20b.jpg")
    #expect(calls[0].body["caption"] == "<b>Mug</b>\n\nBlue")
    #expect(rows(calls[0].body) == [["Add"]])
  }

  @Test func aPictureStandsAloneWhereTheTextIsTooLongForACaption() throws {
    let message = OutboundMessage(
      text: String(repeating: "word ", count: 300), imageURL: "https://cdn.example/a.jpg",
      choices: [Choice(id: "add", title: "Add")])
    let calls = try render(message)
    #expect(calls.map(\.method) == ["sendPhoto", "sendMessage"])
    #expect(calls[0].body["caption"] == nil && calls[0].body["reply_markup"] == nil)
    #expect(rows(calls[1].body) == [["Add"]])
  }

  @Test(arguments: ["ftp://a.example/x", "javascript:alert(1)", "", "https://", "https://user@a.example/", "nonsense"])
  func aPictureWithoutAPublicAddressIsLeftOut(url: String) throws {
    #expect(try render(OutboundMessage(text: "Mug", imageURL: url)).map(\.method) == ["sendMessage"])
  }

  @Test func aLocationIsAskedForByAKeyWithTheChoicesBesideIt() throws {
    let message = OutboundMessage(
      text: "Where to?", choices: [Choice(id: "pickup", title: "Pick-up")], asksForLocation: true)
    let calls = try render(message)
    #expect(calls.count == 1)
    #expect(
      calls[0].body["reply_markup"]?["keyboard"] == [
        [["text": "📍 Share my location", "request_location": true]], [["text": "Pick-up"]],
      ])
  }

  @Test func aLongTextIsCutAtTheLastParagraphThatFits() throws {
    let paragraph = String(repeating: "A sentence of words. ", count: 60).trimmingCharacters(in: .whitespaces)
    let text = Array(repeating: paragraph, count: 5).joined(separator: "\n\n")
    let message = OutboundMessage(heading: "Terms", text: text, choices: [Choice(id: "ok", title: "OK")])
    let calls = try render(message)
    #expect(calls.count == 2)
    let three = Array(repeating: paragraph, count: 3).joined(separator: "\n\n")
    #expect(calls[0].body["text"]?.string == "<b>Terms</b>\n\n" + three)
    #expect(calls[0].body["reply_markup"] == nil)
    #expect(rows(calls[1].body) == [["OK"]])
  }

  @Test func aCutNeverFallsInsideAnEmojiOrAnEntity() throws {
    let family = "👨‍👩‍👧‍👦"
    for shift in 0..<12 {
      let text = String(repeating: "x", count: shift) + String(repeating: family, count: 800)
      let shown = try render(OutboundMessage(text: text)).map { try parsed($0.body) }
      #expect(shown.joined() == text)
      #expect(shown.allSatisfy { $0.drop { $0 == "x" }.allSatisfy { String($0) == family } })
      let ampersands = String(repeating: "x", count: shift) + String(repeating: "&", count: 5_000)
      #expect(try render(OutboundMessage(text: ampersands)).map { try parsed($0.body) }.joined() == ampersands)
    }
  }

  @Test func aCharacterLongerThanAMessageIsCutAllTheSame() throws {
    let zalgo = "e" + String(repeating: "\u{301}", count: 9_000)
    let calls = try render(OutboundMessage(text: zalgo))
    for call in calls { #expect(FakeTelegram.Limits.refusal(of: call.method, call.body) == nil) }
  }

  @Test(arguments: ["", " \n\t ", "\u{200b}\u{200d}", "\u{0}\u{7}"])
  func nothingToSeeIsNeverSentAsNothing(text: String) throws {
    for message in [OutboundMessage(text: text), OutboundMessage(text: text, choices: [Choice(id: "a", title: text)])] {
      let calls = try render(message)
      #expect(!calls.isEmpty)
      for call in calls { #expect(FakeTelegram.Limits.refusal(of: call.method, call.body) == nil) }
    }
  }

  @Test func moreChoicesThanButtonsAreAllLegibleAndAnswerableByNumber() throws {
    let choices = (1...130).map { Choice(id: "c:\($0)", title: "Choice \($0)") }
    let calls = try render(
      OutboundMessage(text: "Pick", choices: choices, link: .init(title: "Shop", url: "https://s.example")))
    let body = try #require(calls.last?.body)
    #expect(rows(body).joined().count == 100)
    #expect(try parsed(body).contains("130. Choice 130"))
  }

  private func parsed(_ body: JSON) throws -> String {
    try FakeTelegram.HTML.parse(body["text"]?.string ?? "").get()
  }
}
