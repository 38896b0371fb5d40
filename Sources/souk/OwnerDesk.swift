import Analytics
import Charts
import Commerce
import Foundation
import Storage

/// An owner's questions at the console: answers, follow-ups, pictures and kept charts.
///
///     owner: revenue last month
///     souk:  Revenue, October 2026: $8,756.61, before: $7,726.27, +13.3 % …
///     owner: and by category?
///     owner: pin this as Categories
actor OwnerDesk {
  private let analyst: Analyst
  private let charts: SavedChartRepository
  private let owner: String
  private let now: @Sendable () -> Timestamp
  private var last: AnalyticsAnswer?
  /// The question that stands alone, and those that followed upon it.
  private var trail: [String] = []

  init(analyst: Analyst, charts: SavedChartRepository, owner: String, now: @escaping @Sendable () -> Timestamp) {
    self.analyst = analyst
    self.charts = charts
    self.owner = owner
    self.now = now
  }

  /// nil for a line that asks for no figure: the bot's to answer.
  func answer(_ line: String) async throws -> String? {
    let plain = line.lowercased().trimmingCharacters(in: CharacterSet(charactersIn: " .!?"))
    if ["show me how", "how did you get that", "show the sql"].contains(plain), let last {
      return last.receipt.sql.joined(separator: "\n\n") + "\n" + last.receipt.id
    }
    if let kept = try await keeping(line, plain) { return kept }
    let moment = now()
    let names = try await analyst.names(until: moment)
    do {
      let read = try analyst.read(line, names: names, now: moment, after: last?.query)
      guard read.namesFigure else { return nil }
      trail = read.isFollowUp ? trail + [line] : [line]
      return try await say(read, names, moment)
    } catch let error as AnalyticsError {
      guard case .notUnderstood(_, let nearest) = error, isQuestion(plain) else { return nil }
      return "I do not know that one. Try: " + nearest.map { "\"\($0)\"" }.joined(separator: ", ") + "."
    }
  }

  /// A sentence about the shop that no shopper would say to its bot.
  private func isQuestion(_ plain: String) -> Bool {
    ["our ", "revenue", "sales", "turnover"].contains { plain.contains($0) }
  }

  private func say(_ read: ReadQuestion, _ names: ShopNames, _ moment: Timestamp) async throws -> String {
    var shown = read
    if read.query.dimensions.isEmpty { shown.query = analyst.comparing(read.query, now: moment) }
    var answer = try await analyst.answer(shown, names: names)
    answer.query = read.query
    last = answer
    let receipt = answer.receipt
    let range = "\(receipt.from) to \(receipt.to) (\(receipt.timeZone)), \(receipt.rowsRead) rows, \(receipt.id)"
    let picture = read.asksForChart ? try picture(of: answer, names.currency) : ""
    return "\(answer.text)\n\(range)\(picture)"
  }

  /// The console has no pictures: it is written beside the shop.
  private func picture(of answer: AnalyticsAnswer, _ currency: Currency) throws -> String {
    guard ChartImage.isAvailable, let drawing = ChartDrawing(answer, currency: currency) else { return "" }
    let path = FileManager.default.temporaryDirectory.appending(path: "souk-\(answer.receipt.id).png").path
    let bytes = Data(try ChartImage.png(drawing))
    guard FileManager.default.createFile(atPath: path, contents: bytes) else { throw SoukError.cannotWrite(path) }
    return "\n\(path)"
  }

  // MARK: Kept charts

  private func keeping(_ line: String, _ plain: String) async throws -> String? {
    let words = plain.split(separator: " ").map(String.init)
    if plain == "my charts" || plain == "charts" { return try await list() }
    if plain.hasPrefix("pin this") || plain == "pin" || plain.hasPrefix("pin it") {
      guard let last else { return "Ask something first, then pin it." }
      let given = line.range(of: " as ", options: .caseInsensitive).map { String(line[$0.upperBound...]) }
      let title = given ?? last.title
      try await charts.pin(trail, title: title, of: owner)
      return "Pinned: \(title). \"my charts\" lists them."
    }
    guard words.count >= 2, ["drop", "rename", "move", "chart", "show"].contains(words[0]) else { return nil }
    let numbers = words[0] == "show" && words[1] == "chart" ? words.dropFirst(2) : words.dropFirst()
    let all = try await charts.list(of: owner)
    guard let number = numbers.first.flatMap({ Int($0) }), all.indices.contains(number - 1) else { return nil }
    let chart = all[number - 1]
    switch words[0] {
    case "drop": try await charts.drop(chart.id, of: owner)
    case "rename":
      let parts = line.split(separator: " ", maxSplits: 2).map(String.init)
      guard parts.count == 3 else { return "Say: rename \(number) New title" }
      try await charts.rename(chart.id, to: parts[2].hasPrefix("to ") ? String(parts[2].dropFirst(3)) : parts[2])
    case "move":
      guard let place = words.last.flatMap({ Int($0) }), words.count > 2 else { return "Say: move \(number) to 1" }
      try await charts.move(chart.id, to: place - 1, of: owner)
    default: return try await show(chart)
    }
    return try await list()
  }

  private func list() async throws -> String {
    let all = try await charts.list(of: owner)
    guard !all.isEmpty else { return "No charts yet: ask something, then \"pin this\"." }
    let lines = all.enumerated().map { "\($0.offset + 1). \($0.element.title)" }
    return lines.joined(separator: "\n") + "\n\"chart 1\" shows one; drop, rename and move take its number."
  }

  /// Asked anew, so that "last week" is the week before today's.
  private func show(_ chart: SavedChart) async throws -> String {
    last = nil
    var text = ""
    for question in chart.questions { text = try await answer(question) ?? text }
    return text
  }
}
