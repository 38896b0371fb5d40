import Commerce
import Language

extension ItemPhrase {
  /// What a name of the catalogue tells of the goods.
  mutating func take(_ link: CatalogMention, words: String) {
    switch link.target {
    case .products(let ids):
      let common = ids.filter(candidates.contains)
      candidates = common.isEmpty ? ids : common
      // "a cooperative game", of games of which a part is called cooperative.
      within = category ?? within
      category = nil
      linkConfidence = link.confidence
      self.words = words
    case .category(let name):
      // "the owl book": the kind behind a name tells no more than the name.
      guard candidates.isEmpty else {
        within = within ?? name
        return
      }
      if let other = category, other != name { within = other }
      category = name
      if self.words.isEmpty { self.words = words }
      linkConfidence = max(linkConfidence, link.confidence)
    case .brand(let name): brand = name
    case .attribute(let filter): attributes.append(filter)
    }
  }
}

extension ItemPhrase {
  /// "batteries", "vegan": a quality that is no option of a product but what things are looked for by.
  var hasTagLikeAttribute: Bool { attributes.contains { $0.name.isEmpty } }
}
