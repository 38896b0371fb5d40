import Commerce
import Storage

/// Master items: the same thing in every store that sells it. What a store's product does not tell is inherited.
enum MasterItemOperations {
  static let resource = SharedResource<MasterItem>(
    names: .init(
      path: "master-items", value: "item", title: "MasterItem", words: "master item", missing: .masterItemNotFound),
    view: .masterItem, bodies: (new, change),
    make: { body, id in
      var item = MasterItem(id: id, slug: "", title: "")
      apply(body, to: &item)
      if body.text("slug") == nil { item.slug = ProductDetails.slug(of: item.title) }
      return item
    }, apply: { apply($0, to: &$1) }, rows: { $0.masters })

  static let all = resource.all

  private static let facet = Schema.list(.text(1...100), 0...50)

  private static let facts: [Schema.Property] = [
    .optional("slug", .slug),
    .optional("barcode", Schema.text(1...100).orNull),
    .optional("brand", Schema.text(1...300).orNull),
    .optional("categories", .list(.text(1...100), 0...10, "from the broadest to the narrowest")),
    .optional("description", .longText),
    .optional("attributes", .map(.text(0...1_000), maximum: 100)),
    .optional("tags", .list(.text(1...100), 0...100)),
    .optional("image_urls", .list(.webAddress, 0...50)),
    .optional("scenarios", facet), .optional("demographics", facet), .optional("climates", facet),
    .optional("timeframes", facet),
  ]

  private static let new = Schema.body("NewMasterItem", [.needed("title", .shortText)] + facts)
  private static let change = Schema.body("MasterItemChange", [.optional("title", .shortText)] + facts)

  private static func apply(_ body: Fields, to item: inout MasterItem) {
    if let slug = body.text("slug") { item.slug = slug }
    if let title = body.text("title") { item.title = title }
    body.set("barcode", &item.barcode)
    body.set("brand", &item.brand)
    if let categories = body.texts("categories") { item.categoryPath = categories }
    if let description = body.text("description") { item.description = description }
    if let attributes = body.textMap("attributes") { item.attributes = attributes }
    if let tags = body.texts("tags") { item.tags = tags }
    if let images = body.texts("image_urls") { item.imageURLs = images }
    if let scenarios = body.texts("scenarios") { item.fit.scenarios = scenarios }
    if let demographics = body.texts("demographics") { item.fit.demographics = demographics }
    if let climates = body.texts("climates") { item.fit.climates = climates }
    if let timeframes = body.texts("timeframes") { item.fit.timeframes = timeframes }
  }
}

extension View<SharedEntry<MasterItem>> {
  static let masterItem = View("MasterItem", listing + fit)

  private static let facet = Schema.list(.text(0...1_000), 0...1_000, "inherited where a product has none of its own")

  private static let listing: [Field] = [
    .init("id", .id(MasterEntity.self)) { .id($0.item.id) },
    .init("slug", .text(0...100)) { .text($0.item.slug) },
    .init("barcode", .text(0...1_000).orNull) { .maybe($0.item.barcode) },
    .init("title", .text(0...5_000)) { .text($0.item.title) },
    .init("brand", .text(0...5_000).orNull) { .maybe($0.item.brand) },
    .init("categories", .list(.text(0...1_000), 0...100, "from the broadest to the narrowest")) {
      .texts($0.item.categoryPath)
    },
    .init("description", .text(0...1_000_000)) { .text($0.item.description) },
    .init("attributes", .map(.text(0...10_000), maximum: 1_000)) { entry in
      .object(entry.item.attributes.sorted { $0.key < $1.key }.map { ($0.key, .text($0.value)) })
    },
    .init("tags", .list(.text(0...1_000), 0...1_000)) { .texts($0.item.tags) },
    .init("image_urls", .list(.text(0...10_000), 0...1_000)) { .texts($0.item.imageURLs) },
  ]

  private static let fit: [Field] = [
    .init("scenarios", facet) { .texts($0.item.fit.scenarios ?? []) },
    .init("demographics", facet) { .texts($0.item.fit.demographics ?? []) },
    .init("climates", facet) { .texts($0.item.fit.climates ?? []) },
    .init("timeframes", facet) { .texts($0.item.fit.timeframes ?? []) },
    .init("is_own", .flag("this store made it and may change it")) { .bool($0.isOwn) },
  ]
}
