import Channels
import Commerce
import Dialogue
import Synchronization
import Testing
import TestSupport

@Suite("Telegram: webhook")
struct TelegramWebhookTests {
  private let other = ChannelAccount(
    key: ChannelAccountKey(storeID: StoreID(2), channel: telegramName, externalID: "9"),
    credentials: ["bot_token": "9:x", "secret_token": "other-secret"])
  private let secretless = ChannelAccount(
    key: ChannelAccountKey(storeID: StoreID(3), channel: telegramName, externalID: "10"),
    credentials: ["secret_token": ""])

  private func webhook(_ inbox: TelegramInbox, _ listener: TelegramListener = TelegramListener()) -> TelegramWebhook {
    TelegramWebhook(
      directory: TelegramDirectory(all: [secretless, telegramAccount, other]), inbox: inbox, listener: listener,
      time: TimeSource { telegramArrival }, logger: TelegramLog.silent)
  }

  private func request(_ tokens: [String]?, _ body: [UInt8]) -> WebhookRequest {
    WebhookRequest(
      method: .post, headers: tokens.map { ["x-telegram-bot-api-secret-token": $0] } ?? [:], body: body)
  }

  @Test func theSecretFindsTheAccount() async throws {
    let inbox = TelegramInbox()
    let listener = TelegramListener()
    let body = try TelegramFixture.bytes("text")
    #expect(await webhook(inbox, listener).receive(request(["A-b_9"], body)).status == 200)
    #expect(await webhook(inbox, listener).receive(request(["other-secret"], body)).status == 200)
    #expect(inbox.messages.map(\.account.externalID) == [telegramBotID, "9"])
    #expect(inbox.messages.map(\.account.storeID) == [StoreID(1), StoreID(2)])
    #expect(listener.told.withLock { $0 } == 2)
    #expect(inbox.offset == nil, "a webhook moves no offset")
  }

  @Test(arguments: [nil, [], [""], ["wrong"], ["A-b_"], ["A-b_99"], ["a-B_9"], ["A-b_9", "A-b_9"]] as [[String]?])
  func anythingElseIsRefusedAndNothingIsStored(tokens: [String]?) async throws {
    let inbox = TelegramInbox()
    let response = await webhook(inbox).receive(request(tokens, try TelegramFixture.bytes("text")))
    #expect(response.status == 401)
    #expect(inbox.isUntouched)
  }

  @Test func whatCannotBeStoredIsSentAgain() async throws {
    let inbox = TelegramInbox()
    inbox.state.withLock { $0.refusals = 1 }
    let response = await webhook(inbox).receive(request(["A-b_9"], try TelegramFixture.bytes("text")))
    #expect(response.status == 503)
    #expect(response.retryAfterSeconds == 5)
    #expect(await webhook(inbox).receive(request(["A-b_9"], try TelegramFixture.bytes("text"))).status == 200)
    #expect(inbox.messages.count == 1)
  }

  @Test func onlyPostIsTaken() async {
    #expect(await webhook(TelegramInbox()).receive(WebhookRequest(method: .get)).status == 405)
  }

  @Test func itsPathAndBoundAreTheContracts() {
    #expect(webhook(TelegramInbox()).path == "/webhooks/telegram")
    #expect(webhook(TelegramInbox()).maximumBodyBytes == 1_048_576)
  }
}
