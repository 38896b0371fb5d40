import Commerce
import Storage

/// How a store charges, delivers, takes back and is found, as it is read and written by the API.
enum StoreRules {
  private static let maximumTaxes = 50
  private static let maximumZones = 200
  private static let maximumPlaces = 100

  private static let tax = Schema(
    .object([
      .needed("name", .text(1...100)),
      .needed("ppm", .integer(0...1_000_000, "82500 is 8.25 %")),
      .optional("category", Schema.text(1...100, "null: everything no other rate names").orNull),
    ]))

  private static let zone = Schema(
    .object([
      .needed("name", .text(1...100)),
      .needed("places", .list(.text(1...100), 0...500, "towns or postcodes; none: everywhere else")),
      .needed("fee_minor", .amount()),
      .optional("free_from_minor", Schema.amount("goods of at least this much are delivered free").orNull),
    ]))

  private static let place = Schema(
    .object([
      .needed("name", .text(1...200)), .optional("address", Schema.text(1...500).orNull),
      .optional("phone", Schema.text(1...50).orNull),
      .needed("latitude_e6", .integer(-90_000_000...90_000_000, "in millionths of a degree")),
      .needed("longitude_e6", .integer(-180_000_000...180_000_000, "in millionths of a degree")),
    ]))

  private static let opening = Schema(
    .object([
      .needed("weekday", .integer(1...7, "1 is Monday")),
      .needed("opens_minute", .integer(0...1_439, "since midnight, in the store's time zone")),
      .needed("closes_minute", .integer(1...1_440, "the first minute it is closed again")),
    ]))

  private static let color = Schema.text(
    TextRule(length: 7...7, pattern: "^#[0-9A-Fa-f]{6}$") { text in
      text.first == "#" && text.utf8.count == 7 && text.dropFirst().allSatisfy(\.isHexDigit)
    }, "#RRGGBB")

  static let facts: [Schema.Property] = [
    .optional("minimum_age", Schema.integer(1...120, "null asks nobody").orNull),
    .optional("return_days", Schema.integer(0...3_650).orNull),
    .optional("pickup_hours", Schema.text(1...500, "when goods can be picked up, for shoppers").orNull),
    .optional("return_condition", Schema.text(1...500, "such as `unused and in its box`").orNull),
    // Stripe's links live half an hour at least.
    .optional("hold_minutes", .integer(30...1_440)), .optional("prepaid_only", .flag),
    .optional("points_per_unit", Schema.integer(1...10_000, "for each whole unit paid; null keeps no points").orNull),
    .optional("prices_include_tax", .flag),
    .optional("delivery_tax_ppm", Schema.integer(0...1_000_000).orNull),
    .optional("taxes", .list(tax, 0...maximumTaxes)),
    .optional("zones", .list(zone, 0...maximumZones, "none: delivered everywhere at the store's fee")),
    .optional("places", .list(place, 0...maximumPlaces, "where shoppers find the store")),
    .optional("opening_hours", Schema.list(opening, 0...50, "null: not set; a day left out is closed").orNull),
    .optional("logo_url", Schema.webAddress.orNull), .optional("color", color.orNull),
    .optional("tagline", Schema.text(1...200).orNull),
  ]

  // MARK: Writing

  static func apply(_ body: Fields, to settings: inout StoreSettings) throws {
    var selling = settings.selling ?? SellingRules()
    apply(body, to: &selling)
    if settings.selling != nil || selling != SellingRules() { settings.selling = selling }
    if body.has("places") { settings.places = filled(body.list("places").map(readPlace)) }
    if body.has("opening_hours") { settings.openingHours = try hours(body) }
    var branding = settings.branding ?? StoreBranding()
    body.set("logo_url", &branding.logoURL)
    body.set("color", &branding.color)
    body.set("tagline", &branding.tagline)
    if settings.branding != nil || branding != StoreBranding() { settings.branding = branding }
  }

  private static func apply(_ body: Fields, to selling: inout SellingRules) {
    body.set("minimum_age", &selling.minimumAge)
    body.set("return_days", &selling.returnDays)
    body.set("pickup_hours", &selling.pickupHours)
    body.set("return_condition", &selling.returnCondition)
    body.set("points_per_unit", &selling.pointsPerUnit)
    if let minutes = body.int("hold_minutes") { selling.holdMinutes = minutes }
    if let isPrepaid = body.flag("prepaid_only") { selling.isPrepaidOnly = isPrepaid }
    if let isIncluded = body.flag("prices_include_tax") { selling.pricesIncludeTax = isIncluded }
    if body.has("delivery_tax_ppm") {
      selling.deliveryTax = body.integer("delivery_tax_ppm").map { PartsPerMillion(rawValue: $0) }
    }
    if body.has("taxes") {
      selling.taxes = filled(
        body.list("taxes").map {
          TaxRate(
            name: $0.text("name") ?? "", rate: PartsPerMillion(rawValue: $0.integer("ppm") ?? 0),
            category: $0.text("category"))
        })
    }
    if body.has("zones") {
      selling.zones = filled(
        body.list("zones").map {
          DeliveryZone(
            name: $0.text("name") ?? "", places: $0.texts("places") ?? [], feeMinor: $0.integer("fee_minor") ?? 0,
            freeFromMinor: $0.integer("free_from_minor"))
        })
    }
  }

  private static func filled<Value>(_ values: [Value]) -> [Value]? { values.isEmpty ? nil : values }

  private static func readPlace(_ fields: Fields) -> StorePlace {
    func degrees(_ name: String) -> Double { Double(fields.integer(name) ?? 0) / 1_000_000 }
    return StorePlace(
      name: fields.text("name") ?? "", address: fields.text("address"), phone: fields.text("phone"),
      latitude: degrees("latitude_e6"), longitude: degrees("longitude_e6"))
  }

  private static func hours(_ body: Fields) throws -> [Int: [OpeningInterval]]? {
    guard body.texts("opening_hours") != nil else { return nil }
    var hours: [Int: [OpeningInterval]] = [:]
    for (index, opening) in body.list("opening_hours").enumerated() {
      let interval = OpeningInterval(
        opensMinute: opening.int("opens_minute") ?? 0, closesMinute: opening.int("closes_minute") ?? 0)
      guard interval.opensMinute < interval.closesMinute else {
        throw APIError(.invalidBody, "The body 'opening_hours[\(index)]' closes before it opens.")
      }
      hours[opening.int("weekday") ?? 0, default: []].append(interval)
    }
    return hours.mapValues { $0.sorted { $0.opensMinute < $1.opensMinute } }
  }
}

extension View<Store> {
  static let rules: [Field] = charging + finding

  private static let charging: [Field] = [
    .init("minimum_age", .integer(0...200, "null asks nobody").orNull) { .maybe($0.selling.minimumAge) },
    .init("return_days", .integer(0...100_000, "days after delivery; null takes nothing back in the chat").orNull) {
      .maybe($0.selling.returnDays)
    },
    .init("pickup_hours", .text(0...10_000).orNull) { .maybe($0.selling.pickupHours) },
    .init("return_condition", .text(0...10_000).orNull) { .maybe($0.selling.returnCondition) },
    .init("hold_minutes", .integer(0...100_000, "how long goods are held for an online payment")) {
      .int($0.selling.holdMinutes ?? SellingRules.defaultHoldMinutes)
    },
    .init("prepaid_only", .flag) { .bool($0.selling.isPrepaidOnly ?? false) },
    .init("points_per_unit", .integer(0...1_000_000, "null keeps no points").orNull) {
      .maybe($0.selling.pointsPerUnit)
    },
    .init("prices_include_tax", .flag) { .bool($0.selling.taxIsInPrices) },
    .init("delivery_tax_ppm", .integer(0...1_000_000).orNull) { .maybe($0.selling.deliveryTax?.rawValue) },
    .init("taxes", .list(View<TaxRate>.tax.schema, 0...1_000)) { View<TaxRate>.tax.list($0.selling.taxes ?? []) },
    .init("zones", .list(View<DeliveryZone>.zone.schema, 0...1_000)) {
      View<DeliveryZone>.zone.list($0.selling.zones ?? [])
    },
  ]

  private static let finding: [Field] = [
    .init("places", .list(View<StorePlace>.place.schema, 0...1_000)) {
      View<StorePlace>.place.list($0.settings.places ?? [])
    },
    .init("opening_hours", Schema.list(View<OpeningDay>.opening.schema, 0...1_000, "null: not set").orNull) { store in
      store.settings.openingHours.map { View<OpeningDay>.opening.list(OpeningDay.all(of: $0)) } ?? .null
    },
    .init("logo_url", .text(0...10_000).orNull) { .maybe($0.settings.branding?.logoURL) },
    .init("color", .text(0...100).orNull) { .maybe($0.settings.branding?.color) },
    .init("tagline", .text(0...10_000).orNull) { .maybe($0.settings.branding?.tagline) },
  ]
}

extension Store {
  fileprivate var selling: SellingRules { settings.selling ?? SellingRules() }
}

extension View<TaxRate> {
  static let tax = View(
    "Tax",
    [
      .init("name", .text(0...1_000)) { .text($0.name) },
      .init("ppm", .integer(0...1_000_000, "82500 is 8.25 %")) { .integer($0.rate.rawValue) },
      .init("category", .text(0...1_000, "null: everything no other rate names").orNull) { .maybe($0.category) },
    ])
}

extension View<DeliveryZone> {
  static let zone = View(
    "DeliveryZone",
    [
      .init("name", .text(0...1_000)) { .text($0.name) },
      .init("places", .list(.text(0...1_000), 0...10_000, "none: everywhere else")) { .texts($0.places) },
      .init("fee_minor", .amount()) { .integer($0.feeMinor) },
      .init("free_from_minor", Schema.amount().orNull) { .maybe($0.freeFromMinor) },
    ])
}

extension View<StorePlace> {
  static let place = View(
    "StorePlace",
    [
      .init("name", .text(0...1_000)) { .text($0.name) },
      .init("address", .text(0...10_000).orNull) { .maybe($0.address) },
      .init("phone", .text(0...1_000).orNull) { .maybe($0.phone) },
      .init("latitude_e6", .integer(-1_000_000_000...1_000_000_000)) { .degrees($0.latitude) },
      .init("longitude_e6", .integer(-1_000_000_000...1_000_000_000)) { .degrees($0.longitude) },
    ])
}

/// One opening of a weekday.
struct OpeningDay: Hashable, Sendable {
  /// 1 is Monday.
  var weekday: Int
  var interval: OpeningInterval

  static func all(of hours: [Int: [OpeningInterval]]) -> [OpeningDay] {
    hours.sorted { $0.key < $1.key }.flatMap { day, intervals in
      intervals.map { OpeningDay(weekday: day, interval: $0) }
    }
  }
}

extension View<OpeningDay> {
  static let opening = View(
    "Opening",
    [
      .init("weekday", .integer(1...7, "1 is Monday")) { .int($0.weekday) },
      .init("opens_minute", .integer(0...1_440)) { .int($0.interval.opensMinute) },
      .init("closes_minute", .integer(0...1_440)) { .int($0.interval.closesMinute) },
    ])
}

extension JSON {
  fileprivate static func degrees(_ degrees: Double) -> JSON {
    .integer(Int64((max(-360, min(360, degrees)) * 1_000_000).rounded()))
  }
}
