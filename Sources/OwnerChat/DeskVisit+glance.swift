import Analytics
import Charts
import Commerce
import Dialogue
import Foundation
import Storage

/// The day or the week before, at a glance: what a digest says.
extension DeskVisit {
  enum Glance {
    case day, week

    var period: String { self == .day ? "yesterday" : "last week" }
    var title: String { self == .day ? "Yesterday" : "Last week" }
  }

  private static let shownDemand = 3

  func glance(_ kind: Glance) async throws -> DeskAnswer {
    let names = try await shopNames()
    var lines: [String] = []
    for metric in ["revenue", "orders", "average order value", "new customers", "zero-result searches"] {
      if let line = try await line("\(metric) \(kind.period)", names) { lines.append(line) }
    }
    let top = try await read("top 3 products by revenue \(kind.period)", names)
    let best = try await analyst.answer(ReadQuestion(query: top), names: names)
    if !best.rows.isEmpty { lines.append(best.text) }
    let since = question.now.adding(milliseconds: kind == .day ? -86_400_000 : -7 * 86_400_000)
    let wanted = try await parts.storage.store(store.id).choices.demand(since: since, limit: Self.shownDemand)
    if !wanted.isEmpty {
      lines.append("Asked for and not found: " + wanted.map { "\($0.words) (\($0.people))" }.joined(separator: ", "))
    }
    var reply = Reply(
      "owner.glance",
      ["title": .text(kind.title), "shop": .text(store.name), "text": .text(lines.joined(separator: "\n"))],
      choices: [
        ReplyChoice(.desk("revenue \(kind.period)"), .text("owner.b_revenue")),
        ReplyChoice(.desk("my charts"), .text("owner.b_charts")),
      ])
    if question.canShowPictures {
      let unit = kind == .day ? "hour" : "day"
      let overTime = try await read("revenue by \(unit) \(kind.period)", names)
      let answer = try await analyst.answer(ReadQuestion(query: overTime), names: names)
      reply.picture = try picture(answer, names.currency)
    }
    var memory = memory
    memory.query = try await read("revenue \(kind.period)", names)
    memory.told = nil
    memory.trail = ["revenue \(kind.period)"]
    memory.isOpen = true
    return DeskAnswer([reply], memory: memory)
  }

  private func read(_ text: String, _ names: ShopNames) async throws -> AnalyticsQuery {
    try analyst.read(text, names: names, now: question.now).query
  }

  /// `Revenue: $1,204.00 (+12.5 %)`; nil for what the layer cannot say.
  private func line(_ text: String, _ names: ShopNames) async throws -> String? {
    let query = analyst.comparing(try await read(text, names), now: question.now)
    let answer = try await analyst.answer(ReadQuestion(query: query), names: names)
    guard let row = answer.rows.first, let value = row.first, let column = answer.columns.first else { return nil }
    let figure = analyst.figure(value, column, currency: names.currency)
    let change = answer.columns.firstIndex { $0.name == "change" || $0.name.hasSuffix("_change") }
    let shown = change.flatMap { index -> String? in
      guard row.indices.contains(index), let number = row[index].number else { return nil }
      let text = analyst.figure(row[index], answer.columns[index], currency: names.currency)
      return " (" + (number > 0 ? "+" : "") + text + ")"
    }
    return "\(analyst.shortTitle(query)): \(figure)\(shown ?? "")"
  }

  // MARK: Demand

  private static let demandDays: Int64 = 90
  private static let shownWords = 10

  /// "37 people asked for size 46."
  func demand() async throws -> DeskAnswer {
    let since = question.now.adding(milliseconds: -Self.demandDays * 86_400_000)
    let wanted = try await parts.storage.store(store.id).choices.demand(since: since, limit: Self.shownWords)
    guard !wanted.isEmpty else { return DeskAnswer([Reply("owner.no_demand")], memory: memory) }
    let rows: [[String: ReplyFact]] = wanted.map {
      ["words": .text($0.words), "one": .flag($0.people == 1), "people": .count($0.people)]
    }
    return DeskAnswer(
      [Reply("owner.demand", ["days": .count(Int(Self.demandDays)), "rows": .rows(rows)])], memory: memory)
  }
}
