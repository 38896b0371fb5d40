import ArgumentParser
import Commerce
import Foundation
import Storage

struct OrdersCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "orders", abstract: "List confirmed orders, newest first, or move one along.")

  @OptionGroup var store: StoreOption

  @Option(help: "How many at most.")
  var limit = 50

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  @Option(help: "Move this order to the state of --to.")
  var move: String?

  @Option(help: "confirmed, paid, packed, shipped, ready_for_pickup, delivered, cancelled, returned or refunded.")
  var to: String?

  @Option(help: "With --to shipped: who carries it, such as UPS.")
  var carrier: String?

  @Option(help: "With --to shipped: the parcel's number.")
  var tracking: String?

  @Option(help: "With --to refunded: how much goes back, such as 12.50; all of it where not given.")
  var amount: String?

  func validate() throws {
    guard (1...10_000).contains(limit) else { throw ValidationError("--limit is \(limit); expected 1 to 10000") }
    guard (move == nil) == (to == nil) else { throw ValidationError("--move and --to go together") }
  }

  func run() async throws {
    let souk = try await Souk.open(try environment())
    let store = try await souk.store(store.store)
    let orders = souk.storage.store(store.id).orders
    if let move, let to {
      guard let state = OrderState(rawValue: to) else {
        throw SoukError.failed(
          "no order state '\(to)'\nhint: one of \(OrderState.allCases.map(\.rawValue).joined(separator: ", "))")
      }
      let done = try await orders.perform(
        try action(to: state, in: store), on: move, who: "operator", why: "souk orders --move")
      print("order \(done.number) is \(done.state.rawValue)\(done.refund.map { "; \($0.text) goes back" } ?? "")")
      return
    }
    let listed = try await orders.list(limit: limit)
    switch format {
    case .json: try printJSON(listed.map(OrderJSON.init))
    case .text: listed.forEach { print(Self.line($0)) }
    }
  }

  private func action(to state: OrderState, in store: Store) throws -> OrderAction {
    switch state {
    case .shipped: return .ship(ShipmentNote(carrier: carrier, trackingNumber: tracking), [])
    case .refunded:
      guard let amount else { return .refund(amountMinor: nil) }
      guard let money = Money(decimal: amount, currency: store.currency), money.minorUnits > 0 else {
        throw SoukError.failed("--amount is '\(amount)'\nhint: write it like 12.50, in \(store.currency.code)")
      }
      return .refund(amountMinor: money.minorUnits)
    default:
      guard let action = OrderAction(to: state) else {
        throw SoukError.failed("nobody makes an order \(state.words) by hand")
      }
      return action
    }
  }

  private static func line(_ order: OrderListing) -> String {
    let items = order.items.map { "\($0.quantity) × \($0.name)" }.joined(separator: ", ")
    let total = Money(minorUnits: order.totalMinor, currency: order.currency).text
    return
      "\(order.number)  \(order.status.rawValue)  \(total)  \(order.customer.name ?? "-")  \(order.channel)  \(items)"
  }
}

/// The public form of an order (DESIGN, contracts).
private struct OrderJSON: Encodable {
  struct Customer: Encodable {
    var id: String
    var name: String?
    var identities: [String]
  }

  struct Item: Encodable {
    var sku: String
    var name: String
    var quantity: Int
    var unit_price_minor: Int64
  }

  var number: String
  var status: String
  var channel: String
  var customer: Customer
  var currency: String
  var total_minor: Int64
  var items: [Item]
  var created_at: String

  init(_ order: OrderListing) {
    number = order.number
    status = order.status.rawValue
    channel = order.channel
    customer = Customer(id: order.customer.id.text, name: order.customer.name, identities: order.customer.identities)
    currency = order.currency.code
    total_minor = order.totalMinor
    items = order.items.map {
      Item(sku: $0.sku, name: $0.name, quantity: $0.quantity, unit_price_minor: $0.unitPriceMinor)
    }
    created_at = Date(timeIntervalSince1970: Double(order.createdAt.milliseconds) / 1_000).formatted(.iso8601)
  }
}
