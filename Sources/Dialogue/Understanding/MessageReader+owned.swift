import Commerce
import Language

/// Goods that the shopper has already.
extension MessageReader {
  /// "a lock for my e-bike", in a shop with e-bikes: what somebody owns tells what the lock is for, and nothing of it is
  /// wanted. "food for my cat" stays, where the cat names some of the food.
  func dropOwned(_ reading: inout Reading, _ catalog: any CatalogSnapshot) {
    guard reading.links.count > 1 else { return }
    for place in reading.links.indices.dropFirst().reversed() {
      let owned = reading.links[place]
      guard owned.isGoods, let purpose = purposeOfOwned(before: owned.tokens.lowerBound, reading) else { continue }
      let wanted = reading.links[..<place].filter { $0.tokens.upperBound <= purpose && ($0.isGoods || $0.isTag) }
      guard let head = wanted.last, head.isTag || goods(owned, catalog).isDisjoint(with: goods(head, catalog)) else {
        continue
      }
      reading.links.remove(at: place)
    }
  }

  /// Where the "for" of "for my old" stands.
  private func purposeOfOwned(before index: Int, _ reading: Reading) -> Int? {
    let own = [index - 1, index - 2].first { $0 > 0 && grammar.roles[.possessives].contains(reading.words[$0]) }
    guard let own, grammar.roles[.purposes].contains(reading.words[own - 1]) else { return nil }
    return own - 1
  }

  private func goods(_ link: CatalogMention, _ catalog: any CatalogSnapshot) -> Set<ProductID> {
    switch link.target {
    case .products(let ids): Set(ids)
    case .category(let name):
      Set(
        catalog.search(ProductQuery(filters: ProductFilters(categories: [name]), limit: Self.mostOfKind)).hits
          .map(\.product.id))
    case .attribute, .brand: []
    }
  }

  private static let mostOfKind = 100
}
