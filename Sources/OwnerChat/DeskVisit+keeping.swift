import Analytics
import Commerce
import Dialogue
import Storage

/// Charts that are kept, digests that are sent, and what is watched.
extension DeskVisit {
  private static let longestTitle = 60

  // MARK: Charts

  func pin(_ given: String) async throws -> DeskAnswer {
    guard let query = memory.query, !memory.trail.isEmpty else { return nothingAsked() }
    let title = given.isEmpty ? analyst.shortTitle(query) : given
    let shown = String(title.prefix(Self.longestTitle))
    var memory = memory
    memory.isOpen = true
    return DeskAnswer(
      [
        Reply(
          "owner.pinned", ["title": .text(shown)],
          choices: [ReplyChoice(.desk("my charts"), .text("owner.b_charts"))])
      ], changes: [.pin(questions: memory.trail, title: shown)], memory: memory)
  }

  func listCharts() async throws -> DeskAnswer { listed(try await kept.charts(of: owner).map(\.title)) }

  private func listed(_ titles: [String], changes: [DeskChange] = []) -> DeskAnswer {
    guard !titles.isEmpty else { return DeskAnswer([Reply("owner.no_charts")], changes: changes, memory: memory) }
    let rows: [[String: ReplyFact]] = titles.enumerated().map {
      ["number": .count($0.offset + 1), "title": .text($0.element)]
    }
    return DeskAnswer(
      [
        Reply(
          "owner.charts", ["rows": .rows(rows)],
          choices: titles.indices.prefix(Self.shownChoices).map {
            ReplyChoice(.desk("chart \($0 + 1)"), .literal(titles[$0]))
          }, listsItsChoices: titles.count <= Self.shownChoices)
      ], changes: changes, memory: memory)
  }

  /// As many as a list on WhatsApp holds.
  private static let shownChoices = 10

  func keep(_ heard: DeskWords.Heard) async throws -> DeskAnswer? {
    var charts = try await kept.charts(of: owner)
    let place = heard.number - 1
    guard charts.indices.contains(place) else {
      // "drop 2" may be about a cart.
      guard !charts.isEmpty, heard.command != .drop else { return nil }
      return DeskAnswer([Reply("owner.no_chart", ["number": .count(heard.number)])], memory: memory)
    }
    let chart = charts[place]
    switch heard.command {
    case .drop:
      guard !question.isShopping || !question.shopActs.contains(where: { $0.intent == .remove }) else { return nil }
      charts.remove(at: place)
      return listed(charts.map(\.title), changes: [.drop(chart: chart.id)])
    case .rename:
      let title = String(heard.rest.prefix(Self.longestTitle))
      guard !title.isEmpty else { return nil }
      var titles = charts.map(\.title)
      titles[place] = title
      return listed(titles, changes: [.rename(chart: chart.id, title: title)])
    case .move:
      charts.remove(at: place)
      let target = max(0, min(heard.second - 1, charts.count))
      charts.insert(chart, at: target)
      return listed(charts.map(\.title), changes: [.move(chart: chart.id, to: target)])
    default: return try await replayed(chart.questions, title: chart.title)
    }
  }

  /// Asked anew, so that "last week" is the week before today's.
  func replayed(_ questions: [String], title: String) async throws -> DeskAnswer {
    let names = try await shopNames()
    var query: AnalyticsQuery?
    var read: ReadQuestion?
    for text in questions {
      var next = try analyst.read(text, names: names, now: question.now, after: query)
      if next.notes.contains(Analyst.salesNote) {
        next = Self.settled(next, try await kept.meaning(of: Self.sales, for: owner) ?? "revenue")
      }
      query = next.query
      read = next
    }
    guard let read else { return nothingAsked() }
    if read.query.tellsOfCustomers, !question.role.seesCustomers { return hidden() }
    var memory = memory
    (memory.query, memory.trail, memory.isOpen) = (read.query, questions, true)
    let (reply, answer) = try await said(read, names)
    memory.told = AnalyticsTold(answer)
    return DeskAnswer(
      [reply],
      changes: [.keepQuery(id: answer.receipt.id, question: questions.joined(separator: "; "), query: answer.query)],
      memory: memory)
  }

  // MARK: Digests

  /// nil where it is no order after all: the rest of the sentence asks for something else.
  func schedule(_ speech: DigestSpeech, _ text: String) async throws -> DeskAnswer? {
    let content: DigestPlan.Content
    var title: String
    if !speech.question.isEmpty {
      let names = try await shopNames()
      do {
        let read = try analyst.read(speech.question, names: names, now: question.now)
        guard read.namesFigure else { return nil }
        (content, title) = (.questions([speech.question]), analyst.shortTitle(read.query))
      } catch is AnalyticsError {
        return nil
      }
    } else if !speech.isDigest, memory.isOpen, let query = memory.query, !memory.trail.isEmpty {
      (content, title) = (.questions(memory.trail), analyst.shortTitle(query))
    } else if case .daily = speech.times.days {
      (content, title) = (.day, "Daily digest")
    } else {
      (content, title) = (.week, "Weekly digest")
    }
    title = String(title.prefix(Self.longestTitle))
    guard try await kept.digests(of: owner).count < DeskVisit.mostDigests else {
      return DeskAnswer([Reply("owner.too_many_digests", ["count": .count(DeskVisit.mostDigests)])], memory: memory)
    }
    let plan = DigestPlan(title: title, content: content, times: speech.times)
    let first = speech.times.next(after: question.now, in: calendar)
    return DeskAnswer(
      [
        Reply(
          "owner.scheduled",
          [
            "title": .text(title), "times": .text(speech.times.words), "zone": .text(calendar.name),
            "first": .text(calendar.clockText(first)),
          ], choices: [ReplyChoice(.desk("my digests"), .text("owner.b_digests"))])
      ], changes: [.addDigest(plan, recipient: question.recipient, first: first)], memory: memory)
  }

  static let mostDigests = 20

  func listDigests() async throws -> DeskAnswer {
    let digests = try await kept.digests(of: owner)
    guard !digests.isEmpty else { return DeskAnswer([Reply("owner.no_digests")], memory: memory) }
    return DeskAnswer([Reply("owner.digests", ["rows": .rows(Self.rows(digests))])], memory: memory)
  }

  private static func rows(_ digests: [StoredDigest]) -> [[String: ReplyFact]] {
    digests.enumerated().map {
      [
        "number": .count($0.offset + 1), "title": .text($0.element.plan.title),
        "times": .text($0.element.plan.times.words),
      ]
    }
  }

  func dropDigest(_ number: Int) async throws -> DeskAnswer {
    let digests = try await kept.digests(of: owner)
    guard digests.indices.contains(number - 1) else { return try await listDigests() }
    let dropped = digests[number - 1]
    return DeskAnswer(
      [Reply("owner.digest_dropped", ["title": .text(dropped.plan.title)])], changes: [.dropDigest(dropped.id)],
      memory: memory)
  }

  /// A digest that is due; nil where it was dropped meanwhile.
  func digest(_ payload: String) async throws -> DeskAnswer? {
    guard let id = Int64(payload), let stored = try await kept.digest(id) else { return nil }
    switch stored.plan.content {
    case .day: return try await glance(.day)
    case .week: return try await glance(.week)
    case .questions(let questions): return try await replayed(questions, title: stored.plan.title)
    }
  }

  // MARK: Alerts

  func watch(_ kind: AlertKind, _ isOn: Bool) -> DeskAnswer {
    let key: TextKey = isOn ? "owner.watching" : "owner.not_watching"
    return DeskAnswer(
      [Reply(key, ["what": .words(Self.name(kind))])],
      changes: [isOn ? .watch(kind, recipient: question.recipient) : .unwatch(kind)], memory: memory)
  }

  private static func name(_ kind: AlertKind) -> TextKey {
    switch kind {
    case .stock: "owner.w_stock"
    case .revenue: "owner.w_revenue"
    case .searches: "owner.w_searches"
    case .payments: "owner.w_payments"
    }
  }

  func listAlerts() async throws -> DeskAnswer {
    let wishes = try await kept.alerts(of: owner)
    guard !wishes.isEmpty else { return DeskAnswer([Reply("owner.no_alerts")], memory: memory) }
    let rows: [[String: ReplyFact]] = wishes.map { ["what": .words(Self.name($0.kind))] }
    return DeskAnswer([Reply("owner.alerts", ["rows": .rows(rows)])], memory: memory)
  }
}

extension StoreCalendar {
  /// `Monday 2026-03-09 09:00`
  func clockText(_ moment: Timestamp) -> String {
    let day = day(of: moment)
    let minutes = (moment.milliseconds / 1_000 + Int64(shift(at: Int(moment.milliseconds / 1_000)))) / 60 % 1_440
    func two(_ value: Int64) -> String { value < 10 ? "0\(value)" : "\(value)" }
    let names = ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
    return "\(names[Self.weekday(day) - 1]) \(CivilDate(day: day).text) \(two(minutes / 60)):\(two(minutes % 60))"
  }
}
