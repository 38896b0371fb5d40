import Commerce
import Foundation
import Transport

/// A checkout session, as far as it is read.
struct StripeSession: Decodable, Sendable {
  var id: String
  var url: String?
  var status: String?
  var payment_status: String?
  var amount_total: Int64?
  var currency: String?
  var payment_intent: String?
  var client_reference_id: String?
  var customer: String?
  var metadata: [String: String]?

  var isPaid: Bool { payment_status == "paid" }

  func money() throws(PaymentError) -> Money {
    guard let amount_total, let currency else { throw .unreadable("a session without its amount") }
    return try StripeAmount.money(amount_total, currency)
  }

  var report: PaymentReport {
    get throws(PaymentError) {
      let state: PaymentReport.State =
        if isPaid {
          .paid(amount: try money(), chargeID: payment_intent)
        } else if status == "expired" {
          .expired
        } else {
          .open
        }
      var report = PaymentReport(state: state, providerID: id, reference: client_reference_id)
      report.customerReference = customer
      return report
    }
  }
}

struct StripeRefund: Decodable, Sendable {
  var id: String
  var status: String?

  var state: RefundState {
    switch status {
    case "succeeded": .succeeded
    case "failed", "canceled": .failed
    default: .pending
    }
  }
}

/// An event's envelope and the object in it.
struct StripeEvent: Decodable {
  struct Body: Decodable { var object: Object }

  /// What the objects of the events we act on have in common.
  struct Object: Decodable {
    var id: String?
    var object: String?
    var status: String?
    var payment_status: String?
    var amount_total: Int64?
    var amount_refunded: Int64?
    var currency: String?
    var payment_intent: String?
    var client_reference_id: String?
    var customer: String?
    var metadata: [String: String]?

    /// Ours, or the number of an order where another program made the payment.
    var reference: String? {
      client_reference_id ?? metadata?["reference"] ?? metadata?["order_id"].map { "order-\($0)" }
    }
  }

  var id: String
  var type: String
  var data: Body

  static func read(_ body: [UInt8]) throws(PaymentError) -> PaymentEvent {
    let event: StripeEvent
    do {
      event = try JSONDecoder().decode(StripeEvent.self, from: Data(body))
    } catch {
      throw .unreadable("it is no event")
    }
    let object = event.data.object
    var out = PaymentEvent(
      key: event.id, kind: try event.kind(), reference: object.reference, providerID: nil, chargeID: nil,
      storeID: object.metadata?["store"])
    if object.object == "checkout.session" { (out.providerID, out.customerReference) = (object.id, object.customer) }
    out.chargeID = object.object == "payment_intent" ? object.id : object.payment_intent
    return out
  }

  private func kind() throws(PaymentError) -> PaymentEvent.Kind {
    let object = data.object
    switch type {
    case "checkout.session.completed", "checkout.session.async_payment_succeeded":
      // A delayed method is complete before it is paid.
      guard object.payment_status == "paid" else { return .other(type) }
      guard let amount = object.amount_total, let currency = object.currency else {
        throw .unreadable("a session without its amount")
      }
      return .paid(try StripeAmount.money(amount, currency), chargeID: object.payment_intent)
    case "checkout.session.async_payment_failed": return .failed(final: true)
    case "payment_intent.payment_failed": return .failed(final: false)
    case "checkout.session.expired": return .expired
    case "charge.refunded":
      guard let amount = object.amount_refunded, let currency = object.currency else {
        throw .unreadable("a charge without what was given back")
      }
      return .refunded(total: try StripeAmount.money(amount, currency))
    case "refund.updated" where object.status == "succeeded", "refund.created" where object.status == "succeeded":
      return refundSettled(true)
    case "refund.failed": return refundSettled(false)
    default: return .other(type)
    }
  }

  private func refundSettled(_ succeeded: Bool) -> PaymentEvent.Kind {
    .refundSettled(
      providerID: data.object.id ?? "", refundID: data.object.metadata?["refund"].flatMap { RefundID(text: $0) },
      succeeded: succeeded)
  }
}

/// Why Stripe did not do it.
enum StripeFailure {
  private struct Body: Decodable {
    struct Failure: Decodable {
      var type: String?
      var code: String?
      var param: String?
      var message: String?
    }
    var error: Failure
  }

  static func error(_ response: HTTPResponse) -> PaymentError {
    let body: Body?
    do { body = try JSONDecoder().decode(Body.self, from: Data(response.body)) } catch { body = nil }
    let reason = body?.error.message ?? "status \(response.status)"
    switch response.status {
    case 401, 403: return .unauthorized(reason)
    case 429: return .limited(retryAfterSeconds: response.headers["retry-after"].flatMap { Int($0) })
    case 400...404 where body?.error.code == "resource_missing" && body?.error.param == "customer": return .customerGone
    // Another call with the same key is on its way.
    case 409, 500...: return .unavailable(reason)
    default: return .refused(reason)
    }
  }
}
