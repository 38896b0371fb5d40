/// How a shop uses a language model; what it leaves open is the server's default.
package struct ModelSettings: Hashable, Codable, Sendable {
  package enum Use: String, Hashable, Codable, Sendable, CaseIterable {
    case never
    /// Only where the built-in reading is not sure.
    case unsure
    /// For every text but those that answer an open question or could place, change or end something.
    case always
  }

  package var use: Use
  /// Calls from midnight to midnight UTC; nil for the prompt's default.
  package var callsPerDay: Int?

  package init(use: Use = .unsure, callsPerDay: Int? = nil) {
    self.use = use
    self.callsPerDay = callsPerDay
  }
}
