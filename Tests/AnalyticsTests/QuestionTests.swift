import Commerce
import Foundation
import Testing
import Yams

@testable import Analytics

/// Questions as owners put them, each with the query it must become, in one line.
@Suite struct QuestionTests {
  struct Case: Sendable, CustomTestStringConvertible {
    let file: String
    /// Whose words it is in, where the file has questions of several shops.
    let shop: String?
    let ask: String
    let plan: String
    let after: String?
    /// What the rows of the answer before are of: "city: Denver, Boulder".
    let told: AnalyticsTold?

    var testDescription: String { ask }
  }

  static let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static let cases: [Case] = {
    do {
      let folder = root + "/Tests/Questions"
      return try FileManager.default.contentsOfDirectory(atPath: folder).sorted().filter { $0.hasSuffix(".yaml") }
        .flatMap { file -> [Case] in
          let text = try String(contentsOfFile: folder + "/" + file, encoding: .utf8)
          let list = try Yams.load(yaml: text) as? [[String: String]] ?? []
          return list.map {
            Case(
              file: file, shop: $0["shop"], ask: $0["ask"] ?? "", plan: $0["plan"] ?? "", after: $0["after"],
              told: $0["told"].flatMap(told))
          }
        }
    } catch {
      return []
    }
  }()

  private static func told(_ text: String) -> AnalyticsTold? {
    guard let colon = text.range(of: ": ") else { return nil }
    return AnalyticsTold(
      dimension: String(text[..<colon.lowerBound]), values: text[colon.upperBound...].components(separatedBy: ", "))
  }

  /// Friday, 20 November 2026, in the afternoon.
  static let now = Timestamp(seconds: 1_795_186_800)
  static let calendar = StoreCalendar("UTC")

  @Test func `there are at least 300 questions`() { #expect(Self.cases.count >= 300) }

  @Test(arguments: cases) func `a question becomes its query`(_ item: Case) throws {
    let shop = item.shop ?? String(item.file.dropLast(".yaml".count))
    let reader = try (Self.readers[shop] ?? Self.clothesReader).get()
    // One after the other: "revenue last month > only web".
    var before: AnalyticsQuery?
    for text in item.after?.components(separatedBy: " > ") ?? [] { before = try reader.read(text, after: before).query }
    let plan: String
    do {
      plan = try Self.plan(reader.read(item.ask, after: before, told: item.told).query)
    } catch AnalyticsError.notUnderstood(let words, _) {
      plan = "not understood: " + words.joined(separator: ", ")
    }
    let expected = item.plan.trimmingCharacters(in: .whitespaces)
    let isRefused = expected == "not understood" && plan.hasPrefix(expected)
    #expect(plan == expected || isRefused, "\(item.file): read as \(plan)")
  }

  static func reader(_ shop: [String: [String]]) throws -> QuestionReader {
    let folder = root + "/prompts/analytics"
    let layer = try AnalyticsLayer.load(directory: folder)
    let lexicon = Lexicon(
      layer: layer, words: try QuestionWords.load(directory: folder), names: try names(layer, shop))
    return QuestionReader(layer: layer, lexicon: lexicon, calendar: calendar, now: now)
  }

  // Reading the layer takes longer than a question.
  private static let clothesReader = Result { try reader(clothes) }
  private static let readers = [
    "coffee": Result { try reader(coffee) }, "home": Result { try reader(QuestionShops.home) },
    "bakery": Result { try reader(QuestionShops.bakery) },
    "dispensary": Result { try reader(QuestionShops.dispensary) },
    "prepared": Result { try reader(QuestionShops.prepared) },
    "smoke": Result { try reader(QuestionShops.smoke) },
    "storm": Result { try reader(QuestionShops.storm) },
    "soap": Result { try reader(QuestionShops.soap) },
    "cafe": Result { try reader(QuestionShops.cafe) },
    "kennel": Result { try reader(QuestionShops.kennel) },
    "glow": Result { try reader(QuestionShops.glow) },
    "fret": Result { try reader(QuestionShops.fret) },
    "spoke": Result { try reader(QuestionShops.spoke) },
    "page": Result { try reader(QuestionShops.page) },
    "wear": Result { try reader(QuestionShops.wear) },
  ]

  private static let clothes: [String: [String]] = [
    "product": [
      "Linen Shirt", "Canvas Tote", "Speckled Mug", "Botanical Print", "Wool Scarf", "Beeswax Candle", "Rain Jacket",
    ],
    "variant": ["Linen Shirt - S", "Linen Shirt - M", "Rain Jacket - L", "Botanical Print - A4"],
    "sku": ["LIN-S", "TOTE-1", "MUG-1"], "brand": ["Northwind", "Fell & Co", "Clayhouse", "Fern Studio"],
    "category": ["Apparel", "Bags", "Kitchen", "Prints", "Home"].map { "[\"\($0)\"]" },
    "channel": ["web", "pos", "instagram"], "payment_method": ["Shopify Payments", "PayPal", "Manual"],
    "city": ["Lisbon", "Porto", "Madrid", "São Paulo"], "country": ["PT", "ES", "BR"],
    "coupon": ["SAVE10", "WELCOME"], "staff": ["Ana Reis", "Ben Otto"],
    "status": ["fulfilled", "unfulfilled", "partial"],
    "segment": ["vip", "loyal", "churned", "at_risk", "returning", "new"],
    "payment_status": ["paid", "pending", "refunded", "partially_refunded", "voided"],
  ]

  /// A shop without a catalogue, whose goods, cities and ways of paying are words of questions too.
  private static let coffee: [String: [String]] = [
    "product": [
      "House Blend - 250g", "House Blend - 1kg", "Morning Roast", "Decaf Espresso", "Cold Brew Kit", "Gift Card",
      "Summer Sampler", "Weekend Mug", "Daily Grind Tee - S / Black", "Daily Grind Tee - M / Black", "Best Seller Box",
      "Pour-Over Dripper", "Yirgacheffe 12oz", "Oat Milk", "Forgotten Filter",
    ],
    "brand": ["Harbor Coffee", "Kettle & Co", "Acme", "Oatly"],
    "channel": ["web", "pos", "instagram", "shopify_draft_order", "iphone", "whatsapp", "telegram"],
    "payment_method": ["Shopify Payments", "PayPal", "Cash", "Gift Card", "Shopify Payments + Gift Card"],
    "city": ["Denver", "Boulder", "Salt Lake City", "New York", "Fort Collins", "Toronto", "Nice"],
    "country": ["US", "CA"], "coupon": ["SUMMER20", "BFCM", "FRIENDS"],
    "status": ["fulfilled", "unfulfilled", "partial"],
    "segment": ["vip", "loyal", "churned", "at_risk", "returning", "new"],
    "payment_status": ["paid", "pending", "refunded", "partially_refunded", "voided", "authorized"],
  ]

  private static func names(_ layer: AnalyticsLayer, _ shop: [String: [String]]) throws -> ShopNames {
    var names = ShopNames(currency: .usd)
    for name in QuestionShops.customers { names.addCustomer(name, said: name) }
    for (dimension, list) in shop where dimension == "options" { names.options = Set(list) }
    for (dimension, list) in shop where dimension != "options" {
      let dimension = try #require(layer.dimension(dimension))
      for value in list { names.add(value, to: dimension) }
    }
    return names
  }

  /// `revenue by product | 2026-11-09..2026-11-16 | top 10`
  static func plan(_ query: AnalyticsQuery) -> String {
    let time = { (time: Timestamp) in time == now ? "now" : calendar.text(time) }
    var parts = [query.metrics.joined(separator: "+")]
    if !query.dimensions.isEmpty { parts[0] += " by " + query.dimensions.joined(separator: ", ") }
    parts.append("\(query.from.map(time) ?? "")..\(time(query.to))")
    for filter in query.filters {
      parts.append("\(filter.dimension) \(filter.isExcluding ? "not " : "")\(filter.values.joined(separator: "/"))")
    }
    for condition in query.conditions {
      parts.append("\(condition.metric ?? "order total") \(condition.comparison.rawValue) \(condition.value)")
    }
    if let together = query.together {
      let names = together.filters.map { "\($0.dimension) \($0.values.joined(separator: "/"))" }
      parts.append("\(together.of == .order ? "one order" : "one customer") with \(names.joined(separator: " + "))")
    }
    if let before = query.comparison { parts.append("vs \(time(before.from))..\(time(before.to))") }
    switch query.calculation {
    case .share: parts.append("share")
    case .growth: parts.append("growth")
    case .runningTotal: parts.append("running total")
    case .average(let per): parts.append("average per \(per)")
    case .count: parts.append("counted")
    case nil: break
    }
    // A list cut off says it by its limit; stock and falls are always told from the lowest.
    let isUsual = query.metrics == ["stock_units"] || query.conditions.contains { $0.metric == "change" }
    if query.limit == nil, query.descending == false, !query.dimensions.isEmpty, !isUsual {
      parts.append("lowest first")
    }
    if let limit = query.limit {
      let rank = query.descending == false ? "bottom" : "top"
      let within = query.limitWithin == nil ? "" : " each"
      parts.append("\(rank) \(limit)\(within)" + (query.skip.map { " after \($0)" } ?? ""))
    }
    return parts.joined(separator: " | ")
  }
}
