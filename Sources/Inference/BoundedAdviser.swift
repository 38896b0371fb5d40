import Commerce
import Dialogue
import Language
import Logging

/// Asks a language model what a shopper's message means.
package struct BoundedAdviser: ModelAdviser {
  private let bounded: BoundedModel<ModelProposal>
  private let prompt: ModelPrompt

  package init(
    model: any LanguageModel, prompt: ModelPrompt, budget: any ModelBudget, time: TimeSource, logger: Logger
  ) {
    self.prompt = prompt
    bounded = BoundedModel(model: model, budget: budget, time: time, logger: logger, read: AnswerText.proposal)
  }

  package func proposal(for question: ModelQuestion) async -> ModelProposal? {
    let request = prompt.request(for: question)
    // Same words (folded) in the same context; masked places are the same for everybody.
    var folded = question
    folded.message = Tokenizer.tokens(in: question.message).map(\.text).joined(separator: " ")
    let key = "\(question.store.rawValue)\n\(folded.data.text)\n\(request.system)"
    return await bounded.proposal(
      for: .init(
        request: request, key: key, store: question.store, callsPerDay: question.callsPerDay ?? prompt.callsPerDay))
  }
}
