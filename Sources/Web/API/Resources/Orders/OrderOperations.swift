import Commerce
import HTTPTypes
import Storage

/// A store's orders.
enum OrderOperations {
  static let all = [list, get, history]

  static let missing = APIError.notFound(.orderNotFound, "order")
  static let pathValues = ["order": Schema.id(OrderEntity.self)]

  private static let list = Operation(
    .get, "/orders", "listOrders", "List orders", for: .store(.staff), answer: .page(.order)
  ) { call in
    let page = call.page
    let filter = OrderFilter(
      state: call.query.raw("status"), customer: call.query.id("customer"), number: call.query.text("number"))
    let orders = try await call.rows.orders.page(before: page.before(), limit: page.readLimit, filter)
    return page.answer(.order, orders) { $0.id.rawValue }
  }.with {
    $0.query =
      Page.parameters + [
        .optional("status", .orderState), .optional("customer", .id(CustomerEntity.self)),
        .optional("number", .text(1...32)),
      ]
  }

  private static let get = Operation(
    .get, "/orders/{order}", "getOrder", "Read an order", for: .store(.staff), answer: .ok(.order)
  ) { call in
    .tagged(.order, try await order(of: call))
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.orderNotFound]
    $0.hasTag = true
  }

  private static let history = Operation(
    .get, "/orders/{order}/history", "listOrderHistory", "Read who moved an order, when and why", for: .store(.staff),
    answer: .init(
      status: .ok, meaning: "All steps, the oldest first",
      schema: .body("OrderHistory", [.needed("data", .list(View<OrderStep>.step.schema, 0...1_000))]))
  ) { call in
    let steps = try await call.rows.orders.history(of: order(of: call).id)
    return APIAnswer(status: .ok, body: .object([("data", View<OrderStep>.step.list(steps))]))
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.orderNotFound]
  }

  static func order(of call: APICall) async throws -> Order {
    guard let order = try await call.rows.orders.order(call.id("order", else: missing)) else { throw missing }
    return order
  }
}
