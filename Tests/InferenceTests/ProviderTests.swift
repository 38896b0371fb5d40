import Dialogue
import TestSupport
import Testing
import Transport

@testable import Inference

/// The three interfaces, against recorded answers and against a server that is strict about requests.
@Suite struct ProviderTests {
  private static func model(_ provider: ModelProvider, _ transport: any HTTPTransport, base: String? = nil)
    -> any LanguageModel
  {
    LanguageModels.model(
      ModelAccount(provider: provider, model: "m-1", key: FakeLanguageModel.key, base: base), transport: transport)
  }

  private static func outcome(
    _ provider: ModelProvider, status: Int, _ sample: String, headers: [String: String] = [:]
  ) async throws -> Result<String, ModelFailure> {
    let body = try Project.sample(sample)
    let transport = FixedTransport { HTTPResponse(status: status, headers: headers, body: body) }
    do throws(ModelFailure) {
      return .success(try await model(provider, transport).complete(.example()).text)
    } catch {
      return .failure(error)
    }
  }

  @Test(arguments: [
    (ModelProvider.openAI, "llm-openai-response-text", #"{"intent":"browse","query":"blue mug"}"#),
    (.ollama, "llm-ollama-chat-response", #"{"intent":"browse"}"#),
  ])
  func `a recorded answer is read`(provider: ModelProvider, sample: String, text: String) async throws {
    #expect(try await Self.outcome(provider, status: 200, sample) == .success(text))
  }

  @Test func `a compatible server's answer without usage is read`() async throws {
    let outcome = try await Self.outcome(.openAI, status: 200, "llm-openai-response-compat-minimal")
    #expect(throws: Never.self) { try outcome.get() }
  }

  @Test func `another tool's call is not taken for the answer`() async throws {
    let outcome = try await Self.outcome(.anthropic, status: 200, "llm-anthropic-response-tool-use")
    #expect(outcome == .success("Let me look."))
  }

  @Test(arguments: [
    (ModelProvider.openAI, 200, "llm-openai-response-refusal", ModelFailure.refused),
    (.openAI, 200, "llm-openai-response-content-filter", .refused),
    (.openAI, 200, "llm-openai-response-length", .truncated),
    (.openAI, 200, "llm-openai-response-tool-calls", .empty),
    (.openAI, 400, "llm-openai-error-400-context", .rejected(status: 400)),
    (.openAI, 401, "llm-openai-error-401", .unauthorized(status: 401)),
    (.openAI, 429, "llm-openai-error-429-rate", .rateLimited(retryAfterMilliseconds: 7_000)),
    (.openAI, 429, "llm-openai-error-429-quota", .quotaExhausted),
    (.openAI, 500, "llm-openai-error-500", .failed(status: 500)),
    (.anthropic, 200, "llm-anthropic-response-refusal", .refused),
    (.anthropic, 200, "llm-anthropic-response-max-tokens", .truncated),
    (.anthropic, 400, "llm-anthropic-error-400", .rejected(status: 400)),
    (.anthropic, 401, "llm-anthropic-error-401", .unauthorized(status: 401)),
    (.anthropic, 429, "llm-anthropic-error-429", .rateLimited(retryAfterMilliseconds: 7_000)),
    (.anthropic, 500, "llm-anthropic-error-500", .failed(status: 500)),
    (.anthropic, 529, "llm-anthropic-error-529", .overloaded(retryAfterMilliseconds: 7_000)),
    (.ollama, 200, "llm-ollama-chat-response-length", .truncated),
    (.ollama, 200, "llm-ollama-chat-response-tool-calls", .empty),
    (.ollama, 404, "llm-ollama-error-404", .noSuchModel),
    (.ollama, 200, "llm-ollama-error-404", .failed(status: 200)),
  ])
  func `a recorded failure is told apart`(
    provider: ModelProvider, status: Int, sample: String, failure: ModelFailure
  ) async throws {
    #expect(
      try await Self.outcome(provider, status: status, sample, headers: ["retry-after": "7"]) == .failure(failure))
  }

  @Test(arguments: [
    ("retry-after-ms", "250", 250), ("retry-after", "1.5", 1_500), ("retry-after", "999999", 3_600_000),
  ])
  func `a wait is read in both its forms and bounded`(name: String, value: String, expected: Int64) async throws {
    let outcome = try await Self.outcome(
      .openAI, status: 429, "llm-openai-error-429-rate", headers: [name: value])
    #expect(outcome == .failure(.rateLimited(retryAfterMilliseconds: expected)))
  }

  @Test(arguments: ["soon", "-3", "nan", "Wed, 21 Oct 2026 07:28:00 GMT"])
  func `a wait of another form is none`(value: String) async throws {
    let outcome = try await Self.outcome(
      .openAI, status: 429, "llm-openai-error-429-rate", headers: ["retry-after": value])
    #expect(outcome == .failure(.rateLimited(retryAfterMilliseconds: nil)))
  }

  @Test(arguments: ModelProvider.allCases)
  func `a request has all that the provider asks for`(provider: ModelProvider) async throws {
    let transport = CurlTransport()
    try await FakeLanguageModel.with { _ in
      .text(#"{"acts":[]}"#)
    } _: { fake in
      let answer = try await Self.model(provider, transport, base: fake.baseURL).complete(.example())
      #expect(answer == ModelAnswer(text: #"{"acts":[]}"#, inputTokens: 300, outputTokens: 40))
      #expect(fake.breaches.isEmpty)
      #expect(fake.questions.map(\.interface.rawValue) == [provider.rawValue])
      #expect(fake.questions.map(\.model) == ["m-1"])
      #expect(fake.questions.map(\.system) == ["Read."])
      #expect(fake.questions.map(\.schema) == [["type": "object"]])
    }
    await transport.shutdown()
  }

  @Test func `a base with its version is not given it twice`() {
    let account = ModelAccount(provider: .openAI, model: "m", base: "http://127.0.0.1:8000/v1")
    #expect(account.address("/v1/chat/completions") == "http://127.0.0.1:8000/v1/chat/completions")
  }

  @Test(arguments: ModelProvider.allCases)
  func `silence, a broken connection and nonsense are failures, not waits`(provider: ModelProvider) async throws {
    let transport = CurlTransport()
    let replies: [(FakeLanguageModel.Reply, [String])] = [
      (.late(milliseconds: 30_000), ["timed_out"]), (.reset, ["unreachable"]), (.body("<html>"), ["unreadable"]),
      (.body(""), ["empty"]), (.body("[]"), ["unreadable", "empty"]), (.body("null"), ["unreadable", "empty"]),
      (.body(String(repeating: " ", count: 300 << 10)), ["too_large"]), (.empty, ["empty"]),
      (.body(String(repeating: "[", count: 100_000)), ["unreadable"]),
    ]
    for (reply, labels) in replies {
      try await FakeLanguageModel.with { _ in
        reply
      } _: { fake in
        let model = Self.model(provider, transport, base: fake.baseURL)
        let failure = await #expect(throws: ModelFailure.self) {
          try await model.complete(.example(timeoutMilliseconds: 300))
        }
        #expect(labels.contains(failure?.label ?? ""), "\(reply) gave \(failure?.label ?? "no failure")")
      }
    }
    await transport.shutdown()
  }

  @Test func `the key is in no text about a failure`() async throws {
    let transport = CurlTransport()
    let model = Self.model(.openAI, transport, base: "http://127.0.0.1:9")
    let failure = await #expect(throws: ModelFailure.self) { try await model.complete(.example()) }
    #expect(failure?.label == "unreachable")
    #expect(failure.map { "\($0)" }?.contains(FakeLanguageModel.key) == false)
    await transport.shutdown()
  }
}
