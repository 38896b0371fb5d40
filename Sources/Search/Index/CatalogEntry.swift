import Commerce

/// A product with what every search asks of it; the rest of it lies packed in one run of bytes, a quarter of what the
/// value takes, and is unpacked for those that are shown.
struct CatalogEntry: Sendable {
  /// A variant as filters on prices see it.
  struct Offer {
    var price: Int64
    var compareAtPrice: Int64?
    var isInStock: Bool
  }

  let id: ProductID
  let isInStock: Bool
  /// Minor units: the cheapest variant's, of those in stock if any is.
  let price: Int64
  let soldUnits: Int
  let shelf: Shelf
  /// Few products have any, so they are kept as they are.
  private let bundles: [VariantID: Bundle]
  private let packed: [UInt8]

  init(_ product: Product) {
    id = product.id
    let isInStock = product.isInStock
    self.isInStock = isInStock
    soldUnits = product.soldUnits
    shelf = product.shelf
    bundles = product.bundles
    price = product.variants.lazy.filter { $0.isInStock == isInStock }.map(\.price.minorUnits).min() ?? 0
    var writer = PackedWriter()
    writer.write(product)
    packed = Array(writer.bytes)
  }

  var product: Product {
    var reader = PackedReader(packed)
    var product = reader.product(id: id, soldUnits: soldUnits)
    product.bundles = bundles
    product.shelf = shelf
    return product
  }

  /// In the order of the variants.
  var variantKeys: [(id: VariantID, sku: String)] {
    var reader = PackedReader(packed)
    let count = reader.skipOffers()
    return (0..<count).map { _ in (VariantID(reader.signed()), reader.text()) }
  }

  /// Whether the index would hold the same words and keys for both.
  func hasSameTexts(as other: CatalogEntry) -> Bool {
    guard id == other.id else { return false }
    let (own, new) = (product, other.product)
    return own.title == new.title && own.brand == new.brand && own.categoryPath == new.categoryPath
      && own.description == new.description && own.attributes == new.attributes && own.tags == new.tags
      && own.optionNames == new.optionNames && (own.pickedBy ?? []) == (new.pickedBy ?? [])
      && own.variants.count == new.variants.count
      && zip(own.variants, new.variants).allSatisfy { $0.id == $1.id && $0.sku == $1.sku && $0.options == $1.options }
  }

  /// In the order of the variants.
  var offers: [Offer] {
    var reader = PackedReader(packed)
    return reader.all { $0.offer() }.map { offer in
      Offer(
        price: offer.price, compareAtPrice: offer.compareAt, isInStock: offer.available.map { $0 > 0 } ?? true)
    }
  }
}

extension PackedWriter {
  /// Prices and stock come first.
  fileprivate mutating func write(_ product: Product) {
    write(all: product.variants) { writer, variant in
      writer.write(signed: variant.price.minorUnits)
      writer.write(variant.compareAtPrice) { $0.write(signed: $1.minorUnits) }
      writer.write(variant.available) { $0.write(signed: Int64($1)) }
    }
    for variant in product.variants {
      write(signed: variant.id.rawValue)
      write(variant.sku)
    }
    for variant in product.variants { write(variant) }
    write(product.externalID)
    write(product.title)
    write(product.brand) { $0.write($1) }
    write(all: product.categoryPath) { $0.write($1) }
    write(product.description)
    write(count: product.attributes.count)
    for (name, value) in product.attributes {
      write(name)
      write(value)
    }
    write(all: product.tags) { $0.write($1) }
    write(all: product.imageURLs) { $0.write($1) }
    write(product.link) { $0.write($1) }
    write(all: product.optionNames) { $0.write($1) }
    write(product.status.rawValue)
    write(all: product.goesWith) { $0.write(signed: $1.rawValue) }
    write(product.pickedBy) { writer, words in writer.write(all: words) { $0.write($1) } }
  }

  private mutating func write(_ variant: Variant) {
    write(variant.barcode) { $0.write($1) }
    write(all: variant.options) { $0.write($1) }
    write(variant.price.currency.code)
    write(variant.compareAtPrice) { $0.write($1.currency.code) }
    write(variant.imageURL) { $0.write($1) }
  }
}

extension PackedReader {
  fileprivate mutating func offer() -> PackedOffer {
    let price = signed()
    let compareAt = optional { $0.signed() }
    let available = optional { $0.signed() }
    return PackedOffer(price: price, compareAt: compareAt, available: available)
  }

  /// - Returns: how many variants there are.
  fileprivate mutating func skipOffers() -> Int { all { $0.offer() }.count }

  fileprivate mutating func product(id: ProductID, soldUnits: Int) -> Product {
    var variants = all { $0.offer() }.map { Variant($0) }
    for position in variants.indices {
      variants[position].id = VariantID(signed())
      variants[position].sku = text()
    }
    for position in variants.indices { read(into: &variants[position]) }
    var product = Product(id: id, externalID: text(), title: text(), variants: variants, soldUnits: soldUnits)
    product.brand = optional { $0.text() }
    product.categoryPath = all { $0.text() }
    product.description = text()
    let attributes = count()
    product.attributes.reserveCapacity(attributes)
    for _ in 0..<attributes {
      let name = text()
      product.attributes[name] = text()
    }
    product.tags = all { $0.text() }
    product.imageURLs = all { $0.text() }
    product.link = optional { $0.text() }
    product.optionNames = all { $0.text() }
    product.status = ProductStatus(rawValue: text()) ?? .active
    product.goesWith = all { ProductID($0.signed()) }
    product.pickedBy = optional { reader in reader.all { $0.text() } }
    return product
  }

  private mutating func read(into variant: inout Variant) {
    variant.barcode = optional { $0.text() }
    variant.options = all { $0.text() }
    variant.price = Money(minorUnits: variant.price.minorUnits, currency: currency())
    let reduced = optional { $0.currency() }
    variant.compareAtPrice = reduced.flatMap { currency in
      variant.compareAtPrice.map { Money(minorUnits: $0.minorUnits, currency: currency) }
    }
    variant.imageURL = optional { $0.text() }
  }

  /// The code was a currency's when it was written.
  private mutating func currency() -> Currency {
    let code = text()
    return code == Currency.usd.code ? .usd : Currency(code: code) ?? .usd
  }
}

/// A variant's first part.
private struct PackedOffer {
  var price: Int64
  var compareAt: Int64?
  var available: Int64?
}

extension Variant {
  fileprivate init(_ offer: PackedOffer) {
    self.init(
      id: VariantID(0), sku: "", price: Money(minorUnits: offer.price, currency: .usd),
      compareAtPrice: offer.compareAt.map { Money(minorUnits: $0, currency: .usd) },
      available: offer.available.map { Int($0) })
  }
}
