import Commerce
import Search
import Testing

@Suite("Searching a shop")
struct SearchTests {
  private let catalog = ShopFixture.catalog()

  private func titles(_ text: String, _ filters: ProductFilters = .init(), sort: ProductSort = .relevance) -> [String] {
    catalog.search(ProductQuery(text: text, filters: filters, sort: sort, limit: 100)).hits.map(\.product.title)
  }

  @Test(
    "The product meant comes first",
    arguments: [
      ("rain jacket", "Rain Jacket"), ("womens rain jacket", "Women's Rain Jacket"),
      ("jackets for women", "Women's Rain Jacket"), ("do you have any headlamps in stock?", "Headlamp"),
      ("head lamp", "Headlamp"), ("tshirts", "Cotton T-Shirt"), ("t shirt", "Cotton T-Shirt"),
      ("grey hoodie", "Zip Hoodie"), ("gray hoodies please", "Zip Hoodie"), ("4 person tent", "4-Person Tent"),
      ("tent for four people", "4-Person Tent"), ("iphone 14 case", "iPhone 14 Case"),
      ("i want some trail mix", "Trail Mix"), ("chocolate trail mix", "Chocolate Trail Mix"),
      ("coffee", "Ground Coffee 500 g"), ("show me the hiking boots", "Hiking Boots"), ("solar", "Solar Lantern"),
      ("first aid", "First Aid Kit"), ("lumen flashlight", "Rechargeable Flashlight"),
      ("knives", "Pocket Knife"), ("salt & vinegar chips", "Salt and Vinegar Chips"), ("rainjacket", "Rain Jacket"),
    ])
  func productMeantComesFirst(query: String, expected: String) {
    #expect(titles(query).first == expected)
  }

  @Test(
    "A misspelt word is repaired and said",
    arguments: [
      ("lantren", "lantern", "Solar Lantern"), ("water filtr", "filter", "Water Filter"),
      ("hikng boots", "hiking", "Hiking Boots"), ("emergency blanekt", "blanket", "Emergency Blanket"),
      ("tinkture", "tincture", "CBD Tincture"), ("gumies", "gummies", "Peach Gummies 5 mg"),
    ])
  func misspeltWordIsRepaired(query: String, word: String, title: String) {
    let results = catalog.search(ProductQuery(text: query))
    #expect(results.corrections.values.contains(word))
    #expect(results.hits.contains { $0.product.title == title })
  }

  @Test("A word of the catalogue is never repaired", arguments: ["mug", "shorts", "down", "tea", "fleece"])
  func knownWordStays(word: String) {
    #expect(catalog.search(ProductQuery(text: word)).corrections.isEmpty)
  }

  @Test(
    "What the shop lacks gives no hits",
    arguments: [
      "unicorn", "purple dinosaur", "helicopter", "refrigerator magnets", "xyzzy plugh", "piano lessons", "hello",
      "iphone charger",
    ])
  func whatTheShopLacksGivesNoHits(query: String) {
    let results = catalog.search(ProductQuery(text: query))
    #expect(results.hits.map(\.product.title) == [])
    #expect(results.total == 0)
  }

  @Test("All words count before some of them do")
  func allWordsCountFirst() {
    #expect(titles("camping lantern").first == "LED Camping Lantern")
    #expect(titles("lantern unicorn").count == 3)
    #expect(!titles("rain jacket").contains("Fleece Jacket"))
  }

  @Test("Synonyms find each other")
  func synonymsFindEachOther() {
    #expect(titles("torch") == ["Rechargeable Flashlight"])
    #expect(titles("hooded sweatshirt") == ["Zip Hoodie"])
    #expect(titles("joint") == ["Blue Dream Pre-Roll"])
  }

  @Test("The last word may be only begun")
  func lastWordMayBeBegun() {
    #expect(titles("rain jack").first == "Rain Jacket")
    #expect(titles("lant").count == 3)
  }

  @Test("Only words of request list the shelves")
  func wordsOfRequestListEverything() {
    let results = catalog.search(ProductQuery(text: "show me what you have", limit: 5))
    #expect(results.total == ShopFixture.products.count)
    #expect(results.hits.count == 5)
  }

  @Test("Pages follow each other without gap or repeat")
  func pagesFollowEachOther() {
    let all = titles("")
    var paged: [String] = []
    for offset in stride(from: 0, to: all.count, by: 7) {
      paged += catalog.search(ProductQuery(limit: 7, offset: offset)).hits.map(\.product.title)
    }
    #expect(paged == all)
    #expect(catalog.search(ProductQuery(limit: -1, offset: -5)).hits.isEmpty)
  }

  @Test("Sold-out products are found after those in stock")
  func soldOutProductsComeLast() {
    let tents = titles("tent")
    #expect(tents.count == 3)
    #expect(tents.last == "Ultralight Solo Tent")
    #expect(!titles("tent", ProductFilters(inStockOnly: true)).contains("Ultralight Solo Tent"))
  }

  @Test("Filters leave what meets all of them")
  func filtersLeaveWhatMeetsThem() {
    #expect(Set(titles("", ProductFilters(categories: ["jackets"]))).count == 4)
    #expect(titles("jacket", ProductFilters(maximumPrice: 6000)) == ["Fleece Jacket"])
    #expect(Set(titles("", ProductFilters(brands: ["fell & co"]))) == ["Fleece Jacket", "Down Parka", "Wool Socks"])
    #expect(Set(titles("", ProductFilters(onSaleOnly: true))) == ["Fleece Jacket", "Water Filter"])
    #expect(
      titles("", ProductFilters(minimumPrice: 20000, categories: ["Camping"]))
        == ["Down Sleeping Bag -10°C", "Ultralight Solo Tent"])
  }

  @Test("Attributes are met by options, attributes, tags and words")
  func attributesAreMet() {
    func with(_ name: String, _ value: String) -> ProductFilters {
      ProductFilters(attributes: [AttributeFilter(name: name, value: value)])
    }
    #expect(Set(titles("jacket", with("color", "grey"))) == ["Fleece Jacket"])
    #expect(Set(titles("jacket", with("colour", "gray"))) == ["Fleece Jacket"])
    #expect(titles("socks", with("size", "L")) == ["Wool Socks"])
    #expect(titles("hoodie", with("size", "extra large")) == ["Zip Hoodie"])
    #expect(titles("shirt", with("material", "linen")) == ["Linen Shirt"])
    #expect(Set(titles("gummies", with("", "vegan"))) == ["Peach Gummies 5 mg"])
    #expect(!titles("", with("", "vegan")).contains("Freeze-Dried Chili"))
    #expect(titles("", with("vegan", "yes")).contains("Oat Milk 1 L"))
    #expect(titles("boots", with("size", "12")).isEmpty)
  }

  @Test("Options must be met by one variant together, and its price counts")
  func optionsAreMetByOneVariant() {
    var product = ShopFixture.products[0]
    product.variants[0].price = Money(minorUnits: 100, currency: .usd)
    let indexes = CatalogIndexes()
    indexes.apply([product], removed: [], sequence: 1, store: ShopFixture.store)
    let snapshot = indexes.snapshot(of: ShopFixture.store)
    var filters = ProductFilters(
      maximumPrice: 200, attributes: [AttributeFilter(name: "size", value: "S"), AttributeFilter(value: "blue")])
    #expect(snapshot?.search(ProductQuery(filters: filters)).total == 1)
    filters.attributes[0].value = "M"
    #expect(snapshot?.search(ProductQuery(filters: filters)).total == 0)
  }

  @Test("Excluded words keep products out")
  func excludedWordsKeepProductsOut() {
    #expect(!titles("trail mix", ProductFilters(excludedWords: ["chocolate"])).contains("Chocolate Trail Mix"))
    #expect(titles("lantern", ProductFilters(excludedWords: ["solar", "cranks"])) == ["LED Camping Lantern"])
    #expect(titles("jacket", ProductFilters(excludedWords: ["Women's"])).allSatisfy { !$0.hasPrefix("Women") })
  }

  @Test("Orders by price, age and relevance")
  func orders() {
    #expect(titles("lantern", sort: .cheapest).first == "Hand Crank Lantern")
    #expect(titles("lantern", sort: .dearest).first == "LED Camping Lantern")
    #expect(titles("lantern", sort: .newest) == ["Hand Crank Lantern", "LED Camping Lantern", "Solar Lantern"])
    #expect(titles("lantern", sort: .bestSelling) == titles("lantern"))
  }

  @Test("Products are found by id, variant and SKU")
  func productsAreFoundByKey() {
    let lantern = ShopFixture.id("Solar Lantern")
    #expect(catalog.product(lantern)?.title == "Solar Lantern")
    #expect(catalog.product(ofVariant: VariantID(1600))?.id == lantern)
    #expect(catalog.product(sku: "sk-1016-0")?.id == lantern)
    #expect(catalog.product(sku: "SK-9999-0") == nil)
    #expect(catalog.product(ProductID(9_999)) == nil)
  }

  @Test("Categories come with the fullest first")
  func categoriesComeFullestFirst() {
    #expect(catalog.categories.first == "Camping" || catalog.categories.first == "Clothing")
    #expect(catalog.categories.contains("Tinctures"))
  }
}
