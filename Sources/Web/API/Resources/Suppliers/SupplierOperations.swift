import Commerce
import HTTPTypes
import Storage

/// Whom a store buys from, and what they ask.
enum SupplierOperations {
  static let all = [list, create, get, update, offers, setOffer, removeOffer]

  private static let missing = APIError.notFound(.supplierNotFound, "supplier")
  private static let pathValues = ["supplier": Schema.id(SupplierEntity.self)]
  private static let offerPath = pathValues.merging(VariantOperations.pathValues) { first, _ in first }

  private static let facts: [Schema.Property] = [
    .optional("email", Schema.email.orNull), .optional("phone", Schema.phone.orNull),
    .optional("website", Schema.webAddress.orNull), .optional("note", Schema.text(0...2_000).orNull),
  ]

  private static let list = Operation(
    .get, "/suppliers", "listSuppliers", "List suppliers", for: .store(.staff), answer: .page(.supplier)
  ) { call in
    let page = call.page
    let found = try await call.rows.suppliers.page(before: page.before(), limit: page.readLimit)
    return page.answer(.supplier, found) { $0.id.rawValue }
  }.with {
    $0.query = Page.parameters
  }

  private static let create = Operation(
    .post, "/suppliers", "createSupplier", "Add somebody the store buys from", for: .store(.admin),
    answer: .created(.supplier)
  ) { call in
    var supplier = Supplier(id: call.newID(), name: call.body.text("name") ?? "")
    apply(call.body, to: &supplier)
    let (made, suppliers) = (supplier, try call.rows.suppliers)
    try await refusingName(made.name) { try await suppliers.save(made) }
    return .created(.supplier, made)
  }.with {
    $0.body = .body("NewSupplier", [.needed("name", .text(1...200))] + facts)
    $0.errors = [.supplierNameTaken]
  }

  private static let get = Operation(
    .get, "/suppliers/{supplier}", "getSupplier", "Read a supplier", for: .store(.staff), answer: .ok(.supplier)
  ) { call in
    .tagged(.supplier, try await supplier(of: call))
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.supplierNotFound]
    $0.hasTag = true
  }

  private static let update = Operation(
    .patch, "/suppliers/{supplier}", "updateSupplier", "Change what is named of a supplier", for: .store(.admin),
    answer: .ok(.supplier)
  ) { call in
    let id: SupplierID = try call.id("supplier", else: missing)
    let suppliers = try call.rows.suppliers
    return try await call.edit(.supplier, else: missing) {
      try await suppliers.supplier(id)
    } change: { supplier in
      if let name = call.body.text("name") { supplier.name = name }
      apply(call.body, to: &supplier)
    } save: { old, new in
      try await refusingName(new.name) { try await suppliers.replace(old, with: new) }
    }
  }.with {
    $0.pathValues = pathValues
    $0.body = .body("SupplierChange", [.optional("name", .text(1...200))] + facts)
    $0.errors = [.supplierNotFound, .supplierNameTaken, .editConflict]
    $0.isEdit = true
  }

  private static let offers = Operation(
    .get, "/variants/{variant}/offers", "listOffers", "List what suppliers ask for a variant", for: .store(.staff),
    answer: .init(
      status: .ok, meaning: "All of them, the preferred first, then the cheapest",
      schema: .body("OfferList", [.needed("data", .list(View<SupplierOffer>.offer.schema, 0...10_000))]))
  ) { call in
    let variant = try await VariantOperations.variant(of: call)
    let found = try await call.rows.suppliers.offers(for: variant)
    return APIAnswer(status: .ok, body: .object([("data", View<SupplierOffer>.offer.list(found))]))
  }.with {
    $0.pathValues = VariantOperations.pathValues
    $0.errors = [.variantNotFound]
  }

  private static let setOffer = Operation(
    .put, "/variants/{variant}/offers/{supplier}", "setOffer", "Say what a supplier asks for a variant",
    for: .store(.admin), answer: .ok(.offer)
  ) { call in
    let offer = SupplierOffer(
      supplierID: try await supplier(of: call).id, variantID: try await VariantOperations.variant(of: call),
      supplierSKU: call.body.text("supplier_sku"),
      cost: Money(minorUnits: call.body.integer("cost_minor") ?? 0, currency: try call.store.currency),
      leadDays: call.body.int("lead_days"), minimumQuantity: call.body.int("minimum_quantity") ?? 1,
      isPreferred: call.body.flag("is_preferred") ?? false)
    try await call.rows.suppliers.save(offer)
    return .ok(.offer, offer)
  }.with {
    $0.pathValues = offerPath
    $0.body = .body(
      "NewOffer",
      [
        .needed("cost_minor", .amount("for one piece")), .optional("supplier_sku", Schema.text(1...100).orNull),
        .optional("lead_days", Schema.integer(0...3_650).orNull),
        .optional("minimum_quantity", .integer(1...1_000_000)), .optional("is_preferred", .flag),
      ])
    $0.errors = [.variantNotFound, .supplierNotFound]
  }

  private static let removeOffer = Operation(
    .delete, "/variants/{variant}/offers/{supplier}", "removeOffer", "Take a supplier's offer away",
    for: .store(.admin), answer: .empty
  ) { call in
    let none = APIError(.offerNotFound, "This supplier offers no such variant.")
    let (supplier, variant): (SupplierID, VariantID) = (
      try call.id("supplier", else: none), try call.id("variant", else: none)
    )
    guard try await call.rows.suppliers.removeOffer(of: supplier, for: variant) else { throw none }
    return .empty
  }.with {
    $0.pathValues = offerPath
    $0.errors = [.offerNotFound]
  }

  private static func supplier(of call: APICall) async throws -> Supplier {
    guard let found = try await call.rows.suppliers.supplier(call.id("supplier", else: missing)) else { throw missing }
    return found
  }

  private static func refusingName<Value>(_ name: String, _ work: () async throws -> Value) async throws -> Value {
    do { return try await work() } catch StorageError.constraintViolation(_) {
      throw APIError(.supplierNameTaken, "Another supplier of this store is named '\(name)'.")
    }
  }

  private static func apply(_ body: Fields, to supplier: inout Supplier) {
    body.set("email", &supplier.email)
    body.set("phone", &supplier.phone)
    body.set("website", &supplier.website)
    body.set("note", &supplier.note)
  }
}

extension View<Supplier> {
  static let supplier = View(
    "Supplier",
    [
      .init("id", .id(SupplierEntity.self)) { .id($0.id) },
      .init("name", .text(0...1_000)) { .text($0.name) },
      .init("email", .text(0...1_000).orNull) { .maybe($0.email) },
      .init("phone", .text(0...1_000).orNull) { .maybe($0.phone) },
      .init("website", .text(0...10_000).orNull) { .maybe($0.website) },
      .init("note", .text(0...10_000).orNull) { .maybe($0.note) },
    ])
}

extension View<SupplierOffer> {
  static let offer = View(
    "SupplierOffer",
    [
      .init("supplier_id", .id(SupplierEntity.self)) { .id($0.supplierID) },
      .init("variant_id", .id(VariantEntity.self)) { .id($0.variantID) },
      .init("supplier_sku", .text(0...1_000).orNull) { .maybe($0.supplierSKU) },
      .init("cost_minor", .amount("for one piece")) { .integer($0.cost.minorUnits) },
      .init("currency", .currency) { .text($0.cost.currency.code) },
      .init("lead_days", .integer(0...1_000_000, "until it is there").orNull) { .maybe($0.leadDays) },
      .init("minimum_quantity", .integer(0...1_000_000_000)) { .int($0.minimumQuantity) },
      .init("is_preferred", .flag) { .bool($0.isPreferred) },
    ])
}
