import Commerce
import Foundation
import Storage

extension Schema {
  static let timeZone = Schema.text(
    TextRule(length: 1...64, pattern: "^(UTC|[A-Z][A-Za-z_]{1,20}/[A-Za-z0-9_+/-]{1,40})$") { text in
      text == "UTC" || (text.contains("/") && text.utf8.allSatisfy { $0 > 32 && $0 < 127 })
    }, "IANA name, such as Europe/Lisbon")

  static let fulfilments = Schema.list(
    .oneOf(Fulfilment.offered.map(\.rawValue)), 1...Fulfilment.offered.count)
}

extension View<Store> {
  static let store = View("Store", identity + texts + delivering + rules)

  private static let identity: [Field] = [
    .init("id", .id(StoreEntity.self)) { .id($0.id) },
    .init("slug", .slug) { .text($0.slug) },
    .init("name", .text(0...1_000)) { .text($0.name) },
    .init("currency", .currency) { .text($0.currency.code) },
    .init("time_zone", .text(0...100, "IANA name")) { .text($0.timeZone) },
    .init("language", .text(0...100, "ISO 639-1")) { .text($0.language) },
  ]

  private static let texts: [Field] = StoreText.all.map { text in
    .init(text.name, .text(0...100_000, text.note).orNull) { .maybe($0.settings[keyPath: text.path]) }
  }

  private static let delivering: [Field] = [
    .init("fulfilments", .list(.oneOf(Fulfilment.offered.map(\.rawValue)), 0...10)) {
      .texts($0.settings.fulfilments.map(\.rawValue))
    },
    .init("delivery_fee_minor", .amount()) { .integer($0.settings.deliveryFeeMinor) },
    .init("free_delivery_from_minor", Schema.amount("goods of at least this much are delivered free").orNull) {
      .maybe($0.settings.freeDeliveryFromMinor)
    },
  ]
}

/// A sentence that a shop says of itself.
struct StoreText: Sendable {
  let name: String
  let note: String?
  let path: any WritableKeyPath<StoreSettings, String?> & Sendable

  static let all = [
    StoreText(name: "hours", note: "a sentence for shoppers", path: \.hoursText),
    StoreText(name: "address", note: nil, path: \.address), StoreText(name: "phone", note: nil, path: \.phone),
    StoreText(name: "email", note: nil, path: \.email), StoreText(name: "website", note: nil, path: \.website),
    StoreText(name: "delivery", note: "a sentence for shoppers", path: \.deliveryText),
    StoreText(name: "returns", note: "a sentence for shoppers", path: \.returnsText),
    StoreText(name: "payment", note: "a sentence for shoppers", path: \.paymentText),
    StoreText(name: "about", note: "a sentence for shoppers", path: \.about),
  ]
}

extension View<StoreSummary> {
  static let summary = View(
    "StoreSummary",
    [
      .init("products", .integer(0...1_000_000_000, "active ones")) { .int($0.products) },
      .init("customers", .integer(0...1_000_000_000)) { .int($0.customers) },
      .init("open_orders", .integer(0...1_000_000_000, "confirmed and not yet delivered")) { .int($0.openOrders) },
      .init("pending_orders", .integer(0...1_000_000_000, "waiting for their payment")) { .int($0.heldOrders) },
      .init("open_tasks", .integer(0...1_000_000_000)) { .int($0.openTasks) },
    ])
}
