import Commerce
import HTTPTypes
import Storage

extension View<ProductHit> {
  /// The score in millionths: JSON's numbers here are whole.
  static let hit = View(
    "ProductHit",
    [
      .init("score_ppm", .integer(-1_000_000_000_000...1_000_000_000_000)) {
        .integer(Int64(max(-1e12, min(1e12, ($0.score * 1_000_000).rounded()))))
      },
      .init("product", View<Product>.product.schema) { View<Product>.product.json($0.product) },
    ])
}

/// The search that shoppers use in the chat.
enum SearchOperations {
  static let all = [search]

  private static let search = Operation(
    .get, "/search", "searchProducts", "Find active products by words, with typos and meaning", for: .store(.staff),
    answer: .init(
      status: .ok, meaning: "The best first",
      schema: .body(
        "SearchResult",
        [
          .needed("total", .integer(0...1_000_000_000, "products that met the query")),
          .needed("corrections", .map(.text(0...1_000), maximum: 1_000, "words taken for others")),
          .needed("data", .list(View<ProductHit>.hit.schema, 0...50)),
        ]))
  ) { call in
    let snapshot = try await snapshot(call)
    let query = call.query
    var filters = ProductFilters(
      minimumPrice: query.integer("min_price_minor"), maximumPrice: query.integer("max_price_minor"),
      inStockOnly: query.flag("in_stock") ?? false)
    if let brand = query.text("brand") { filters.brands = [brand] }
    if let category = query.text("category") { filters.categories = [category] }
    ProductFilterQuery.add(query, to: &filters)
    let found = snapshot?.search(
      ProductQuery(
        text: query.text("q") ?? "", filters: filters, sort: query.raw("sort") ?? .relevance,
        limit: query.int("limit") ?? 10, offset: query.int("offset") ?? 0))
    let corrections = (found?.corrections ?? [:]).sorted { $0.key < $1.key }
    return APIAnswer(
      status: .ok,
      body: .object([
        ("total", .int(found?.total ?? 0)),
        ("corrections", .object(corrections.map { ($0.key, .text($0.value)) })),
        ("data", View<ProductHit>.hit.list(found?.hits ?? [])),
      ]))
  }.with {
    let filters: [Schema.Property] = [
      .optional("q", .text(1...200, "all that meet the filters where not given")), .optional("limit", .integer(1...50)),
      .optional("offset", .integer(0...1_000)),
      .optional("min_price_minor", .amount()), .optional("max_price_minor", .amount()),
      .optional("brand", .text(1...200)), .optional("category", .text(1...200)), .optional("in_stock", .flag),
      .optional("sort", .oneOf(["relevance", "cheapest", "dearest", "newest", "bestSelling", "strongest", "weakest"])),
    ]
    $0.note =
      "Without words, and among equals, what is in stock comes first, then what is featured, then by the sort order."
    $0.query = filters + ProductFilterQuery.parameters
  }

  /// Brought up to the newest write first, so that what was just made is found.
  private static func snapshot(_ call: APICall) async throws -> (any CatalogSnapshot)? {
    let (search, store) = (call.parts.shop.search(), try call.store)
    if let changes = try await call.rows.catalog.changes(since: search.snapshot(of: store.id)?.sequence) {
      search.apply(
        changes.products, removed: changes.removed, sequence: changes.sequence, store: store.id,
        language: store.language)
    }
    return search.snapshot(of: store.id)
  }
}
