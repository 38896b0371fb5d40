import Foundation

/// What each stage took, message by message.
struct Samples {
  private var processor: [Stage: [Double]] = [:]
  private var wall: [Stage: [Double]] = [:]
  /// What understanding took, by what was said.
  private var byText: [String: [Double]] = [:]

  /// Measures work on this thread.
  mutating func measure<Value>(_ stage: Stage, _ work: () throws -> Value) rethrows -> Value {
    let start = ProcessorClock.thread()
    let value = try work()
    processor[stage, default: []].append(ProcessorClock.thread() - start)
    return value
  }

  mutating func noteUnderstood(_ text: String) {
    guard let last = processor[.understand]?.last else { return }
    byText[text, default: []].append(last)
  }

  /// Measures work that passes between threads; nothing else may run in the process meanwhile.
  mutating func measureAcrossThreads<Value>(_ stage: Stage, _ work: () async throws -> Value) async rethrows -> Value {
    let start = (ProcessorClock.process(), ProcessorClock.wall())
    let value = try await work()
    processor[stage, default: []].append(ProcessorClock.process() - start.0)
    wall[stage, default: []].append(ProcessorClock.wall() - start.1)
    return value
  }

  /// Adds what the message at hand took from its webhook to its order's commit.
  mutating func noteOrder() {
    let stages: [Stage] = [.decode, .receive, .begin, .decide, .commit]
    processor[.order, default: []].append(stages.reduce(0) { $0 + (processor[$1]?.last ?? 0) })
    wall[.order, default: []].append(stages.reduce(0) { $0 + (wall[$1]?.last ?? 0) })
  }

  /// A table: median, 95th percentile and share of a turn, in microseconds of processor time a message.
  func table() -> String {
    let turn = Stage.allCases.filter(\.isOfTheTurn).reduce(0) { $0 + mean(processor[$1] ?? []) }
    var lines = ["  stage             median     p95    mean   share   wall median (p95)"]
    for stage in Stage.allCases {
      guard let values = processor[stage], !values.isEmpty else { continue }
      let share = stage.isOfTheTurn ? String(format: "%4.0f %%", 100 * mean(values) / turn) : "      "
      let name = stage.title.padding(toLength: 16, withPad: " ", startingAt: 0)
      lines.append(
        String(
          format: "  %@ %7.0f %7.0f %7.0f  %@   %@", name, percentile(values, 50), percentile(values, 95), mean(values),
          share, wallText(wall[stage])))
    }
    lines.append(String(format: "  a turn in all                    %7.0f", turn))
    lines.append("  longest to understand, medians:")
    let slowest = byText.mapValues { percentile($0, 50) }.sorted { $0.value > $1.value }.prefix(8)
    lines += slowest.map { String(format: "    %7.0f ", $0.value) + $0.key }
    return lines.joined(separator: "\n")
  }

  private func wallText(_ values: [Double]?) -> String {
    guard let values, !values.isEmpty else { return "" }
    return String(format: "%7.0f (%.0f)", percentile(values, 50), percentile(values, 95))
  }

  private func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }

  private func percentile(_ values: [Double], _ percent: Int) -> Double {
    values.sorted()[min(values.count - 1, values.count * percent / 100)]
  }
}

/// The parts of a turn, in its order; some are measured alone although they are part of another.
enum Stage: CaseIterable {
  case decode, receive, begin, decide, mentions, search, understand, commit, renderWhatsApp, renderTelegram,
    renderConsole, settle, order

  var title: String {
    switch self {
    case .decode: "decode"
    case .receive: "inbox commit"
    case .begin: "begin"
    case .decide: "decide"
    case .mentions: "  · mentions"
    case .search: "  · a search"
    case .understand: "  · understand"
    case .commit: "commit"
    case .renderWhatsApp: "  · WhatsApp"
    case .renderTelegram: "  · Telegram"
    case .renderConsole: "  · console"
    case .settle: "outbox"
    case .order: "  = an order"
    }
  }

  /// The others are parts of these.
  var isOfTheTurn: Bool {
    switch self {
    case .decode, .receive, .begin, .decide, .commit, .settle: true
    case .mentions, .search, .understand, .renderWhatsApp, .renderTelegram, .renderConsole, .order: false
    }
  }
}
