import Commerce
import Foundation
import Transport

/// Xendit's amounts are in whole units, with decimals only where the currency is used with them.
enum XenditAmount {
  private static let wholeCurrencies: Set<String> = ["IDR", "VND"]

  static func decimal(_ money: Money) throws(PaymentError) -> Decimal {
    let unit = money.currency.minorUnitsPerMajor
    if wholeCurrencies.contains(money.currency.code), money.minorUnits % unit != 0 {
      throw .amountNotSupported(money)
    }
    return Decimal(money.minorUnits) / Decimal(unit)
  }

  static func money(_ amount: Decimal, _ code: String) throws(PaymentError) -> Money {
    guard let currency = Currency(code: code) else { throw .unreadable("'\(code.prefix(8))' is no currency") }
    // The decimal's own text, so that nothing is rounded on the way.
    guard let money = Money(decimal: "\(amount)", currency: currency) else {
      throw .unreadable("an amount finer than its currency")
    }
    return money
  }
}

/// An invoice, and a callback: the callback's body is the invoice.
struct XenditInvoice: Decodable, Sendable {
  var id: String
  var external_id: String?
  var status: String?
  var amount: Decimal?
  var paid_amount: Decimal?
  var currency: String?
  var invoice_url: String?
  var payment_id: String?
  var metadata: [String: String]?

  var isPaid: Bool { status == "PAID" || status == "SETTLED" }

  func money() throws(PaymentError) -> Money {
    guard let sum = paid_amount ?? amount, let currency else { throw .unreadable("an invoice without its amount") }
    return try XenditAmount.money(sum, currency)
  }

  var report: PaymentReport {
    get throws(PaymentError) {
      let state: PaymentReport.State =
        if isPaid {
          .paid(amount: try money(), chargeID: payment_id)
        } else if status == "EXPIRED" {
          .expired
        } else {
          .open
        }
      return PaymentReport(state: state, providerID: id, reference: external_id)
    }
  }
}

/// What comes to the callback's address: an invoice without a name, or a named event of another product.
enum XenditCallback {
  private struct Named: Decodable {
    struct Body: Decodable {
      var id: String?
      var reference_id: String?
      var status: String?
      var payment_session_id: String?
    }
    var event: String?
    var data: Body?
  }

  static func read(_ body: [UInt8]) throws(PaymentError) -> PaymentEvent {
    let decoder = JSONDecoder()
    do {
      let named = try decoder.decode(Named.self, from: Data(body))
      if let event = named.event { return self.event(event, named.data) }
    } catch {
      throw .unreadable("it is no JSON object")
    }
    let invoice: XenditInvoice
    do {
      invoice = try decoder.decode(XenditInvoice.self, from: Data(body))
    } catch {
      throw .unreadable("it is no invoice")
    }
    return PaymentEvent(
      key: [invoice.id, invoice.status ?? "", invoice.payment_id ?? ""].joined(separator: ":"),
      kind: try kind(invoice), reference: invoice.external_id, providerID: invoice.id, chargeID: nil,
      storeID: invoice.metadata?["store"])
  }

  private static func kind(_ invoice: XenditInvoice) throws(PaymentError) -> PaymentEvent.Kind {
    switch invoice.status {
    case "PAID", "SETTLED": .paid(try invoice.money(), chargeID: invoice.payment_id)
    case "EXPIRED": .expired
    default: .other(invoice.status ?? "no status")
    }
  }

  private static func event(_ name: String, _ data: Named.Body?) -> PaymentEvent {
    let id = data?.id ?? data?.payment_session_id ?? ""
    let refund = data?.reference_id.flatMap { RefundID(text: $0) }
    let kind: PaymentEvent.Kind =
      switch name {
      case "refund.succeeded": .refundSettled(providerID: id, refundID: refund, succeeded: true)
      case "refund.failed": .refundSettled(providerID: id, refundID: refund, succeeded: false)
      default: .other(name)
      }
    return PaymentEvent(key: "\(name):\(id)", kind: kind)
  }
}

enum XenditFailure {
  private struct Body: Decodable {
    var error_code: String?
    var message: String?
  }

  static func error(_ response: HTTPResponse) -> PaymentError {
    let body: Body?
    do { body = try JSONDecoder().decode(Body.self, from: Data(response.body)) } catch { body = nil }
    let reason = body?.message ?? body?.error_code ?? "status \(response.status)"
    switch response.status {
    case 401, 403: return .unauthorized(reason)
    case 429: return .limited(retryAfterSeconds: response.headers["rate-limit-reset"].flatMap { Int($0) })
    case 500...: return .unavailable(reason)
    default: return .refused(reason)
    }
  }
}
