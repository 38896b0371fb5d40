import Dialogue
import Foundation
import Inference
import Storage
import Transport

extension Souk {
  /// How a language model is asked to read a message.
  func modelPrompt() throws -> ModelPrompt {
    try ModelPrompt.load(path: configuration.home + "/prompts/llm/understand.md")
  }

  /// nil where no language model is configured.
  func adviser(transport: @autoclosure () -> any HTTPTransport) throws -> (any ModelAdviser)? {
    guard let account = configuration.languageModel else { return nil }
    return BoundedAdviser(
      model: LanguageModels.model(account, transport: transport()), prompt: try modelPrompt(),
      budget: storage.modelBudget, time: time, logger: logger)
  }
}
