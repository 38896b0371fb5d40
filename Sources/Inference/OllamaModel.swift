import Dialogue
import Transport

/// Ollama's own chat, with its format bound to the schema.
struct OllamaModel: LanguageModel {
  let account: ModelAccount
  let exchange: ModelExchange

  /// Ollama cuts a longer prompt silently; ours has about 1,500 tokens.
  private static let contextTokens = 8_192

  var name: String { "\(account.provider.rawValue) \(account.model)" }

  func complete(_ request: ModelRequest) async throws(ModelFailure) -> ModelAnswer {
    let answer = try await exchange.post(
      Self.body(request, model: account.model), to: account.base + "/api/chat",
      headers: account.key.map { [("authorization", "Bearer \($0)")] } ?? [],
      timeoutMilliseconds: request.timeoutMilliseconds)
    return try Self.read(answer)
  }

  static func body(_ request: ModelRequest, model: String) -> JSONValue {
    .object([
      "model": .string(model), "stream": false, "format": request.schema,
      "messages": [
        ["role": "system", "content": .string(request.system)], ["role": "user", "content": .string(request.user)],
      ],
      "options": [
        "temperature": .number(request.temperature), "num_predict": .number(Double(request.maximumTokens)),
        "num_ctx": .number(Double(contextTokens)),
      ],
    ])
  }

  static func read(_ answer: JSONValue) throws(ModelFailure) -> ModelAnswer {
    // An error can come with status 200.
    if answer["error"] != nil { throw .failed(status: 200) }
    if answer["done_reason"]?.string == "length" { throw .truncated }
    guard let message = answer["message"] else { throw .unreadable }
    guard let text = message["content"]?.string, !text.isEmpty else { throw .empty }
    return ModelAnswer(
      text: text, inputTokens: tokens(answer["prompt_eval_count"]), outputTokens: tokens(answer["eval_count"]))
  }
}
