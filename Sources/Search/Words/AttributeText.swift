/// How attributes' values are read.
enum AttributeText {
  /// Longer values are prose, not labels.
  static let longestLabel = 4

  /// The attribute is only on: "vegan: yes" is named by its name.
  static func isOn(_ value: String) -> Bool { on.contains(value.lowercased()) }

  /// Nothing to be found by; a shop without options has "Default Title" in Shopify's export.
  static func isEmpty(_ value: String) -> Bool { empty.contains(value.lowercased()) }

  private static let on: Set<String> = ["yes", "y", "true"]
  private static let empty: Set<String> = [
    "", "no", "n", "false", "none", "n/a", "na", "-", "default title", "default", "title", "unknown",
  ]
}
