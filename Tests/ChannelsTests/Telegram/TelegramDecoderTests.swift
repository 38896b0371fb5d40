import Channels
import Commerce
import Dialogue
import Foundation
import TestSupport
import Testing

@Suite("Telegram: decoding")
struct TelegramDecoderTests {
  typealias JSON = FakeTelegram.JSON

  private let ana: JSON = ["id": 7, "is_bot": false, "first_name": "Ana", "language_code": "pt-br"]
  private let chat: JSON = ["id": 7, "type": "private"]

  private func message(_ content: JSON) -> JSON {
    var message: JSON = ["message_id": 5, "from": ana, "chat": chat, "date": 1_767_225_600]
    for (key, value) in content.object ?? [:] { message[key] = value }
    return message
  }

  /// The response's status and what reached the inbox.
  private func push(_ body: String) async -> (status: Int, inbox: TelegramInbox) {
    let inbox = TelegramInbox()
    let webhook = TelegramWebhook(
      directory: TelegramDirectory(all: [telegramAccount]), inbox: inbox, listener: TelegramListener(),
      time: TimeSource { telegramArrival }, logger: TelegramLog().logger)
    let response = await webhook.receive(
      WebhookRequest(
        method: .post, headers: ["x-telegram-bot-api-secret-token": ["A-b_9"]], body: Array(body.utf8)))
    return (response.status, inbox)
  }

  private func read(_ kind: String, _ value: JSON, id: Int64 = 1) async throws -> InboundMessage {
    let (status, inbox) = await push((["update_id": .integer(id), kind: value] as JSON).text)
    #expect(status == 200)
    return try #require(inbox.messages.first)
  }

  @Test func aTapOnAMessageThatIsNoLongerAccessibleIsAnsweredInItsChat() async throws {
    let tap: JSON = [
      "id": "9", "from": ana, "chat_instance": "-1", "data": "cart",
      "message": ["chat": chat, "message_id": 3, "date": 0],
    ]
    let message = try await read("callback_query", tap)
    #expect(message.content == .choice(id: "cart", title: ""))
    #expect(message.chat.rawValue == "7")
    #expect(message.sentAt == telegramArrival)
  }

  @Test func aPrivateMessageWithoutASenderIsFromTheChatsOwner() async throws {
    let anonymous: JSON = [
      "message_id": 5, "date": 1_767_225_600, "text": "hi",
      "chat": ["id": 7, "type": "private", "first_name": "Ana"],
    ]
    let message = try await read("message", anonymous)
    #expect(message.sender.identities.map(\.description) == ["telegram:7"])
    #expect(message.sender.name == "Ana")
  }

  @Test(
    arguments: [
      ("pt-br", "pt"), ("EN", "en"), ("fil", nil), ("", nil), ("zh-hans", "zh"), ("😀", nil),
    ] as [(String, String?)])
  func onlyTwoLetterLanguagesAreTaken(tag: String, language: String?) async throws {
    var body = message(["text": "hi"])
    body["from"]?["language_code"] = .string(tag)
    #expect(try await read("message", body).sender.language == language)
  }

  @Test(
    arguments: [
      ("/start abc", .command(name: "start", arguments: "abc")),
      ("/Cart@Some_Bot", .command(name: "cart", arguments: "")),
      ("/find@Bot  blue mug \n", .command(name: "find", arguments: "blue mug \n")),
      ("/menu\nplease", .command(name: "menu", arguments: "please")), ("/", .text("/")), ("/ hi", .text("/ hi")),
      ("/não", .text("/não")), ("and/or", .text("and/or")), ("/a/b", .text("/a/b")),
      ("/\(String(repeating: "a", count: 33))", .text("/\(String(repeating: "a", count: 33))")),
    ] as [(String, InboundContent)])
  func aCommandIsAWordAfterASlashAtTheBeginning(text: String, content: InboundContent) async throws {
    #expect(try await read("message", message(["text": .string(text)])).content == content)
  }

  @Test func twoEditsOfOneMessageAreTwoMessages() async throws {
    let first = try await read("edited_message", message(["text": "a", "edit_date": 1_767_225_601]), id: 1)
    let second = try await read("edited_message", message(["text": "b", "edit_date": 1_767_225_601]), id: 2)
    #expect(first.messageID != second.messageID)
    #expect(first.sentAt == Timestamp(seconds: 1_767_225_601))
  }

  @Test func contentNewerThanThisProgramIsNamedAndNotLost() async throws {
    let message = try await read("message", message(["rich_message": ["blocks": []], "effect_id": "1"]))
    #expect(message.content == .unsupported(kind: "rich_message"))
  }

  @Test func anUnknownKindOfUpdateIsTakenAndSkipped() async {
    let (status, inbox) = await push(#"{"update_id": 5, "chat_horoscope": {"sign": "leo"}}"#)
    #expect(status == 200)
    #expect(inbox.isUntouched)
  }

  @Test func anUpdateOfTheWrongShapeIsTakenAndSkipped() async {
    let (status, inbox) = await push(#"{"update_id": 5, "message": {"message_id": "five", "chat": 7}}"#)
    #expect(status == 200)
    #expect(inbox.isUntouched)
  }

  @Test(arguments: ["", "{", "nonsense", "[]", "null", "7", "{}", #"{"update_id": "x"}"#, #"{"update_id": -4}"#])
  func whatIsNoUpdateIsRefused(body: String) async {
    let (status, inbox) = await push(body)
    #expect(status == 400)
    #expect(inbox.isUntouched)
  }

  @Test func halfAnEmojiDoesNotSpoilTheMessage() async throws {
    let (status, inbox) = await push(
      #"{"update_id":1,"message":{"message_id":5,"chat":{"id":7,"type":"private"},"date":1,"#
        + #""text":"a\ud83d b \ud83d\ude00"}}"#
    )
    #expect(status == 200)
    #expect(inbox.texts == ["a\u{fffd} b 😀"])
  }

  @Test func nulIsTakenOutForTheDatabaseCannotHoldIt() async throws {
    let (_, inbox) = await push(
      #"{"update_id":1,"message":{"message_id":5,"chat":{"id":7,"type":"private"},"date":1,"text":"a\u0000b"}}"#)
    #expect(inbox.texts == ["ab"])
  }

  @Test func timesFromOutsideCannotOverflow() async throws {
    var body = message(["text": "hi"])
    body["date"] = .integer(.max)
    #expect(try await read("message", body).sentAt.milliseconds > 0)
    body["date"] = .integer(.min)
    #expect(try await read("message", body).sentAt.milliseconds == 0)
  }

  /// Spoils the samples in every way: bytes changed, cut out, doubled, values swapped for others of another type.
  @Test func noInputCrashesTheDecoder() async throws {
    let count = ProcessInfo.processInfo.environment["SOUK_FUZZ_CASES"].flatMap(Int.init) ?? 20_000
    var samples: [[UInt8]] = []
    for (name, effect) in telegramEffects.sorted(by: { $0.key < $1.key }) {
      switch effect {
      case .message, .reachable, .skipped: samples.append(try TelegramFixture.bytes(name))
      default: continue
      }
    }
    var numbers = TelegramNumbers(seed: 20_260_611)
    let webhookInbox = TelegramInbox()
    let webhook = TelegramWebhook(
      directory: TelegramDirectory(all: [telegramAccount]), inbox: webhookInbox, listener: TelegramListener(),
      time: TimeSource { telegramArrival }, logger: TelegramLog.silent)
    var statuses: [Int: Int] = [:]
    for _ in 0..<count {
      await Task.yield()
      let body = Self.spoiled(samples.randomElement(using: &numbers) ?? [], using: &numbers)
      let response = await webhook.receive(
        WebhookRequest(method: .post, headers: ["x-telegram-bot-api-secret-token": ["A-b_9"]], body: body))
      statuses[response.status, default: 0] += 1
    }
    #expect(Set(statuses.keys).isSubset(of: [200, 400]))
    #expect(statuses[200, default: 0] > 0 && statuses[400, default: 0] > 0, "one-sided: \(statuses)")
    for message in webhookInbox.messages { #expect(!message.messageID.isEmpty) }
  }

  private static func spoiled(_ sample: [UInt8], using numbers: inout TelegramNumbers) -> [UInt8] {
    var bytes = sample
    for _ in 0...Int.random(in: 0...3, using: &numbers) {
      guard !bytes.isEmpty else { return bytes }
      let place = Int.random(in: 0..<bytes.count, using: &numbers)
      switch Int.random(in: 0...5, using: &numbers) {
      case 0: bytes[place] = UInt8.random(in: 0...255, using: &numbers)
      case 1: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...40, using: &numbers)))
      case 2: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: place)
      case 3: bytes = Array(bytes[..<place])
      default: bytes = swapped(bytes, near: place, using: &numbers)
      }
    }
    return bytes
  }

  /// Replaces the value after some colon by one of another type or size: still JSON, no longer Telegram's.
  private static func swapped(
    _ bytes: [UInt8], near place: Int, using numbers: inout TelegramNumbers
  ) -> [UInt8] {
    let values = [
      "null", "[]", "{}", "-1", "9223372036854775807", "-9223372036854775808", "1e308", "\"\"", "true", "\"\\ud800\"",
      "\"\\u0000\"", "0.5", "99999999999999999999999", "[[[[]]]]", "\"\(String(repeating: "x", count: 600))\"",
    ]
    guard let colon = bytes[place...].firstIndex(of: UInt8(ascii: ":")) else { return bytes }
    let end = bytes[colon...].firstIndex { [UInt8(ascii: ","), UInt8(ascii: "}")].contains($0) } ?? bytes.endIndex
    return bytes[...colon] + Array((values.randomElement(using: &numbers) ?? "").utf8) + bytes[end...]
  }
}
