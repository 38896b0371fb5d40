package import Commerce

/// What a file gave: the good rows as products or orders, and what was wrong with the others.
package struct ImportResult: Sendable {
  package var format: ImportFormat
  /// In the file's order; ids are new, so that storing matches them by `externalID` and SKU.
  package var products: [Product]
  /// Several of the products sold as one, by SKU.
  package var bundles: [BundleSpec] = []
  /// Order history; empty for a product file.
  package var orders: [ImportedOrder]
  /// Rows that were left out, by line. Whether one of them refuses the file (`--strict`) is the caller's decision.
  package var problems: [RowProblem]
  /// What was taken although something about it is odd, by line; nothing was left out for these.
  package var notes: [RowProblem]
  package var counts: ImportCounts

  /// The one currency that all prices of the file are in, where the store's is another and nothing could be taken.
  package var otherCurrency: Currency? {
    guard products.isEmpty, orders.isEmpty else { return nil }
    let codes = Set(problems.compactMap(\.foreignCurrency))
    return codes.count == 1 ? codes.first.flatMap(Currency.init(code:)) : nil
  }
}

/// How much was read and kept.
package struct ImportCounts: Hashable, Sendable {
  /// Rows (feed items) after the header, empty ones not counted.
  package var rows = 0
  package var products = 0
  package var variants = 0
  package var orders = 0
  /// Rows with at least one problem.
  package var rowsLeftOut = 0

  package init() {}
}

/// A row that could not be taken, or was taken with a remark: where, why, and what to do about it.
package struct RowProblem: Hashable, Sendable, CustomStringConvertible {
  /// The file's own line number, from 1: the first line of the row.
  package var line: Int
  /// The column as the file writes it, where one is to blame.
  package var column: String?
  package var reason: String
  package var hint: String
  /// What the row is about, `product 'rain-jacket'`.
  package var subject: String?
  /// The code of another currency than the store's, where that is what is wrong.
  package var foreignCurrency: String?

  package init(line: Int, column: String? = nil, reason: String, hint: String, subject: String? = nil) {
    self.line = line
    self.column = column
    self.reason = reason
    self.hint = hint
    self.subject = subject
  }

  /// `line 12: price is empty; give the variant a price such as 12.50 (product 'rain-jacket')`.
  package var description: String {
    let place = subject.map { " (\($0))" } ?? ""
    return "line \(line): \(reason); \(hint)\(place)"
  }
}
