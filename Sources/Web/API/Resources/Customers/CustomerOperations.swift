import Commerce
import HTTPTypes
import Storage

/// The people a store sells to.
enum CustomerOperations {
  static let all = [list, create, get, update, erase, export]

  private static let missing = APIError.notFound(.customerNotFound, "customer")
  private static let pathValues = ["customer": Schema.id(CustomerEntity.self)]
  /// Of one person's export; a shop's best customer has fewer.
  private static let maximumOrders = 1_000

  private static let facts: [Schema.Property] = [
    .optional("name", Schema.text(1...200).orNull), .optional("phone", Schema.phone.orNull),
    .optional("address", Schema.text(1...500).orNull), .optional("language", Schema.language.orNull),
    .optional("email", Schema.email),
  ]

  private static let list = Operation(
    .get, "/customers", "listCustomers", "List customers, or find them by phone, e-mail or name", for: .store(.staff),
    answer: .page(.customer)
  ) { call in
    let page = call.page
    let filter = CustomerFilter(
      phone: call.query.text("phone"), email: call.query.text("email"), name: call.query.text("name"))
    let found = try await call.rows.customers.page(before: page.before(), limit: page.readLimit, filter)
    return page.answer(.customer, found) { $0.customer.id.rawValue }
  }.with {
    $0.note = "An e-mail address is looked for by its hash: addresses themselves are not kept."
    $0.query =
      Page.parameters + [
        .optional("phone", .phone), .optional("email", .email),
        .optional("name", .text(1...200, "any part of it, in any case")),
      ]
  }

  private static let create = Operation(
    .post, "/customers", "createCustomer", "Make a customer", for: .store(.staff), answer: .created(.customer)
  ) { call in
    var facts = Customer(id: CustomerID(0))
    apply(call.body, to: &facts)
    let id = try await call.rows.customers.create(facts, email: call.body.text("email"))
    guard let made = try await call.rows.customers.record(id) else { throw missing }
    return .created(.customer, made)
  }.with {
    $0.body = .body("NewCustomer", facts)
  }

  private static let get = Operation(
    .get, "/customers/{customer}", "getCustomer", "Read a customer", for: .store(.staff), answer: .ok(.customer)
  ) { call in
    guard let found = try await call.rows.customers.record(call.id("customer", else: missing)) else { throw missing }
    return .tagged(.customer, found)
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.customerNotFound]
    $0.hasTag = true
  }

  private static let update = Operation(
    .patch, "/customers/{customer}", "updateCustomer", "Change what is named of a customer", for: .store(.staff),
    answer: .ok(.customer)
  ) { call in
    let id: CustomerID = try call.id("customer", else: missing)
    let customers = try call.rows.customers
    let email = call.body.text("email")
    if let email, let known = try await customers.record(id) {
      try call.check(.customer, known)
      _ = try await customers.replace(known, with: known, email: email)
    }
    return try await call.edit(.customer, else: missing) {
      try await customers.record(id)
    } change: {
      apply(call.body, to: &$0.customer)
    } save: { old, new in
      try await customers.replace(old, with: new, email: nil)
    }
  }.with {
    $0.pathValues = pathValues
    $0.body = .body("CustomerChange", facts)
    $0.errors = [.customerNotFound, .editConflict]
    $0.isEdit = true
  }

  private static func apply(_ body: Fields, to customer: inout Customer) {
    body.set("name", &customer.name)
    body.set("phone", &customer.phone)
    body.set("address", &customer.address)
    body.set("language", &customer.language)
  }

  private static let erase = Operation(
    .delete, "/customers/{customer}", "eraseCustomer", "Erase a person; the books' figures stay without a name",
    for: .store(.admin), answer: .ok(.erasure)
  ) { call in
    let id: CustomerID = try call.id("customer", else: missing)
    guard let known = try await call.rows.customers.record(id) else { throw missing }
    try call.check(.customer, known)
    guard let rows = try await call.rows.customers.forget(id, who: call.who) else { throw missing }
    return .ok(.erasure, ErasureReceipt(customer: id, rows: rows))
  }.with {
    $0.note = "Orders that are still on their way keep name and address until they have arrived."
    $0.pathValues = pathValues
    $0.errors = [.customerNotFound]
  }

  private static let export = Operation(
    .get, "/customers/{customer}/export", "exportCustomer", "All that the store has of a person", for: .store(.admin),
    answer: .ok(.export)
  ) { call in
    let id: CustomerID = try call.id("customer", else: missing)
    guard let all = try await call.rows.customers.export(id, maximumOrders: maximumOrders) else { throw missing }
    return .ok(.export, all)
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.customerNotFound]
  }
}
