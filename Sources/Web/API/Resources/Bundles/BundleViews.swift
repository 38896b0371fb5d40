import Commerce

/// A bundle with the variant it is sold as.
struct SoldBundle: Hashable, Sendable {
  var variant: VariantID
  var bundle: Bundle
}

extension View<SoldBundle> {
  static let bundle = View(
    "Bundle",
    [
      .init("variant_id", .id(VariantEntity.self, "what it is sold as")) { .id($0.variant) },
      .init("price_minor", .amount("null: what its parts come to").orNull) { .maybe($0.bundle.priceMinor) },
      .init("revision", .integer(1...1_000_000_000_000, "rises with every change")) { .integer($0.bundle.revision) },
      .init("items", .list(View<BundleItem>.item.schema, 0...Bundle.maximumItems)) {
        View<BundleItem>.item.list($0.bundle.items)
      },
    ])
}

extension View<BundleItem> {
  static let item = View(
    "BundleItem",
    [
      .init("variant_id", .id(VariantEntity.self)) { .id($0.standard.variantID) },
      .init("quantity", .integer(1...Int64(Bundle.maximumPieces), "in one bundle")) { .int($0.standard.quantity) },
      .init("is_required", .flag("the bundle is not sold without it")) { .bool($0.isRequired) },
      .init("substitutes", .list(View<BundlePart>.part.schema, 0...1_000, "what may come in its place")) {
        View<BundlePart>.part.list($0.substitutes)
      },
    ])
}

extension View<BundlePart> {
  static let part = View(
    "BundlePart",
    [
      .init("variant_id", .id(VariantEntity.self)) { .id($0.variantID) },
      .init("quantity", .integer(1...Int64(Bundle.maximumPieces), "in one bundle")) { .int($0.quantity) },
    ])
}

/// What is said of a bundle in a request.
enum BundleBody {
  private static let quantity = Schema.Property.optional(
    "quantity", .integer(1...Int64(Bundle.maximumPieces), "in one bundle; 1 where not given"))

  private static let part = Schema(.object([.needed("variant_id", .id(VariantEntity.self)), quantity]))

  private static let item = Schema(
    .object([
      .needed("variant_id", .id(VariantEntity.self)), quantity,
      .optional("is_required", .flag("true where not given")),
      .optional("substitutes", .list(part, 0...Bundle.maximumItems)),
    ]))

  static let schema = Schema.body(
    "BundleContents",
    [
      .needed("items", .list(item, 1...Bundle.maximumItems)),
      .optional("price_minor", Schema.amount("null or not given: what its parts come to").orNull),
    ])

  static func bundle(_ body: Fields) -> Bundle {
    Bundle(
      priceMinor: body.integer("price_minor"),
      items: body.list("items").compactMap { item in
        part(item).map { standard in
          BundleItem(
            standard, substitutes: item.list("substitutes").compactMap(part),
            isRequired: item.flag("is_required") ?? true)
        }
      })
  }

  /// Its product is looked up where it is written.
  private static func part(_ fields: Fields) -> BundlePart? {
    fields.id("variant_id").map {
      BundlePart(productID: ProductID(0), variantID: $0, quantity: fields.int("quantity") ?? 1)
    }
  }
}
