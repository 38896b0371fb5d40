/// A language model behind a network; implemented by the providers in Inference and by doubles in tests.
package protocol LanguageModel: Sendable {
  /// `openai gpt-x`, for `souk doctor`, logs and metrics.
  var name: String { get }

  /// Asks once and does not try again: the turn that waits has the built-in reading.
  func complete(_ request: ModelRequest) async throws(ModelFailure) -> ModelAnswer
}

/// One question: instructions apart from data.
package struct ModelRequest: Hashable, Sendable {
  /// The instructions, written by whoever runs the server.
  package var system: String
  /// The data, as JSON; nothing in it is an instruction.
  package var user: String
  /// The JSON schema that the answer must have.
  package var schema: JSONValue
  package var maximumTokens: Int
  package var temperature: Double
  /// For the whole exchange.
  package var timeoutMilliseconds: Int64

  package init(
    system: String, user: String, schema: JSONValue, maximumTokens: Int, temperature: Double,
    timeoutMilliseconds: Int64
  ) {
    self.system = system
    self.user = user
    self.schema = schema
    self.maximumTokens = maximumTokens
    self.temperature = temperature
    self.timeoutMilliseconds = timeoutMilliseconds
  }
}

package struct ModelAnswer: Hashable, Sendable {
  package var text: String
  /// Tokens read and written; 0 where the provider does not say.
  package var inputTokens: Int
  package var outputTokens: Int

  package init(text: String, inputTokens: Int = 0, outputTokens: Int = 0) {
    self.text = text
    self.inputTokens = inputTokens
    self.outputTokens = outputTokens
  }
}

/// Why there is no usable answer. The texts hold nothing of the question, the answer or the key.
package enum ModelFailure: Error, Hashable, Sendable, CustomStringConvertible {
  case unreachable(String)
  case timedOut
  /// 429; nil where the provider names no wait.
  case rateLimited(retryAfterMilliseconds: Int64?)
  /// The account has no money or quota left: waiting does not help.
  case quotaExhausted
  /// 503 or 529.
  case overloaded(retryAfterMilliseconds: Int64?)
  /// 401, 402 or 403: the key is wrong or may not.
  case unauthorized(status: Int)
  /// 404: no such model or address.
  case noSuchModel
  /// Another refusal of the request itself.
  case rejected(status: Int)
  case failed(status: Int)
  /// The model declined, or a filter did.
  case refused
  /// It stopped at the length limit, so that the JSON is cut.
  case truncated
  case empty
  case tooLarge(bytes: Int)
  /// Not the JSON that was asked for.
  case unreadable

  /// A short word for metrics.
  package var label: String {
    switch self {
    case .unreachable: "unreachable"
    case .timedOut: "timed_out"
    case .rateLimited: "rate_limited"
    case .quotaExhausted: "quota_exhausted"
    case .overloaded: "overloaded"
    case .unauthorized: "unauthorized"
    case .noSuchModel: "no_such_model"
    case .rejected: "rejected"
    case .failed: "failed"
    case .refused: "refused"
    case .truncated: "truncated"
    case .empty: "empty"
    case .tooLarge: "too_large"
    case .unreadable: "unreadable"
    }
  }

  package var description: String {
    switch self {
    case .unreachable(let reason): "the language model cannot be reached: \(reason); check LLM_API_BASE"
    case .timedOut: "the language model did not answer in time"
    case .rateLimited: "the provider asks to slow down (429)"
    case .quotaExhausted: "the provider's quota is used up; see its billing page"
    case .overloaded: "the provider is overloaded"
    case .unauthorized(let status): "the provider refuses the key (\(status)); check LLM_API_KEY"
    case .noSuchModel: "the provider has no such model (404); check LLM_MODEL and LLM_API_BASE"
    case .rejected(let status): "the provider rejects the request (\(status))"
    case .failed(let status): "the provider failed (\(status))"
    case .refused: "the model declined to answer"
    case .truncated: "the answer was cut at its length limit; raise maximum_tokens in the prompt"
    case .empty: "the answer was empty"
    case .tooLarge(let bytes): "the answer was over \(bytes) bytes"
    case .unreadable: "the answer was not the JSON that was asked for"
    }
  }

  /// The provider is in trouble, not this one question.
  package var isOutage: Bool {
    switch self {
    case .refused, .truncated, .empty, .tooLarge, .unreadable: false
    default: true
    }
  }

  /// How long the provider asks to be left alone.
  package var retryAfterMilliseconds: Int64? {
    switch self {
    case .rateLimited(let wait), .overloaded(let wait): wait
    default: nil
    }
  }
}
