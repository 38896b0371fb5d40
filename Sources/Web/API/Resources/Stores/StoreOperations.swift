import Commerce
import Foundation
import HTTPTypes
import Storage

/// The shops somebody works for. The path names the store here, so that there is no `?store=`.
enum StoreOperations {
  static let all = [list, create, get, update, remove, summary]

  private static let missing = APIError(.storeNotFound, "You have no such store.")
  private static let pathValues = ["store": Schema.id(StoreEntity.self)]

  private static let facts: [Schema.Property] =
    [
      .optional("time_zone", .timeZone), .optional("language", .language), .optional("fulfilments", .fulfilments),
      .optional("delivery_fee_minor", .amount()), .optional("free_delivery_from_minor", Schema.amount().orNull),
    ] + StoreRules.facts
    + StoreText.all.map { .optional($0.name, Schema.text(1...2_000, $0.note).orNull) }

  private static let list = Operation(
    .get, "/stores", "listStores", "List the stores you have a role in", for: .user, answer: .page(.store)
  ) { call in
    let page = call.page
    let own = call.principal?.memberships.map(\.storeID) ?? []
    let shown = own.sorted(by: >).filter { $0.rawValue < page.before ?? .max }.prefix(page.readLimit)
    return page.answer(.store, try await call.storage.stores.stores(Array(shown))) { $0.id.rawValue }
  }.with {
    $0.query = Page.parameters
    $0.errors = [.storeNotFound]
  }

  private static let create = Operation(
    .post, "/stores", "createStore", "Open a store; you are its owner", for: .user, answer: .created(.store)
  ) { call in
    guard let user = call.principal?.user else {
      throw APIError(.forbidden, "A machine's key belongs to its store and opens no other.")
    }
    guard
      call.parts.settings.isRegistrationOpen
        || (call.principal?.memberships ?? []).contains(where: { $0.role >= .admin })
    else { throw APIError(.forbidden, "To open a store takes the role admin in another.") }
    let currency = call.body.text("currency").flatMap { Currency(code: $0) } ?? .usd
    var store = Store(
      id: StoreID(0), slug: call.body.text("slug") ?? "", name: call.body.text("name") ?? "", currency: currency)
    try apply(call.body, to: &store)
    guard let made = try await call.storage.stores.create(store, owner: user, once: call.claim) else {
      throw APIError(.slugTaken, "Another store on this server has the slug \(store.slug).")
    }
    return .created(.store, made)
  }.with {
    $0.body = .body(
      "NewStore",
      [.needed("slug", .slug), .needed("name", .text(1...200)), .optional("currency", .currency)] + facts)
    $0.errors = [.forbidden, .slugTaken]
  }

  private static let get = Operation(
    .get, "/stores/{store}", "getStore", "Read a store", for: .user, answer: .ok(.store)
  ) { call in
    .tagged(.store, try await store(of: call, at: .staff))
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.storeNotFound]
    $0.hasTag = true
  }

  private static let update = Operation(
    .patch, "/stores/{store}", "updateStore", "Change what is named of a store", for: .user, answer: .ok(.store)
  ) { call in
    let id = try await store(of: call, at: .admin).id
    let stores = call.storage.stores
    return try await call.edit(.store, else: missing) {
      try await stores.stores([id]).first
    } change: { store in
      if let name = call.body.text("name") { store.name = name }
      try apply(call.body, to: &store)
    } save: { old, new in
      try await stores.replace(old, with: new)
    }
  }.with {
    $0.note = "The currency stays: every price is an amount of it."
    $0.pathValues = pathValues
    $0.body = .body("StoreChange", [.optional("name", .text(1...200))] + facts)
    $0.errors = [.storeNotFound, .forbidden, .editConflict]
    $0.isEdit = true
  }

  private static let remove = Operation(
    .delete, "/stores/{store}", "removeStore", "Take away a store in which nothing has happened yet", for: .user,
    answer: .empty
  ) { call in
    let store = try await store(of: call, at: .owner)
    guard try await call.storage.stores.remove(store.id) else {
      throw APIError(.storeInUse, "The store has goods, customers or orders: it stays.")
    }
    return .empty
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.storeNotFound, .forbidden, .storeInUse]
  }

  private static let summary = Operation(
    .get, "/stores/{store}/summary", "summarizeStore", "How much there is in a store, and how much waits", for: .user,
    answer: .ok(.summary)
  ) { call in
    .ok(.summary, try await call.storage.stores.summary(store(of: call, at: .staff).id))
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.storeNotFound]
  }

  /// - Throws: `store_not_found` for a store that is another's, as for one that is not there.
  private static func store(of call: APICall, at least: StoreRole) async throws -> Store {
    let id: StoreID = try call.id("store", else: missing)
    guard let role = call.principal?.role(in: id), let store = try await call.storage.stores.stores([id]).first else {
      throw missing
    }
    guard role >= least else { throw APIError(.forbidden, "This takes the role \(least.rawValue) in the store.") }
    return store
  }

  private static func apply(_ body: Fields, to store: inout Store) throws {
    if let zone = body.text("time_zone") {
      guard zone == "UTC" || TimeZone.knownTimeZoneIdentifiers.contains(zone) else {
        throw APIError(.invalidBody, "'time_zone' is no IANA name that is known here.")
      }
      store.timeZone = zone
    }
    if let language = body.text("language") { store.language = language }
    for text in StoreText.all { body.set(text.name, &store.settings[keyPath: text.path]) }
    if let names = body.texts("fulfilments") {
      store.settings.fulfilments = Fulfilment.offered.filter { names.contains($0.rawValue) }
    }
    if let fee = body.integer("delivery_fee_minor") { store.settings.deliveryFeeMinor = fee }
    body.set("free_delivery_from_minor", &store.settings.freeDeliveryFromMinor)
    try StoreRules.apply(body, to: &store.settings)
  }
}
