import Commerce
import Dialogue
import Foundation

/// Says what happened to an order outside its shopper's turns: a link to pay, a payment, a parcel, a refund.
///
///     souk: Here is the link to pay order 1042, $48.00. [Pay now]
///     souk: Your payment for order 1042 has arrived, thank you!
struct OrderNotices: Workflow {
  let name = "order_notices"
  let intents: [Intent] = [.orderNotice]
  let texts: [TextKey] =
    OrderNotice.Kind.allCases.map { TextKey(rawValue: "notice.\($0.rawValue)") } + [
      "button.pay_now", "button.pay_again", "button.pay_in_hand", "button.track", "button.show_products",
    ]

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    guard let notice = Self.notice(act.text) else { return Step() }
    var reply = Reply(
      TextKey(rawValue: "notice.\(notice.kind.rawValue)"),
      [
        "subject": .text(notice.subject), "detail": .text(notice.detail ?? ""),
        "tracking": .text(notice.tracking ?? ""),
        "pickup_hours": .text(context.store.settings.selling?.pickupHours ?? ""),
      ])
    if let amount = notice.amount { reply.arguments["amount"] = .money(amount) }
    if let order = OrderText.order(notice.subject, context), let until = order.heldUntil {
      reply.arguments["until"] = .text(ClockText.time(until, in: context.store))
    }
    if let url = notice.url {
      let isPayment = notice.kind == .paymentLink
      reply.link = ReplyLink(title: isPayment ? "button.pay_now" : "button.track", url: url)
      reply.arguments["url"] = .text(url)
    }
    reply.choices = choices(notice)
    return Step([reply])
  }

  private func choices(_ notice: OrderNotice) -> [ReplyChoice] {
    switch notice.kind {
    case .paymentFailed:
      [
        ReplyChoice(.order(.payOrder, notice.subject), .text("button.pay_again")),
        ReplyChoice(.order(.payInHand, notice.subject), .text("button.pay_in_hand")),
      ]
    case .linkRefused: [ReplyChoice(.order(.payInHand, notice.subject), .text("button.pay_in_hand"))]
    case .expired: [ReplyChoice(.act(.browse), .text("button.show_products"))]
    default: []
    }
  }

  /// One that this version cannot read is not said.
  private static func notice(_ payload: String) -> OrderNotice? {
    do {
      return try JSONDecoder().decode(OrderNotice.self, from: Data(payload.utf8))
    } catch {
      return nil
    }
  }
}

/// A moment as the shop's own clock shows it.
enum ClockText {
  /// `14:32`; with the day before it where that is another.
  static func time(_ moment: Timestamp, in store: Store) -> String {
    let zone = TimeZone(identifier: store.timeZone) ?? .gmt
    let seconds = moment.milliseconds / 1_000
    let local = seconds + Int64(zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds))))
    let minutes = Int((local % 86_400 + 86_400) % 86_400) / 60
    func two(_ value: Int) -> String { value < 10 ? "0\(value)" : "\(value)" }
    return "\(two(minutes / 60)):\(two(minutes % 60))"
  }
}
