import Commerce
import Foundation

/// The shop's own names for things, out of its data, by dimension.
package struct ShopNames: Sendable {
  /// The currency of its figures.
  package var currency: Currency
  /// Where its orders are from: imported, or taken here.
  var kinds: Set<AnalyticsLayer.Fact.Kind> = [.history, .chat]
  /// In which currencies the goods in stock are priced, with how many variants are.
  private var stockCounts: [String: Int64] = [:]
  /// When its first order was placed.
  package var firstOrder: Timestamp?
  /// What is said to what is stored: several for a category that stands under several others.
  private var values: [String: [String: Set<String>]] = [:]
  private var labels: [String: [String: String]] = [:]

  private(set) var memory = NamesMemory()

  /// In what the shop's goods differ, by its own words: "Gauge", "Scent".
  var options: Set<String> = []

  /// Customers that a question names, by what it calls them.
  private(set) var customers: [(said: String, name: String)] = []

  package static let unknown = "unknown"

  package init(currency: Currency) { self.currency = currency }

  /// The currency that stock is valued in: the orders', unless nothing in stock is priced in it.
  var stockCurrency: Currency {
    guard !stockCounts.isEmpty, stockCounts[currency.code] == nil else { return currency }
    let most = stockCounts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    return most.flatMap { Currency(code: $0.key) } ?? currency
  }

  /// The currencies of what is in stock besides the one it is valued in.
  var otherStockCurrencies: [String] { stockCounts.keys.filter { $0 != stockCurrency.code }.sorted() }

  /// Every name of a dimension, as it is shown.
  func all(of dimension: String) -> [String] { (values[dimension] ?? [:]).keys.sorted() }

  func stored(_ name: String, of dimension: String) -> [String] {
    if name == Self.unknown { return ["", "[]"] }
    return values[dimension]?[name]?.sorted() ?? [name]
  }

  /// How a stored value is shown.
  func label(_ stored: String, of dimension: AnalyticsLayer.Dimension) -> String {
    if stored.isEmpty || stored == "[]" { return Self.unknown }
    return labels[dimension.name]?[stored] ?? (dimension.isPath ? Self.path(stored).last ?? stored : stored)
  }

  mutating func add(_ stored: String, to dimension: AnalyticsLayer.Dimension) {
    guard !stored.isEmpty, stored != "[]" else { return }
    if memory.isMade { memory = NamesMemory() }
    guard dimension.isPath else {
      values[dimension.name, default: [:]][stored, default: []].insert(stored)
      return
    }
    let path = Self.path(stored)
    for part in path { values[dimension.name, default: [:]][part, default: []].insert(stored) }
    labels[dimension.name, default: [:]][stored] = path.last
  }

  mutating func addCustomer(_ name: String, said: String) { customers.append((said, name)) }

  /// Two categories of one name in different places are told apart by what they stand under.
  mutating func tellApart(_ dimension: AnalyticsLayer.Dimension) {
    if memory.isMade { memory = NamesMemory() }
    let shown = labels[dimension.name] ?? [:]
    for (_, group) in Dictionary(grouping: shown, by: \.value) where group.count > 1 {
      for (stored, _) in group {
        labels[dimension.name]?[stored] = Self.path(stored).suffix(2).joined(separator: " > ")
      }
    }
  }

  static func path(_ stored: String) -> [String] {
    do {
      return try JSONDecoder().decode([String].self, from: Data(stored.utf8))
    } catch {
      return [stored]
    }
  }

  // MARK: Reading

  private static let limit = 100_000

  static func statements(_ layer: AnalyticsLayer, until now: Timestamp) -> [AnalyticsStatement] {
    let product = "SELECT DISTINCT title AS product, '' AS variant, '' AS sku, COALESCE(brand, '') AS brand, "
    return [
      AnalyticsStatement(
        sql: """
          SELECT 'history' AS kind, currency, COUNT(*) AS n, MIN(placed_at) AS first FROM history_orders
          WHERE store_id = $1 GROUP BY currency
          UNION ALL SELECT 'chat', currency, COUNT(*), MIN(created_at) FROM orders WHERE store_id = $1 GROUP BY currency
          UNION ALL SELECT 'stock', currency, COUNT(*), CAST(NULL AS BIGINT) FROM variants
          WHERE store_id = $1 AND stock IS NOT NULL GROUP BY currency
          """, parameters: [], columns: ["kind", "currency", "n", "first"]),
      AnalyticsStatement(
        sql: """
          SELECT DISTINCT COALESCE(p.title, l.name) AS product, l.name AS variant, l.sku AS sku,
            COALESCE(p.brand, l.vendor) AS brand, COALESCE(p.category_path, '[]') AS category
          FROM (SELECT DISTINCT name, sku, vendor, product_id FROM history_lines WHERE store_id = $1) l
          LEFT JOIN products p ON p.store_id = $1 AND p.id = l.product_id
          UNION \(product)category_path AS category FROM products WHERE store_id = $1 LIMIT \(limit)
          """, parameters: [], columns: ["product", "variant", "sku", "brand", "category"]),
      AnalyticsStatement(
        sql: """
          SELECT DISTINCT channel, payment AS payment_method, city, country, coupon,
            CASE WHEN is_counted = 1 THEN fulfilment_status ELSE '' END AS status, financial_status AS payment_status,
            staff
          FROM history_orders WHERE store_id = $1
          UNION SELECT DISTINCT channel, payment, '', '', '', state, '', '' FROM orders WHERE store_id = $1
          LIMIT \(limit)
          """, parameters: [],
        columns: ["channel", "payment_method", "city", "country", "coupon", "status", "payment_status", "staff"]),
      AnalyticsStatement(
        sql: "SELECT DISTINCT option_names FROM products WHERE store_id = $1 LIMIT \(limit)", parameters: [],
        columns: ["option_names"]),
    ]
  }

  /// The currency of most orders, when the first was placed, and where they are from.
  private mutating func readOrders(_ rows: [[AnalyticsValue]]) {
    var counts: [String: Int64] = [:]
    var found: Set<AnalyticsLayer.Fact.Kind> = []
    for row in rows {
      guard case .text(let kind) = row[0], case .text(let code) = row[1], case .integer(let count) = row[2] else {
        continue
      }
      if kind == "stock" {
        stockCounts[code] = count
        continue
      }
      counts[code, default: 0] += count
      if case .integer(let time) = row[3] {
        firstOrder = min(Timestamp(milliseconds: time), firstOrder ?? Timestamp(milliseconds: time))
      }
      if let kind = AnalyticsLayer.Fact.Kind(rawValue: kind) { found.insert(kind) }
    }
    if !found.isEmpty { kinds = found }
    let most = counts.max { ($0.value, $1.key) < ($1.value, $0.key) }
    if let code = most?.key, let currency = Currency(code: code) { self.currency = currency }
  }

  /// - Parameter rows: of ``statements(_:until:)``.
  static func read(_ rows: [[[AnalyticsValue]]], _ layer: AnalyticsLayer, storeCurrency: Currency) -> ShopNames {
    var names = ShopNames(currency: storeCurrency)
    names.readOrders(rows[0])
    for row in rows.dropFirst(3).joined() {
      if case .text(let text)? = row.first { names.options.formUnion(path(text)) }
    }
    for (table, columns) in [
      (1, ["product", "variant", "sku", "brand", "category"]),
      (2, ["channel", "payment_method", "city", "country", "coupon", "status", "payment_status", "staff"]),
    ] {
      let dimensions = columns.map(layer.dimension)
      for row in rows[table] {
        for (value, dimension) in zip(row, dimensions) {
          if case .text(let text) = value, let dimension, dimension.hasNames { names.add(text, to: dimension) }
        }
      }
    }
    for dimension in layer.dimensions {
      for value in dimension.values { names.add(value, to: dimension) }
      if dimension.isPath { names.tellApart(dimension) }
    }
    return names
  }
}
