import Commerce
import Language
import Search
import Testing

@Suite("Learning from what was picked and bought")
struct BusinessOrderTests {
  private static let store = StoreID(1)

  private static func product(_ number: Int64, _ title: String, pickedBy: [String]? = nil) -> Product {
    var product = Product(
      id: ProductID(number), externalID: "\(number)", title: title,
      variants: [Variant(id: VariantID(number), sku: "", price: Money(minorUnits: 900, currency: .usd))])
    product.pickedBy = pickedBy
    return product
  }

  private static func titles(_ indexes: CatalogIndexes, _ query: ProductQuery) -> [String] {
    indexes.snapshot(of: store)?.search(query).hits.map(\.product.title) ?? []
  }

  @Test("A word by which shoppers came to a product finds it, until it is no longer so")
  func learnedWordFinds() throws {
    let indexes = CatalogIndexes()
    var projector = Self.product(1, "Home Theatre Projector", pickedBy: ["beamer"])
    let shelf = [projector, Self.product(2, "Tea Kettle"), Self.product(3, "Storm Lantern")]
    indexes.apply(shelf, removed: [], sequence: 1, store: Self.store)
    #expect(Self.titles(indexes, ProductQuery(text: "beamer")) == ["Home Theatre Projector"])
    let hit = try #require(indexes.snapshot(of: Self.store)?.explain(ProductQuery(text: "beamer")).hits.first)
    #expect(hit.picked_by == ["beamer"])
    // A change that does not tell the words keeps them, be it of the price or of the title.
    projector.pickedBy = nil
    projector.variants[0].available = 0
    indexes.apply([projector], removed: [], sequence: 2, store: Self.store)
    projector.title = "Office Projector"
    indexes.apply([projector], removed: [], sequence: 3, store: Self.store)
    #expect(Self.titles(indexes, ProductQuery(text: "beamer")) == ["Office Projector"])
    projector.pickedBy = []
    indexes.apply([projector], removed: [], sequence: 4, store: Self.store)
    #expect(Self.titles(indexes, ProductQuery(text: "beamer")) == [])
  }

  @Test("Without words what the shop features comes first, then its own order; with words relevance does")
  func shelfOrders() {
    let indexes = CatalogIndexes()
    var shelf = [Self.product(1, "Ash broom"), Self.product(2, "Tin cup"), Self.product(3, "Zinc bucket")]
    shelf.append(Self.product(4, "Birch broom"))
    shelf[1].shelf.sortOrder = -1
    shelf[2].shelf = Shelf(isFeatured: true, sortOrder: 9)
    indexes.apply(shelf, removed: [], sequence: 1, store: Self.store)
    let all = ["Zinc bucket", "Tin cup", "Ash broom", "Birch broom"]
    #expect(Self.titles(indexes, ProductQuery()) == all)
    #expect(Self.titles(indexes, ProductQuery(limit: 500)) == all)
    #expect(Self.titles(indexes, ProductQuery(sort: .newest)).first == "Birch broom")
    // Words: what is meant stands first, and the shelf parts equals only.
    #expect(Self.titles(indexes, ProductQuery(text: "tin cup")).first == "Tin cup")
    shelf[3].shelf.isFeatured = true
    shelf[2].variants[0].available = 0
    indexes.apply([shelf[3], shelf[2]], removed: [], sequence: 2, store: Self.store)
    #expect(Self.titles(indexes, ProductQuery(text: "broom")) == ["Birch broom", "Ash broom"])
    #expect(Self.titles(indexes, ProductQuery()) == ["Birch broom", "Tin cup", "Ash broom", "Zinc bucket"])
  }

  @Test("A slip is not learned: it goes on to be repaired for all that are meant")
  func slipIsNotLearned() {
    let indexes = CatalogIndexes()
    let shelf = [Self.product(1, "Storm Lantern", pickedBy: ["lantren", "the"]), Self.product(2, "Camp Lantern")]
    indexes.apply(shelf, removed: [], sequence: 1, store: Self.store)
    #expect(Self.titles(indexes, ProductQuery(text: "lantren")).count == 2)
  }

  @Test("What somebody has bought stands before what is as relevant, and says so")
  func boughtComesFirst() throws {
    let indexes = CatalogIndexes()
    let shelf = [Self.product(1, "Green Tea"), Self.product(2, "Black Tea"), Self.product(3, "Tea Kettle")]
    indexes.apply(shelf, removed: [], sequence: 1, store: Self.store)
    var query = ProductQuery(text: "tea")
    #expect(Self.titles(indexes, query).prefix(2) == ["Green Tea", "Black Tea"])
    query.bought = [ProductID(2), ProductID(3)]
    #expect(Self.titles(indexes, query).prefix(2) == ["Black Tea", "Green Tea"], "the kettle is no tea all the same")
    let hits = try #require(indexes.snapshot(of: Self.store)?.explain(query).hits)
    #expect(hits.map { $0.history_factor > 1 } == [true, false, true])
    for hit in hits {
      let product = hit.relevance * hit.stock_factor * hit.popularity_factor * hit.history_factor
      #expect(abs(product - hit.score) < 1e-4)
    }
  }
}
