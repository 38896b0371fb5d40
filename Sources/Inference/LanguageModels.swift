import Dialogue
import Transport

/// Makes the model of an account.
package enum LanguageModels {
  package static func model(_ account: ModelAccount, transport: any HTTPTransport) -> any LanguageModel {
    let exchange = ModelExchange(transport: transport)
    return switch account.provider {
    case .openAI: OpenAIModel(account: account, exchange: exchange) as any LanguageModel
    case .anthropic: AnthropicModel(account: account, exchange: exchange) as any LanguageModel
    case .ollama: OllamaModel(account: account, exchange: exchange) as any LanguageModel
    }
  }
}
