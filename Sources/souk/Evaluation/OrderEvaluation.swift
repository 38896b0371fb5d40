import Channels
import Commerce
import Dialogue
import Foundation
import Search
import Workflows

/// How well the engine reads orders: its own understanding against a menu of one's own, each text alone.
struct OrderEvaluation {
  struct Answer {
    var row: OrderRow
    /// By the menu's item, its name folded.
    var items: [String: Int]
    /// What the shop would ask about.
    var open: Int
    var intents: [String]
  }

  let answers: [Answer]
  let report: OrderReport

  init(menu: [MenuItem], test: [OrderRow], home: String) throws {
    let ids = IDGenerator(process: 1) { Timestamp(milliseconds: 0) }
    let store = Store(id: ids.next(), slug: "menu", name: "Menu")
    let products = menu.map { Self.product($0, ids) }
    let search = CatalogIndexes(lexicon: try Souk.lexicon(home: home))
    search.apply(products, removed: [], sequence: 1, store: store.id)
    guard let catalog = search.snapshot(of: store.id) else { throw SoukError.failed("the menu could not be indexed") }
    let interpreter = try Souk.prompts(home: home).interpreter(language: store.language)
    let names = Dictionary(products.map { ($0.id, $0.title.lowercased()) }, uniquingKeysWith: { $1 })
    let scene = Scene(catalog: catalog, currency: store.currency, cart: Cart(id: ids.next()))
    let context = Context(
      store: store, channel: ConsoleChannel.channelName, customer: Customer(id: ids.next()), cart: scene.cart,
      orders: [],
      catalog: catalog, memory: DialogueMemory(), now: Timestamp(milliseconds: 0), ids: ids)
    let begin = ContinuousClock.now
    answers = test.map { row in
      let acts = interpreter.interpret(row.text, in: scene).acts
      let reading = OrderReading(acts: acts, context: context)
      let items = Dictionary(
        reading.lines.compactMap { line in names[line.product].map { ($0, line.quantity) } }, uniquingKeysWith: +)
      return Answer(row: row, items: items, open: reading.open, intents: acts.map(\.intent.rawValue))
    }
    let duration = begin.duration(to: .now)
    report = OrderReport(
      answers: answers, menu: menu.count,
      microsecondsPerText: duration / .microseconds(1) / Double(max(1, test.count)))
  }

  private static func product(_ item: MenuItem, _ ids: IDGenerator) -> Product {
    Product(
      id: ids.next(), externalID: item.name, title: item.name, categoryPath: item.category, tags: item.aliases,
      variants: [
        Variant(id: ids.next(), sku: item.name, price: Money(minorUnits: item.price, currency: .usd))
      ])
  }

  /// Writes a line a test text: `text`, `items`, `predicted`, `right`, `intents`.
  /// - Throws: `SoukError.cannotWrite`.
  func writePredictions(to path: String) throws {
    var lines = ["text\titems\tpredicted\tright\tintents"]
    lines += answers.map { answer in
      [
        answer.row.text, Self.text(answer.row.items), Self.text(answer.items),
        answer.items == answer.row.items ? "yes" : "no", answer.intents.joined(separator: " "),
      ].joined(separator: "\t")
    }
    do {
      try (lines.joined(separator: "\n") + "\n").write(toFile: path, atomically: true, encoding: .utf8)
    } catch {
      throw SoukError.cannotWrite(path)
    }
  }

  private static func text(_ items: [String: Int]) -> String {
    items.sorted { $0.key < $1.key }.map { "\($0.value) x \($0.key)" }.joined(separator: "; ")
  }
}

/// The figures of an evaluation of orders. Shares lie between 0 and 1.
struct OrderReport: Encodable {
  /// Share of the lines asked for (an item with its quantity) that were read so.
  var line_accuracy: Double
  /// Where it lies nineteen times in twenty (Wilson's interval).
  var line_accuracy_interval: [Double]
  var lines: Int
  var lines_right: Int
  /// The item was read with another quantity.
  var lines_wrong_quantity: Int
  /// Lines read that nobody asked for.
  var lines_invented: Int
  /// Share of the texts read without any mistake.
  var text_accuracy: Double
  var texts: Int
  var menu_items: Int
  var microseconds_per_text: Double

  init(answers: [OrderEvaluation.Answer], menu: Int, microsecondsPerText: Double) {
    lines = answers.reduce(0) { $0 + $1.row.items.count }
    lines_right = answers.reduce(0) { sum, answer in
      sum + answer.row.items.count { answer.items[$0.key] == $0.value }
    }
    lines_wrong_quantity = answers.reduce(0) { sum, answer in
      sum + answer.row.items.count { item in answer.items[item.key].map { $0 != item.value } ?? false }
    }
    lines_invented = answers.reduce(0) { sum, answer in
      sum + answer.items.count { answer.row.items[$0.key] == nil }
    }
    texts = answers.count
    line_accuracy = IntentReport.share(lines_right, lines)
    line_accuracy_interval = IntentReport.interval(lines_right, lines)
    text_accuracy = IntentReport.share(answers.count { $0.items == $0.row.items }, texts)
    menu_items = menu
    microseconds_per_text = microsecondsPerText
  }

  var text: String {
    func percent(_ share: Double) -> String { String(format: "%.1f %%", share * 100) }
    return """
      order lines right (item and quantity)  \(percent(line_accuracy))  (\(lines_right) of \(lines); 95 %: \
      \(line_accuracy_interval.map(percent).joined(separator: " to ")))
      item right, quantity wrong             \(lines_wrong_quantity)
      lines nobody asked for                 \(lines_invented)
      texts without a mistake                \(percent(text_accuracy))  (\(texts) texts, \(menu_items) items)
      time per text                          \(Int(microseconds_per_text.rounded())) µs
      """
  }
}
