import Commerce
import Dialogue
import Language
import Logging
import Metrics
import Synchronization

/// Asks a language model within all bounds, cheapest first: the cache, the breaker, a free place, the store's budget,
/// the time limit. Whatever goes wrong is counted and the built-in reading stands.
package struct BoundedAdviser: ModelAdviser {
  private let model: any LanguageModel
  private let prompt: ModelPrompt
  private let budget: any ModelBudget
  private let time: TimeSource
  private let logger: Logger
  private let breaker: CircuitBreaker
  private let cache: AnswerCache
  private let places = Places()

  private static let dayMilliseconds: Int64 = 86_400_000

  package init(
    model: any LanguageModel, prompt: ModelPrompt, budget: any ModelBudget, time: TimeSource, logger: Logger
  ) {
    self.model = model
    self.prompt = prompt
    self.budget = budget
    self.time = time
    self.logger = logger
    breaker = CircuitBreaker(time: time)
    cache = AnswerCache(time: time)
  }

  package func proposal(for question: ModelQuestion) async -> ModelProposal? {
    let request = ModelRequest(
      system: prompt.system(for: question), user: question.data.text, schema: prompt.schema,
      maximumTokens: prompt.maximumTokens, temperature: prompt.temperature,
      timeoutMilliseconds: prompt.timeoutMilliseconds)
    let key = Self.key(question, request)
    if let known = cache.proposal(for: key) {
      count("cached")
      return known
    }
    guard breaker.isReady else { return left("circuit_open") }
    guard places.take() else { return left("busy") }
    defer { places.giveBack() }
    guard await isAffordable(question) else { return nil }
    // Another turn may have taken the probe meanwhile.
    guard breaker.mayAsk() else { return left("circuit_open") }
    guard let proposal = await ask(request, question) else { return nil }
    cache.keep(proposal, for: key)
    return proposal
  }

  /// Same words (folded) in the same context; masked places are the same for everybody.
  private static func key(_ question: ModelQuestion, _ request: ModelRequest) -> String {
    var folded = question
    folded.message = Tokenizer.tokens(in: question.message).map(\.text).joined(separator: " ")
    return "\(question.store.rawValue)\n\(folded.data.text)\n\(request.system)"
  }

  private func ask(_ request: ModelRequest, _ question: ModelQuestion) async -> ModelProposal? {
    let started = time.now()
    do throws(ModelFailure) {
      let answer = try await model.complete(request)
      breaker.succeeded()
      await record(answer, question)
      let proposal = try AnswerText.proposal(in: answer.text)
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
  private func isAffordable(_ question: ModelQuestion) async -> Bool {
    do {
      let limit = question.callsPerDay ?? prompt.callsPerDay
      guard try await budget.take(store: question.store, day: day, limit: limit) else {
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

  private func record(_ answer: ModelAnswer, _ question: ModelQuestion) async {
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

  private func left(_ outcome: String) -> ModelProposal? {
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
