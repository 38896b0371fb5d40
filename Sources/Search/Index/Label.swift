import Commerce

/// The name of a brand, a category or a value of an option, attribute or tag, as some products carry it.
struct Label: Hashable {
  enum Kind: Hashable {
    case brand
    case category
    /// The option's or attribute's name in lower case; empty for a tag.
    case attribute(name: String)
  }

  var kind: Kind
  /// Compared by: terms joined with spaces, sizes in one spelling.
  var key: String
  /// As the catalogue writes it; `yes` for an attribute that is only on.
  var spelling: String
}

/// A label in a segment.
struct LabelEntry {
  let label: Label
  /// The key of the attribute's name, by which filters find it: `color` for `Colour`.
  let nameKey: String
}
