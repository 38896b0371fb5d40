import Analytics
import Commerce
import Dialogue
import Storage

/// One message at the desk.
struct DeskVisit: Sendable {
  let parts: ShopDesk.Parts
  let names: NamesInUse
  let question: DeskQuestion

  var store: Store { question.store }
  var memory: DeskMemory { question.memory }
  var owner: String { question.person.id.text }
  var kept: DeskRepository { parts.storage.store(store.id).desk }

  var analyst: Analyst {
    var analyst = Analyst(
      layer: parts.files.layer, words: parts.files.questionWords, calendar: calendar, currency: store.currency,
      runner: SQLAnalyticsRunner(parts.readOnly, store: store.id))
    analyst.segments = store.settings.segments ?? SegmentRules()
    if let low = store.settings.lowStock { analyst.lowStock = low }
    return analyst
  }

  var calendar: StoreCalendar { StoreCalendar(store.timeZone, weekStart: store.settings.firstWeekday ?? 1) }

  func shopNames() async throws -> ShopNames {
    try await names.names(of: store.id, by: analyst, at: question.now)
  }

  /// nil where the bot for shoppers is meant.
  func answer() async throws -> DeskAnswer? {
    switch question.said {
    case .news(let kind, let payload): return try await news(HeldNews(kind: kind, payload: payload))
    case .choice(let words): return try await withHeld(try await heard(words, isTapped: true) ?? lost(words))
    case .text(let text): return try await withHeld(try await heard(text, isTapped: false))
    }
  }

  private func lost(_ words: String) -> DeskAnswer {
    DeskAnswer([Reply("owner.unknown", ["words": .text(words)])], memory: memory)
  }

  // MARK: What is said

  private func heard(_ text: String, isTapped: Bool) async throws -> DeskAnswer? {
    if let settled = try await meaning(text) { return settled }
    if let command = parts.files.deskWords.command(text), isTapped || !isAnswerToShop {
      if let answer = try await obey(command, isTapped: isTapped) { return answer }
    }
    if let (kind, isOn) = parts.files.deskWords.alert(text) { return watch(kind, isOn) }
    if let speech = DigestSpeech(text), let answer = try await schedule(speech, text) { return answer }
    return try await asked(text, isTapped: isTapped)
  }

  /// A workflow for shoppers waits, and the words fit what it waits for.
  private var isAnswerToShop: Bool {
    question.isShopping && question.shopActs.contains { [.confirm, .deny, .inform, .pick].contains($0.intent) }
  }

  private func obey(_ heard: DeskWords.Heard, isTapped: Bool) async throws -> DeskAnswer? {
    switch heard.command {
    case .help: return help()
    case .how: return memory.isOpen || isTapped ? try await how() : nil
    case .why: return memory.isOpen || isTapped ? try await why() : nil
    case .chartThis: return memory.isOpen || isTapped ? try await drawn() : nil
    case .pin, .pinAs: return memory.isOpen || isTapped ? try await pin(heard.rest) : nil
    case .charts: return try await listCharts()
    case .chart, .drop, .rename, .move: return try await keep(heard)
    case .digests: return try await listDigests()
    case .dropDigest: return try await dropDigest(heard.number)
    case .digestDay: return try await glance(.day)
    case .digestWeek: return try await glance(.week)
    case .alerts: return try await listAlerts()
    case .demand: return try await demand()
    case .best: return try await bestCustomers()
    case .lose: return try await customersAtRisk()
    case .segmentOf: return try await segment(of: heard.rest)
    }
  }

  private func help() -> DeskAnswer {
    DeskAnswer(
      [
        Reply(
          "owner.help", ["shop": .text(store.name)],
          choices: [
            ReplyChoice(.desk("what sold best last week"), .text("owner.b_best")),
            ReplyChoice(.desk("revenue by month this year"), .text("owner.b_months")),
            ReplyChoice(.desk("my charts"), .text("owner.b_charts")),
          ])
      ], memory: memory)
  }

  // MARK: News that came while nothing might be sent

  /// A digest or an alert, said at once where the channel takes it, and otherwise kept for the next message.
  private func news(_ item: HeldNews) async throws -> DeskAnswer? {
    guard question.mayBeWrittenTo else {
      var memory = memory
      memory.held = Array((memory.held.filter { $0 != item } + [item]).suffix(DeskMemory.maximumHeld))
      return DeskAnswer([], memory: memory)
    }
    return try await told(item)
  }

  private func told(_ item: HeldNews) async throws -> DeskAnswer? {
    switch item.kind {
    case DeskJobs.digest: try await digest(item.payload)
    case DeskJobs.alert: alert(item.payload)
    default: nil
    }
  }

  /// What was held back comes first, once.
  private func withHeld(_ answer: DeskAnswer?) async throws -> DeskAnswer? {
    guard !memory.held.isEmpty else { return answer }
    var replies: [Reply] = []
    for item in memory.held { replies += try await told(item)?.replies ?? [] }
    var whole = answer ?? DeskAnswer([], memory: memory, isAside: true)
    whole.memory.held = []
    whole.replies = replies + whole.replies
    return whole
  }
}
