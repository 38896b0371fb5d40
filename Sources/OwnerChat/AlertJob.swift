import Analytics
import Commerce
import Dialogue
import Foundation
import Storage

/// Watches every store for what somebody there wants to be told of, and tells each thing once.
package struct AlertJob: JobHandler {
  package let kind = DeskJobs.watch
  package let isStanding = true

  private static let restMilliseconds: Int64 = 15 * 60_000
  private static let dayMilliseconds: Int64 = 86_400_000
  private static let shownGoods = 10
  private static let defaultLowStock = 5
  private static let weeks = 8
  /// Fewer searches without a result are no trend.
  private static let leastSearches = 5
  private static let leastFailures = 3

  private let parts: ShopDesk.Parts
  private let time: TimeSource

  package init(_ parts: ShopDesk.Parts, time: TimeSource) {
    self.parts = parts
    self.time = time
  }

  package func run(_ job: Job) async throws -> JobOutcome {
    let scope = parts.storage.store(job.storeID)
    let wishes = try await scope.desk.alerts()
    if !wishes.isEmpty {
      let store = try await parts.storage.stores.store(job.storeID)
      for kind in AlertKind.allCases {
        let wanted = wishes.filter { $0.kind == kind }
        if !wanted.isEmpty { try await look(kind, store, wanted) }
      }
    }
    return .again(at: time.now().adding(milliseconds: Self.restMilliseconds))
  }

  private struct Finding {
    var news: AlertNews
    var subjects: [String]
  }

  private func look(_ kind: AlertKind, _ store: Store, _ wishes: [AlertWish]) async throws {
    let alerts = parts.storage.store(store.id).alerts
    let told = try await alerts.told(kind)
    let found =
      switch kind {
      case .stock: try await stock(store, told: told)
      case .revenue: try await revenue(store, told: told)
      case .searches: try await searches(store, told: told)
      case .payments: try await payments(store, told: told)
      }
    guard let found else { return }
    let payload = String(decoding: try JSONEncoder().encode(found.news), as: UTF8.self)
    let subjects = found.subjects.joined(separator: ",")
    // By its subject and day, so that it is told once even where the note of it is lost.
    let messages = wishes.map { wish in
      Job(
        storeID: store.id, key: "alert:\(kind.rawValue):\(subjects.hashed):\(day(store)):\(wish.owner)",
        kind: DeskJobs.alert, payload: "", runAt: time.now()
      ).result(to: wish.recipient, payload: payload, at: time.now())
    }
    _ = try await parts.storage.inbox.receive(InboundBatch(messages: messages))
    try await alerts.mark(kind, told: found.subjects, forgetting: [])
  }

  private func calendar(_ store: Store) -> StoreCalendar {
    StoreCalendar(store.timeZone, weekStart: store.settings.firstWeekday ?? 1)
  }

  private func day(_ store: Store) -> Int { calendar(store).day(of: time.now()) }

  // MARK: What is looked at

  private func stock(_ store: Store, told: [String: Timestamp]) async throws -> Finding? {
    let alerts = parts.storage.store(store.id).alerts
    let low = try await alerts.lowStock(
      atMost: store.settings.lowStock ?? Self.defaultLowStock, limit: SQLLimits.listedVariants)
    let subjects = Set(low.map { $0.variant.text })
    // What was filled up may run low again.
    try await alerts.mark(.stock, told: [], forgetting: told.keys.filter { !subjects.contains($0) })
    let fresh = low.filter { told[$0.variant.text] == nil }
    guard !fresh.isEmpty else { return nil }
    var news = AlertNews(.stock)
    news.stock = fresh.prefix(Self.shownGoods).map {
      AlertNews.Stock(name: $0.options.isEmpty ? $0.title : "\($0.title) (\($0.options))", left: $0.left)
    }
    return Finding(news: news, subjects: fresh.map(\.variant.text))
  }

  private func analyst(_ store: Store) -> Analyst {
    Analyst(
      layer: parts.files.layer, words: parts.files.questionWords, calendar: calendar(store), currency: store.currency,
      runner: SQLAnalyticsRunner(parts.readOnly, store: store.id))
  }

  /// Yesterday against the same weekday of the eight weeks before.
  private func revenue(_ store: Store, told: [String: Timestamp]) async throws -> Finding? {
    let calendar = calendar(store)
    let yesterday = day(store) - 1
    let subject = CivilDate(day: yesterday).text
    guard told[subject] == nil else { return nil }
    let first = yesterday - 7 * Self.weeks
    var query = AnalyticsQuery(
      metrics: ["revenue"], from: calendar.start(of: first), to: calendar.start(of: yesterday + 1))
    query.dimensions = ["day"]
    let analyst = analyst(store)
    let names = try await analyst.names(until: query.to)
    let rows = try await analyst.answer(ReadQuestion(query: query), names: names).rows
    guard rows.count == 7 * Self.weeks + 1 else { return nil }
    let figures = rows.map { $0.last?.number ?? 0 }
    // Weeks before the shop's first order say nothing of it.
    let opened = names.firstOrder.map { calendar.day(of: $0) } ?? yesterday
    let same = (1...Self.weeks).map { yesterday - 7 * $0 }.filter { $0 >= opened }.map { figures[$0 - first] }
    let figure = figures[yesterday - first]
    guard let mean = UnusualDay.mean(of: same, against: figure) else { return nil }
    var news = AlertNews(.revenue)
    (news.day, news.weekday) = (subject, Self.weekdays[StoreCalendar.weekday(yesterday) - 1])
    news.amount = Money(minorUnits: Int64(figure), currency: names.currency)
    news.usual = Money(minorUnits: Int64(mean.rounded()), currency: names.currency)
    return Finding(news: news, subjects: [subject])
  }

  private static let weekdays = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]

  /// The last seven days against the seven before, once a week.
  private func searches(_ store: Store, told: [String: Timestamp]) async throws -> Finding? {
    let week = 7 * Self.dayMilliseconds
    let now = time.now()
    if let last = told.values.max(), last.adding(milliseconds: week) > now { return nil }
    let analyst = analyst(store)
    let names = try await analyst.names(until: now)
    func count(_ from: Timestamp, _ to: Timestamp) async throws -> Int {
      let query = AnalyticsQuery(metrics: ["zero_result_searches"], from: from, to: to)
      let row = try await analyst.answer(ReadQuestion(query: query), names: names).rows.first
      return Int(row?.last?.number ?? 0)
    }
    var news = AlertNews(.searches)
    news.now = try await count(now.adding(milliseconds: -week), now)
    news.before = try await count(now.adding(milliseconds: -2 * week), now.adding(milliseconds: -week))
    guard news.now >= Self.leastSearches, news.now * 2 >= news.before * 3 else { return nil }
    return Finding(news: news, subjects: [CivilDate(day: day(store)).text])
  }

  /// Of the last day, once a day.
  private func payments(_ store: Store, told: [String: Timestamp]) async throws -> Finding? {
    let subject = CivilDate(day: day(store)).text
    guard told[subject] == nil else { return nil }
    let counts = try await parts.storage.store(store.id).alerts
      .payments(since: time.now().adding(milliseconds: -Self.dayMilliseconds))
    guard counts.failed >= Self.leastFailures else { return nil }
    var news = AlertNews(.payments)
    (news.now, news.before) = (counts.failed, counts.all)
    return Finding(news: news, subjects: [subject])
  }
}

/// More variants that are low are the same news.
private enum SQLLimits { static let listedVariants = 500 }

extension String {
  /// A short name of a text, the same in every process.
  fileprivate var hashed: String {
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for byte in utf8 { hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3 }
    return Base32.encode(Int64(bitPattern: hash))
  }
}
