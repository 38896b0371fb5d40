import Commerce
import Dialogue

/// Reads what is in a store's bundles, and what that makes them cost and how many can be had.
struct BundleRows {
  let connection: any Connection
  let store: StoreID

  /// A part as it can be sold now.
  private struct Goods {
    var priceMinor: Int64
    /// nil where it is not counted.
    var available: Int?
  }

  // MARK: Reading

  /// Fills in the bundles among products, with their price and stock worked out from their parts.
  /// - Parameter isWhole: they are all of the store's, so that one question is asked for all.
  func attach(to products: inout [Product], isWhole: Bool) throws {
    guard !products.isEmpty else { return }
    let heads =
      isWhole
      ? try connection.query(Self.heads + " WHERE store_id = $1", [.id(store)])
      : try connection.query(
        Self.heads + " WHERE store_id = $1 AND product_id IN ({IDS})", [.id(store)], ids: products.map(\.id.rawValue))
    guard !heads.isEmpty else { return }
    let bundles = try read(heads)
    let goods = try goods(of: bundles.values.flatMap { $0.items.flatMap(\.choices).map(\.variantID) })
    for index in products.indices {
      for place in products[index].variants.indices {
        let id = products[index].variants[place].id
        guard let bundle = bundles[id] else { continue }
        let sold = Self.sold(bundle, goods)
        products[index].bundles[id] = sold
        let currency = products[index].variants[place].price.currency
        products[index].variants[place].price = Money(minorUnits: Self.price(sold, goods), currency: currency)
        products[index].variants[place].compareAtPrice = nil
        products[index].variants[place].available = Self.available(sold, goods)
      }
    }
  }

  func bundle(_ variant: VariantID) throws -> Bundle? {
    let heads = try connection.query(
      Self.heads + " WHERE store_id = $1 AND variant_id = $2", [.id(store), .id(variant)])
    return try read(heads)[variant]
  }

  /// The newest variants first.
  func page(before: VariantID?, limit: Int) throws -> [(variant: VariantID, bundle: Bundle)] {
    let heads = try connection.query(
      Self.heads + " WHERE store_id = $1 AND variant_id < $2 ORDER BY variant_id DESC LIMIT $3",
      [.id(store), .integer(before?.rawValue ?? .max), .int(limit)])
    let bundles = try read(heads)
    return try heads.compactMap { head in
      let variant: VariantID = try head.id("variant_id")
      return bundles[variant].map { (variant, $0) }
    }
  }

  /// Products of the store that have a bundle among their variants.
  func products() throws -> Set<ProductID> {
    Set(
      try connection.query("SELECT DISTINCT product_id FROM bundles WHERE store_id = $1", [.id(store)])
        .map { try $0.id("product_id") })
  }

  /// The bundles that have any of the products in them, by their product.
  func products(holding parts: Set<ProductID>) throws -> Set<ProductID> {
    guard !parts.isEmpty else { return [] }
    let rows = try connection.query(
      """
      SELECT DISTINCT b.product_id FROM bundle_parts p
      JOIN bundles b ON b.store_id = p.store_id AND b.variant_id = p.bundle_id
      WHERE p.store_id = $1 AND p.product_id IN ({IDS})
      """, [.id(store)], ids: parts.map(\.rawValue).sorted())
    return Set(try rows.map { try $0.id("product_id") })
  }

  private static let heads = "SELECT variant_id, price_minor, revision FROM bundles"

  private func read(_ heads: [Row]) throws -> [VariantID: Bundle] {
    let ids = try heads.map { try $0.int64("variant_id") }
    guard !ids.isEmpty else { return [:] }
    let parts = try connection.query(
      """
      SELECT bundle_id, position, choice, product_id, variant_id, quantity, is_required FROM bundle_parts
      WHERE store_id = $1 AND bundle_id IN ({IDS}) ORDER BY bundle_id, position, choice
      """, [.id(store)], ids: ids)
    let byBundle = try Dictionary(grouping: parts) { try $0.int64("bundle_id") }
    return Dictionary(
      try heads.map { head in
        let items = try Self.items(byBundle[try head.int64("variant_id")] ?? [])
        return (
          try head.id("variant_id"),
          Bundle(
            priceMinor: try head.optionalInt64("price_minor"), items: items, revision: try head.int64("revision"))
        )
      }, uniquingKeysWith: { first, _ in first })
  }

  private static func items(_ rows: [Row]) throws -> [BundleItem] {
    try rows.reduce(into: []) { items, row in
      let part = BundlePart(
        productID: try row.id("product_id"), variantID: try row.id("variant_id"), quantity: try row.int("quantity"))
      if try row.int("choice") > 0, let last = items.indices.last {
        items[last].substitutes.append(part)
      } else {
        items.append(BundleItem(part, isRequired: try row.bool("is_required")))
      }
    }
  }

  private func goods(of variants: [VariantID]) throws -> [VariantID: Goods] {
    let rows = try connection.query(
      """
      SELECT v.id, v.price_minor, v.stock, v.reserved FROM variants v
      JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id
      WHERE v.store_id = $1 AND v.is_sold AND p.status = 'active' AND v.id IN ({IDS})
      """, [.id(store)], ids: Set(variants).map(\.rawValue).sorted())
    return Dictionary(
      try rows.map { row in
        let reserved = try row.int("reserved")
        return (
          try row.id("id"),
          Goods(
            priceMinor: try row.int64("price_minor"),
            available: try row.optionalInt("stock").map { max(0, $0 - reserved) })
        )
      }, uniquingKeysWith: { first, _ in first })
  }

  /// The bundle of what is still sold: what is not is out of the choices, and an item without any is out unless it is
  /// required. Where what comes in it is gone, its first substitute comes instead.
  private static func sold(_ bundle: Bundle, _ goods: [VariantID: Goods]) -> Bundle {
    var sold = bundle
    sold.items = bundle.items.compactMap { item in
      let choices = item.choices.filter { goods[$0.variantID] != nil }
      guard let first = choices.first else { return item.isRequired ? item : nil }
      return BundleItem(first, substitutes: Array(choices.dropFirst()), isRequired: item.isRequired)
    }
    return sold
  }

  private static func price(_ bundle: Bundle, _ goods: [VariantID: Goods]) -> Int64 {
    let parts = bundle.items.reduce(Int64(0)) { sum, item in
      sum + (goods[item.standard.variantID]?.priceMinor ?? 0) * Int64(item.standard.quantity)
    }
    return bundle.price(ofParts: parts, standard: parts)
  }

  /// As many as its required items allow, whatever is chosen in them; where none is required, as many as there are of
  /// anything in it.
  private static func available(_ bundle: Bundle, _ goods: [VariantID: Goods]) -> Int? {
    func available(_ item: BundleItem) -> Int {
      item.choices.map { choice in
        goods[choice.variantID].map { $0.available.map { $0 / choice.quantity } ?? .max } ?? 0
      }.max() ?? 0
    }
    let required = bundle.items.filter(\.isRequired)
    let count = required.isEmpty ? bundle.items.map(available).max() ?? 0 : required.map(available).min() ?? 0
    return count == .max ? nil : count
  }
}
