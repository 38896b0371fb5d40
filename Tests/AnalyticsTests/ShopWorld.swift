import Commerce
import Dialogue
import Foundation

@testable import Storage

/// A shop in which everything happens that figures are told of: orders taken in chats and imported ones, parts of them
/// sent, given back and paid back on other days, merged customers, searches, conversations, carts and stock.
struct ShopWorld {
  struct Person {
    var id: Int64
    var name: String
    var points: Int64
    /// Whom this one was merged into.
    var into: Int64?
  }

  struct Piece {
    var variant: Int64, product: Int64, sku: String, title: String, option: String
    var price: Int64
    var cost: Int64?
    var stock: Int64?
    var brand: String?, category: String
    var isOnSale: Bool
  }

  struct Line {
    var piece: Piece
    var quantity: Int64, discount: Int64, returned: Int64
    var cost: Int64?
    var bundle: Piece?
    var isSubstitute: Bool
    var pick: Int64?
    var amount: Int64 { quantity * piece.price - discount }
  }

  struct Refund {
    var amount: Int64
    var at: Int64
    var isDone: Bool
  }

  struct Order {
    var id: Int64, number: String, at: Int64, customer: Int64, channel: String, payment: String, state: String
    var isDelivered: Bool
    var lines: [Line]
    var discount: Int64, shipping: Int64, tax: Int64, isPaid: Bool
    var coupons: [(code: String, isReleased: Bool)]
    var refunds: [Refund]
    var shipments: [Int64]
    var goods: Int64 { lines.reduce(0) { $0 + $1.amount } }
    var total: Int64 { goods - discount + shipping + tax }
    var refunded: Int64 { refunds.reduce(0) { $0 + ($1.isDone ? $1.amount : 0) } }
    var isCounted: Bool { !["cancelled", "expired", "failed"].contains(state) }
  }

  struct Search { var id: Int64, at: Int64, customer: Int64, query: String, results: Int64, pick: Int64? }
  struct Talk { var id: Int64, at: Int64, customer: Int64, channel: String, handedOver: Int64?, closedBy: [String] }
  struct Cart { var id: Int64, at: Int64, customer: Int64, isOpen: Bool, isEmpty: Bool }

  let past: [PastOrder]
  var people: [Person] = []
  var pieces: [Piece] = []
  var orders: [Order] = []
  var searches: [Search] = []
  var talks: [Talk] = []
  var carts: [Cart] = []

  private static let states = [
    "placed", "packed", "delivered", "delivered", "cancelled", "expired", "failed", "shipped",
  ]

  /// - Parameter history: the imported orders, among which those taken here are.
  init(history: GeneratedHistory, seed: UInt64) {
    var random = Lottery(seed: seed)
    past = history.orders.map { order in
      var named = order
      named.customerName = order.email.map { "Past \($0.prefix { $0 != "@" })" }
      return named
    }
    var next: Int64 = 1_000_000 * Int64(1 + seed % 900)
    func id() -> Int64 {
      next += 1
      return next
    }
    people = (0..<14).map { number in
      Person(id: id(), name: "Chat \(number)", points: [0, 499, 500, 2_000, 12_000][random.below(5)])
    }
    for (from, to) in [(10, 0), (11, 1), (12, 1)] { people[from].into = people[to].id }
    for product in 0..<6 {
      let own = id()
      let category = ["[\"Home\"]", "[\"Home\",\"Light\"]", "[]"][random.below(3)]
      for variant in 0..<2 {
        pieces.append(
          Piece(
            variant: id(), product: own, sku: "W\(product)-\(variant)", title: "Thing \(product)",
            option: variant == 0 ? "" : "Large", price: Int64(200 + random.below(3_000)),
            cost: random.below(3) == 0 ? nil : Int64(random.below(200)),
            stock: random.below(5) == 0 ? nil : Int64(random.below(40)), brand: ["Clay", nil, "Oak"][product % 3],
            category: category, isOnSale: product != 5))
      }
    }
    let moments = history.orders.map { $0.placedAt.milliseconds }
    let last = history.now.milliseconds
    func moment() -> Int64 { min(last - 1, moments[random.below(moments.count)] + Int64(random.below(7_200_000))) }
    let channels = ["whatsapp", "telegram", "console"]
    for number in 0..<220 {
      let pick: Int64? = random.below(2) == 0 ? id() : nil
      searches.append(
        Search(
          id: id(), at: moment(), customer: people[random.below(14)].id,
          query: ["lamp", "socks", "red mug"][random.below(3)],
          results: Int64(random.below(3)), pick: pick))
      talks.append(
        Talk(
          id: id(), at: moment(), customer: people[random.below(14)].id, channel: channels[random.below(3)],
          handedOver: random.below(4) == 0 ? last : nil,
          closedBy: random.below(4) == 0 ? ["ana", "ben"].prefix(1 + random.below(2)).map { $0 } : []))
      carts.append(
        Cart(
          id: id(), at: moment(), customer: people[random.below(14)].id, isOpen: random.below(2) == 0,
          isEmpty: random.below(6) == 0))
      let lines = (0...random.below(3)).map { _ -> Line in
        let piece = pieces[random.below(pieces.count)]
        let quantity = Int64(1 + random.below(4))
        return Line(
          piece: piece, quantity: quantity, discount: random.below(5) == 0 ? 30 : 0,
          returned: random.below(5) == 0 ? 1 : 0, cost: piece.cost.map { $0 * quantity / quantity },
          bundle: random.below(6) == 0 ? pieces[random.below(pieces.count)] : nil, isSubstitute: random.below(6) == 0,
          pick: random.below(3) == 0 ? searches[random.below(searches.count)].pick : nil)
      }
      let at = moment()
      var order = Order(
        id: id(), number: "W\(number)", at: at, customer: people[random.below(14)].id,
        channel: channels[random.below(3)],
        payment: ["card", "cash_on_delivery"][random.below(2)], state: Self.states[random.below(Self.states.count)],
        isDelivered: random.below(3) > 0, lines: lines, discount: Int64(random.below(2) * 40),
        shipping: Int64(random.below(2) * 300), tax: Int64(random.below(90)), isPaid: random.below(3) > 0,
        coupons: random.below(3) == 0 ? [("ZED", random.below(2) == 0), ("ABC", random.below(2) == 0)] : [],
        refunds: [],
        shipments: [])
      // Up to three parts of an order are sent, the first within the two days or after them.
      for _ in 0..<random.below(4) { order.shipments.append(at + Int64(random.below(5 * 86_400)) * 1_000) }
      for _ in 0..<(random.below(4) == 0 ? 1 + random.below(2) : 0) {
        order.refunds.append(
          Refund(
            amount: Int64(1 + random.below(Int(max(1, order.total / 3)))),
            at: at + Int64(random.below(40 * 86_400)) * 1_000,
            isDone: random.below(4) > 0))
      }
      orders.append(order)
    }
  }

  /// The history as it was imported at first, when some of its orders looked otherwise.
  var pastBefore: [PastOrder] {
    past.enumerated().map { index, order in
      guard index % 7 == 0 else { return order }
      var earlier = order
      earlier.city = "Faro"
      earlier.cancelledAt = nil
      earlier.refunded = Money(minorUnits: 0, currency: .usd)
      earlier.lines = Array(order.lines.prefix(1))
      earlier.total = Money(minorUnits: 1, currency: .usd)
      return earlier
    }
  }
}
