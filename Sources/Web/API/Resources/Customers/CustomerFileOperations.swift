import Commerce
import HTTPTypes
import Storage

/// A customer's addresses, and what they have agreed to.
enum CustomerFileOperations {
  static let all = [addresses, keepAddress, removeAddress, consents, setConsent]

  private static let missing = APIError.notFound(.customerNotFound, "customer")
  private static let noAddress = APIError(.addressNotFound, "The customer has no such address.")
  private static let pathValues = ["customer": Schema.id(CustomerEntity.self)]

  private static let addresses = Operation(
    .get, "/customers/{customer}/addresses", "listCustomerAddresses", "List where a customer's goods went",
    for: .store(.staff), answer: .page(.address)
  ) { call in
    let page = call.page
    let found = try await call.rows.customers.addresses(
      of: call.id("customer", else: missing), before: page.before, limit: page.readLimit)
    guard let found else { throw missing }
    return page.answer(.address, found) { $0.id }
  }.with {
    $0.query = Page.parameters
    $0.pathValues = pathValues
    $0.errors = [.customerNotFound]
  }

  private static let keepAddress = Operation(
    .post, "/customers/{customer}/addresses", "createCustomerAddress", "Write down an address of a customer",
    for: .store(.staff), answer: .created(.address)
  ) { call in
    let made = try await call.rows.customers.keepAddress(
      call.body.text("address") ?? "", label: call.body.text("label"), of: call.id("customer", else: missing))
    guard let made else { throw missing }
    return .created(.address, made)
  }.with {
    $0.note = "The same address again is the one that is there. Deliveries write theirs down by themselves."
    $0.pathValues = pathValues
    $0.body = .body(
      "NewAddress", [.needed("address", .text(1...500)), .optional("label", Schema.text(1...100, "`home`").orNull)])
    $0.errors = [.customerNotFound]
  }

  private static let removeAddress = Operation(
    .delete, "/customers/{customer}/addresses/{address}", "removeCustomerAddress", "Forget an address",
    for: .store(.staff), answer: .empty
  ) { call in
    guard let address = call.path["address"].flatMap({ Int64($0) }) else { throw noAddress }
    guard try await call.rows.customers.removeAddress(address, of: call.id("customer", else: noAddress)) else {
      throw noAddress
    }
    return .empty
  }.with {
    $0.pathValues = pathValues.merging(["address": .number]) { first, _ in first }
    $0.errors = [.addressNotFound]
  }

  private static let consents = Operation(
    .get, "/customers/{customer}/consents", "listConsents", "List what a customer has agreed to, or not",
    for: .store(.staff),
    answer: .init(
      status: .ok, meaning: "Each purpose once, in order",
      schema: .body(
        "ConsentList",
        [.needed("data", .list(View<CustomerConsent>.consent.schema, 0...1_000))]))
  ) { call in
    guard let found = try await call.rows.customers.consents(of: call.id("customer", else: missing)) else {
      throw missing
    }
    return APIAnswer(status: .ok, body: .object([("data", View<CustomerConsent>.consent.list(found))]))
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.customerNotFound]
  }

  private static let setConsent = Operation(
    .put, "/customers/{customer}/consents/{purpose}", "setConsent", "Write down that a customer agrees, or no longer",
    for: .store(.staff), answer: .ok(.consent)
  ) { call in
    let set = try await call.rows.customers.setConsent(
      call.path["purpose"] ?? "", isGiven: call.body.flag("is_given") ?? false,
      source: "\(call.who): \(call.body.text("source") ?? "")", of: call.id("customer", else: missing))
    guard let set else { throw missing }
    return .ok(.consent, set)
  }.with {
    $0.note = "`messages` is what somebody takes back who writes `stop`: it is written down, and changed, in the chat."
    $0.pathValues = pathValues.merging(["purpose": purpose]) { first, _ in first }
    $0.body = .body(
      "ConsentChange",
      [.needed("is_given", .flag), .needed("source", .text(1...500, "how they said so"))])
    $0.errors = [.customerNotFound]
  }

  private static let purpose = Schema.oneOf(["marketing", "analytics", "profiling", "third_parties", "data_storage"])
}

extension View<CustomerAddress> {
  static let address = View(
    "CustomerAddress",
    [
      .init("id", .number) { .text(String($0.id)) },
      .init("label", .text(0...1_000).orNull) { .maybe($0.label) },
      .init("address", .text(0...10_000)) { .text($0.address) },
      .init("used_at", .time("last written down or delivered to")) { .time($0.usedAt) },
    ])
}

extension View<CustomerConsent> {
  static let consent = View(
    "Consent",
    [
      .init("purpose", .text(0...100)) { .text($0.purpose) },
      .init("is_given", .flag) { .bool($0.isGiven) },
      .init("source", .text(0...10_000, "who wrote it down, and how it was said")) { .text($0.source) },
      .init("at", .time()) { .time($0.at) },
    ])
}
