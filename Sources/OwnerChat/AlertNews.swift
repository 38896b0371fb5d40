import Commerce
import Dialogue
import Foundation

/// What is worth an alert: facts, put into words when they are said.
struct AlertNews: Hashable, Codable, Sendable {
  struct Stock: Hashable, Codable, Sendable {
    var name: String
    var left: Int
  }

  var kind: AlertKind
  var stock: [Stock] = []
  /// A day's revenue and what is usual on its weekday.
  var day: String?
  var weekday: String?
  var amount: Money?
  var usual: Money?
  /// So many now, and so many before.
  var now = 0
  var before = 0

  init(_ kind: AlertKind) { self.kind = kind }
}

/// Whether a day's revenue is unusual against the same weekdays before it.
enum UnusualDay {
  /// Fewer say nothing.
  static let leastWeeks = 4
  private static let deviations = 2.0
  /// A quiet shop's days differ by a little all the time.
  private static let leastShare = 0.3

  /// - Returns: the mean where the figure is far from it.
  static func mean(of same: [Double], against figure: Double) -> Double? {
    guard same.count >= leastWeeks else { return nil }
    let mean = same.reduce(0, +) / Double(same.count)
    let variance = same.reduce(0) { $0 + ($1 - mean) * ($1 - mean) } / Double(same.count)
    let distance = abs(figure - mean)
    return distance > deviations * variance.squareRoot() && distance > leastShare * mean ? mean : nil
  }
}

extension DeskVisit {
  /// nil for news that this version cannot read.
  func alert(_ payload: String) -> DeskAnswer? {
    let news: AlertNews
    do {
      news = try JSONDecoder().decode(AlertNews.self, from: Data(payload.utf8))
    } catch {
      return nil
    }
    return DeskAnswer([words(news)], memory: memory)
  }

  private func words(_ news: AlertNews) -> Reply {
    let stop = ReplyChoice(.desk("stop \(news.kind.rawValue) alerts"), .text("owner.b_stop"))
    switch news.kind {
    case .stock:
      let rows: [[String: ReplyFact]] = news.stock.map {
        ["name": .text($0.name), "left": .count($0.left), "none": .flag($0.left == 0)]
      }
      return Reply("owner.alert_stock", ["rows": .rows(rows)], choices: [stop])
    case .revenue:
      let isLow = (news.amount?.minorUnits ?? 0) < (news.usual?.minorUnits ?? 0)
      return Reply(
        "owner.alert_revenue",
        [
          "day": .text(news.day ?? ""), "weekday": .text(news.weekday ?? ""), "low": .flag(isLow),
          "amount": .text(news.amount?.text ?? ""), "usual": .text(news.usual?.text ?? ""),
        ], choices: [ReplyChoice(.desk("revenue yesterday"), .text("owner.b_revenue")), stop])
    case .searches:
      return Reply(
        "owner.alert_searches", ["now": .count(news.now), "before": .count(news.before)],
        choices: [ReplyChoice(.desk("what do people ask for"), .text("owner.b_demand")), stop])
    case .payments:
      return Reply("owner.alert_payments", ["now": .count(news.now), "all": .count(news.before)], choices: [stop])
    }
  }
}
