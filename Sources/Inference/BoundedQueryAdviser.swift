import Commerce
import Dialogue
import Language
import Logging

/// Asks a language model what an owner's question about figures means.
package struct BoundedQueryAdviser: QueryAdviser {
  private let bounded: BoundedModel<QueryProposal>
  private let prompt: ModelPrompt

  /// - Parameter prompt: one for figures.
  package init(
    model: any LanguageModel, prompt: ModelPrompt, budget: any ModelBudget, time: TimeSource, logger: Logger
  ) {
    self.prompt = prompt
    bounded = BoundedModel(model: model, budget: budget, time: time, logger: logger, read: Self.proposal)
  }

  package func query(for question: QueryQuestion) async -> QueryProposal? {
    let request = prompt.request(for: question)
    var folded = question
    folded.text = Tokenizer.tokens(in: question.text).map(\.text).joined(separator: " ")
    return await bounded.proposal(
      for: .init(
        request: request, key: "\(question.store.rawValue)\n\(folded.data.text)\n\(request.system)",
        store: question.store, callsPerDay: question.callsPerDay ?? prompt.callsPerDay))
  }

  @Sendable private static func proposal(in text: String) throws(ModelFailure) -> QueryProposal {
    guard let proposal = QueryProposal(try AnswerText.object(in: text)) else { throw .unreadable }
    return proposal
  }
}
