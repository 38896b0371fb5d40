import Commerce
import Search

/// A small shop of everything: clothes with sizes and colours, camping and preparedness, groceries, a dispensary.
enum ShopFixture {
  static let store = StoreID(1)

  /// Each line: title | brand | category path | options | price | details.
  ///
  /// Options are `Size=S,M,L; Colour=Red,Blue`; details are `tag:`, `attr:name=value`, `sold out`, `was:price` and text.
  static let products: [Product] = lines.split(separator: "\n").enumerated().map { product($0.offset + 1, $0.element) }

  static func id(_ title: String) -> ProductID {
    products.first { $0.title == title }?.id ?? ProductID(0)
  }

  static func catalog(synonyms: Synonyms = synonyms) -> any CatalogSnapshot {
    let indexes = CatalogIndexes(lexis: Lexis(synonyms: synonyms))
    indexes.apply(products, removed: [], sequence: 1, store: store)
    return indexes.snapshot(of: store) ?? EmptyCatalog()
  }

  static let synonyms = Synonyms(groups: [
    ["torch", "flashlight"], ["couch", "sofa"], ["sneakers", "trainers"], ["cell phone", "mobile phone", "smartphone"],
    ["hoodie", "hooded sweatshirt"], ["joint", "pre-roll"],
  ])

  static func product(_ number: Int, _ line: Substring) -> Product {
    let fields = line.split(separator: "|", omittingEmptySubsequences: false).map {
      String($0.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
    }
    var product = Product(
      id: ProductID(Int64(number)), externalID: "p\(number)", title: fields[0],
      brand: fields[1].isEmpty ? nil : fields[1],
      categoryPath: fields[2].split(separator: ">").map { trimmed($0) }, variants: [])
    var combinations: [[String]] = [[]]
    for option in fields[3].split(separator: ";") {
      let parts = option.split(separator: "=")
      product.optionNames.append(trimmed(parts[0]))
      combinations = combinations.flatMap { head in parts[1].split(separator: ",").map { head + [trimmed($0)] } }
    }
    let details = fields[5].split(separator: ";").map { trimmed($0) }
    let soldOut = details.contains("sold out")
    let was = details.first { $0.hasPrefix("was:") }.flatMap { Int64($0.dropFirst(4)) }
    for detail in details where !detail.hasPrefix("was:") && detail != "sold out" {
      if detail.hasPrefix("tag:") {
        product.tags.append(String(detail.dropFirst(4)))
      } else if detail.hasPrefix("attr:") {
        let pair = detail.dropFirst(5).split(separator: "=")
        product.attributes[String(pair[0])] = String(pair[1])
      } else {
        product.description += product.description.isEmpty ? detail : ". " + detail
      }
    }
    for (index, options) in combinations.enumerated() {
      product.variants.append(
        Variant(
          id: VariantID(Int64(number * 100 + index)), sku: "SK-\(1000 + number)-\(index)", options: options,
          price: Money(minorUnits: Int64(fields[4]) ?? 0, currency: .usd),
          compareAtPrice: was.map { Money(minorUnits: $0, currency: .usd) }, available: soldOut ? 0 : 5 + index))
    }
    return product
  }

  private static func trimmed(_ text: some StringProtocol) -> String {
    String(text.drop { $0 == " " }.reversed().drop { $0 == " " }.reversed())
  }

  private static let lines = """
    Rain Jacket | Northwind | Clothing > Jackets | Size=S,M,L,XL; Colour=Blue,Green | 7900 | A light waterproof shell for wet days
    Women's Rain Jacket | Northwind | Clothing > Jackets | Size=XS,S,M,L; Colour=Red,Blue | 8900 | Waterproof and tailored
    Fleece Jacket | Fell & Co | Clothing > Jackets | Size=S,M,L; Colour=Grey,Black | 5900 | was:6900; Warm fleece for cold evenings
    Down Parka | Fell & Co | Clothing > Jackets | Size=M,L | 19900 | Goose down; sold out
    Cotton T-Shirt | Plainly | Clothing > Shirts | Size=S,M,L; Colour=White,Black,Blue | 1900 | attr:material=cotton
    Linen Shirt | Plainly | Clothing > Shirts | Size=S,M,L; Colour=White,Sand | 4900 | attr:material=linen
    Zip Hoodie | Plainly | Clothing > Sweaters | Size=S,M,L,XL; Colour=Grey,Navy | 4500 | tag:bestseller
    Wool Socks | Fell & Co | Clothing > Socks | Size=Small,Large | 1500 | attr:material=wool; Merino wool
    Hiking Boots | Trailhead | Clothing > Shoes | Size=8,9,10,11 | 12900 | Leather boots for rough ground
    Trail Running Shoes | Trailhead | Clothing > Shoes | Size=8,9,10; Colour=Orange,Black | 9900 | Grippy soles
    Running Shorts | Trailhead | Clothing > Shorts | Size=S,M,L; Colour=Black,Red | 2900 | Light and quick to dry
    Knit Beanie | Plainly | Clothing > Hats | Colour=Red,Black,Grey | 1400 | One size
    Sun Hat | Plainly | Clothing > Hats | | 2200 | Wide brim against the sun
    Leather Belt | Plainly | Clothing > Belts | Size=S,M,L | 2700 | attr:material=leather
    Kids Rain Poncho | Northwind | Clothing > Kids | | 1800 | Bright yellow
    Solar Lantern | Lumen | Camping > Lighting | | 2495 | Charges by day; tag:emergency
    LED Camping Lantern | Lumen | Camping > Lighting | | 3295 | Four brightness levels; tag:emergency
    Hand Crank Lantern | ReadyKit | Camping > Lighting | | 1995 | With radio; tag:emergency
    Rechargeable Flashlight | Lumen | Camping > Lighting | | 2795 | 1000 lumens
    Headlamp | Lumen | Camping > Lighting | | 1899 | Red night mode
    4-Person Tent | Basecamp | Camping > Tents | Colour=Green,Orange | 18900 | Room for a family
    2-Person Tent | Basecamp | Camping > Tents | Colour=Green,Orange | 12900 | Light enough to carry
    Ultralight Solo Tent | Trailhead | Camping > Tents | | 24900 | Under a kilo; sold out
    Sleeping Bag 0°C | Basecamp | Camping > Sleeping Bags | Size=Regular,Long | 8900 | Synthetic fill
    Down Sleeping Bag -10°C | Basecamp | Camping > Sleeping Bags | | 21900 | For winter
    Inflatable Sleeping Pad | Basecamp | Camping > Sleeping Bags | | 4900 | Packs small
    Camp Stove | Ember | Camping > Cooking | | 5900 | Two burners
    Fuel Canister 230 g | Ember | Camping > Cooking | | 695 | Isobutane mix
    Titanium Mug | Ember | Camping > Cooking | | 2400 | attr:material=titanium
    Folding Chair | Basecamp | Camping > Furniture | Colour=Green,Blue | 3900 | Holds 120 kg
    72-Hour Emergency Kit | ReadyKit | Preparedness > Kits | | 14900 | Food and water for three days; tag:emergency
    Family 72-Hour Emergency Kit | ReadyKit | Preparedness > Kits | | 39900 | For four people; tag:emergency
    First Aid Kit | ReadyKit | Preparedness > Kits | | 3900 | 120 pieces; tag:emergency
    Water Filter | ReadyKit | Preparedness > Water | | 2995 | Filters 1000 litres; was:3995
    Water Purification Tablets | ReadyKit | Preparedness > Water | | 995 | 50 tablets
    Collapsible Water Container 10 L | ReadyKit | Preparedness > Water | | 1695 | Folds flat
    Emergency Blanket | ReadyKit | Preparedness > Shelter | | 495 | Mylar foil
    Paracord 30 m | ReadyKit | Preparedness > Tools | Colour=Black,Orange | 895 | Holds 250 kg
    Multi-Tool | Edgeworks | Preparedness > Tools | | 4995 | 14 tools in one
    Pocket Knife | Edgeworks | Preparedness > Tools | | 3495 | Steel blade
    Freeze-Dried Chili | Harvest Vault | Groceries > Meals | | 1195 | Just add hot water; attr:vegan=no
    Freeze-Dried Vegetable Stew | Harvest Vault | Groceries > Meals | | 1095 | attr:vegan=yes; Carrots and peas
    Trail Mix | Harvest Vault | Groceries > Snacks | Size=250 g,1 kg | 799 | Nuts, raisins and seeds
    Chocolate Trail Mix | Harvest Vault | Groceries > Snacks | | 899 | Nuts with chocolate drops
    Granola Bar | Harvest Vault | Groceries > Snacks | Flavour=Honey,Chocolate,Berry | 199 | Oats
    Dark Chocolate 70% | Cacao Nord | Groceries > Snacks | | 449 | attr:vegan=yes; Fair trade
    Salt and Vinegar Chips | Crisply | Groceries > Snacks | | 349 | attr:vegan=yes
    Ground Coffee 500 g | Morning Star | Groceries > Drinks | | 1299 | Medium roast
    Green Tea | Morning Star | Groceries > Drinks | | 599 | 20 bags
    Sparkling Water 6-Pack | Morning Star | Groceries > Drinks | | 549 | With bubbles
    Oat Milk 1 L | Crisply | Groceries > Drinks | | 329 | attr:vegan=yes
    Basmati Rice 2 kg | Harvest Vault | Groceries > Staples | | 749 | Long grain
    Peanut Butter | Crisply | Groceries > Staples | Style=Smooth,Crunchy | 499 | Just peanuts
    Blue Dream Pre-Roll | Verdant | Dispensary > Pre-Rolls | | 1200 | attr:strain=Blue Dream; Sativa
    Blue Dream Flower | Verdant | Dispensary > Flower | Weight=1 g,3.5 g | 3500 | attr:strain=Blue Dream
    Northern Lights Flower | Verdant | Dispensary > Flower | Weight=1 g,3.5 g | 3600 | attr:strain=Northern Lights; Indica
    Mixed Berry Gummies 10 mg | Kind Leaf | Dispensary > Edibles | | 2200 | attr:strength=10 mg
    Peach Gummies 5 mg | Kind Leaf | Dispensary > Edibles | | 1800 | tag:vegan
    CBD Tincture | Kind Leaf | Dispensary > Tinctures | Strength=500 mg,1000 mg | 4500 | Full spectrum oil
    Vape Cartridge | Verdant | Dispensary > Vapes | Strain=Blue Dream,Gelato | 4000 | Half a gram
    iPhone 15 Case | Shellback | Electronics > Phones | Colour=Clear,Black | 2500 | Slim case
    iPhone 14 Case | Shellback | Electronics > Phones | Colour=Clear,Black | 2000 | Slim case
    Power Bank 20000 mAh | Shellback | Electronics > Power | | 4900 | Charges two phones at once
    Gift Card | | Gifts | Value=25,50,100 | 2500 | Sent by e-mail
    """
}

/// Stands in where a snapshot is missing, so that the tests that use it fail rather than trap.
private struct EmptyCatalog: CatalogSnapshot {
  var sequence: Int64 { 0 }
  var productCount: Int { 0 }
  var categories: [String] { [] }
  func search(_ query: ProductQuery) -> ProductResults { ProductResults(hits: [], total: 0) }
  func product(_ id: ProductID) -> Product? { nil }
  func product(ofVariant id: VariantID) -> Product? { nil }
  func product(sku: String) -> Product? { nil }
  func mentions(in tokens: [String]) -> [CatalogMention] { [] }
}
