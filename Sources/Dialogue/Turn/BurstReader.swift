import Commerce

/// Reads short messages sent in a row as one thought, and waits only for what is plainly unfinished.
struct BurstReader {
  let prompts: PromptLibrary
  let settings: EngineSettings

  enum Result {
    /// So many pending messages are one turn.
    case ready(handled: Int, Understanding)
    case wait(until: Timestamp)
  }

  func read(_ input: TurnInput, scene: Scene, now: Timestamp) -> Result {
    guard let first = input.messages.first else { return .wait(until: now) }
    var scene = scene
    if let sku = first.message.referredSKU, let product = scene.catalog.product(sku: sku) {
      scene.memory.focusProduct = product.id
    }
    let structure = StructureReader(
      interpreter: prompts.interpreter(language: input.customer.language ?? input.store.language))
    let isWaiting = !input.state.workflows.isEmpty
    var message = first.message
    var handled = 1
    var understanding = structure.understand(message, in: scene, isWaiting: isWaiting, isOptedOut: input.isOptedOut)
    while handled < input.messages.count, let text = message.content.plainText,
      let next = input.messages[handled].message.content.plainText,
      understanding.isUnfinished || prompts.isCorrection(next)
    {
      message.content = .text(text + "\n" + next)
      if understanding.isUnfinished { message.content = .text(text + " " + next) }
      handled += 1
      understanding = structure.understand(message, in: scene, isWaiting: isWaiting, isOptedOut: input.isOptedOut)
    }
    let patience = input.messages[handled - 1].receivedAt.adding(milliseconds: settings.burstQuietMilliseconds)
    let mayWait = understanding.isUnfinished && handled == input.messages.count && message.content.plainText != nil
    if mayWait, settings.burstQuietMilliseconds > 0, now < patience { return .wait(until: patience) }
    return .ready(handled: handled, understanding)
  }
}

extension InboundContent {
  /// The text of a text message; nil for everything else.
  fileprivate var plainText: String? {
    if case .text(let text) = self { text } else { nil }
  }
}
