import Channels
import Commerce
import Dialogue
import Foundation
import Synchronization
import Testing
import TestSupport
import Transport

/// What a bot is told when the server starts, against the fake and against whatever else Telegram may answer.
@Suite("Telegram: a bot's introduction")
struct TelegramBotTests {
  private static let menus = [
    CommandMenu(
      language: "en",
      entries: [
        .init(command: "cart", description: "Show my cart"), .init(command: "Bad name", description: "x"),
        .init(command: "help", description: " "),
      ]),
    CommandMenu(language: "pt", entries: [.init(command: "cart", description: "Ver o carrinho")]),
  ]
  private static let webhookURL = "https://shop.example/webhooks/telegram"
  private static let polled = ChannelAccount(key: telegramAccountKey, credentials: ["bot_token": telegramToken])

  /// Sleeps take no time and are written down.
  private final class Sleeps: Sendable {
    let milliseconds = Mutex<[Int64]>([])
    var all: [Int64] { milliseconds.withLock { $0 } }
  }

  private func bot(
    _ account: ChannelAccount, _ transport: any HTTPTransport, baseURL: String, webhookURL: String? = webhookURL,
    sleeps: Sleeps = Sleeps(), log: TelegramLog = TelegramLog()
  ) -> (bot: TelegramBot, inbox: TelegramInbox) {
    let inbox = TelegramInbox()
    let clock = TelegramClock()
    let stores = ChannelStores(
      inbox: inbox, leases: TelegramLeases(time: clock.source), listener: TelegramListener(), owner: 1)
    let surroundings = ChannelSurroundings(
      time: clock.source,
      sleep: { milliseconds in
        sleeps.milliseconds.withLock { $0.append(milliseconds) }
        try await Task.sleep(for: .milliseconds(2))
        clock.advance(milliseconds)
      }, random: { 0 }, logger: log.logger)
    let server = TelegramPoller.Server(transport: transport, baseURL: baseURL)
    let poller = TelegramPoller(
      account: account, settings: telegramSettings, server: server, stores: stores, surroundings: surroundings)
    let introduction = TelegramIntroduction(menus: Self.menus, webhookURL: webhookURL)
    return (
      TelegramBot(poller: poller, introduction: introduction, server: server, surroundings: surroundings), inbox
    )
  }

  /// Runs the bot until something has come about.
  private func run(_ bot: TelegramBot, until isSo: () -> Bool) async throws {
    let running = Task { try await bot.run() }
    var looks = 0
    while !isSo(), looks < 10_000 {
      looks += 1
      try await Task.sleep(for: .milliseconds(2))
    }
    running.cancel()
    try await running.value
    #expect(isSo())
  }

  @Test func menusAreToldByLanguageAndTheBotIsPolled() async throws {
    let transport = CurlTransport()
    try await FakeTelegram.with { telegram in
      let (bot, inbox) = bot(Self.polled, transport, baseURL: telegram.baseURL)
      telegram.say("hello")
      try await run(bot) { telegram.calls(of: "setMyCommands").count == 3 && !inbox.messages.isEmpty }
      let told = telegram.calls(of: "setMyCommands").map(\.body)
      let english: FakeTelegram.JSON = [["command": "cart", "description": "Show my cart"]]
      #expect(
        told.map { $0["commands"] } == [english, english, [["command": "cart", "description": "Ver o carrinho"]]])
      #expect(told.map { $0["language_code"]?.string } == [nil, "en", "pt"])
      #expect(telegram.calls(of: "setWebhook").isEmpty)
      #expect(telegram.breaches == [])
    }
    await transport.shutdown()
  }

  @Test func aSecretTokenMeansAWebhookAndNoPolls() async throws {
    let transport = CurlTransport()
    try await FakeTelegram.with { telegram in
      let (bot, _) = bot(telegramAccount, transport, baseURL: telegram.baseURL)
      try await run(bot) { telegram.calls(of: "setWebhook").count == 1 && telegram.calls.count >= 4 }
      let body = try #require(telegram.calls(of: "setWebhook").first?.body)
      #expect(body["url"]?.string == Self.webhookURL && body["secret_token"]?.string == "A-b_9")
      #expect(body["allowed_updates"]?.array?.contains("callback_query") == true)
      #expect(telegram.calls(of: "getUpdates").isEmpty)
      #expect(telegram.breaches == [])
    }
    await transport.shutdown()
  }

  /// A webhook that another program left keeps polls out until it is taken away.
  @Test func aForeignWebhookIsTakenAwayFromABotThatIsPolled() async throws {
    let transport = CurlTransport()
    try await FakeTelegram.with { telegram in
      let (pushed, _) = bot(telegramAccount, transport, baseURL: telegram.baseURL)
      try await run(pushed) { telegram.calls(of: "setWebhook").count == 1 }
      let (polled, inbox) = bot(Self.polled, transport, baseURL: telegram.baseURL)
      telegram.say("hello")
      try await run(polled) { !inbox.messages.isEmpty }
      #expect(telegram.calls(of: "deleteWebhook").count == 1)
    }
    await transport.shutdown()
  }

  @Test func withoutItsOwnAddressTheServerLeavesTheWebhookAlone() async throws {
    let script = TelegramScript((200, Self.done), (200, Self.done), (200, Self.done))
    let log = TelegramLog()
    let (bot, _) = bot(telegramAccount, script, baseURL: "https://t.example", webhookURL: nil, log: log)
    try await run(bot) { script.requests.count == 3 && log.text.contains("SOUK_PUBLIC_URL") }
    #expect(script.methods == ["setMyCommands", "setMyCommands", "setMyCommands"])
  }

  @Test func whateverIsAnsweredItIsToldAgainAfterGrowingWaits() async throws {
    let asked = #"{"ok":false,"error_code":429,"description":"slow","parameters":{"retry_after":30}}"#
    let script = TelegramScript([
      .response(HTTPResponse(status: 502, body: Array("<html>".utf8))), .failure(.notSent("no route")),
      .response(HTTPResponse(status: 429, body: Array(asked.utf8))), .failure(.unknownOutcome("reset")),
      .response(HTTPResponse(status: 401, body: Array(#"{"ok":false,"error_code":401}"#.utf8))),
      .response(HTTPResponse(status: 200, body: Array(Self.done.utf8))),
      .response(HTTPResponse(status: 200, body: Array(Self.done.utf8))),
      .response(HTTPResponse(status: 200, body: Array(Self.done.utf8))),
    ])
    let (sleeps, log) = (Sleeps(), TelegramLog())
    let (bot, _) = bot(
      telegramAccount, script, baseURL: "https://t.example", webhookURL: nil, sleeps: sleeps, log: log)
    try await run(bot) { script.requests.count == 8 }
    #expect(sleeps.all == [2_000, 4_000, 30_000, 16_000, 32_000])
    #expect(script.unexpected == 0 && !log.text.contains(telegramToken))
  }

  private static let done = #"{"ok":true,"result":true}"#
}
