/// The interfaces of language models that Souk speaks, by their names in `LLM_PROVIDER`.
package enum ModelProvider: String, Hashable, Sendable, CaseIterable {
  /// Chat completions, as OpenAI has them and vLLM, LiteLLM, llama.cpp and many others.
  case openAI = "openai"
  case anthropic
  case ollama

  package var defaultBase: String {
    switch self {
    case .openAI: "https://api.openai.com"
    case .anthropic: "https://api.anthropic.com"
    case .ollama: "http://localhost:11434"
    }
  }

  /// Servers of one's own mostly need none.
  package func needsKey(atBase base: String?) -> Bool {
    switch self {
    case .openAI: base == nil
    case .anthropic: true
    case .ollama: false
    }
  }
}

/// A configured model.
package struct ModelAccount: Hashable, Sendable, CustomStringConvertible {
  package var provider: ModelProvider
  package var model: String
  /// Never shown.
  package var key: String?
  /// Without a slash at its end.
  package var base: String

  package init(provider: ModelProvider, model: String, key: String? = nil, base: String? = nil) {
    self.provider = provider
    self.model = model
    self.key = key
    self.base = base ?? provider.defaultBase
  }

  package var description: String { "\(provider.rawValue) \(model) at \(base)" }

  /// `{base}/v1/…`, also where the base has its `/v1` already.
  func address(_ path: String) -> String {
    base.hasSuffix("/v1") && path.hasPrefix("/v1/") ? base + path.dropFirst(3) : base + path
  }
}
