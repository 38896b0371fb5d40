/// Where a Shopify product file keeps what; the names of the older template and of the newer one.
struct ShopifyColumns {
  let handle, title, body, vendor, category, type, tags, published, status: Int?
  let optionNames, optionValues: [Int?]
  let sku, barcode, price, compareAt, cost, tracker, quantity, policy: Int?
  let image, imagePosition, variantImage, giftCard: Int?
  /// Columns that become attributes, with the attribute's name.
  let attributes: [(name: String, column: Int)]

  init(_ header: TableHeader) {
    handle = header.column("handle", "url handle")
    title = header.column("title")
    body = header.column("body (html)", "body html", "description")
    vendor = header.column("vendor")
    category = header.column("product category", "standardized product type", "standard product type")
    type = header.column("type", "custom product type", "product type")
    tags = header.column("tags")
    published = header.column("published", "published on online store")
    status = header.column("status")
    optionNames = ["option1 name", "option2 name", "option3 name"].map { header.column($0) }
    optionValues = ["option1 value", "option2 value", "option3 value"].map { header.column($0) }
    sku = header.column("variant sku", "sku")
    barcode = header.column("variant barcode", "barcode")
    price = header.column("variant price", "price")
    compareAt = header.column("variant compare at price", "compare-at price", "compare at price")
    cost = header.column("cost per item", "variant cost", "cost")
    tracker = header.column("variant inventory tracker", "inventory tracker")
    quantity = header.column("variant inventory qty", "inventory quantity")
    policy = header.column("variant inventory policy", "continue selling when out of stock")
    image = header.column("image src", "product image url")
    imagePosition = header.column("image position")
    variantImage = header.column("variant image", "variant image url")
    giftCard = header.column("gift card")
    attributes = Self.attributes(header)
  }

  private static let googleAttributes = [
    "gender", "age group", "mpn", "manufacturer part number (mpn)", "condition",
  ]

  private static func attributes(_ header: TableHeader) -> [(name: String, column: Int)] {
    header.columns { isMetafield($0) || googleAttribute($0) != nil }
      .map { column in (attributeName(column.name), column.column) }
  }

  /// `color (product.metafields.shopify.color-pattern)` as Shopify writes it, `metafield: custom.care [text]` as
  /// export apps do.
  private static func isMetafield(_ name: String) -> Bool {
    name.contains("(product.metafields.") || name.hasPrefix("metafield: ")
  }

  private static func googleAttribute(_ name: String) -> String? {
    let prefix = "google shopping / "
    guard name.hasPrefix(prefix) else { return nil }
    let rest = String(name.dropFirst(prefix.count))
    return googleAttributes.contains(rest) ? rest.replacingSuffix("manufacturer part number (mpn)", with: "mpn") : nil
  }

  private static func attributeName(_ written: String) -> String {
    let name = TableHeader.folded(written)
    if let google = googleAttribute(name) { return google }
    if name.hasPrefix("metafield: ") {
      let key = name.dropFirst("metafield: ".count).prefix { $0 != "[" && $0 != " " }
      return readable(key.split(separator: ".").last ?? key)
    }
    return readable(name.prefix { $0 != "(" })
  }

  private static func readable(_ key: Substring) -> String {
    String(key.map { $0 == "_" || $0 == "-" ? " " : $0 }).trimmingSpaces
  }
}

extension String {
  fileprivate func replacingSuffix(_ suffix: String, with other: String) -> String {
    hasSuffix(suffix) ? String(dropLast(suffix.count)) + other : self
  }
}
