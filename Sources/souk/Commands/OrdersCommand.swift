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

  @Option(help: "packed, shipped, ready_for_pickup, delivered or cancelled.")
  var to: String?

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
      let moved = try await orders.move(number: move, to: state, who: "operator", why: "souk orders --move")
      print("order \(moved.number) is \(moved.state.rawValue)")
      return
    }
    let listed = try await orders.list(limit: limit)
    switch format {
    case .json: try printJSON(listed.map(OrderJSON.init))
    case .text: listed.forEach { print(Self.line($0)) }
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
