import Commerce
import Foundation
import Search

/// One catalogue indexed as the server does it, with what that took.
struct SearchEvaluation {
  /// Deeper lists say nothing about a ranking.
  static let mostResults = 10_000
  private static let store = StoreID(1)

  private let catalog: any CatalogSnapshot
  private let buildTime: Duration

  init(products: [Product], search: CatalogIndexes) throws {
    let clock = ContinuousClock()
    buildTime = clock.measure { search.apply(products, removed: [], sequence: 1, store: Self.store) }
    guard let snapshot = search.snapshot(of: Self.store) else {
      throw SoukError.failed("the catalogue could not be indexed")
    }
    catalog = snapshot
  }

  struct Results: Encodable {
    struct Hit: Encodable {
      var id: String
      var score: Double
    }

    var query: String
    var results: [Hit]

    var json: String {
      get throws {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.withoutEscapingSlashes, .sortedKeys]
        return String(decoding: try encoder.encode(self), as: UTF8.self)
      }
    }

    var text: String {
      let rows = results.map { "  \($0.score.formatted(.number.precision(.fractionLength(4))))  \($0.id)" }
      return ([query] + rows).joined(separator: "\n")
    }
  }

  /// Only the search itself is timed: from the words to the products' ids and scores.
  func rank(_ query: String, limit: Int) -> (results: Results, time: Duration) {
    var ranked: [RankedID] = []
    let time = ContinuousClock().measure { ranked = catalog.ranking(query, limit: limit) }
    let hits = ranked.map { hit in
      Results.Hit(id: catalog.product(hit.id)?.externalID ?? hit.id.text, score: hit.score)
    }
    return (Results(query: query, results: hits), time)
  }

  /// What the operator reads: sizes and times, a line each.
  func report(times: [Duration], residentBefore: Int?) -> String {
    let sorted = times.sorted()
    func percentile(_ share: Double) -> String {
      guard !sorted.isEmpty else { return "-" }
      let place = min(sorted.count - 1, Int(Double(sorted.count) * share))
      return Self.milliseconds(sorted[place], digits: 3)
    }
    var lines = [
      "build: \(catalog.productCount) products in \(Self.milliseconds(buildTime, digits: 0)) ms",
      "queries: \(times.count), p50 \(percentile(0.5)) ms, p95 \(percentile(0.95)) ms, p99 \(percentile(0.99)) ms",
    ]
    if let now = ProcessMemory.resident {
      let before = residentBefore.map { ", \($0 >> 20) MB before the catalogue was read" } ?? ""
      lines.append("memory: \(now >> 20) MB resident\(before)")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func milliseconds(_ duration: Duration, digits: Int) -> String {
    let (seconds, attoseconds) = duration.components
    return String(format: "%.\(digits)f", Double(seconds) * 1e3 + Double(attoseconds) / 1e15)
  }
}
