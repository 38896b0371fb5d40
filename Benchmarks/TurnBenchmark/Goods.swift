import CatalogImport
import Commerce
import Foundation

/// The demo shop's goods, and more of their kind made up around them.
enum Goods {
  private static let makers = [
    "Alder", "Boreal", "Cairn", "Drift", "Ember", "Fjord", "Granite", "Harbor", "Juniper", "Kestrel", "Larch", "Mesa",
  ]
  private static let kinds = [
    "lantern", "tent", "sleeping bag", "mug", "water filter", "headlamp", "stove", "tarp", "backpack", "knife",
    "kettle", "green tea", "coffee", "trail mix", "blanket", "radio", "compass", "rope", "boots", "jacket", "gloves",
    "chair",
  ]
  private static let manners = [
    "Folding", "Compact", "Winter", "Summer", "Ultralight", "Family", "Classic", "Steel", "Copper", "Rugged", "Quick",
    "Quiet", "Blue", "Red", "Olive", "Double", "Solo", "Trail", "River",
  ]
  private static let sizes = ["Small", "Medium", "Large"]

  static func demo(_ shop: DemoShop, ids: IDGenerator, now: Timestamp) throws -> [Product] {
    try CatalogFile.parse(bytes: shop.catalog, currency: shop.currency, ids: ids, now: now).products
  }

  /// Every maker's every kind in every manner, as many as are wanted.
  static func generated(_ count: Int, currency: Currency, ids: IDGenerator) -> [Product] {
    let all = makers.count * kinds.count * manners.count
    precondition(count <= all, "at most \(all) different products can be made up")
    return (0..<count).map { index in
      let kind = kinds[index % kinds.count]
      let manner = manners[index / kinds.count % manners.count]
      let maker = makers[index / kinds.count / manners.count]
      return Product(
        id: ids.next(), externalID: "made-\(index)", title: "\(maker) \(manner.lowercased()) \(kind)", brand: maker,
        categoryPath: ["Outdoor", kind.capitalized],
        description: "A \(manner.lowercased()) \(kind) by \(maker), made to be taken along and to last.",
        tags: [kind, manner.lowercased()], optionNames: ["Size"],
        variants: sizes.enumerated().map { place, size in
          Variant(
            id: ids.next(), sku: "M-\(index)-\(place)", options: [size],
            price: Money(minorUnits: Int64(900 + index % 97 * 100 + place * 300), currency: currency), available: 10_000
          )
        })
    }
  }
}
