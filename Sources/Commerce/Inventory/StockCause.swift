/// Why a variant's stock changed.
package enum StockCause: String, Codable, Sendable, CaseIterable {
  /// What stood there when movements began to be kept.
  case opening
  /// An import, or the source the catalogue is kept current from.
  case catalogue
  case order
  /// An order that was cancelled, or that ran out.
  case cancellation
  case returned
  /// Counted or corrected by a person.
  case adjustment
}
