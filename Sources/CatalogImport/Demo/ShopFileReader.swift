package import Commerce
import Foundation
import Yams

/// Reads a shop's YAML key by key, so that each error has its line and no key is overlooked.
package struct ShopFileReader {
  private let file: String
  private let root: Node.Mapping
  private var readKeys: Set<String> = []

  /// - Throws: ``ImportError/demoShop(file:line:reason:)``, as everything here.
  package init(text: String, file: String) throws {
    self.file = file
    do {
      guard let mapping = try Yams.compose(yaml: text)?.mapping else {
        throw ImportError.demoShop(file: file, line: 1, reason: "write it as keys and values")
      }
      root = mapping
    } catch let error as YamlError {
      throw ImportError.demoShop(file: file, line: nil, reason: "\(error)")
    }
  }

  package mutating func text(_ key: String) throws -> String? {
    guard let node = node(key) else { return nil }
    guard let text = node.string, node.tag.description != Tag.Name.null.rawValue else {
      throw problem(node, "'\(key)' is not a text")
    }
    return text.trimmingSpaces
  }

  mutating func required(_ key: String) throws -> String {
    guard let text = try text(key), !text.isEmpty else {
      throw ImportError.demoShop(file: file, line: nil, reason: "'\(key)' is missing; add it")
    }
    return text
  }

  mutating func currency(_ key: String) throws -> Currency {
    let text = try required(key)
    guard let currency = Currency(code: text) else {
      throw problem(root[key], "'\(text)' is no ISO 4217 currency code; write it like USD")
    }
    return currency
  }

  mutating func timeZone(_ key: String) throws -> String {
    let text = try required(key)
    guard TimeZone(identifier: text) != nil else {
      throw problem(root[key], "'\(text)' is no IANA time zone; write it like Europe/Lisbon")
    }
    return text
  }

  package mutating func settings() throws -> StoreSettings {
    let fee = try minorUnits("delivery_fee_minor") ?? 0
    var settings = StoreSettings(
      hoursText: try text("hours_text"), openingHours: try openingHours("opening_hours"), address: try text("address"),
      phone: try text("phone"), email: try text("email"), website: try text("website"),
      deliveryText: try text("delivery_text"), returnsText: try text("returns_text"),
      paymentText: try text("payment_text"), about: try text("about"), fulfilments: try fulfilments("fulfilments"),
      deliveryFeeMinor: fee, freeDeliveryFromMinor: try minorUnits("free_delivery_from_minor"))
    settings.selling = try selling("selling")
    settings.places = try decoded("places")
    for place in settings.places ?? [] where GeoPoint(latitude: place.latitude, longitude: place.longitude) == nil {
      throw problem(root["places"], "'\(place.name)' lies nowhere: latitude is from -90 to 90, longitude to 180")
    }
    settings.branding = try decoded("branding")
    return settings
  }

  /// Sets what the file names; the rest of the store stays as it is.
  package mutating func apply(to store: inout Store) throws {
    if root["name"] != nil { store.name = try required("name") }
    if root["currency"] != nil { store.currency = try currency("currency") }
    if root["time_zone"] != nil { store.timeZone = try timeZone("time_zone") }
    if let language = try text("language") { store.language = language }
    let said = try settings()
    for (key, path) in Self.texts where root[key] != nil { store.settings[keyPath: path] = said[keyPath: path] }
    if root["opening_hours"] != nil { store.settings.openingHours = said.openingHours }
    if root["fulfilments"] != nil { store.settings.fulfilments = said.fulfilments }
    if root["delivery_fee_minor"] != nil { store.settings.deliveryFeeMinor = said.deliveryFeeMinor }
    if root["free_delivery_from_minor"] != nil { store.settings.freeDeliveryFromMinor = said.freeDeliveryFromMinor }
    if root["selling"] != nil { store.settings.selling = said.selling }
    if root["places"] != nil { store.settings.places = said.places }
    if root["branding"] != nil { store.settings.branding = said.branding }
  }

  private static let texts: [(String, any WritableKeyPath<StoreSettings, String?> & Sendable)] = [
    ("hours_text", \.hoursText), ("address", \.address), ("phone", \.phone), ("email", \.email),
    ("website", \.website), ("delivery_text", \.deliveryText), ("returns_text", \.returnsText),
    ("payment_text", \.paymentText), ("about", \.about),
  ]

  private mutating func decoded<Value: Decodable>(_ key: String) throws -> Value? {
    guard let node = node(key) else { return nil }
    do {
      return try YAMLDecoder().decode(Value.self, from: Yams.serialize(node: node))
    } catch {
      throw problem(node, "'\(key)' cannot be read: \(error)")
    }
  }

  private mutating func selling(_ key: String) throws -> SellingRules? {
    guard let node = node(key) else { return nil }
    let known = Set(SellingRules.CodingKeys.allCases.map(\.rawValue))
    for (name, _) in node.mapping ?? [:] where !known.contains(name.string ?? "") {
      throw problem(
        name, "'\(name.string ?? "")' is no rule of selling; one of \(known.sorted().joined(separator: ", "))")
    }
    let rules: SellingRules
    do { rules = try YAMLDecoder().decode(SellingRules.self, from: Yams.serialize(node: node)) } catch {
      throw problem(node, "'\(key)' cannot be read: \(error)")
    }
    if let wrong = rules.problem { throw problem(node, wrong) }
    return rules
  }

  /// Each with its `sku`, `title` and `items`, and what else there is to say of it.
  package mutating func bundles(_ key: String) throws -> [BundleSpec] {
    guard let node = node(key) else { return [] }
    return try node.array().map { bundle in
      do {
        return try YAMLDecoder().decode(BundleEntry.self, from: Yams.serialize(node: bundle)).spec
      } catch {
        throw problem(bundle, "a bundle cannot be read: \(error)")
      }
    }
  }

  /// Refuses keys that nothing has read: a slip of the pen would otherwise go unseen.
  package func finish() throws {
    for (key, _) in root {
      guard let name = key.string, !readKeys.contains(name) else { continue }
      throw problem(key, "'\(name)' is not known; correct it or take it out")
    }
  }

  private mutating func node(_ key: String) -> Node? {
    readKeys.insert(key)
    return root[key]
  }

  private func problem(_ node: Node?, _ reason: String) -> ImportError {
    .demoShop(file: file, line: node?.mark?.line, reason: reason)
  }

  private mutating func minorUnits(_ key: String) throws -> Int64? {
    guard let node = node(key) else { return nil }
    guard let value = node.int, value >= 0 else { throw problem(node, "'\(key)' is no whole number from 0") }
    return Int64(value)
  }

  private mutating func fulfilments(_ key: String) throws -> [Fulfilment] {
    guard let node = node(key) else { return Fulfilment.offered }
    return try node.array().map { item in
      guard let known = item.string.flatMap(Fulfilment.init(rawValue:)), Fulfilment.offered.contains(known)
      else {
        throw problem(item, "a fulfilment is one of \(Fulfilment.offered.map(\.rawValue).joined(separator: ", "))")
      }
      return known
    }
  }

  /// By weekday, `monday: ["09:00-18:30"]`; a day left out is closed.
  private mutating func openingHours(_ key: String) throws -> [Int: [OpeningInterval]]? {
    guard let node = node(key) else { return nil }
    guard let days = node.mapping else { throw problem(node, "'\(key)' lists weekdays") }
    var hours: [Int: [OpeningInterval]] = [:]
    for (day, intervals) in days {
      guard let index = Self.weekdays.firstIndex(of: day.string?.lowercased() ?? "") else {
        throw problem(day, "'\(day.string ?? "")' is no weekday; write monday to sunday")
      }
      hours[index + 1] = try Self.listed(intervals).map { try interval($0) }
    }
    return hours
  }

  private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

  /// A day's intervals, or its only one without a list; nothing where it says nothing.
  private static func listed(_ intervals: Node) -> [Node] {
    if let list = intervals.sequence { return Array(list) }
    return intervals.tag.description == Tag.Name.null.rawValue ? [] : [intervals]
  }

  private func interval(_ node: Node) throws -> OpeningInterval {
    let ends = (node.string ?? "").split(separator: "-").map { minutes(String($0)) }
    guard ends.count == 2, let opens = ends[0], let closes = ends[1], opens < closes else {
      throw problem(node, "'\(node.string ?? "")' is no time of opening; write it like 09:00-18:30")
    }
    return OpeningInterval(opensMinute: opens, closesMinute: closes)
  }

  private func minutes(_ text: String) -> Int? {
    let parts = text.split(separator: ":").compactMap { Int($0) }
    guard parts.count == 2, (0...24).contains(parts[0]), (0...59).contains(parts[1]) else { return nil }
    let total = parts[0] * 60 + parts[1]
    return total <= 24 * 60 ? total : nil
  }
}

/// A bundle as it is written in a shop's file.
private struct BundleEntry: Decodable {
  struct Item: Decodable {
    var sku: String
    var quantity: Int?
    var optional: Bool?
    /// SKUs of what may be there instead.
    var or: [String]?
  }

  var sku: String
  var title: String
  var description: String?
  /// `Camping > Kits`
  var category: String?
  var tags: [String]?
  var image: String?
  var price_minor: Int64?
  var items: [Item]

  var spec: BundleSpec {
    BundleSpec(
      sku: sku, title: title, description: description ?? "", categoryPath: category.map(CategoryPath.path) ?? [],
      tags: tags ?? [], imageURLs: image.map { [$0] } ?? [], priceMinor: price_minor,
      items: items.map {
        BundleSpec.Item(
          sku: $0.sku, quantity: $0.quantity ?? 1, isRequired: $0.optional != true, substitutes: $0.or ?? [])
      })
  }
}
