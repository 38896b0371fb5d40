import Commerce
import Dialogue
import Logging
import Testing

@testable import Inference

/// A language model's reading of an owner's question, within the same bounds as of a shopper's message.
@Suite struct QueryAdviserTests {
  private static let good = """
    {"metrics":[{"name":"revenue","words":"moolah"}],"dimensions":[],"filters":[],"period":"last week",
    "compared_with":null,"calculation":null,"order":null,"limit":null,"filler":[]}
    """

  private static func adviser(_ model: ScriptedModel, _ budget: CountedBudget = CountedBudget()) throws
    -> BoundedQueryAdviser
  {
    BoundedQueryAdviser(
      model: model, prompt: try ModelPrompt.load(path: Project.folder + "/prompts/llm/figures.md", for: .figures),
      budget: budget, time: TestClock().source, logger: Logger(label: "test") { _ in SwiftLogNoOpLogHandler() })
  }

  private static func question(_ text: String, callsPerDay: Int? = nil) -> QueryQuestion {
    var question = QueryQuestion(
      store: StoreID(1), storeName: "Hill", text: text, metrics: ["revenue": "Money taken."], dimensions: ["brand"])
    question.callsPerDay = callsPerDay
    return question
  }

  @Test func `an answer is read, and asked for once`() async throws {
    let model = ScriptedModel(.success("```json\n\(Self.good)\n```"))
    let adviser = try Self.adviser(model)
    let proposal = await adviser.query(for: Self.question("moolah last week"))
    #expect(proposal?.metrics == [QueryProposal.Named(name: "revenue", words: "moolah")])
    #expect(proposal?.period == "last week")
    _ = await adviser.query(for: Self.question("Moolah  LAST week"))
    #expect(model.calls == 1)
  }

  @Test(arguments: [
    "", "revenue", "{}", #"{"metrics":"revenue"}"#, #"{"metrics":[{"name":"revenue"}]}"#,
    #"{"metrics":[{"name":"revenue","words":"x"}],"filters":[{"dimension":"city"}]}"#, "SELECT 1",
  ])
  func `an answer of another form is none`(text: String) async throws {
    #expect(await (try Self.adviser(ScriptedModel(.success(text)))).query(for: Self.question("moolah")) == nil)
  }

  @Test func `a failure and a spent budget lead to none`() async throws {
    #expect(await (try Self.adviser(ScriptedModel(.failure(.timedOut)))).query(for: Self.question("moolah")) == nil)
    let model = ScriptedModel(.success(Self.good))
    let adviser = try Self.adviser(model)
    #expect(await adviser.query(for: Self.question("moolah", callsPerDay: 0)) == nil)
    #expect(model.calls == 0)
  }
}
