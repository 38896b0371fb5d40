import Commerce
import Storage

extension View<CustomerRecord> {
  static let customer = View(
    "Customer",
    [
      .init("id", .id(CustomerEntity.self)) { .id($0.customer.id) },
      .init("name", .text(0...10_000).orNull) { .maybe($0.customer.name) },
      .init("phone", .text(0...1_000).orNull) { .maybe($0.customer.phone) },
      .init("address", .text(0...10_000).orNull) { .maybe($0.customer.address) },
      .init("language", .text(0...100).orNull) { .maybe($0.customer.language) },
      .init("identities", .list(.text(0...1_000), 0...1_000, "who they are in the channels")) {
        .texts($0.customer.identities)
      },
      .init("points", .integer(-1_000_000_000_000...1_000_000_000_000)) { .integer($0.points) },
      .init("tier", .oneOf(LoyaltyTier.allCases.map(\.rawValue))) { .text($0.tier.rawValue) },
      .init("spent_minor", .amount()) { .integer($0.spentMinor) },
      .init("created_at", .time()) { .time($0.createdAt) },
    ])
}

/// What an erasure did, for whoever asked for it to keep.
struct ErasureReceipt: Sendable {
  let customer: CustomerID
  let rows: [String: Int]
}

extension View<ErasureReceipt> {
  static let erasure = View(
    "Erasure",
    [
      .init("customer_id", .id(CustomerEntity.self)) { .id($0.customer) },
      .init("rows", .map(.integer(0...1_000_000_000), maximum: 100, "erased or made nameless, by table")) { receipt in
        .object(receipt.rows.sorted { $0.key < $1.key }.map { ($0.key, .int($0.value)) })
      },
    ])
}

extension View<CustomerExport> {
  static let export = View(
    "CustomerExport",
    [
      .init("customer", View<CustomerRecord>.customer.schema) { View<CustomerRecord>.customer.json($0.record) },
      .init("addresses", .list(.text(0...10_000), 0...10_000)) { .texts($0.addresses) },
      .init("consents", .list(View<CustomerConsent>.consent.schema, 0...1_000)) {
        View<CustomerConsent>.consent.list($0.consents)
      },
      .init("orders", .list(View<Order>.order.schema, 0...1_000)) { View<Order>.order.list($0.orders) },
      .init("points", .list(entry, 0...100_000)) { export in
        .list(
          export.points.map {
            .object([("points", .integer($0.points)), ("reason", .text($0.reason)), ("at", .time($0.at))])
          })
      },
    ])

  private static let entry = Schema(
    .object([
      .needed("points", .integer(-1_000_000_000_000...1_000_000_000_000)), .needed("reason", .text(0...10_000)),
      .needed("at", .time()),
    ]))
}
