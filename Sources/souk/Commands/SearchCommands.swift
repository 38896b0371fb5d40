import ArgumentParser
import Commerce
import Dialogue
import Foundation
import Language
import Search
import Storage

struct SearchCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "search", abstract: "Search a store's products as a shopper's words would.")

  @Argument(help: "The words.")
  var query: String

  @OptionGroup var store: StoreOption

  @Option(help: "How many at most.")
  var limit = 10

  @Flag(help: "Say for every product why it stands where it does.")
  var explain = false

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  func run() async throws {
    struct Hit: Encodable {
      var id: String
      var title: String
      var score: Double
      var price_minor: Int64
    }
    let souk = try await Souk.open(try environment())
    let store = try await souk.store(store.store)
    let catalog = try await souk.catalog(of: store)
    if explain {
      try SearchReport(catalog.explain(ProductQuery(text: query, limit: limit))).show(format)
      return
    }
    let results = catalog.search(ProductQuery(text: query, limit: limit))
    switch format {
    case .json:
      try printJSON(
        results.hits.map {
          Hit(
            id: $0.product.id.text, title: $0.product.title, score: $0.score,
            price_minor: $0.product.priceRange.lowerBound)
        })
    case .text:
      for (word, taken) in results.corrections.sorted(by: { $0.key < $1.key }) {
        print("'\(word)' taken as '\(taken)'")
      }
      for hit in results.hits {
        let price = Money(minorUnits: hit.product.priceRange.lowerBound, currency: store.currency).text
        print("\(hit.score.formatted(.number.precision(.fractionLength(3))))  \(hit.product.title)  \(price)")
      }
      print("\(results.total) found")
    }
  }
}

/// `souk explain TEXT`, or `souk explain search QUERY`.
struct ExplainCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "explain", abstract: "Show how a shopper's message is understood, layer by layer.",
    subcommands: [
      ExplainMessageCommand.self,
      ExplainSearchCommand.self,
    ], defaultSubcommand: ExplainMessageCommand.self)
}

struct ExplainMessageCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "message", abstract: "Show how a shopper's message is understood (the default).")

  @Argument(help: "The message.")
  var text: String

  @OptionGroup var store: StoreOption

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  func run() async throws {
    struct Explanation: Encodable {
      var acts: [Act]
      var layers: [String]
      var unfinished: Bool
    }
    let souk = try await Souk.open(try environment())
    let store = try await souk.store(store.store)
    let catalog = try await souk.catalog(of: store)
    var scene = Scene(catalog: catalog, currency: store.currency, cart: Cart(id: souk.ids.next()))
    let (language, interpreter) = try souk.prompts().interpreter(of: text, shopLanguage: store.language, scene: scene)
    scene.catalog = catalog.asked(in: language.language)
    var understanding = interpreter.interpret(text, in: scene)
    understanding.notes.insert(language.note, at: 0)
    switch format {
    case .json:
      try printJSON(
        Explanation(acts: understanding.acts, layers: understanding.notes, unfinished: understanding.isUnfinished))
    case .text:
      for mention in scene.catalog.mentions(in: Tokenizer.tokens(in: text).map(\.text)) {
        print("catalogue: \(mention.tokens) \(mention.target) \(Int(mention.confidence * 100)) %")
      }
      understanding.notes.forEach { print($0) }
      for act in understanding.acts { print("→ \(act.intent) \(act.items) \(act.constraints) \(act.facts)") }
      if understanding.isUnfinished { print("the message is not finished") }
    }
  }
}

extension Souk {
  /// A store's catalogue, indexed.
  func catalog(of store: Store) async throws -> any CatalogSnapshot {
    let search = try search()
    let products = try await storage.store(store.id).catalog.snapshot()
    search.apply(
      products.products, removed: [], sequence: products.sequence, store: store.id, language: store.language)
    guard let snapshot = search.snapshot(of: store.id) else {
      throw SoukError.failed("the catalogue could not be indexed")
    }
    return snapshot
  }
}
