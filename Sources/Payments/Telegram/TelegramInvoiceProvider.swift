import Commerce
import Foundation
import Transport

/// Telegram's own invoices, for bots that @BotFather has given a payment provider's token: the link opens in the chat,
/// Telegram asks before it takes the money and tells in a message when it has it.
package struct TelegramInvoiceProvider: PaymentProvider {
  package static let providerName = "telegram"
  package static let defaultBase = "https://api.telegram.org"

  package let name = TelegramInvoiceProvider.providerName
  /// Its links open nowhere else.
  package let channel: String? = "telegram"
  let botToken: String
  let providerToken: String
  let base: String
  let transport: any HTTPTransport

  package init(botToken: String, providerToken: String, base: String, transport: any HTTPTransport) {
    self.botToken = botToken
    self.providerToken = providerToken
    self.base = base
    self.transport = transport
  }

  /// Characters that Telegram takes of an invoice's title.
  private static let longestTitle = 32

  private struct Invoice: Encodable {
    struct Price: Encodable {
      var label: String
      var amount: Int64
    }

    var title: String
    var description: String
    var payload: String
    var provider_token: String
    var currency: String
    var prices: [Price]
  }

  private struct Answer: Decodable {
    var ok: Bool
    var result: String?
    var description: String?
    var error_code: Int?
  }

  /// Two links of one payment are paid once: what Telegram asks before it takes the money is answered from the books.
  package func makeLink(_ request: PaymentRequest) async throws(PaymentError) -> PaymentLink {
    guard request.amount.minorUnits > 0 else { throw .amountNotSupported(request.amount) }
    let title = String(request.title.prefix(Self.longestTitle))
    let invoice = Invoice(
      title: title, description: request.title, payload: request.id.text, provider_token: providerToken,
      currency: request.amount.currency.code,
      prices: [.init(label: request.reference, amount: request.amount.minorUnits)])
    let body: [UInt8]
    do { body = Array(try JSONEncoder().encode(invoice)) } catch { throw .refused("the invoice cannot be written") }
    let response: HTTPResponse
    do {
      response = try await ProviderCall(transport: transport).send(
        HTTPRequest(
          method: "POST", url: "\(base)/bot\(botToken)/createInvoiceLink",
          headers: [("Content-Type", "application/json")], body: body))
    } catch {
      // The address has the bot's token in it, and an error may have the address.
      throw .unavailable("Telegram did not answer")
    }
    let answer: Answer = try ProviderCall.decode(response.body)
    if answer.ok, let url = answer.result { return PaymentLink(providerID: request.id.text, url: url) }
    let reason = answer.description ?? "no reason given"
    switch answer.error_code ?? response.status {
    case 401, 404: throw .unauthorized(reason)
    case 429: throw .limited(retryAfterSeconds: nil)
    case 500...: throw .unavailable(reason)
    default: throw .refused(reason)
    }
  }

  /// Telegram has no call that tells how an invoice stands.
  package func state(of link: PaymentLookup) async throws(PaymentError) -> PaymentReport {
    PaymentReport(state: .unknown)
  }

  /// A link stays; whoever pays on it is refused before the money is taken.
  package func close(_ link: PaymentLookup) async throws(PaymentError) {}

  package func refund(_ request: RefundRequest) async throws(PaymentError) -> RefundReport {
    throw .refused("Telegram gives no money back for a bot: give it back at the payment provider behind it")
  }

  /// What Telegram tells comes with the bot's updates.
  package func read(
    _ body: [UInt8], headers: [String: [String]], now: Timestamp
  ) throws(PaymentError) -> PaymentEvent {
    throw .forged
  }
}
