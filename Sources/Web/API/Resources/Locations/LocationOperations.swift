import Commerce
import HTTPTypes
import Storage

/// Where a store's goods lie.
enum LocationOperations {
  static let all = [list, create, update, levels, count]

  private static let missing = APIError.notFound(.locationNotFound, "location")
  private static let pathValues = ["location": Schema.id(LocationEntity.self)]

  /// In millionths of a degree, so that no number is rounded on its way.
  private static let facts: [Schema.Property] = [
    .optional("address", Schema.text(1...500).orNull),
    .optional("latitude_e6", Schema.integer(-90_000_000...90_000_000, "in millionths of a degree").orNull),
    .optional("longitude_e6", Schema.integer(-180_000_000...180_000_000, "in millionths of a degree").orNull),
    .optional("is_default", .flag("orders take from it first")),
  ]

  private static let list = Operation(
    .get, "/locations", "listLocations", "List the places where goods lie", for: .store(.staff),
    answer: .init(
      status: .ok, meaning: "All of them, the main one first",
      schema: .body("LocationList", [.needed("data", .list(View<StockLocation>.location.schema, 0...10_000))]))
  ) { call in
    let found = try await call.rows.stock.locations()
    return APIAnswer(status: .ok, body: .object([("data", View<StockLocation>.location.list(found))]))
  }

  private static let create = Operation(
    .post, "/locations", "createLocation", "Add a place where goods lie", for: .store(.admin),
    answer: .created(.location)
  ) { call in
    var location = StockLocation(id: call.newID(), name: call.body.text("name") ?? "")
    try apply(call.body, to: &location)
    let (made, stock) = (location, try call.rows.stock)
    try await refusingName(made) { try await stock.save(made) }
    return .created(.location, made)
  }.with {
    $0.body = .body("NewLocation", [.needed("name", .text(1...200))] + facts)
    $0.errors = [.locationNameTaken]
  }

  private static let update = Operation(
    .patch, "/locations/{location}", "updateLocation", "Change what is named of a place", for: .store(.admin),
    answer: .ok(.location)
  ) { call in
    var location = try await location(of: call)
    try call.check(.location, location)
    if let name = call.body.text("name") { location.name = name }
    try apply(call.body, to: &location)
    let (changed, stock) = (location, try call.rows.stock)
    try await refusingName(changed) { try await stock.save(changed) }
    return .tagged(.location, changed)
  }.with {
    $0.pathValues = pathValues
    $0.body = .body("LocationChange", [.optional("name", .text(1...200))] + facts)
    $0.errors = [.locationNotFound, .locationNameTaken]
    $0.isEdit = true
  }

  private static let levels = Operation(
    .get, "/variants/{variant}/levels", "listStockLevels", "Read how many pieces of a variant lie where",
    for: .store(.staff),
    answer: .init(
      status: .ok, meaning: "All of them; together they are the variant's stock",
      schema: .body("StockLevelList", [.needed("data", .list(View<StockLevel>.level.schema, 0...10_000))]))
  ) { call in
    let levels = try await call.rows.stock.levels(of: VariantOperations.variant(of: call))
    return APIAnswer(status: .ok, body: .object([("data", View<StockLevel>.level.list(levels))]))
  }.with {
    $0.note = "Empty where nobody counts. What lies in no place is in the shop itself: `location_id` is null."
    $0.pathValues = VariantOperations.pathValues
    $0.errors = [.variantNotFound]
  }

  private static let count = Operation(
    .put, "/variants/{variant}/levels/{location}", "countStockLevel", "Count a variant anew at a place",
    for: .store(.staff), answer: .ok(.level)
  ) { call in
    let place = try await location(of: call).id
    let counted = call.body.int("counted") ?? 0
    let why = "\(call.who): \(call.body.text("reason") ?? "")"
    do {
      try await call.rows.stock.setLevel(counted, of: VariantOperations.variant(of: call), at: place, why: why)
    } catch StorageError.badValue(_, _, _) {
      throw APIError(.stockNegative, "As few cannot lie there: more than that is held for orders.")
    }
    return .ok(.level, StockLevel(location: place, stock: counted))
  }.with {
    $0.note = "The variant's stock changes by the difference."
    $0.pathValues = pathValues.merging(VariantOperations.pathValues) { first, _ in first }
    $0.body = .body(
      "CountedLevel", [.needed("counted", .integer(0...1_000_000_000)), .needed("reason", .text(1...500))])
    $0.errors = [.variantNotFound, .locationNotFound, .stockNegative]
  }

  private static func location(of call: APICall) async throws -> StockLocation {
    let id: LocationID = try call.id("location", else: missing)
    guard let found = try await call.rows.stock.locations().first(where: { $0.id == id }) else { throw missing }
    return found
  }

  private static func apply(_ body: Fields, to location: inout StockLocation) throws {
    body.set("address", &location.address)
    if let isDefault = body.flag("is_default") { location.isDefault = isDefault }
    guard body.has("latitude_e6") || body.has("longitude_e6") else { return }
    switch (body.integer("latitude_e6"), body.integer("longitude_e6")) {
    case (let latitude?, let longitude?):
      location.place = GeoPoint(latitudeE6: latitude, longitudeE6: longitude)
    case (nil, nil): location.place = nil
    default: throw APIError(.invalidBody, "Send 'latitude_e6' and 'longitude_e6' together.")
    }
  }

  private static func refusingName(_ location: StockLocation, _ work: () async throws -> Void) async throws {
    do { try await work() } catch StorageError.constraintViolation(_) {
      throw APIError(.locationNameTaken, "Another place of this store is named '\(location.name)'.")
    }
  }
}

extension View<StockLocation> {
  static let location = View(
    "Location",
    [
      .init("id", .id(LocationEntity.self)) { .id($0.id) },
      .init("name", .text(0...1_000)) { .text($0.name) },
      .init("address", .text(0...1_000).orNull) { .maybe($0.address) },
      .init("latitude_e6", Schema.integer(-90_000_000...90_000_000, "in millionths of a degree").orNull) {
        .maybe($0.place?.latitudeE6)
      },
      .init("longitude_e6", Schema.integer(-180_000_000...180_000_000, "in millionths of a degree").orNull) {
        .maybe($0.place?.longitudeE6)
      },
      .init("is_default", .flag("orders take from it first")) { .bool($0.isDefault) },
    ])
}

extension View<StockLevel> {
  static let level = View(
    "StockLevel",
    [
      .init("location_id", .id(LocationEntity.self).orNull) { .maybe($0.location) },
      .init("stock", .integer(-1_000_000_000...1_000_000_000_000)) { .int($0.stock) },
    ])
}
