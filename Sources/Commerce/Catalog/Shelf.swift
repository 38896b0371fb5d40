/// Where a product stands among others where nothing else decides: featured ones first, then by the sort order.
package struct Shelf: Hashable, Codable, Sendable {
  package var isFeatured: Bool
  /// The smallest first.
  package var sortOrder: Int

  package init(isFeatured: Bool = false, sortOrder: Int = 0) {
    self.isFeatured = isFeatured
    self.sortOrder = sortOrder
  }

  package func isBefore(_ other: Shelf) -> Bool {
    isFeatured != other.isFeatured ? isFeatured : sortOrder < other.sortOrder
  }
}

/// What a source tells of a product beside its listing.
package struct ProductSource: Hashable, Codable, Sendable {
  /// The source's own record as it came, as JSON.
  package var record: String
  /// nil where the source has no such thing; the shop's own word then stands.
  package var isFeatured: Bool?
  package var sortOrder: Int?

  /// Bytes; what a shop's product has in a file is a few thousand.
  package static let maximumRecordBytes = 32_768

  package init(record: String, isFeatured: Bool? = nil, sortOrder: Int? = nil) {
    self.record = record
    self.isFeatured = isFeatured
    self.sortOrder = sortOrder
  }
}
