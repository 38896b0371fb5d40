import Commerce
import Search
import Testing

/// A small generator whose numbers follow from its seed (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var value = state
    value = (value ^ (value >> 30)) &* 0xbf58_476d_1ce4_e5b9
    value = (value ^ (value >> 27)) &* 0x94d0_49bb_1331_11eb
    return value ^ (value >> 31)
  }
}

@Suite("Keeping catalogues current")
struct IndexTests {
  private let store = ShopFixture.store

  private static let queries = [
    "", "rain jacket", "lantern", "lantren", "tent for 4 people", "vegan", "blue", "chocolate", "wat", "kit",
    "emergency food", "grey hoodie", "pre roll", "water filter 10 l", "northwind",
  ]
  private static let sentences = [
    "two of the blue rain jackets and a trail mix", "a 72 - hour kit and two 4 - person tents", "lanterns",
    "blue dream flower 3.5 g", "hiking boots size 10 and lantren", "sk - 1016 - 0",
  ].map { $0.split(separator: " ").map(String.init) }

  private func describe(_ catalog: any CatalogSnapshot) -> [String] {
    var lines = ["\(catalog.productCount)", "\(catalog.categories)"]
    for query in Self.queries {
      let results = catalog.search(ProductQuery(text: query, limit: 100))
      lines.append("\(query): \(results.total) \(results.hits.map { "\($0.product.id.rawValue):\($0.score)" })")
    }
    for sentence in Self.sentences {
      lines.append(
        "\(sentence): " + catalog.mentions(in: sentence).map { "\($0.target) \($0.tokens) \($0.confidence)" }.joined())
    }
    return lines
  }

  /// A change to a product as an owner makes one.
  private func changed(_ product: Product, _ generator: inout SeededGenerator) -> Product {
    var product = product
    switch Int.random(in: 0..<5, using: &generator) {
    case 0: product.variants[0].available = Int.random(in: 0...3, using: &generator)
    case 1: product.variants[0].price = Money(minorUnits: .random(in: 100...9_900, using: &generator), currency: .usd)
    case 2: product.title = ShopFixture.products.randomElement(using: &generator)?.title ?? product.title
    case 3: product.tags = ["vegan"]
    default: product.status = Bool.random(using: &generator) ? .active : .draft
    }
    return product
  }

  @Test("Changes one after another give the same as a fresh build", arguments: 1...12)
  func changesGiveTheSameAsAFreshBuild(seed: Int) {
    var generator = SeededGenerator(state: UInt64(seed))
    let indexes = CatalogIndexes(lexis: Lexis(synonyms: ShopFixture.synonyms))
    var truth: [ProductID: Product] = [:]
    for step in 1...40 {
      var batch: [Product] = []
      for _ in 0..<Int.random(in: 1...9, using: &generator) {
        guard let any = ShopFixture.products.randomElement(using: &generator) else { continue }
        batch.removeAll { $0.id == any.id }
        batch.append(changed(truth[any.id] ?? any, &generator))
      }
      let gone = Array(
        truth.keys.sorted().filter { id in
          !batch.contains { $0.id == id } && Int.random(in: 0..<12, using: &generator) == 0
        })
      for product in batch { truth[product.id] = product }
      for id in gone { truth[id] = nil }
      indexes.apply(batch, removed: gone, sequence: Int64(step), store: store)
    }
    let fresh = CatalogIndexes(lexis: Lexis(synonyms: ShopFixture.synonyms))
    fresh.apply(Array(truth.values), removed: [], sequence: 40, store: store)
    let (one, other) = (indexes.snapshot(of: store), fresh.snapshot(of: store))
    #expect(one?.sequence == 40)
    #expect(one.map(describe) == other.map(describe))
  }

  @Test("A later state is not overwritten by an earlier one")
  func laterStateStays() {
    let indexes = CatalogIndexes()
    var product = ShopFixture.products[0]
    product.title = "New Name"
    indexes.apply([product], removed: [], sequence: 7, store: store)
    indexes.apply([ShopFixture.products[0]], removed: [], sequence: 6, store: store)
    #expect(indexes.snapshot(of: store)?.product(product.id)?.title == "New Name")
  }

  @Test("A snapshot in hand does not change")
  func snapshotDoesNotChange() {
    let indexes = CatalogIndexes()
    indexes.apply(ShopFixture.products, removed: [], sequence: 1, store: store)
    let before = indexes.snapshot(of: store)
    indexes.apply([], removed: ShopFixture.products.map(\.id), sequence: 2, store: store)
    #expect(before?.search(ProductQuery(text: "lantern")).total == 3)
    #expect(indexes.snapshot(of: store)?.productCount == 0)
    #expect(indexes.snapshot(of: store)?.search(ProductQuery(text: "lantern")).total == 0)
  }

  @Test("Drafts and archived products are not shown")
  func draftsAreNotShown() {
    let indexes = CatalogIndexes()
    var product = ShopFixture.products[0]
    indexes.apply([product], removed: [], sequence: 1, store: store)
    product.status = .archived
    indexes.apply([product], removed: [], sequence: 2, store: store)
    #expect(indexes.snapshot(of: store)?.productCount == 0)
    #expect(indexes.snapshot(of: store)?.product(product.id) == nil)
  }

  @Test("The store asked for longest ago makes room")
  func oldestStoreMakesRoom() {
    let indexes = CatalogIndexes(maximumStores: 2)
    let products = [ShopFixture.products[0]]
    indexes.apply(products, removed: [], sequence: 1, store: StoreID(1))
    indexes.apply(products, removed: [], sequence: 1, store: StoreID(2))
    _ = indexes.snapshot(of: StoreID(1))
    indexes.apply(products, removed: [], sequence: 1, store: StoreID(3))
    #expect(indexes.snapshot(of: StoreID(1)) != nil)
    #expect(indexes.snapshot(of: StoreID(2)) == nil)
    #expect(indexes.snapshot(of: StoreID(3)) != nil)
    #expect(indexes.snapshot(of: StoreID(4)) == nil)
  }

  @Test("Searching goes on while products are written")
  func searchingGoesOnWhileWriting() async {
    let indexes = CatalogIndexes()
    indexes.apply(ShopFixture.products, removed: [], sequence: 1, store: store)
    let store = store
    let failures = await withTaskGroup(of: Int.self) { group in
      group.addTask {
        for step in 2...150 {
          var product = ShopFixture.products[step % ShopFixture.products.count]
          product.description += " written \(step) times"
          indexes.apply([product], removed: [], sequence: Int64(step), store: store)
        }
        return 0
      }
      for _ in 0..<3 {
        group.addTask {
          var failures = 0
          for _ in 0..<150 {
            let snapshot = indexes.snapshot(of: store)
            let isWhole =
              snapshot?.productCount == ShopFixture.products.count
              && snapshot?.search(ProductQuery(text: "lantern")).total == 3
              && snapshot?.mentions(in: ["rain", "jacket"]).count == 1
            if !isWhole { failures += 1 }
          }
          return failures
        }
      }
      return await group.reduce(0, +)
    }
    #expect(failures == 0)
    #expect(indexes.snapshot(of: store)?.sequence == 150)
  }

  @Test("No text is too strange to be searched or linked")
  func noTextIsTooStrange() {
    let catalog = ShopFixture.catalog()
    var generator = SeededGenerator(state: 42)
    let pieces = [
      "rain", "jacket", "lantern", "72", "-", "hour", "kit", "4", "person", "tent", "and", "of", "the", "blue", "l",
      "size", "é", "日本", "🙂", "\u{301}", "\u{200d}", "", " ", "\n", "a", "zzzz", "12345678901234567890", "½", ".",
      ",", "'", "\"", "lantrn", "jakcet", "sk", "1016", "0", "'; drop table", "أحمر", "ſ", "ß", "%", "&", "+", "cart",
    ]
    for _ in 0..<20_000 {
      let words = (0..<Int.random(in: 0...12, using: &generator)).compactMap { _ in
        pieces.randomElement(using: &generator)
      }
      let text = words.joined(separator: Bool.random(using: &generator) ? " " : "")
      let results = catalog.search(ProductQuery(text: text, limit: 3))
      #expect(results.hits.count <= 3 && results.total >= results.hits.count)
      for mention in catalog.mentions(in: words) {
        #expect(mention.tokens.upperBound <= words.count && mention.confidence > 0 && mention.confidence <= 1)
      }
    }
  }

  @Test("A sentence of thousands of words is answered")
  func longSentenceIsAnswered() {
    let catalog = ShopFixture.catalog()
    let words = (0..<5_000).map { ["rain", "jacket", "and", "lantern"][$0 % 4] }
    #expect(!catalog.mentions(in: words).isEmpty)
    #expect(catalog.search(ProductQuery(text: words.joined(separator: " "))).total > 0)
  }

  @Test func `the bundles that a product is part of are named, as they are now`() {
    let indexes = CatalogIndexes()
    var (radio, kit) = (ShopFixture.products[0], ShopFixture.products[1])
    let part = BundlePart(productID: radio.id, variantID: radio.variants[0].id)
    kit.bundles = [kit.variants[0].id: Bundle(items: [BundleItem(part)])]
    var sequence: Int64 = 0
    func write(_ products: [Product], removed: [ProductID] = []) {
      sequence += 1
      indexes.apply(products, removed: removed, sequence: sequence, store: store)
    }
    func bundles() -> [ProductID]? { indexes.snapshot(of: store)?.bundles(containing: radio.id).map(\.id) }
    write([radio, kit])
    #expect(bundles() == [kit.id])
    #expect(indexes.snapshot(of: store)?.bundles(containing: kit.id) == [])
    radio.title += " II"
    write([radio])
    #expect(bundles() == [kit.id])
    kit.status = .draft
    write([kit])
    #expect(bundles() == [])
    kit.status = .active
    write([kit])
    #expect(bundles() == [kit.id])
    kit.bundles = [:]
    write([kit])
    #expect(bundles() == [])
    kit.bundles = [kit.variants[0].id: Bundle(items: [BundleItem(part)])]
    write([kit])
    write([], removed: [kit.id])
    #expect(bundles() == [])
  }
}
