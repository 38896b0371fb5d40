import Commerce

/// A wanted value of an option, attribute or tag, resolved against a catalogue.
struct AttributeCondition {
  enum Match {
    case none
    /// The product as a whole has it.
    case product
    /// Some of its variants have it as an option.
    case options
  }

  private let nameKey: String
  /// The words by which options spell the value: `L`, `Large`.
  private let spellings: Set<String>
  /// By segment, the labels that have the value under the wanted name.
  private let labels: [Set<Int32>]
  /// The value's words, as weak evidence in titles and descriptions.
  private let terms: [TermPlaces]

  init(_ filter: AttributeFilter, catalog: StoreCatalog) {
    let lexis = catalog.lexis
    let isOn = AttributeText.isOn(filter.value) && !filter.name.isEmpty
    let words = TextReader.words(in: isOn ? filter.name : filter.value).map(\.surface)
    let key = lexis.labelKey(words)
    let nameKey = lexis.labelKey(TextReader.words(in: filter.name).map(\.surface))
    self.nameKey = nameKey
    var spellings: Set<String> = []
    labels = catalog.segments.map { live in
      var found: Set<Int32> = []
      for id in live.segment.labelIDs[key] ?? [] {
        let entry = live.segment.labels[Int(id)]
        guard case .attribute(let name) = entry.label.kind else { continue }
        if !nameKey.isEmpty, !name.isEmpty, entry.nameKey != nameKey { continue }
        found.insert(id)
        spellings.insert(entry.label.spelling)
      }
      return found
    }
    self.spellings = spellings
    terms = words.map { catalog.lookUp(lexis.term(of: $0)) }
  }

  func match(_ place: Place, catalog: StoreCatalog) -> Match {
    let segment = catalog.segments[place.segment].segment
    let labels = labels[place.segment]
    if segment.documentLabels[Int(place.document)].contains(where: labels.contains) {
      let product = catalog.entry(place).product
      return product.variants.contains { isMet(by: $0, of: product) } ? .options : .product
    }
    let hasWords =
      !terms.isEmpty
      && terms.allSatisfy { places in
        let id = places.ids[place.segment]
        return id >= 0 && segment.weights(of: id, in: Int(place.document)) != nil
      }
    return hasWords ? .product : .none
  }

  /// Whether a variant has the value as one of its options.
  func isMet(by variant: Variant, of product: Product) -> Bool {
    for option in variant.options where spellings.contains(option) { return true }
    return false
  }
}
