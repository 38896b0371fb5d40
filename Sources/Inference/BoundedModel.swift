import Commerce
import Dialogue
import Language
import Logging
import Metrics
import Synchronization

/// Asks a language model within all bounds, cheapest first: the cache, the breaker, a free place, the store's budget,
/// the time limit. Whatever goes wrong is counted and the built-in reading stands.
struct BoundedModel<Proposal: Sendable>: Sendable {
  /// What is asked, for whom, and what tells it from other questions.
  struct Question: Sendable {
    var request: ModelRequest
    var key: String
    var store: StoreID
    var callsPerDay: Int
  }

  private let model: any LanguageModel
  private let read: @Sendable (String) throws(ModelFailure) -> Proposal
  private let budget: any ModelBudget
  private let time: TimeSource
  private let logger: Logger
  private let breaker: CircuitBreaker
  private let cache: AnswerCache<Proposal>
  private let places = Places()

  private static var dayMilliseconds: Int64 { 86_400_000 }

  /// - Parameter read: makes a proposal of a model's text.
  init(
    model: any LanguageModel, budget: any ModelBudget, time: TimeSource, logger: Logger,
    read: @escaping @Sendable (String) throws(ModelFailure) -> Proposal
  ) {
    self.model = model
    self.read = read
    self.budget = budget
    self.time = time
    self.logger = logger
    breaker = CircuitBreaker(time: time)
    cache = AnswerCache(time: time)
  }

  func proposal(for question: Question) async -> Proposal? {
    if let known = cache.proposal(for: question.key) {
      count("cached")
      return known
    }
    guard breaker.isReady else { return left("circuit_open") }
    guard places.take() else { return left("busy") }
    defer { places.giveBack() }
    guard await isAffordable(question) else { return nil }
    // Another turn may have taken the probe meanwhile.
    guard breaker.mayAsk() else { return left("circuit_open") }
    guard let proposal = await ask(question) else { return nil }
    cache.keep(proposal, for: question.key)
    return proposal
  }

  private func ask(_ question: Question) async -> Proposal? {
    let started = time.now()
    do throws(ModelFailure) {
      let answer = try await model.complete(question.request)
      breaker.succeeded()
      await record(answer, question)
      let proposal = try read(answer.text)
      count("answered")
      observe(since: started)
      return proposal
    } catch {
      if error.isOutage {
        breaker.failed(retryAfterMilliseconds: error.retryAfterMilliseconds)
      } else {
        breaker.succeeded()
      }
      observe(since: started)
      logger.warning(
        "A language model gave no usable answer; the built-in reading stands",
        metadata: ["model": "\(model.name)", "cause": "\(error)"])
      return left(error.label)
    }
  }

  /// Taken before asking, so that many processes together keep the bound; a call that fails has cost one too.
  private func isAffordable(_ question: Question) async -> Bool {
    do {
      guard try await budget.take(store: question.store, day: day, limit: question.callsPerDay) else {
        count("over_budget")
        return false
      }
      return true
    } catch {
      logger.error("The language model's budget could not be read", metadata: ["cause": "\(error)"])
      count("no_budget")
      return false
    }
  }

  private func record(_ answer: ModelAnswer, _ question: Question) async {
    Counter(label: "souk_model_tokens_total", dimensions: [("kind", "input")]).increment(by: Int64(answer.inputTokens))
    Counter(label: "souk_model_tokens_total", dimensions: [("kind", "output")]).increment(
      by: Int64(answer.outputTokens))
    do {
      try await budget.record(
        store: question.store, day: day, inputTokens: answer.inputTokens, outputTokens: answer.outputTokens)
    } catch {
      logger.warning("A language model's tokens could not be recorded", metadata: ["cause": "\(error)"])
    }
  }

  private var day: Int { Int(time.now().milliseconds / Self.dayMilliseconds) }

  private func left(_ outcome: String) -> Proposal? {
    count(outcome)
    return nil
  }

  private func count(_ outcome: String) {
    Counter(label: "souk_model_calls_total", dimensions: [("outcome", outcome)]).increment()
  }

  private func observe(since started: Timestamp) {
    Timer(label: "souk_model_seconds").recordMilliseconds(time.now().milliseconds - started.milliseconds)
  }
}

/// So many questions at once: a slow model holds up some turns, never all.
private final class Places: Sendable {
  /// Half of the dispatcher's turns.
  private static let maximum = 8

  private let taken = Mutex(0)

  func take() -> Bool {
    taken.withLock { taken in
      guard taken < Self.maximum else { return false }
      taken += 1
      return true
    }
  }

  func giveBack() { taken.withLock { $0 -= 1 } }
}
