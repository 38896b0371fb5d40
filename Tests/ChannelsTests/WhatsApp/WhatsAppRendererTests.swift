import Channels
import Dialogue
import Foundation
import Testing
import TestSupport

@Suite struct WhatsAppRendererTests {
  private static let chat = ChatAddress(rawValue: "15550100001")

  private func render(
    _ message: OutboundMessage, change: (inout WhatsAppSettings) -> Void = { _ in }
  ) throws -> [WhatsAppCall] {
    let bench = try WhatsAppBench(change: change)
    return bench.channel.render(message, to: Self.chat).map { call in
      #expect(call.method == "messages")
      let rendered = WhatsAppCall(body: Array(call.body.utf8))
      #expect(rendered.breaches.isEmpty, "\(call.body)")
      return rendered
    }
  }

  private func one(_ message: OutboundMessage) throws -> WhatsAppCall {
    let calls = try render(message)
    #expect(calls.count == 1)
    return try #require(calls.first)
  }

  private func choices(_ count: Int, title: (Int) -> String = { "Choice \($0)" }) -> [Choice] {
    (1...count).map { Choice(id: "id\($0)", title: title($0)) }
  }

  /// A recorded body of Meta's own form, ours without what we add of our own.
  private func expect(_ message: OutboundMessage, rendersLike sample: String) throws {
    func object(_ bytes: [UInt8]) throws -> NSDictionary {
      try #require(try JSONSerialization.jsonObject(with: Data(bytes)) as? NSDictionary)
    }
    let bench = try WhatsAppBench()
    let calls = bench.channel.render(message, to: Self.chat)
    #expect(calls.count == 1)
    #expect(try object(Array(calls[0].body.utf8)) == object(Fixtures.bytes(sample)))
  }

  @Test func bodiesEqualTheRecordedOnes() throws {
    try expect(
      OutboundMessage(text: "c", imageURL: "https://cdn.example/a.jpg"), rendersLike: "wa-outbound-image-link.json")
    try expect(
      OutboundMessage(text: "c", imageURL: "https://cdn.example/a.jpg", choices: [Choice(id: "yes", title: "Yes")]),
      rendersLike: "wa-outbound-image-buttons.json")
    try expect(
      OutboundMessage(text: "Pay", link: .init(title: "Pay now", url: "https://pay.example/x")),
      rendersLike: "wa-outbound-url-button.json")
    try expect(
      OutboundMessage(text: "Where?", asksForLocation: true), rendersLike: "wa-outbound-location-request.json")
  }

  @Test func plainTextIsOneText() throws {
    let call = try one(OutboundMessage(heading: "Hours", text: "Nine to five"))
    #expect(call.type == "text")
    #expect(call.text == "*Hours*\nNine to five")
  }

  @Test func nothingIsSentOfNothing() throws {
    for text in ["", " \n\t", "\u{200B}\u{2060}", "\u{0}\u{1}"] {
      #expect(try render(OutboundMessage(heading: text, text: text)).isEmpty)
    }
    #expect(try render(OutboundMessage(text: "x"), change: { _ in }).count == 1)
    #expect(try WhatsAppBench().channel.render(OutboundMessage(text: "x"), to: ChatAddress(rawValue: "")).isEmpty)
  }

  @Test func upToThreeShortChoicesAreButtons() throws {
    let call = try one(OutboundMessage(text: "Which?", choices: choices(3)))
    #expect(call.interactiveType == "button")
    #expect(call.choices.map(\.title) == ["Choice 1", "Choice 2", "Choice 3"])
    #expect(call.choices.map(\.id) == ["id1", "id2", "id3"])
  }

  @Test func aDetailThatAButtonCannotShowStandsInTheText() throws {
    let priced = [
      Choice(id: "a", title: "Blue tea", detail: "$4.00"), Choice(id: "b", title: "Red tea", detail: "$5.00"),
    ]
    #expect(
      try one(OutboundMessage(text: "Which?", choices: priced)).text
        == "Which?\n\nBlue tea: $4.00\nRed tea: $5.00")
    #expect(
      try one(OutboundMessage(text: "Blue $4.00 or red $5.00?", choices: priced)).text == "Blue $4.00 or red $5.00?")
  }

  @Test func longTitlesMakeAListThatStillShowsThem() throws {
    let title = "Organic blue tea from the northern hills"
    let call = try one(
      OutboundMessage(
        text: "Which?",
        choices: [
          Choice(id: "a", title: title + " 1", detail: "$4.00"), Choice(id: "b", title: title + " 2"),
        ]))
    #expect(call.interactiveType == "list")
    #expect(call.choices.map(\.title) == ["Organic blue tea from t…", "Organic blue tea fr… (2)"])
    #expect(call.choices.map(\.detail) == ["$4.00 · \(title) 1", "\(title) 2"])
  }

  @Test func upToTenChoicesAreAListWithTheGivenLabel() throws {
    let call = try one(OutboundMessage(text: "Which?", choices: choices(10), choicesLabel: "See teas"))
    #expect(call.interactiveType == "list")
    #expect(call.choices.count == 10)
    #expect(String(decoding: call.body, as: UTF8.self).contains(#""button":"See teas""#))
    let plain = try one(OutboundMessage(text: "Which?", choices: choices(4)))
    #expect(String(decoding: plain.body, as: UTF8.self).contains(#""button":"Choose""#))
  }

  @Test func moreChoicesAreNumbered() throws {
    let call = try one(OutboundMessage(text: "Which?", choices: choices(11)))
    #expect(call.type == "text")
    #expect(call.text.hasPrefix("Which?\n\n1. Choice 1\n2. Choice 2\n"))
    #expect(call.text.hasSuffix("\n11. Choice 11"))
  }

  @Test func choicesThatShareAnIDAreNumbered() throws {
    let call = try one(
      OutboundMessage(text: "Which?", choices: [Choice(id: "a", title: "One"), Choice(id: "a", title: "Two")]))
    #expect(call.text == "Which?\n\n1. One\n2. Two")
  }

  @Test func titlesAreToldApart() throws {
    let same = try one(OutboundMessage(text: "Which?", choices: choices(3) { _ in "Yes" }))
    #expect(same.choices.map(\.title) == ["Yes", "Yes (2)", "Yes (3)"])
    let rows = try one(OutboundMessage(text: "Which?", choices: choices(10) { _ in "A title that is far too long" }))
    #expect(Set(rows.choices.map(\.title)).count == 10)
    #expect(rows.choices[9].title.hasSuffix("(10)"))
    let blank = try one(OutboundMessage(text: "Which?", choices: choices(2) { _ in " \n" }))
    #expect(blank.choices.map(\.title) == ["1", "2"])
  }

  @Test func titlesAreCutBetweenCharacters() throws {
    let family = "👨‍👩‍👧‍👦"
    let call = try one(OutboundMessage(text: "?", choices: choices(1) { _ in String(repeating: family, count: 4) }))
    #expect(call.choices.map(\.title) == [family + family + "…"])
  }

  @Test func aLongTextComesFirstAndItsEndStandsWithTheButtons() throws {
    let paragraph = String(repeating: "Words of a paragraph. ", count: 30).trimmingCharacters(in: .whitespaces)
    let text = [paragraph, paragraph, paragraph, "Which?"].joined(separator: "\n\n")
    let calls = try render(OutboundMessage(text: text, choices: choices(2)))
    #expect(calls.map(\.type) == ["text", "interactive"])
    #expect(calls[0].text + "\n\n" + calls[1].text == text)
    #expect(calls[1].text == paragraph + "\n\nWhich?")
  }

  @Test func aTextOverTheLimitIsSplitAtItsParagraphs() throws {
    let paragraph = String(repeating: "word ", count: 500).trimmingCharacters(in: .whitespaces)
    let calls = try render(OutboundMessage(text: [paragraph, paragraph].joined(separator: "\n\n")))
    #expect(calls.map(\.text) == [paragraph, paragraph])
  }

  @Test func aTextWithoutPlacesToBreakIsSplitBetweenCharacters() throws {
    let text = String(repeating: "👍🏽", count: 2_000)
    let calls = try render(OutboundMessage(text: text))
    #expect(calls.count == 2)
    #expect(calls.map(\.text).joined() == text)
    #expect(calls.allSatisfy { $0.text.allSatisfy { $0 == "👍🏽" } })
  }

  @Test func aTextWithoutEndHasOne() throws {
    let calls = try render(OutboundMessage(text: String(repeating: "word ", count: 100_000)))
    #expect(calls.count == 10)
    #expect(calls.last?.text.hasSuffix("…") == true)
  }

  @Test func aPictureTakesItsTextAlong() throws {
    let url = "https://cdn.example/a.jpg"
    #expect(try one(OutboundMessage(text: "", imageURL: url)).imageURL == url)
    let long = try render(OutboundMessage(text: String(repeating: "word ", count: 400), imageURL: url))
    #expect(long.map(\.type) == ["image", "text"])
    let list = try render(OutboundMessage(text: "Which?", imageURL: url, choices: choices(5)))
    #expect(list.map(\.type) == ["image", "interactive"])
    #expect(try one(OutboundMessage(text: "Hi", imageURL: "file:///etc/passwd")).type == "text")
  }

  @Test func aLinkIsAButtonAloneAndALineBesideChoices() throws {
    let link = OutboundMessage.Link(title: "Pay now", url: "https://pay.example/a_b_c?x=*y*")
    let alone = try one(OutboundMessage(text: "Total $4", link: link))
    #expect(alone.link?.url == link.url)
    #expect(alone.text == "Total $4")
    let beside = try one(OutboundMessage(text: "Total $4", choices: choices(2), link: link))
    #expect(beside.text == "Total $4\n\nPay now: https://pay.example/a_b_c?x=*y*")
    let odd = try one(OutboundMessage(text: "Call", link: .init(title: "Us", url: "tel:+15550100001")))
    #expect(odd.text == "Call\n\nUs: tel:+15550100001")
    let long = OutboundMessage.Link(title: "Pay", url: "https://pay.example/" + String(repeating: "x", count: 1_500))
    #expect(
      try render(OutboundMessage(text: "?", choices: choices(2), link: long)).map(\.type) == ["text", "interactive"])
    #expect(try one(OutboundMessage(text: "", link: link)).text == "Choose")
  }

  @Test func aRequestForTheLocationComesBeforeChoices() throws {
    let calls = try render(OutboundMessage(text: "Where?", choices: choices(2), asksForLocation: true))
    #expect(calls.map(\.interactiveType) == ["location_request_message", "button"])
    #expect(calls.map(\.text) == ["Where?", "Choose"])
  }

  @Test(arguments: [
    ("*sale*", "\u{2217}sale\u{2217}"), ("_x_ ~y~ `z`", "\u{02CD}x\u{02CD} \u{223C}y\u{223C} \u{02CB}z\u{02CB}"),
    ("2 * 3 * 4", "2 * 3 * 4"), ("blue_tea_2", "blue_tea_2"), ("2*3", "2*3"),
    ("see https://x.example/_a_/*b*", "see https://x.example/_a_/*b*"),
    ("```code```", "\u{02CB}\u{02CB}\u{02CB}code\u{02CB}\u{02CB}\u{02CB}"),
    ("(*a*)", "(\u{2217}a\u{2217})"), ("__init__", "\u{02CD}\u{02CD}init\u{02CD}\u{02CD}"),
  ])
  func markupThatWasNotMeantIsShownAsItIs(text: String, shown: String) throws {
    #expect(try one(OutboundMessage(text: text)).text == shown)
  }

  @Test func aHeadingCannotEndItsOwnBold() throws {
    #expect(
      try one(OutboundMessage(heading: " 5*5 *deal*\nnow ", text: "x")).text
        == "*5\u{2217}5 \u{2217}deal\u{2217} now*\nx")
  }

  @Test func lowerLimitsOfTheShopAreKept() throws {
    let calls = try render(OutboundMessage(text: "Which?", choices: choices(3))) { $0.limits.buttons = 2 }
    #expect(calls.map(\.interactiveType) == ["list"])
    let none = try render(OutboundMessage(text: "Which?", choices: choices(3))) {
      $0.limits.buttons = 0
      $0.limits.listRows = 0
    }
    #expect(none.map(\.type) == ["text"])
  }
}
