import Dialogue
import Synchronization

/// A provider of language models on a loopback port: OpenAI's chat completions, Anthropic's messages and Ollama's chat,
/// each strict about what a request must have. What it answers is the test's to say.
package final class FakeLanguageModel: Sendable {
  package enum Interface: String, Sendable, CaseIterable { case openai, anthropic, ollama }

  /// A request as the model would see it.
  package struct Question: Sendable {
    package var interface: Interface
    package var model: String
    package var system: String
    /// The data, decoded.
    package var data: JSONValue
    package var schema: JSONValue
    package var headers: [String: String]
  }

  package enum Reply: Sendable {
    case text(String)
    case refusal
    case truncated(String)
    case empty
    case status(Int, headers: [(name: String, value: String)] = [], body: String = "{}")
    /// A success with any body.
    case body(String)
    case reset
    /// Answers after so long, which is longer than anybody waits.
    case late(milliseconds: Int)
  }

  private struct State {
    var questions: [Question] = []
    var bodies: [String] = []
    var breaches: [String] = []
  }

  private let state: Shared
  private let server: FakeHTTPServer

  package static let key = "sk-test-0123456789"

  private final class Shared: Sendable {
    let value = Mutex(State())
  }

  private init(state: Shared, server: FakeHTTPServer) {
    self.state = state
    self.server = server
  }

  /// Runs `body` with the provider and stops it after.
  package static func with<Result>(
    isolation: isolated (any Actor)? = #isolation, answering reply: @escaping @Sendable (Question) -> Reply,
    _ body: (FakeLanguageModel) async throws -> Result
  ) async throws -> Result {
    let state = Shared()
    let server = try await FakeHTTPServer.start { await answer($0, state, reply) }
    do {
      let result = try await body(FakeLanguageModel(state: state, server: server))
      await server.stop()
      return result
    } catch {
      await server.stop()
      throw error
    }
  }

  package var baseURL: String { server.baseURL }
  package var questions: [Question] { state.value.withLock { $0.questions } }
  /// Everything that came, byte for byte: what must not leave must not be here.
  package var bodies: [String] { state.value.withLock { $0.bodies } }
  /// What was wrong with requests.
  package var breaches: [String] { state.value.withLock { $0.breaches } }

  private static func answer(
    _ request: FakeHTTPRequest, _ state: Shared, _ reply: @Sendable (Question) -> Reply
  ) async -> FakeHTTPResponse {
    state.value.withLock { $0.bodies.append(request.text) }
    let question: Question
    switch read(request) {
    case .success(let read): question = read
    case .failure(let breach):
      state.value.withLock { $0.breaches.append(breach.text) }
      return FakeHTTPResponse(status: 400, json: #"{"error":{"message":"bad request"}}"#)
    }
    state.value.withLock { $0.questions.append(question) }
    switch reply(question) {
    case .text(let text): return FakeHTTPResponse(json: ModelAnswerForm(question.interface).text(text))
    case .refusal: return FakeHTTPResponse(json: ModelAnswerForm(question.interface).refusal)
    case .truncated(let text): return FakeHTTPResponse(json: ModelAnswerForm(question.interface).truncated(text))
    case .empty: return FakeHTTPResponse(json: ModelAnswerForm(question.interface).text(""))
    case .status(let status, let headers, let body):
      return FakeHTTPResponse(status: status, json: body, headers: headers)
    case .body(let body): return FakeHTTPResponse(json: body)
    case .reset: return .reset
    case .late(let milliseconds):
      do { try await Task.sleep(for: .milliseconds(milliseconds)) } catch { return .reset }
      return FakeHTTPResponse(json: ModelAnswerForm(question.interface).text("{}"))
    }
  }

  private struct Breach: Error { var text: String }

  private static func read(_ request: FakeHTTPRequest) -> Result<Question, Breach> {
    let interfaces: [String: Interface] = [
      "/v1/chat/completions": .openai, "/v1/messages": .anthropic, "/api/chat": .ollama,
    ]
    guard request.method == "POST", let interface = interfaces[request.path] else {
      return .failure(Breach(text: "\(request.method) \(request.path) is no address of a model"))
    }
    guard request.headers["content-type"] == "application/json", let body = json(request.body) else {
      return .failure(Breach(text: "the body is no JSON"))
    }
    do {
      return .success(try question(interface, body, request.headers))
    } catch let breach as Breach {
      return .failure(breach)
    } catch {
      return .failure(Breach(text: "\(error)"))
    }
  }

  private static func json(_ body: [UInt8]) -> JSONValue? {
    do { return try JSONValue(json: body) } catch { return nil }
  }

  private static func question(
    _ interface: Interface, _ body: JSONValue, _ headers: [String: String]
  ) throws -> Question {
    func need(_ value: JSONValue?, _ what: String) throws -> JSONValue {
      guard let value else { throw Breach(text: "\(interface.rawValue): no \(what)") }
      return value
    }
    let messages = try need(body["messages"], "messages").array ?? []
    func content(_ role: String) -> String? {
      messages.first { $0["role"]?.string == role }?["content"]?.string
    }
    let user = try need(content("user").map(JSONValue.string), "message of the user").string ?? ""
    var system = content("system")
    var schema: JSONValue?
    switch interface {
    case .openai:
      guard headers["authorization"] == "Bearer \(key)" else { throw Breach(text: "openai: no bearer token") }
      let format = body["response_format"]
      guard format?["type"]?.string == "json_schema", format?["json_schema"]?["name"]?.string != nil else {
        throw Breach(text: "openai: no response_format")
      }
      schema = format?["json_schema"]?["schema"]
      _ = try need(body["max_tokens"], "max_tokens")
    case .anthropic:
      guard headers["x-api-key"] == key, headers["anthropic-version"] == "2023-06-01" else {
        throw Breach(text: "anthropic: no key or no version")
      }
      guard (body["max_tokens"]?.integer ?? 0) > 0 else { throw Breach(text: "anthropic: no max_tokens") }
      guard messages.first?["role"]?.string == "user" else {
        throw Breach(text: "anthropic: the first message is not the user's")
      }
      let tool = body["tools"]?.array?.first
      guard body["tool_choice"]?["name"] == tool?["name"] else { throw Breach(text: "anthropic: no such tool") }
      system = body["system"]?.string
      schema = tool?["input_schema"]
    case .ollama:
      guard body["stream"] == .bool(false) else { throw Breach(text: "ollama: it would stream") }
      schema = body["format"]
      _ = try need(body["options"]?["num_ctx"], "num_ctx: the prompt would be cut")
    }
    guard let data = json(Array(user.utf8)) else { throw Breach(text: "the user's message is no JSON") }
    return Question(
      interface: interface, model: try need(body["model"], "model").string ?? "",
      system: try need(system.map(JSONValue.string), "instructions").string ?? "", data: data,
      schema: try need(schema, "schema"), headers: headers)
  }
}

/// The envelopes of the three interfaces.
private struct ModelAnswerForm {
  let interface: FakeLanguageModel.Interface

  init(_ interface: FakeLanguageModel.Interface) { self.interface = interface }

  func text(_ text: String) -> String {
    switch interface {
    case .openai: openAI(["content": .string(text), "refusal": .null], finish: "stop")
    case .anthropic: anthropic(text, stop: "end_turn")
    case .ollama: ollama(text, reason: "stop")
    }
  }

  var refusal: String {
    switch interface {
    case .openai: openAI(["content": .null, "refusal": "I can't help with that."], finish: "stop")
    case .anthropic: anthropic("", stop: "refusal")
    case .ollama: ollama("I can't help with that.", reason: "stop")
    }
  }

  func truncated(_ text: String) -> String {
    switch interface {
    case .openai: openAI(["content": .string(text)], finish: "length")
    case .anthropic: anthropic(text, stop: "max_tokens")
    case .ollama: ollama(text, reason: "length")
    }
  }

  private func openAI(_ message: JSONValue, finish: String) -> String {
    JSONValue.object([
      "choices": [["index": 0, "message": message, "finish_reason": .string(finish)]],
      "usage": ["prompt_tokens": 300, "completion_tokens": 40],
    ]).text
  }

  private func anthropic(_ text: String, stop: String) -> String {
    JSONValue.object([
      "type": "message", "role": "assistant", "stop_reason": .string(stop),
      "content": text.isEmpty ? [] : [["type": "text", "text": .string(text)]],
      "usage": ["input_tokens": 300, "output_tokens": 40],
    ]).text
  }

  private func ollama(_ text: String, reason: String) -> String {
    JSONValue.object([
      "message": ["role": "assistant", "content": .string(text)], "done": true, "done_reason": .string(reason),
      "prompt_eval_count": 300, "eval_count": 40,
    ]).text
  }
}
