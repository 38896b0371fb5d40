import Commerce
import Dialogue
import Foundation
import Testing

@testable import Analytics

/// What a language model takes a question for holds only where the question, the layer and the shop bear it out.
@Suite struct ProposedQueryTests {
  private typealias Named = QueryProposal.Named

  /// A question with strange words, and a proposal that holds.
  private static let question = "which vendor smashed it in the first half of May, leave out instagram, best 3"
  private static var good: QueryProposal {
    var proposal = QueryProposal()
    proposal.metrics = [Named(name: "revenue", words: "smashed it")]
    proposal.dimensions = [Named(name: "brand", words: "vendor")]
    proposal.filters = [
      .init(dimension: "channel", value: "instagram", isExcluding: true, words: "leave out instagram")
    ]
    proposal.period = "the first half of May"
    proposal.limit = "best 3"
    return proposal
  }

  private static func read(_ proposal: QueryProposal, _ text: String = question) throws -> ReadQuestion? {
    var names = ShopNames(currency: .usd)
    let folder = QuestionTests.root + "/prompts/analytics"
    let layer = try AnalyticsLayer.load(directory: folder)
    for (dimension, list) in ["channel": ["web", "instagram"], "brand": ["Northwind"], "coupon": ["SAVE10"]] {
      for value in list { names.add(value, to: try #require(layer.dimension(dimension))) }
    }
    let lexicon = Lexicon(layer: layer, words: try QuestionWords.load(directory: folder), names: names)
    let reader = QuestionReader(
      layer: layer, lexicon: lexicon, calendar: QuestionTests.calendar, now: QuestionTests.now)
    return ProposedQuery(text, reader: reader, names: names).read(proposal)
  }

  @Test func `a proposal that the question bears out becomes its query`() throws {
    let read = try #require(try Self.read(Self.good))
    #expect(
      QuestionTests.plan(read.query) == "revenue by brand | 2026-05-01..2026-05-16 | channel not instagram | top 3")
    #expect(read.notes == ["Understood with the language model's help."])
  }

  @Test func `a proposal with a part of its own invention is none`() throws {
    let changes: [(String, (inout QueryProposal) -> Void)] = [
      ("a figure that is not in the layer", { $0.metrics = [Named(name: "goodwill", words: "smashed it")] }),
      ("SQL for a figure", { $0.metrics = [Named(name: "revenue; DROP TABLE orders", words: "smashed it")] }),
      ("a dimension that is not in the layer", { $0.dimensions = [Named(name: "store_id", words: "vendor")] }),
      ("a value that the shop has not", { $0.filters[0].value = "tiktok" }),
      ("a filter by a dimension of time", { $0.filters[0].dimension = "day" }),
      ("words that are not in the question", { $0.metrics[0].words = "earned the most" }),
      ("a period that is not in the question", { $0.period = "last year" }),
      ("a period that is no time", { $0.period = "leave out instagram" }),
      ("a length of its own", { $0.limit = "best 5" }),
      ("a length that was not said", { $0.limit = "smashed it" }),
      ("a number left out", { $0.limit = nil }),
      ("a strange word left out", { $0.filters = [] }),
      ("no figure", { $0.metrics = [] }),
      ("a comparison that was not asked for", { $0.comparedWith = "vendor" }),
      ("a calculation that there is not", { $0.calculation = Named(name: "median", words: "smashed it") }),
    ]
    for (name, change) in changes {
      var proposal = Self.good
      change(&proposal)
      #expect(try Self.read(proposal) == nil, "\(name)")
    }
  }

  @Test func `words left aside are said`() throws {
    var proposal = QueryProposal()
    proposal.metrics = [Named(name: "orders", words: "orders")]
    proposal.period = "last week"
    proposal.filler = ["zounds"]
    let read = try #require(try Self.read(proposal, "zounds, orders last week"))
    #expect(read.notes.contains("Left aside: zounds."))
  }

  // MARK: Who is asked

  /// Keeps what it was asked, and proposes the same every time.
  private final class FixedAdviser: QueryAdviser {
    private let proposal: QueryProposal?
    private let asked = Questions()

    init(_ proposal: QueryProposal?) { self.proposal = proposal }

    var questions: [QueryQuestion] { get async { await asked.all } }

    func query(for question: QueryQuestion) async -> QueryProposal? {
      await asked.keep(question)
      return proposal
    }

    private actor Questions {
      private(set) var all: [QueryQuestion] = []
      func keep(_ question: QueryQuestion) { all.append(question) }
    }
  }

  private struct NoRows: AnalyticsRunner {
    func run(_ statements: [AnalyticsStatement]) async throws -> [[[AnalyticsValue]]] { statements.map { _ in [] } }
  }

  private static func asked(_ text: String, _ adviser: FixedAdviser, use: ModelSettings.Use = .unsure) async throws
    -> String
  {
    let folder = QuestionTests.root + "/prompts/analytics"
    let analyst = Analyst(
      layer: try AnalyticsLayer.load(directory: folder), words: try QuestionWords.load(directory: folder),
      calendar: QuestionTests.calendar, currency: .usd, runner: NoRows())
    var store = Store(id: StoreID(1), slug: "hill", name: "Hill Shop")
    store.settings.languageModel = ModelSettings(use: use)
    do {
      let (read, _) = try await analyst.reading(
        text, names: ShopNames(currency: .usd), now: QuestionTests.now, advice: .init(adviser: adviser, store: store))
      return QuestionTests.plan(read.query)
    } catch AnalyticsError.notUnderstood(_, _) {
      return "not understood"
    }
  }

  private static var simple: QueryProposal {
    var proposal = QueryProposal()
    proposal.metrics = [Named(name: "revenue", words: "moolah")]
    proposal.period = "last week"
    return proposal
  }

  @Test func `only what the grammar does not know is asked about`() async throws {
    let adviser = FixedAdviser(Self.simple)
    #expect(try await Self.asked("revenue last week", adviser) == "revenue | 2026-11-09..2026-11-16")
    #expect(try await Self.asked("forecast revenue next month", adviser) == "not understood")
    #expect(try await Self.asked("revenue last week if it rained", adviser) == "not understood")
    #expect(await adviser.questions.isEmpty, "what is understood, and what is refused by rule, is not sent")
    #expect(try await Self.asked("moolah last week", adviser) == "revenue | 2026-11-09..2026-11-16")
    #expect(await adviser.questions.map(\.text) == ["moolah last week"])
  }

  @Test func `a store that uses no model asks none, and no address leaves`() async throws {
    let adviser = FixedAdviser(nil)
    #expect(try await Self.asked("moolah last week", adviser, use: .never) == "not understood")
    #expect(await adviser.questions.isEmpty)
    #expect(try await Self.asked("moolah of rosa@mail.test last week", adviser) == "not understood")
    #expect(await adviser.questions.map(\.text) == ["moolah of [EMAIL_1] last week"])
  }
}
