/// Where a WooCommerce product file keeps what (the schema of its own importer and exporter).
struct WooColumns {
  struct Attribute {
    let name: Int
    let values: Int?
  }

  let id, type, sku, barcode, name, published, visibility, shortDescription, description: Int?
  let regularPrice, salePrice, saleStart, saleEnd, stock, inStock, backorders: Int?
  let categories, tags, images, parent, externalURL, brand, grouped: Int?
  let featured, position: Int?
  let attributes: [Attribute]
  /// `weight (kg)` and the like, with the attribute's name and its unit.
  let measures: [(name: String, unit: String, column: Int)]

  init(_ header: TableHeader) {
    id = header.column("id")
    type = header.column("type")
    sku = header.column("sku")
    barcode = header.column("gtin, upc, ean, or isbn", "gtin")
    name = header.column("name")
    published = header.column("published")
    visibility = header.column("visibility in catalog")
    shortDescription = header.column("short description")
    description = header.column("description")
    regularPrice = header.column("regular price")
    salePrice = header.column("sale price")
    saleStart = header.column("date sale price starts")
    saleEnd = header.column("date sale price ends")
    stock = header.column("stock")
    inStock = header.column("in stock?")
    backorders = header.column("backorders allowed?")
    categories = header.column("categories")
    tags = header.column("tags")
    images = header.column("images")
    parent = header.column("parent")
    externalURL = header.column("external url")
    brand = header.column("brands", "brand")
    grouped = header.column("grouped products")
    featured = header.column("is featured?")
    position = header.column("position")
    attributes = Self.attributes(header)
    measures = Self.measures(header)
  }

  /// More than any shop uses; the columns are numbered from 1 without gaps.
  private static let maximumAttributes = 100

  private static func attributes(_ header: TableHeader) -> [Attribute] {
    (1...maximumAttributes).compactMap { number in
      header.column("attribute \(number) name").map { name in
        Attribute(name: name, values: header.column("attribute \(number) value(s)", "attribute \(number) values"))
      }
    }
  }

  private static func measures(_ header: TableHeader) -> [(name: String, unit: String, column: Int)] {
    let names = ["weight", "length", "width", "height"]
    return header.columns { name in names.contains { name == $0 || name.hasPrefix($0 + " (") } }.map { written in
      let parts = TableHeader.folded(written.name).split(whereSeparator: { "()".contains($0) })
      let unit = parts.count > 1 ? String(parts[1]) : ""
      return (String(parts.first ?? "").trimmingSpaces, unit, written.column)
    }
  }
}
