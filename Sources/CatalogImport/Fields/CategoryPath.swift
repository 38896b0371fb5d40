/// A product's place in the shop, from the broadest to the narrowest.
enum CategoryPath {
  /// Deeper ones are data gone wrong.
  private static let maximumDepth = 12

  /// `Apparel > Tops`.
  static func path(_ text: String) -> [String] {
    let parts = text.split(separator: ">").map { String($0).trimmingSpaces }.filter { !$0.isEmpty }
    return parts.count == 1 && parts[0].lowercased() == "uncategorized" ? [] : Array(parts.prefix(maximumDepth))
  }

  /// Shopify's standard category with the shop's own type as the narrowest, since that is the word its shoppers use.
  static func shopify(category: String, type: String) -> [String] {
    let standard = isTaxonomyID(category) ? [] : path(category)
    let own = path(type)
    let isRepeated = own.count == 1 && standard.last?.lowercased() == own[0].lowercased()
    return isRepeated ? standard : standard + own
  }

  /// `sg-4-2-1`: a key, not a name.
  private static func isTaxonomyID(_ text: String) -> Bool {
    let parts = text.split(separator: "-")
    return parts.count > 1 && parts[0].count == 2 && parts.dropFirst().allSatisfy { Int($0) != nil }
  }
}
