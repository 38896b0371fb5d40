import Commerce
import Language

/// Settles in which language a message is read and answered.
package struct LanguageChooser: Sendable {
  let detector: LanguageDetector
  /// By what all languages are called in all of them, folded.
  let names: [String: String]
  /// Words that may stand around such a name.
  let requests: Set<String>

  /// How far another language must lead: at first little, as nothing is known but the channel's hint; later two plain
  /// words; and where a name or an address was asked for, a whole sentence.
  private static let firstLead: Float = 2
  private static let laterLead: Float = 4.5
  private static let factLead: Float = 9
  private static let longestRequest = 9

  package struct Outcome: Sendable {
    package var language: String
    /// The message itself showed it.
    package var isShown = false
    /// For `/debug`: the language and how plainly the message speaks for each.
    package var note: String
  }

  /// - Parameters: `current` is what was spoken so far, and `isSettled` whether a message showed that or only a hint.
  func choose(_ text: String, current: String, isSettled: Bool, scene: Scene) -> Outcome {
    let tokens = Tokenizer.tokens(in: text)
    var verdict = detector.verdict(on: tokens)
    guard verdict.lead(over: current) >= needed(isSettled: isSettled, scene) else {
      let isShown = verdict.tellingWords > 0 && runnerUpIsBehind(verdict, current)
      return Outcome(language: current, isShown: isShown, note: note(current, verdict))
    }
    let named = scene.catalog.asked(in: current).mentions(in: tokens.map(\.text))
    verdict = detector.verdict(on: tokens, except: named.filter { $0.confidence > 0.5 }.map(\.tokens))
    guard let best = verdict.best, verdict.tellingWords > 0,
      verdict.lead(over: current) >= needed(isSettled: isSettled, scene)
    else { return Outcome(language: current, note: note(current, verdict)) }
    return Outcome(language: best, isShown: true, note: note(best, verdict))
  }

  private func needed(isSettled: Bool, _ scene: Scene) -> Float {
    switch scene.expectation {
    case .name, .address: Self.factLead
    default: isSettled ? Self.laterLead : Self.firstLead
    }
  }

  private func runnerUpIsBehind(_ verdict: LanguageDetector.Verdict, _ current: String) -> Bool {
    let own = verdict.scores[current] ?? 0
    return verdict.scores.allSatisfy { $0.key == current || own - $0.value >= Self.firstLead }
  }

  private func note(_ language: String, _ verdict: LanguageDetector.Verdict) -> String {
    let scores = verdict.scores.sorted { $0.key < $1.key }.map { "\($0.key) \(Self.tenths($0.value))" }
    return "language: \(language) (\(scores.joined(separator: ", ")))"
  }

  private static func tenths(_ value: Float) -> String {
    let tenths = Int((value * 10).rounded())
    return "\(tenths < 0 ? "-" : "")\(tenths.magnitude / 10).\(tenths.magnitude % 10)"
  }

  /// "in English please", "en español", "bahasa indonesia": the language asked for; nil for anything else.
  func request(in text: String) -> String? {
    let words = Tokenizer.tokens(in: text).filter { $0.kind != .mark }.map(\.text)
    guard !words.isEmpty, words.count <= Self.longestRequest else { return nil }
    let asked = Set(words.compactMap { names[$0] })
    guard asked.count == 1, words.allSatisfy({ names[$0] != nil || requests.contains($0) }) else { return nil }
    return asked.first
  }
}
