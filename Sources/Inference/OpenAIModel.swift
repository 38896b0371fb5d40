import Dialogue
import Transport

/// Chat completions as OpenAI and compatible servers have them.
struct OpenAIModel: LanguageModel {
  let account: ModelAccount
  let exchange: ModelExchange

  var name: String { "\(account.provider.rawValue) \(account.model)" }

  func complete(_ request: ModelRequest) async throws(ModelFailure) -> ModelAnswer {
    let answer = try await exchange.post(
      Self.body(request, model: account.model), to: account.address("/v1/chat/completions"),
      headers: account.key.map { [("authorization", "Bearer \($0)")] } ?? [],
      timeoutMilliseconds: request.timeoutMilliseconds)
    return try Self.read(answer)
  }

  /// `max_tokens` is deprecated at OpenAI and the only one that some compatible servers know.
  static func body(_ request: ModelRequest, model: String) -> JSONValue {
    .object([
      "model": .string(model), "temperature": .number(request.temperature),
      "max_tokens": .number(Double(request.maximumTokens)),
      "messages": [
        ["role": "system", "content": .string(request.system)], ["role": "user", "content": .string(request.user)],
      ],
      "response_format": [
        "type": "json_schema", "json_schema": ["name": "acts", "strict": true, "schema": request.schema],
      ],
    ])
  }

  static func read(_ answer: JSONValue) throws(ModelFailure) -> ModelAnswer {
    guard let choice = answer["choices"]?.array?.first else { throw .unreadable }
    if choice["message"]?["refusal"]?.string != nil { throw .refused }
    switch choice["finish_reason"]?.string {
    case "content_filter": throw .refused
    case "length": throw .truncated
    default: break
    }
    guard let text = choice["message"]?["content"]?.string, !text.isEmpty else { throw .empty }
    return ModelAnswer(
      text: text, inputTokens: tokens(answer["usage"]?["prompt_tokens"]),
      outputTokens: tokens(answer["usage"]?["completion_tokens"]))
  }
}

/// A count of tokens; 0 where it is missing or no such count.
func tokens(_ value: JSONValue?) -> Int { min(max(value?.integer ?? 0, 0), 10_000_000) }
