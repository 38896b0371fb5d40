/// How a shop charges, delivers and takes back. Everything has a default, so that a new shop sells at once.
package struct SellingRules: Hashable, Codable, Sendable {
  /// How long goods are held for an online payment. Stripe's links live 30 minutes at least.
  package static let defaultHoldMinutes = 30

  package var holdMinutes: Int?
  /// Years; nil asks nobody.
  package var minimumAge: Int?
  package var taxes: [TaxRate]?
  /// Whether prices have the tax in them already.
  package var pricesIncludeTax: Bool?
  /// The rate on the delivery fee; none where nil.
  package var deliveryTax: PartsPerMillion?
  /// Where is delivered to and for how much; everywhere at the store's fee where nil.
  package var zones: [DeliveryZone]?
  /// When goods can be picked up, where that is not all the time the shop is open: a sentence for shoppers.
  package var pickupHours: String?
  /// Days after delivery in which goods are taken back; nil takes nothing back in the chat.
  package var returnDays: Int?
  /// "unused and in its box"
  package var returnCondition: String?
  /// Points for each whole unit of the currency paid; nil keeps no points.
  package var pointsPerUnit: Int?
  /// No cash: only online payment, where a provider is set up.
  package var isPrepaidOnly: Bool?

  package init() {}

  /// As they stand in a shop's file and in its settings.
  package enum CodingKeys: String, CodingKey, CaseIterable {
    case holdMinutes = "hold_minutes"
    case minimumAge = "minimum_age"
    case taxes
    case pricesIncludeTax = "prices_include_tax"
    case deliveryTax = "delivery_tax_ppm"
    case zones
    case pickupHours = "pickup_hours"
    case returnDays = "return_days"
    case returnCondition = "return_condition"
    case pointsPerUnit = "points_per_unit"
    case isPrepaidOnly = "prepaid_only"
  }

  /// Why a shop cannot sell by them; nil where it can.
  package var problem: String? {
    // Stripe's links live half an hour at least and a day at most.
    if let holdMinutes, !(30...1_440).contains(holdMinutes) { return "hold_minutes is from 30 to 1440" }
    if let minimumAge, !(1...120).contains(minimumAge) { return "minimum_age is from 1 to 120" }
    if let returnDays, !(0...3_650).contains(returnDays) { return "return_days is from 0 to 3650" }
    if let pointsPerUnit, !(1...10_000).contains(pointsPerUnit) { return "points_per_unit is from 1 to 10000" }
    let rates = (taxes ?? []).map(\.rate) + [deliveryTax].compactMap { $0 }
    if rates.contains(where: { !(0...1_000_000).contains($0.rawValue) }) {
      return "a tax is from 0 to 1000000 millionths; 82500 is 8.25 %"
    }
    if (zones ?? []).contains(where: { $0.feeMinor < 0 || $0.freeFromMinor ?? 0 < 0 }) {
      return "a zone's fee_minor and free_from_minor are whole numbers from 0"
    }
    return nil
  }

  package var holdMilliseconds: Int64 { Int64(holdMinutes ?? Self.defaultHoldMinutes) * 60_000 }
  package var taxIsInPrices: Bool { pricesIncludeTax ?? true }

  /// The rate of goods in a category path: the narrowest category named wins, then the rate for everything.
  package func tax(of categories: [String]) -> PartsPerMillion {
    let rates = taxes ?? []
    for category in categories.reversed() {
      if let rate = rates.first(where: { $0.category?.lowercased() == category.lowercased() }) { return rate.rate }
    }
    return rates.first { $0.category == nil }?.rate ?? PartsPerMillion(rawValue: 0)
  }

  /// The zone of an address: the first whose places are named in it, or the first without places.
  /// - Returns: nil where zones are set and none is it.
  package func zone(of address: String) -> DeliveryZone? {
    let words = Self.words(address)
    let zones = zones ?? []
    return zones.first { zone in zone.places.contains { Self.contains(words, Self.words($0)) } }
      ?? zones.first { $0.places.isEmpty }
  }

  private static func words(_ text: String) -> [String] {
    text.lowercased().split { !$0.isLetter && !$0.isNumber }.map(String.init)
  }

  private static func contains(_ words: [String], _ place: [String]) -> Bool {
    guard !place.isEmpty, words.count >= place.count else { return false }
    return (0...words.count - place.count).contains { Array(words[$0..<$0 + place.count]) == place }
  }
}

/// A tax and what it is on.
package struct TaxRate: Hashable, Codable, Sendable {
  package var name: String
  package var rate: PartsPerMillion
  /// nil: everything no other rate names.
  package var category: String?

  enum CodingKeys: String, CodingKey {
    case name
    case rate = "ppm"
    case category
  }

  package init(name: String, rate: PartsPerMillion, category: String? = nil) {
    self.name = name
    self.rate = rate
    self.category = category
  }
}

/// A region with its own fee.
package struct DeliveryZone: Hashable, Codable, Sendable {
  package var name: String
  /// Towns or postcodes as they stand in an address; none means everywhere else.
  package var places: [String]
  package var feeMinor: Int64
  package var freeFromMinor: Int64?

  enum CodingKeys: String, CodingKey {
    case name
    case places
    case feeMinor = "fee_minor"
    case freeFromMinor = "free_from_minor"
  }

  package init(name: String, places: [String], feeMinor: Int64, freeFromMinor: Int64? = nil) {
    self.name = name
    self.places = places
    self.feeMinor = feeMinor
    self.freeFromMinor = freeFromMinor
  }
}
