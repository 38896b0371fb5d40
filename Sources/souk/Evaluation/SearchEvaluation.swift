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

  init(products: consuming [Product], search: CatalogIndexes) throws {
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

  /// What the queries took, one by one.
  struct Times {
    /// From the words to as many products' ids and scores as were asked for.
    var ranking: [Duration] = []
    /// From the words to a shopper's page: what the server does for each.
    var page: [Duration] = []
  }

  /// Only searching is timed, each way for itself, on the thread that asks.
  func rank(_ query: String, limit: Int, times: inout Times) -> Results {
    let clock = ContinuousClock()
    times.page.append(clock.measure { _ = catalog.search(ProductQuery(text: query)) })
    var ranked: [RankedID] = []
    times.ranking.append(clock.measure { ranked = catalog.ranking(query, limit: limit) })
    let hits = ranked.map { hit in
      Results.Hit(id: catalog.product(hit.id)?.externalID ?? hit.id.text, score: hit.score)
    }
    return Results(query: query, results: hits)
  }

  /// What the operator reads: sizes and times, a line each.
  func report(times: Times, residentBefore: Int?) -> String {
    CatalogIndexes.releaseMemory()
    var lines = [
      "build: \(catalog.productCount) products in \(Self.milliseconds(buildTime, digits: 0)) ms",
      "queries: \(times.page.count), \(Self.percentiles(times.page)) a shopper's page",
      "rankings: \(times.ranking.count), \(Self.percentiles(times.ranking)) as deep as asked for",
    ]
    if let now = ProcessMemory.resident {
      let before = residentBefore.map { ", \($0 >> 20) MB before the catalogue was read" } ?? ""
      lines.append("memory: \(now >> 20) MB resident\(before)")
    }
    return lines.map { $0 + "\n" }.joined()
  }

  private static func percentiles(_ times: [Duration]) -> String {
    let sorted = times.sorted()
    guard !sorted.isEmpty else { return "none timed" }
    return [50, 95, 99].map { percent in
      let place = min(sorted.count - 1, sorted.count * percent / 100)
      return "p\(percent) \(milliseconds(sorted[place], digits: 3)) ms"
    }.joined(separator: ", ")
  }

  private static func milliseconds(_ duration: Duration, digits: Int) -> String {
    let (seconds, attoseconds) = duration.components
    return String(format: "%.\(digits)f", Double(seconds) * 1e3 + Double(attoseconds) / 1e15)
  }
}
