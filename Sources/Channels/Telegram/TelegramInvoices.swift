import Commerce
import Dialogue
import Foundation
import Logging

/// Answers what Telegram asks before it takes money for the bot's invoices, and notes the money that came.
struct TelegramInvoices: Sendable {
  let desk: any InvoiceDesk
  let account: ChannelAccountKey
  let token: String
  let api: TelegramAPI
  let logger: Logger

  /// Telegram waits ten seconds for the answer.
  private static let timeoutMilliseconds: Int64 = 8_000

  /// - Throws: where money that came cannot be noted: the updates are then to be asked for again.
  func take(_ elements: [TelegramUpdateReader.Element]) async throws {
    for case .update(let update) in elements {
      if let query = update.preCheckout { await answer(query) }
      if let payment = update.message?.successfulPayment, let paid = invoice(payment) { try await desk.paid(paid) }
    }
  }

  private func answer(_ query: TelegramPreCheckout) async {
    var refusal: String?
    do {
      guard let currency = Currency(code: query.currency) else { return logger.error("an invoice has no currency") }
      refusal = try await desk.refusal(
        of: InvoicePayment(
          account: account, payload: query.payload, amount: Money(minorUnits: query.amount, currency: currency)))
    } catch {
      // Unanswered, Telegram takes no money.
      return logger.error("a payment could not be looked at", metadata: ["error": "\(error)"])
    }
    let body = Answer(id: query.id, ok: refusal == nil, reason: refusal)
    do {
      let answer = try await api.call(
        "answerPreCheckoutQuery", body: body.telegramJSON(), token: token,
        timeoutMilliseconds: Self.timeoutMilliseconds)
      if case .ok = answer { return }
      logger.warning("a payment could not be let through", metadata: ["answer": "\(answer.summary)"])
    } catch {
      logger.debug("answering a payment was cut short")
    }
  }

  private func invoice(_ payment: TelegramPaid) -> InvoicePayment? {
    guard let currency = Currency(code: payment.currency) else {
      logger.error("a payment came in a currency that is none", metadata: ["currency": "\(payment.currency)"])
      return nil
    }
    return InvoicePayment(
      account: account, payload: payment.payload, amount: Money(minorUnits: payment.amount, currency: currency),
      chargeID: payment.chargeID, providerChargeID: payment.providerChargeID)
  }

  private struct Answer: Encodable {
    var id: String
    var ok: Bool
    var reason: String?

    enum CodingKeys: String, CodingKey {
      case id = "pre_checkout_query_id"
      case ok
      case reason = "error_message"
    }
  }
}

struct TelegramPreCheckout: Decodable {
  var id: String
  var currency: String
  var amount: Int64
  var payload: String

  enum CodingKeys: String, CodingKey {
    case id, currency
    case amount = "total_amount"
    case payload = "invoice_payload"
  }
}

struct TelegramPaid: Decodable {
  var currency: String
  var amount: Int64
  var payload: String
  var chargeID: String
  var providerChargeID: String

  enum CodingKeys: String, CodingKey {
    case currency
    case amount = "total_amount"
    case payload = "invoice_payload"
    case chargeID = "telegram_payment_charge_id"
    case providerChargeID = "provider_payment_charge_id"
  }
}
