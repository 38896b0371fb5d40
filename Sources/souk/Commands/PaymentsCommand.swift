import ArgumentParser
import Commerce
import Foundation
import Storage

/// What providers told of payments, and what was found by asking them.
struct PaymentsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "payments", abstract: "List what payment providers told, and what was healed where a webhook was lost."
  )

  @OptionGroup var store: StoreOption
  @Flag(help: "Only what no webhook told and asking found.")
  var healed = false
  @Option(help: "At most so many, the newest first.")
  var limit = 50
  @Option(help: "text or json.")
  var format: OutputFormat = .text

  func run() async throws {
    struct Line: Encodable {
      var at: String
      var provider: String
      var event: String
      var outcome: String
      var order: String?
    }
    let souk = try await Souk.open(try environment())
    let shop = try await souk.store(store.store)
    let events = try await souk.storage.store(shop.id).payments.events(healedOnly: healed, limit: max(1, limit))
    let lines = events.map {
      Line(
        at: Date(timeIntervalSince1970: Double($0.at.milliseconds) / 1_000).formatted(.iso8601), provider: $0.provider,
        event: $0.key, outcome: $0.outcome.rawValue, order: $0.orderNumber)
    }
    switch format {
    case .json: try printJSON(lines)
    case .text: lines.forEach { print("\($0.at)  \($0.provider)  \($0.event)  \($0.outcome)  \($0.order ?? "")") }
    }
  }
}
