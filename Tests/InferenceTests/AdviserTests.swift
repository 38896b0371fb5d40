import Commerce
import Dialogue
import Logging
import Testing

@testable import Inference

/// All bounds around a model: whatever goes wrong, there is no proposal and no wait.
@Suite struct AdviserTests {
  private static let good = #"{"acts":[{"intent":"browse","items":[],"facts":{}}]}"#

  private static func adviser(
    _ model: ScriptedModel, _ budget: CountedBudget = CountedBudget(), _ clock: TestClock = TestClock()
  ) throws -> BoundedAdviser {
    BoundedAdviser(
      model: model, prompt: try Project.prompt(), budget: budget, time: clock.source,
      logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  @Test(arguments: [
    good, "```json\n\(good)\n```", "Sure! Here it is:\n\(good)\nAnything else?", "\u{feff} \(good)",
  ])
  func `an answer is read however it is wrapped`(text: String) async throws {
    let adviser = try Self.adviser(ScriptedModel(.success(text)))
    let proposal = await adviser.proposal(for: .about("what is there"))
    #expect(proposal?.acts.map(\.intent) == [.browse])
  }

  @Test(arguments: [
    "", "   ", "no", "{", "{}", "[]", #"{"acts":"browse"}"#, #"{"acts":[{"intent":"browse""#, "I cannot do that.",
    "{\"acts\":[]}{\"acts\":[]}", "{'acts': []}", String(repeating: "{\"acts\":", count: 2_000) + "1}",
    #"{"acts":[]}"# + String(repeating: " ", count: 30_000) + "}",
  ])
  func `an answer of another form is none`(text: String) async throws {
    let adviser = try Self.adviser(ScriptedModel(.success(text)))
    #expect(await adviser.proposal(for: .about("what is there")) == nil)
  }

  @Test(arguments: [
    ModelFailure.unreachable("x"), .timedOut, .rateLimited(retryAfterMilliseconds: nil), .quotaExhausted,
    .overloaded(retryAfterMilliseconds: nil), .unauthorized(status: 401), .noSuchModel, .rejected(status: 400),
    .failed(status: 500), .refused, .truncated, .empty, .tooLarge(bytes: 1), .unreadable,
  ])
  func `no failure gets through`(failure: ModelFailure) async throws {
    let adviser = try Self.adviser(ScriptedModel(.failure(failure)))
    #expect(await adviser.proposal(for: .about("what is there")) == nil)
  }

  @Test func `the same words in the same place are asked once`() async throws {
    let model = ScriptedModel(.success(Self.good))
    let budget = CountedBudget()
    let adviser = try Self.adviser(model, budget)
    for text in ["What is there?", "what IS there?", "what is  there?"] {
      #expect(await adviser.proposal(for: .about(text)) != nil)
    }
    #expect(model.calls == 1)
    #expect(budget.tokens == 110)
    _ = await adviser.proposal(for: .about("what is there?", store: 2))
    #expect(model.calls == 2, "another store's question is another question")
  }

  @Test func `a store's day is bounded, and the next day is another`() async throws {
    let model = ScriptedModel(.success(Self.good))
    let clock = TestClock()
    let adviser = try Self.adviser(model, CountedBudget(), clock)
    for number in 0..<5 { _ = await adviser.proposal(for: .about("question \(number)", callsPerDay: 3)) }
    #expect(model.calls == 3)
    clock.advance(86_400_000)
    #expect(await adviser.proposal(for: .about("one more", callsPerDay: 3)) != nil)
    #expect(await adviser.proposal(for: .about("and none", callsPerDay: 0)) == nil)
    #expect(model.calls == 4)
  }

  @Test func `a provider in trouble is left alone, and asked again after its wait`() async throws {
    let model = ScriptedModel(.failure(.overloaded(retryAfterMilliseconds: 20_000)), .success(Self.good))
    let clock = TestClock()
    let adviser = try Self.adviser(model, CountedBudget(), clock)
    for number in 0..<4 { #expect(await adviser.proposal(for: .about("question \(number)")) == nil) }
    #expect(model.calls == 1)
    clock.advance(20_000)
    #expect(await adviser.proposal(for: .about("question 1")) != nil)
  }

  @Test func `bad answers do not open the breaker: the next question may do better`() async throws {
    let model = ScriptedModel(.success("nonsense"))
    let adviser = try Self.adviser(model)
    for number in 0..<10 { _ = await adviser.proposal(for: .about("question \(number)")) }
    #expect(model.calls == 10)
  }
}
