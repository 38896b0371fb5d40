internal import Commerce
import Foundation

/// What every reader needs of the store and the moment.
struct ImportContext: Sendable {
  let currency: Currency
  let ids: IDGenerator
  /// Decides whether a dated sale is on.
  let now: Timestamp
  /// Dates without an offset are in it.
  let timeZone: TimeZone
}
