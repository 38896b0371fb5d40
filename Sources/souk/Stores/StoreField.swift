import Commerce
import Foundation

/// One thing that can be set of a store, by `souk stores set SLUG key=value`.
struct StoreField: Sendable {
  let key: String
  /// What belongs there, with an example.
  let expected: String
  /// As it would be written; nil where it is not set.
  let read: @Sendable (Store) -> String?
  /// nil for a value that does not belong there; an empty value takes back what was set.
  let write: @Sendable (inout Store, String) -> Bool

  static func named(_ key: String) -> StoreField? { all.first { $0.key == key } }

  static let all: [StoreField] = identity + texts + selling + rules + channels + retention + customers

  // MARK: The list

  private static let identity = [
    StoreField(key: "name", expected: "the shop's name", read: \.name) { set($1, to: \.name, of: &$0) },
    StoreField(key: "currency", expected: "an ISO 4217 code such as EUR", read: \.currency.code) {
      set(Currency(code: $1), to: \.currency, of: &$0)
    },
    StoreField(key: "time_zone", expected: "an IANA name such as Europe/Lisbon", read: \.timeZone) {
      set(TimeZone.knownTimeZoneIdentifiers.contains($1) || $1 == "UTC" ? $1 : nil, to: \.timeZone, of: &$0)
    },
    StoreField(key: "language", expected: "an ISO 639-1 code such as en", read: \.language) {
      set($1.utf8.count == 2 && $1.utf8.allSatisfy { (97...122).contains($0) } ? $1 : nil, to: \.language, of: &$0)
    },
    StoreField(
      key: "week_start", expected: "a weekday such as monday",
      read: { $0.settings.firstWeekday.map { OpeningTimes.days[$0 - 1] } }
    ) {
      optional($1, OpeningTimes.day, to: \.firstWeekday, of: &$0)
    },
  ]

  private static let texts = [
    text("hours", "a sentence for shoppers; takes the place of opening_hours in answers", \.hoursText),
    StoreField(
      key: "opening_hours", expected: "such as 'mon-fri 9:00-18:30, sat 10:00-13:00 14:00-17:00'",
      read: { $0.settings.openingHours.map(OpeningTimes.text) }
    ) {
      optional($1, OpeningTimes.read, to: \.openingHours, of: &$0)
    },
    text("address", "the shop's address", \.address), text("phone", "a phone number", \.phone),
    text("email", "an e-mail address", \.email), text("website", "a web address", \.website),
    text("delivery", "a sentence for shoppers", \.deliveryText),
    text("returns", "a sentence for shoppers", \.returnsText),
    text("payment", "a sentence for shoppers", \.paymentText), text("about", "a sentence for shoppers", \.about),
  ]

  private static let selling = [
    StoreField(
      key: "fulfilments", expected: "delivery, pickup, or both with a comma",
      read: { $0.settings.fulfilments.map(\.rawValue).joined(separator: ",") }
    ) { store, value in
      let names = value.split(separator: ",").map { $0.trimmingCharacters(in: .whitespaces) }
      let found = names.compactMap(Fulfilment.init(rawValue:)).filter(Fulfilment.offered.contains)
      guard !found.isEmpty, found.count == names.count, Set(found).count == found.count else { return false }
      store.settings.fulfilments = found
      return true
    },
    StoreField(
      key: "delivery_fee", expected: "an amount in the store's currency such as 4.50; 0 is free",
      read: { Self.decimal($0.settings.deliveryFeeMinor, $0.currency) }
    ) { set(amount($1, $0.currency), to: \.settings.deliveryFeeMinor, of: &$0) },
    StoreField(
      key: "free_delivery_from", expected: "an amount in the store's currency such as 60",
      read: { store in store.settings.freeDeliveryFromMinor.map { Self.decimal($0, store.currency) } }
    ) { store, value in
      let currency = store.currency
      return optional(value, { amount($0, currency) }, to: \.freeDeliveryFromMinor, of: &store)
    },
  ]

  private static let rules = [
    rule("minimum_age", "years asked for once before the first order, 1 to 120", \.minimumAge, 1...120),
    rule("hold_minutes", "minutes goods are held for an online payment, 30 to 1440", \.holdMinutes, 30...1_440),
    rule("return_days", "days after delivery, 0 to 3650", \.returnDays, 0...3_650),
    rule("points_per_unit", "points for each whole unit paid, 1 to 10000", \.pointsPerUnit, 1...10_000),
    StoreField(
      key: "pickup_hours", expected: "when goods can be picked up, such as 'from 12:00 to 18:00, at the side door'",
      read: { $0.settings.selling?.pickupHours }
    ) { setRule($1, { $0.count <= maximumText ? $0 : nil }, to: \.pickupHours, of: &$0) },
    StoreField(
      key: "return_condition", expected: "what must be so, such as 'unused and in its box'",
      read: { $0.settings.selling?.returnCondition }
    ) { setRule($1, { $0.count <= maximumText ? $0 : nil }, to: \.returnCondition, of: &$0) },
    flag("prices_include_tax", \.pricesIncludeTax), flag("prepaid_only", \.isPrepaidOnly),
  ]

  private static let channels = [
    text(
      "channel_catalog_id", "the id of the shop's catalogue at Meta; its items' ids are the SKUs", \.channelCatalogID)
  ]

  private static let retention = [
    days("keep_messages_days", from: Retention.leastMessageDays, \.messageDays),
    days("keep_searches_days", from: 0, \.searchDays), days("keep_dead_jobs_days", from: 0, \.jobDays),
  ]

  private static let customers = [
    StoreField(
      key: "low_stock", expected: "pieces at which stock is low, 0 to 10000",
      read: { $0.settings.lowStock.map(String.init) }
    ) {
      optional($1, { Int($0).flatMap { (0...10_000).contains($0) ? $0 : nil } }, to: \.lowStock, of: &$0)
    },
    segment("vip_spent", "whole units of the currency", \.vipSpent),
    segment("vip_orders", "orders", \.vipOrders), segment("loyal_orders", "orders", \.loyalOrders),
    segment("loyal_days", "days since the last order, fewer than", \.loyalDays),
    segment("at_risk_days", "days since the last order, more than", \.atRiskDays),
    segment("churned_days", "days since the last order, more than", \.churnedDays),
    segment("returning_orders", "orders", \.returningOrders),
  ]

  /// A threshold of the kinds of customers; an empty value takes the built-in one.
  private static func segment<Number: FixedWidthInteger & Sendable>(
    _ key: String, _ expected: String, _ path: any WritableKeyPath<SegmentRules, Number> & Sendable
  ) -> StoreField {
    StoreField(
      key: "segment_" + key, expected: expected + ", a whole number from 1",
      read: { String(($0.settings.segments ?? SegmentRules())[keyPath: path]) }
    ) { store, value in
      var rules = store.settings.segments ?? SegmentRules()
      guard let number = value.isEmpty ? SegmentRules()[keyPath: path] : Number(value), (1...1_000_000).contains(number)
      else { return false }
      rules[keyPath: path] = number
      store.settings.segments = rules == SegmentRules() ? nil : rules
      return true
    }
  }

  // MARK: How the kinds of fields are read

  private static func rule(
    _ key: String, _ expected: String, _ path: any WritableKeyPath<SellingRules, Int?> & Sendable,
    _ range: ClosedRange<Int>
  ) -> StoreField {
    StoreField(key: key, expected: expected, read: { $0.settings.selling?[keyPath: path].map(String.init) }) {
      setRule($1, { Int($0).flatMap { range.contains($0) ? $0 : nil } }, to: path, of: &$0)
    }
  }

  private static func flag(
    _ key: String, _ path: any WritableKeyPath<SellingRules, Bool?> & Sendable
  ) -> StoreField {
    StoreField(key: key, expected: "yes or no", read: { $0.settings.selling?[keyPath: path].map { $0 ? "yes" : "no" } })
    {
      setRule($1, { ["yes": true, "no": false][$0.lowercased()] }, to: path, of: &$0)
    }
  }

  /// An empty text takes the rule back.
  private static func setRule<Value>(
    _ text: String, _ read: (String) -> Value?, to path: WritableKeyPath<SellingRules, Value?>, of store: inout Store
  ) -> Bool {
    var rules = store.settings.selling ?? SellingRules()
    let value = text.isEmpty ? nil : read(text)
    guard text.isEmpty || value != nil else { return false }
    rules[keyPath: path] = value
    store.settings.selling = rules == SellingRules() ? nil : rules
    return true
  }

  /// Characters of a sentence; longer ones would not fit a message.
  private static let maximumText = 1_000
  private static let maximumDays = 36_500

  private static func text(
    _ key: String, _ expected: String, _ path: any WritableKeyPath<StoreSettings, String?> & Sendable
  ) -> StoreField {
    StoreField(
      key: key, expected: expected + ", at most \(maximumText) characters", read: { $0.settings[keyPath: path] }
    ) {
      optional($1, { $0.count <= maximumText ? $0 : nil }, to: path, of: &$0)
    }
  }

  private static func days(
    _ key: String, from least: Int, _ path: any WritableKeyPath<Retention, Int> & Sendable
  ) -> StoreField {
    StoreField(
      key: key, expected: "whole days from \(least)",
      read: { String(($0.settings.retention ?? Retention())[keyPath: path]) }
    ) { store, value in
      guard let days = Int(value), (least...maximumDays).contains(days) else { return false }
      var retention = store.settings.retention ?? Retention()
      retention[keyPath: path] = days
      store.settings.retention = retention
      return true
    }
  }

  private static func set<Value>(
    _ value: Value?, to path: WritableKeyPath<Store, Value>, of store: inout Store
  ) -> Bool {
    guard let value, (value as? String)?.isEmpty != true else { return false }
    store[keyPath: path] = value
    return true
  }

  private static func optional<Value>(
    _ text: String, _ read: (String) -> Value?, to path: WritableKeyPath<StoreSettings, Value?>, of store: inout Store
  ) -> Bool {
    if text.isEmpty {
      store.settings[keyPath: path] = nil
      return true
    }
    guard let value = read(text) else { return false }
    store.settings[keyPath: path] = value
    return true
  }

  private static func amount(_ text: String, _ currency: Currency) -> Int64? {
    guard let money = Money(decimal: text, currency: currency), money.minorUnits >= 0 else { return nil }
    return money.minorUnits
  }

  private static func decimal(_ minor: Int64, _ currency: Currency) -> String {
    guard currency.minorDigits > 0 else { return String(minor) }
    let (whole, rest) = minor.quotientAndRemainder(dividingBy: currency.minorUnitsPerMajor)
    let digits = String(rest)
    return "\(whole)." + String(repeating: "0", count: currency.minorDigits - digits.count) + digits
  }
}
