import Commerce

/// Reads short messages sent in a row as one thought, and waits only for what is plainly unfinished.
struct BurstReader {
  let prompts: PromptLibrary
  let settings: EngineSettings

  enum Result {
    /// So many pending messages are one turn.
    case ready(handled: Int, Understanding, LanguageChooser.Outcome)
    case wait(until: Timestamp)
  }

  func read(_ input: TurnInput, scene: Scene, now: Timestamp) -> Result {
    guard let first = input.messages.first else { return .wait(until: now) }
    var scene = scene
    if let sku = first.message.referredSKU, let product = scene.catalog.product(sku: sku) {
      scene.memory.focusProduct = product.id
    }
    let spoken = prompts.language(of: input.customer, in: input.store)
    let isWaiting = !input.state.workflows.isEmpty
    var message = first.message
    var handled = 1
    var language = LanguageChooser.Outcome(language: spoken, note: "language: \(spoken)")
    func understand() -> Understanding {
      if let text = message.content.spokenText {
        if let asked = prompts.chooser.request(in: text) {
          return Understanding(
            acts: [Act(.setLanguage, source: .structure, text: text, items: [ItemPhrase(words: asked)])],
            notes: ["language: \(asked) is asked for"])
        }
        language = prompts.chooser.choose(
          text, current: input.state.memory.spokenLanguage ?? spoken,
          isSettled: input.state.memory.spokenLanguage != nil, scene: scene)
      }
      let structure = StructureReader(interpreter: prompts.interpreter(language: language.language))
      var scene = scene
      scene.catalog = scene.catalog.asked(in: language.language)
      var read = structure.understand(message, in: scene, isWaiting: isWaiting, isOptedOut: input.isOptedOut)
      if prompts.languages.count > 1 { read.notes.insert(language.note, at: 0) }
      return read
    }
    var understanding = understand()
    while handled < input.messages.count, let text = message.content.plainText,
      let next = input.messages[handled].message.content.plainText,
      understanding.isUnfinished || prompts.isCorrection(next, language: language.language)
    {
      message.content = .text(text + "\n" + next)
      if understanding.isUnfinished { message.content = .text(text + " " + next) }
      handled += 1
      understanding = understand()
    }
    let patience = input.messages[handled - 1].receivedAt.adding(milliseconds: settings.burstQuietMilliseconds)
    let mayWait = understanding.isUnfinished && handled == input.messages.count && message.content.plainText != nil
    if mayWait, settings.burstQuietMilliseconds > 0, now < patience { return .wait(until: patience) }
    return .ready(handled: handled, understanding, language)
  }
}

extension InboundContent {
  /// The text of a text message; nil for everything else.
  fileprivate var plainText: String? {
    if case .text(let text) = self { text } else { nil }
  }

  /// Text that the shopper wrote, under a picture, too.
  fileprivate var spokenText: String? {
    switch self {
    case .text(let text): text
    case .media(let media): media.caption
    default: nil
    }
  }
}
