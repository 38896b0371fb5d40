import Dialogue
import Transport

/// Anthropic's messages. The schema is the input of the one tool that the model must use, which older models know too.
struct AnthropicModel: LanguageModel {
  let account: ModelAccount
  let exchange: ModelExchange

  private static let version = "2023-06-01"
  private static let tool = "answer"

  var name: String { "\(account.provider.rawValue) \(account.model)" }

  func complete(_ request: ModelRequest) async throws(ModelFailure) -> ModelAnswer {
    let answer = try await exchange.post(
      Self.body(request, model: account.model), to: account.address("/v1/messages"),
      headers: [("x-api-key", account.key ?? ""), ("anthropic-version", Self.version)],
      timeoutMilliseconds: request.timeoutMilliseconds)
    return try Self.read(answer)
  }

  static func body(_ request: ModelRequest, model: String) -> JSONValue {
    .object([
      "model": .string(model), "max_tokens": .number(Double(request.maximumTokens)),
      "temperature": .number(request.temperature), "system": .string(request.system),
      "messages": [["role": "user", "content": .string(request.user)]],
      "tools": [
        [
          "name": .string(tool), "description": "Gives the answer in its form.", "input_schema": request.schema,
        ]
      ],
      "tool_choice": ["type": "tool", "name": .string(tool), "disable_parallel_tool_use": true],
    ])
  }

  static func read(_ answer: JSONValue) throws(ModelFailure) -> ModelAnswer {
    switch answer["stop_reason"]?.string {
    case "refusal": throw .refused
    case "max_tokens", "model_context_window_exceeded": throw .truncated
    default: break
    }
    guard let blocks = answer["content"]?.array else { throw .unreadable }
    let usage = answer["usage"]
    let cached =
      tokens(usage?["cache_read_input_tokens"]) + tokens(usage?["cache_creation_input_tokens"])
    func answered(_ text: String) -> ModelAnswer {
      ModelAnswer(
        text: text, inputTokens: tokens(usage?["input_tokens"]) + cached, outputTokens: tokens(usage?["output_tokens"]))
    }
    // Only our own tool counts; another name is an answer to a question nobody put.
    if let use = blocks.first(where: { $0["type"]?.string == "tool_use" && $0["name"]?.string == tool }),
      let input = use["input"]
    {
      return answered(input.text)
    }
    let text = blocks.filter { $0["type"]?.string == "text" }.compactMap { $0["text"]?.string }.joined()
    guard !text.isEmpty else { throw .empty }
    return answered(text)
  }
}
