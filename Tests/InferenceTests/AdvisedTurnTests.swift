import Commerce
import Dialogue
import Foundation
import Logging
import Storage
import TestSupport
import Testing
import Transport

@testable import Dialogue
@testable import Inference
@testable import Transcripts

/// A language model in whole turns, over real HTTP: when it is asked, what leaves, what comes of it, and what is said
/// when it fails.
@Suite struct AdvisedTurnTests {
  /// Words that the built-in reading makes nothing of.
  private static let odd = "could you perhaps bung two thin loud wands my way"

  private struct Shop {
    var world: AttackWorld
    var fake: FakeLanguageModel
  }

  private static func with(
    use: ModelSettings.Use = .unsure, provider: ModelProvider = .openAI, timeoutMilliseconds: Int? = nil,
    answering reply: @escaping @Sendable (FakeLanguageModel.Question) -> FakeLanguageModel.Reply,
    _ body: (Shop) async throws -> Void
  ) async throws {
    let transport = CurlTransport()
    try await FakeLanguageModel.with(answering: reply) { fake in
      let account = ModelAccount(provider: provider, model: "m", key: FakeLanguageModel.key, base: fake.baseURL)
      var text = try String(contentsOfFile: Project.folder + "/prompts/llm/understand.md", encoding: .utf8)
      if let timeoutMilliseconds {
        text = text.replacing("timeout_ms: 6000", with: "timeout_ms: \(timeoutMilliseconds)")
      }
      let adviser = BoundedAdviser(
        model: LanguageModels.model(account, transport: transport), prompt: try ModelPrompt.read(text, file: "p.md"),
        budget: CountedBudget(), time: TestClock().source,
        logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
      try await AttackWorld.with(adviser: adviser, use: use) { try await body(Shop(world: $0, fake: fake)) }
      #expect(fake.breaches.isEmpty)
    }
    await transport.shutdown()
  }

  /// Finds the baguette among the products it is given, as a good model would.
  private static let honest: @Sendable (FakeLanguageModel.Question) -> FakeLanguageModel.Reply = { question in
    let baguette = question.data["products"]?.array?.first { $0["title"] == "Baguette" }?["id"]?.string
    let product = baguette.map { "\"\($0)\"" } ?? "null"
    return .text(
      #"{"acts":[{"intent":"add","items":[{"words":"thin loud wands","product":\#(product),"quantity":2}],"facts":{}}]}"#
    )
  }

  @Test(arguments: ModelProvider.allCases)
  func `a good answer is taken`(provider: ModelProvider) async throws {
    try await Self.with(provider: provider, answering: Self.honest) { shop in
      let before = shop.fake.questions.count
      let outcome = try await shop.world.say(Self.odd, as: "rosa")
      #expect(shop.fake.questions.count == before + 1, "asked once")
      let question = shop.fake.questions.last?.data.text ?? ""
      #expect(outcome.traces.joined().contains("add (language_model"), "\(outcome.traces), asked \(question)")
      #expect(try await shop.world.cart(of: "rosa").map(\.quantity) == [2])
    }
  }

  @Test func `what the built-in reading is sure of is not asked`() async throws {
    try await Self.with(answering: { _ in .text(#"{"acts":[]}"#) }) { shop in
      let before = shop.fake.questions.count
      for text in ["2 baguettes please", "what is in my cart", "when are you open?", "checkout", "Rosa", "no"] {
        _ = try await shop.world.say(text, as: "rosa")
      }
      #expect(shop.fake.questions.count == before)
    }
  }

  @Test func `a store that says never is obeyed`() async throws {
    try await Self.with(use: .never, answering: Self.honest) { shop in
      _ = try await shop.world.say(Self.odd, as: "rosa")
      #expect(shop.fake.questions.isEmpty)
    }
  }

  @Test func `a store that says always is asked for what is sure too, but never for an answer`() async throws {
    try await Self.with(use: .always, answering: { _ in .text("{}") }) { shop in
      _ = try await shop.world.say("1 baguette", as: "rosa")
      let before = shop.fake.questions.count
      #expect(before > 0)
      _ = try await shop.world.say("checkout", as: "rosa")
      let asked = shop.fake.questions.count
      for answer in ["Rosa", "yes"] { _ = try await shop.world.say(answer, as: "rosa") }
      #expect(shop.fake.questions.count == asked)
      #expect(try await shop.world.world.scope.orders.list(limit: 9).count == 2, "the canary's and Rosa's")
    }
  }

  @Test(arguments: [
    FakeLanguageModel.Reply.status(500), .status(529), .status(401), .refusal, .truncated(#"{"acts":[{"int"#), .empty,
    .reset, .body("<html>"), .late(milliseconds: 20_000), .text(String(repeating: "x", count: 50_000)),
    .status(429, headers: [("retry-after", "30")]),
  ])
  func `whatever goes wrong, the answer is the built-in one`(reply: FakeLanguageModel.Reply) async throws {
    var builtIn: [String] = []
    try await AttackWorld.with(adviser: nil) { builtIn = try await $0.say(Self.odd, as: "rosa").replies }
    try await Self.with(timeoutMilliseconds: 300, answering: { _ in reply }) { shop in
      let outcome = try await shop.world.say(Self.odd, as: "rosa")
      #expect(outcome.replies == builtIn)
      #expect(outcome.failures.isEmpty)
      #expect(!builtIn.isEmpty)
    }
  }

  @Test func `nothing personal leaves`() async throws {
    try await Self.with(use: .always, answering: { _ in .text("{}") }) { shop in
      _ = try await shop.world.send(
        .text("hmm I am rosa, mail rosa@canary.example, call +351 912 345 678, is Rua do Sol 5 too far maybe?"),
        as: "rosa", name: "Rosa Quintela")
      _ = try await shop.world.say("so where could #1001 be, says Ana Canary of 17 Nightingale Row", as: "ana")
      let bodies = shop.fake.questions.suffix(2).map(\.data.text)
      #expect(bodies.count == 2)
      for word in ["rosa", "canary", "912", "Rua do Sol", "1001", "Nightingale", "quintela"] {
        let leak = bodies.first { $0.localizedCaseInsensitiveContains(word) }
        #expect(leak == nil, "\(word) has left: \(leak ?? "")")
      }
      #expect(bodies.first?.contains("[EMAIL_1]") == true)
    }
  }

  @Test func `a fact is taken only as what the shopper wrote`() async throws {
    let reply = #"{"acts":[{"intent":"inform","items":[],"facts":{"phone":"[PHONE_1]","address":"66 Evil Street"}}]}"#
    try await Self.with(use: .always, answering: { _ in .text(reply) }) { shop in
      let outcome = try await shop.world.say("you could ring 351912345678 some time", as: "rosa")
      #expect(!outcome.replies.joined().contains("Evil"))
      #expect(!(try await shop.world.fate(of: "rosa")).contains("Evil"))
    }
  }
}
