import Commerce
import Dialogue
import Inference
import OwnerChat
import Storage
import Transport

extension Souk {
  /// A connection that can only read, for figures.
  func reading() async throws -> any Database {
    try await openReadOnly(configuration.analyticsDatabaseURL ?? configuration.databaseURL, logger: logger)
  }

  /// - Parameter reading: nil where nobody can ask, for commands that only check the files.
  func desk(
    _ files: DeskFiles, over reading: (any Database)?, adviser: (any QueryAdviser)?
  ) -> (any FiguresDesk)? {
    reading.map { database in
      var parts = ShopDesk.Parts(storage: storage, readOnly: database, files: files, logger: logger)
      parts.adviser = adviser
      return ShopDesk(parts)
    }
  }

  /// How a language model is asked to read an owner's question.
  func figuresPrompt() throws -> ModelPrompt {
    try ModelPrompt.load(path: configuration.home + "/prompts/llm/figures.md", for: .figures)
  }

  /// nil where no language model is configured.
  func queryAdviser(transport: @autoclosure () -> any HTTPTransport) throws -> (any QueryAdviser)? {
    guard let account = configuration.languageModel else { return nil }
    return BoundedQueryAdviser(
      model: LanguageModels.model(account, transport: transport()),
      prompt: try figuresPrompt(),
      budget: storage.modelBudget, time: time, logger: logger)
  }
}
