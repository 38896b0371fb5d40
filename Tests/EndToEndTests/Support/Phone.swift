import TestSupport
import Testing
import Transport

/// What a shopper has in hand: words go in, taps go in, messages come out.
protocol Phone: Sendable {
  /// Everything shown so far, oldest first.
  var shown: [Screen] { get }
  func say(_ text: String) async throws
  /// Taps the newest button, row or key with this title.
  func tap(_ title: String) async throws
}

/// A message of the bot as its reader sees it.
struct Screen: Sendable, CustomStringConvertible {
  var text: String
  var titles: [String]
  var imageURL: String?
  /// A picture that came with it, as PNG.
  var picture: [UInt8]?

  var description: String { "«\(text)» \(titles.map { "[\($0)]" }.joined(separator: " "))" }
}

struct WhatsAppPhone: Phone {
  let shop: ShopLine
  let shopper: FakeWhatsApp.Shopper

  var shown: [Screen] {
    shop.whatsApp.messages(to: shopper).map {
      Screen(
        text: $0.text, titles: $0.choices.map(\.title), imageURL: $0.imageURL, picture: shop.whatsApp.picture(of: $0))
    }
  }

  func say(_ text: String) async throws { try await post(shop.whatsApp.text(text, from: shopper)) }

  func tap(_ title: String) async throws { try await post(try shop.whatsApp.tap(title, from: shopper)) }

  private func post(_ webhook: WhatsAppWebhook) async throws {
    let answer = try await shop.server.post("/webhooks/whatsapp", webhook.body, headers: webhook.headers)
    #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
  }
}

/// Polled: what is said waits at the fake until the server asks for it.
struct TelegramPhone: Phone {
  let telegram: FakeTelegram
  let shopper: FakeTelegram.Shopper

  var shown: [Screen] {
    telegram.messages(to: shopper).map {
      Screen(text: $0.text, titles: $0.titles, imageURL: $0.photoURL, picture: $0.picture)
    }
  }

  func say(_ text: String) async throws { telegram.say(text, from: shopper) }

  func tap(_ title: String) async throws { try telegram.tap(title, by: shopper) }
}

/// By webhook: what is said is posted as Telegram would, with the secret token.
struct PushedTelegramPhone: Phone {
  let polled: TelegramPhone
  let server: RunningSouk
  let secretToken: String

  var shown: [Screen] { polled.shown }

  func say(_ text: String) async throws {
    try await polled.say(text)
    try await push()
  }

  func tap(_ title: String) async throws {
    try await polled.tap(title)
    try await push()
  }

  private func push() async throws {
    for update in polled.telegram.takeUpdates() {
      let answer = try await server.post(
        "/webhooks/telegram", Array(update.text.utf8),
        headers: [("Content-Type", "application/json"), ("X-Telegram-Bot-Api-Secret-Token", secretToken)])
      #expect(answer.status == 200, "\(String(decoding: answer.body, as: UTF8.self))")
    }
  }
}

/// The way to a server over WhatsApp.
struct ShopLine: Sendable {
  let whatsApp: FakeWhatsApp
  let server: RunningSouk
}

extension TestShop {
  func whatsAppPhone(of shopper: FakeWhatsApp.Shopper = .ana) throws -> WhatsAppPhone {
    WhatsAppPhone(shop: ShopLine(whatsApp: whatsApp, server: try running), shopper: shopper)
  }

  func telegramPhone(of shopper: FakeTelegram.Shopper = .ana) -> TelegramPhone {
    TelegramPhone(telegram: telegram, shopper: shopper)
  }

  func pushedTelegramPhone(
    of shopper: FakeTelegram.Shopper = .ana, secretToken: String
  ) throws -> PushedTelegramPhone {
    PushedTelegramPhone(polled: telegramPhone(of: shopper), server: try running, secretToken: secretToken)
  }

  /// Does something on a phone and gives what the bot answered, all of it.
  func answers(
    on phone: some Phone, sourceLocation: SourceLocation = #_sourceLocation, _ act: (any Phone) async throws -> Void
  ) async throws -> [Screen] {
    let before = phone.shown.count
    try await act(phone)
    try await settle()
    return Array(phone.shown.dropFirst(before))
  }

  /// Says something and gives the answer, which there must be.
  func ask(
    _ text: String, on phone: some Phone, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> [Screen] {
    let answers = try await answers(on: phone) { try await $0.say(text) }
    #expect(!answers.isEmpty, "nothing came to «\(text)»", sourceLocation: sourceLocation)
    return answers
  }

  func press(
    _ title: String, on phone: some Phone, sourceLocation: SourceLocation = #_sourceLocation
  ) async throws -> [Screen] {
    let answers = try await answers(on: phone) { try await $0.tap(title) }
    #expect(!answers.isEmpty, "nothing came to a tap on [\(title)]", sourceLocation: sourceLocation)
    return answers
  }
}

extension FakeWhatsApp.Shopper {
  static let ana = Self(waID: "15550109001", userID: "US.1000000000000000001")
  static let bob = Self(waID: "15550109002", userID: "US.1000000000000000002", name: "Bob Example")
}
