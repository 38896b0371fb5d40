import ArgumentParser
import Commerce
import Dialogue
import Foundation
import Storage

/// How a store uses the language model, and what it has used.
struct ModelCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "model", abstract: "Show or set how a store uses the language model, with the last days' calls.")

  @OptionGroup var store: StoreOption

  @Option(help: "never, unsure (where the built-in reading is not sure) or always.")
  var use: ModelSettings.Use?

  @Option(help: "Calls a day (UTC) at most; 0 is none.")
  var callsPerDay: Int?

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  private static let daysShown = 7
  private static let daySeconds = 86_400.0

  struct Report: Encodable {
    var store: String
    var model: String?
    var use: String
    var calls_per_day: Int
    var days: [Day]
  }

  struct Day: Encodable {
    var date: String
    var calls: Int
    var input_tokens: Int
    var output_tokens: Int
  }

  func validate() throws {
    if let callsPerDay, callsPerDay < 0 { throw ValidationError("--calls-per-day is 0 or more") }
  }

  func run() async throws {
    let souk = try await Souk.open(try environment())
    var store = try await souk.store(store.store)
    var settings = store.settings.languageModel ?? ModelSettings()
    if use != nil || callsPerDay != nil {
      settings.use = use ?? settings.use
      settings.callsPerDay = callsPerDay ?? settings.callsPerDay
      store.settings.languageModel = settings
      try await souk.storage.stores.update(store)
    }
    let usage = try await souk.storage.modelBudget.usage(of: store.id, days: Self.daysShown)
    let report = Report(
      store: store.slug, model: souk.configuration.languageModel.map { "\($0)" }, use: settings.use.rawValue,
      calls_per_day: try settings.callsPerDay ?? souk.modelPrompt().callsPerDay, days: usage.map(Self.day))
    switch format {
    case .json: try printJSON(report)
    case .text: Self.show(report)
    }
    try await souk.storage.database.close()
  }

  private static func day(_ usage: ModelUsage) -> Day {
    let date = Date(timeIntervalSince1970: Double(usage.day) * daySeconds)
    return Day(
      date: date.formatted(.iso8601.year().month().day()), calls: usage.calls, input_tokens: usage.inputTokens,
      output_tokens: usage.outputTokens)
  }

  private static func show(_ report: Report) {
    print("\(report.store): \(report.model ?? "no language model is configured (`souk doctor` tells how)")")
    print("asked: \(report.use), at most \(report.calls_per_day) calls a day")
    for day in report.days {
      print("\(day.date)  \(day.calls) calls, \(day.input_tokens) tokens in, \(day.output_tokens) out")
    }
  }
}

extension ModelSettings.Use: ExpressibleByArgument {}
