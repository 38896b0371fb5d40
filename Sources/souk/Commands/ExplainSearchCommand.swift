import ArgumentParser
import Commerce
import Foundation
import Search
import Storage

/// `souk explain search`: what a query's words are taken for, and what each product's place is made of.
struct ExplainSearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Show why a search finds what it finds, and in this order.")

  @Argument(help: "The words.")
  var query: String

  @OptionGroup var store: StoreOption

  @Option(help: "How many at most.")
  var limit = 10

  @Option(help: "As this customer of the store would see it (cus_…).")
  var customer: String?

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  func run() async throws {
    let souk = try await Souk.open(try environment())
    let store = try await souk.store(store.store)
    var query = ProductQuery(text: query, limit: limit)
    if let customer {
      guard let id = CustomerID(text: customer) else {
        throw SoukError.usage("'\(customer)' is no customer's id\nhint: `souk orders --format json` names them")
      }
      query.bought = try await souk.storage.store(store.id).choices.bought(by: id)
    }
    try SearchReport(try await souk.catalog(of: store).explain(query)).show(format)
  }
}

/// A search's explanation for people and for programs.
struct SearchReport {
  private let explanation: SearchExplanation

  init(_ explanation: SearchExplanation) { self.explanation = explanation }

  func show(_ format: OutputFormat) throws {
    switch format {
    case .json: try printJSON(explanation)
    case .text: lines.forEach { print($0) }
    }
  }

  private var lines: [String] {
    let terms = explanation.terms.map { term in
      let forms = term.looked_up_as.sorted { ($1.value, $0.key) < ($0.value, $1.key) }
        .map { "\($0.key) × \(Self.number($0.value))" }
      let list = forms.isEmpty ? "not in the catalogue" : forms.joined(separator: ", ")
      return "'\(term.word)' (\(term.kind), importance \(Self.number(term.importance))): \(list)"
    }
    let hits = explanation.hits.map { hit in
      "\(Self.number(hit.score))  \(hit.title): words \(Self.number(hit.words)), meaning \(Self.number(hit.meaning)), "
        + "like the best \(Self.number(hit.likeness)) → \(Self.number(hit.relevance)); "
        + "stock × \(Self.number(hit.stock_factor)), sold \(hit.sold_units) × \(Self.number(hit.popularity_factor))"
        + (hit.history_factor == 1 ? "" : ", bought before × \(Self.number(hit.history_factor))")
        + (hit.picked_by.isEmpty ? "" : "; picked by \(hit.picked_by.joined(separator: ", "))")
    }
    return terms + hits + ["\(explanation.total) found"]
  }

  private static func number(_ value: Float) -> String { String(format: "%.3f", Double(value)) }
}

/// `souk demand`: what shoppers looked for and the shop did not have.
struct DemandCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "demand", abstract: "List what shoppers asked for and did not find, the most wanted first.")

  @OptionGroup var store: StoreOption

  @Option(help: "How many at most.")
  var limit = 20

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  func run() async throws {
    struct Line: Encodable {
      var words: String
      var times: Int
      var last_at: String
    }
    let souk = try await Souk.open(try environment())
    let store = try await souk.store(store.store)
    let lines = try await souk.storage.store(store.id).choices.unmetDemand(limit: limit).map {
      Line(
        words: $0.words, times: $0.times,
        last_at: Date(timeIntervalSince1970: Double($0.lastAt.milliseconds) / 1_000).ISO8601Format())
    }
    switch format {
    case .json: try printJSON(lines)
    case .text:
      for line in lines { print("\(line.times) ×  \(line.words)  (last \(line.last_at))") }
      if lines.isEmpty { print("nothing was asked for in vain") }
    }
  }
}
