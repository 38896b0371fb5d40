import Channels
import Commerce
import Dialogue
import Foundation
import Logging
import Synchronization
import Testing
import Transport

/// Telegram's own invoices: asked before the money is taken, noted when it came.
@Suite struct TelegramInvoiceTests {
  private final class Desk: InvoiceDesk {
    struct Down: Error {}
    let asked = Mutex<[InvoicePayment]>([])
    let paid = Mutex<[InvoicePayment]>([])
    let refusal: String?
    let isDown: Bool

    init(refusal: String? = nil, isDown: Bool = false) {
      self.refusal = refusal
      self.isDown = isDown
    }

    func refusal(of invoice: InvoicePayment) async throws -> String? {
      if isDown { throw Down() }
      asked.withLock { $0.append(invoice) }
      return refusal
    }

    func paid(_ invoice: InvoicePayment) async throws {
      if isDown { throw Down() }
      paid.withLock { $0.append(invoice) }
    }
  }

  private final class Calls: HTTPTransport {
    let bodies = Mutex<[(url: String, body: String)]>([])
    func send(_ request: HTTPRequest) async throws -> HTTPResponse {
      bodies.withLock { $0.append((request.url, String(decoding: request.body ?? [], as: UTF8.self))) }
      return HTTPResponse(status: 200, headers: [:], body: Array(#"{"ok":true,"result":true}"#.utf8))
    }
  }

  private struct Rig {
    let desk: Desk
    let calls = Calls()
    let inbox = TelegramInbox()

    func push(_ update: String) async -> Int {
      var webhook = TelegramWebhook(
        directory: TelegramDirectory(all: [telegramAccount]), inbox: inbox, listener: TelegramListener(),
        time: TimeSource { telegramArrival }, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      webhook.invoices = .init(desk: desk, server: .init(transport: calls, baseURL: "https://telegram.example"))
      let request = WebhookRequest(
        method: .post, headers: ["x-telegram-bot-api-secret-token": ["A-b_9"]], body: Array(update.utf8))
      return await webhook.receive(request).status
    }
  }

  private static let question = """
    {"update_id": 7, "pre_checkout_query": {"id": "q1", "from": {"id": 5, "is_bot": false, "first_name": "Ana"},
    "currency": "USD", "total_amount": 4800, "invoice_payload": "pay_1"}}
    """
  private static let payment = """
    {"update_id": 8, "message": {"message_id": 3, "date": 1767225700, "chat": {"id": 5, "type": "private"},
    "from": {"id": 5, "is_bot": false, "first_name": "Ana"}, "successful_payment": {"currency": "USD",
    "total_amount": 4800, "invoice_payload": "pay_1", "telegram_payment_charge_id": "t1",
    "provider_payment_charge_id": "p1"}}}
    """

  @Test func `a payment that can be taken is let through`() async throws {
    let rig = Rig(desk: Desk())
    #expect(await rig.push(Self.question) == 200)
    let asked = rig.desk.asked.withLock { $0 }
    #expect(asked.map(\.payload) == ["pay_1"] && asked.map(\.amount.minorUnits) == [4_800])
    let call = try #require(rig.calls.bodies.withLock { $0.first })
    #expect(call.url.hasSuffix("/answerPreCheckoutQuery"))
    #expect(call.body.contains(#""ok":true"#) && call.body.contains(#""pre_checkout_query_id":"q1""#))
    #expect(rig.inbox.isUntouched)
  }

  @Test func `one that cannot is refused with words for the shopper`() async throws {
    let rig = Rig(desk: Desk(refusal: "It is paid already."))
    #expect(await rig.push(Self.question) == 200)
    let call = try #require(rig.calls.bodies.withLock { $0.first })
    #expect(call.body.contains(#""ok":false"#) && call.body.contains("It is paid already."))
  }

  @Test func `money that came is noted before the update is done with`() async throws {
    let rig = Rig(desk: Desk())
    #expect(await rig.push(Self.payment) == 200)
    let paid = rig.desk.paid.withLock { $0 }
    #expect(paid.map(\.chargeID) == ["t1"] && paid.map(\.providerChargeID) == ["p1"])
    let down = Rig(desk: Desk(isDown: true))
    #expect(await down.push(Self.payment) == 503)
    #expect(await down.push(Self.question) == 200)
    #expect(down.calls.bodies.withLock { $0.isEmpty })
  }
}
