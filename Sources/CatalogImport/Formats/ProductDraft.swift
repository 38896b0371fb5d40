internal import Commerce

/// A product as its rows are being gathered.
struct ProductDraft: Sendable {
  /// Where it begins in the file.
  var line: Int
  /// What the file knows it by.
  var externalID: String
  /// What the SKUs of variants without one begin with, where it is not the key itself.
  var ownSKU: String?
  var title = ""
  var brand: String?
  var categoryPath: [String] = []
  var description = ""
  var attributes: [String: String] = [:]
  var tags: [String] = []
  var imageURLs: [String] = []
  var link: String?
  var optionNames: [String] = []
  var variants: [VariantDraft] = []
  var status = ProductStatus.active
  var record: SourceRecord
  /// nil where the file has no such column.
  var isFeatured: Bool?
  var sortOrder: Int?
  /// Whether a row of it has already been reported, so that its lack of variants is explained.
  var hasProblem = false

  init(line: Int, externalID: String, from format: ImportFormat) {
    self.line = line
    self.externalID = externalID
    record = SourceRecord(format)
  }

  var subject: String { "product '\(externalID.clipped())'" }
}

/// A variant whose price and stock are already good; its SKU and options are checked against the others later.
struct VariantDraft: Sendable {
  var line: Int
  /// Empty where the file gives none.
  var sku: String
  var barcode: String?
  /// A value for each of the product's option names.
  var options: [String]
  var price: Money
  var compareAtPrice: Money?
  var cost: Money?
  var available: Int?
  var imageURL: String?
}
