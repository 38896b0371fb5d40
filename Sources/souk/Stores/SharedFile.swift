import Commerce
import Dialogue
import Yams

/// What all stores of a server share, as an operator writes it down: strains and master items.
///
///     strains:
///       - {slug: blue-dream, name: Blue Dream, kind: hybrid, effects: [{name: relaxed, weight: 0.8, confidence: 0.9}]}
///     master_items:
///       - {slug: ferrous-25, title: Iron tablets 25 mg, barcode: "4006381333931", tags: [vegan], climates: [desert]}
struct SharedFile {
  var strains: [Strain] = []
  var masters: [MasterItem] = []

  /// - Throws: `ConfigurationErrors` with everything that is wrong, each with its line.
  static func read(path: String) throws -> SharedFile {
    var source = YAMLSource(path: path)
    var file = SharedFile()
    for (key, node) in source.pairs(of: source.root, as: "the file") {
      guard key == "strains" || key == "master_items" else {
        source.note(node, found: "'\(key)'", expected: "strains or master_items")
        continue
      }
      guard let entries = node.sequence else {
        source.note(node, found: YAMLSource.describe(node), expected: "\(key): a list")
        continue
      }
      for entry in entries {
        if key == "strains" {
          if let strain = strain(entry, &source) { file.strains.append(strain) }
        } else if let master = master(entry, &source) {
          file.masters.append(master)
        }
      }
    }
    file.noteDoubles(&source)
    guard source.problems.isEmpty else { throw ConfigurationErrors(source.problems) }
    return file
  }

  private func noteDoubles(_ source: inout YAMLSource) {
    for slugs in [strains.map(\.slug), masters.map(\.slug)] {
      for (slug, all) in Dictionary(grouping: slugs, by: { $0 }).sorted(by: { $0.key < $1.key }) where all.count > 1 {
        source.note(nil, found: "'\(slug)' \(all.count) times", expected: "each slug once")
      }
    }
  }

  private static func strain(_ node: Node, _ source: inout YAMLSource) -> Strain? {
    var strain = Strain(id: StrainID(0), slug: "", name: "", kind: .hybrid)
    var kind: Strain.Kind?
    for (key, value) in source.pairs(of: node, as: "a strain") {
      switch key {
      case "slug": strain.slug = source.string(value, as: key) ?? ""
      case "name": strain.name = source.string(value, as: key) ?? ""
      case "kind":
        kind = source.string(value, as: key).flatMap(Strain.Kind.init(rawValue:))
        if kind == nil { source.note(value, found: YAMLSource.describe(value), expected: "indica, sativa or hybrid") }
      case "effects": strain.effects = (value.sequence ?? []).compactMap { effect($0, &source) }
      default: source.note(value, found: "'\(key)'", expected: "slug, name, kind or effects")
      }
    }
    if strain.name.isEmpty { source.note(node, found: "a strain without a name", expected: "name: Blue Dream") }
    if let problem = strain.problem { source.note(node, found: "'\(strain.slug)'", expected: problem) }
    strain.kind = kind ?? .hybrid
    return strain
  }

  private static func effect(_ node: Node, _ source: inout YAMLSource) -> Strain.Effect? {
    var effect = Strain.Effect("", weight: 1, confidence: 1, source: "")
    for (key, value) in source.pairs(of: node, as: "an effect") {
      switch key {
      case "name": effect.name = source.string(value, as: key) ?? ""
      case "source": effect.source = source.string(value, as: key) ?? ""
      case "weight", "confidence":
        guard let number = value.float else {
          source.note(value, found: YAMLSource.describe(value), expected: "\(key): a number from 0 to 1")
          continue
        }
        if key == "weight" { effect.weight = number } else { effect.confidence = number }
      default: source.note(value, found: "'\(key)'", expected: "name, weight, confidence or source")
      }
    }
    if effect.name.isEmpty { source.note(node, found: "an effect without a name", expected: "name: relaxed") }
    return effect
  }

  private static func master(_ node: Node, _ source: inout YAMLSource) -> MasterItem? {
    var item = MasterItem(id: MasterID(0), slug: "", title: "")
    for (key, value) in source.pairs(of: node, as: "a master item") {
      switch key {
      case "slug": item.slug = source.string(value, as: key) ?? ""
      case "title": item.title = source.string(value, as: key) ?? ""
      case "barcode": item.barcode = source.string(value, as: key)
      case "brand": item.brand = source.string(value, as: key)
      case "description": item.description = source.string(value, as: key) ?? ""
      case "categories": item.categoryPath = source.strings(value, as: key)
      case "tags": item.tags = source.strings(value, as: key)
      case "images": item.imageURLs = source.strings(value, as: key)
      case "attributes":
        for (name, text) in source.pairs(of: value, as: key) { item.attributes[name] = source.string(text, as: name) }
      case "scenarios": item.fit.scenarios = source.strings(value, as: key)
      case "demographics": item.fit.demographics = source.strings(value, as: key)
      case "climates": item.fit.climates = source.strings(value, as: key)
      case "timeframes": item.fit.timeframes = source.strings(value, as: key)
      default:
        source.note(
          value, found: "'\(key)'",
          expected: "slug, title, barcode, brand, description, categories, tags, images, attributes, scenarios, "
            + "demographics, climates or timeframes")
      }
    }
    if item.title.isEmpty { source.note(node, found: "a master item without a title", expected: "title: …") }
    if !ProductDetails.isSlug(item.slug) {
      source.note(node, found: "slug '\(item.slug)'", expected: "lower-case letters, digits and single hyphens")
    }
    return item
  }
}
