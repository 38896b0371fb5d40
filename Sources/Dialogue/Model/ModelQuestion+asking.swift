import Commerce
import Language

/// Decides whether a message is worth a language model, and puts the question.
struct ModelDoubt {
  let input: TurnInput
  let scene: Scene
  let understanding: Understanding
  /// How many of the input's messages were read as one.
  let handled: Int

  /// A built-in reading below this is doubtful.
  private static let sureConfidence = 0.6
  /// Being out of scope is an answer too, from here on.
  private static let sureOutOfScope = 0.9

  /// nil where the store, the state of things or the kind of message leave nothing to ask.
  func question() -> ModelQuestion? {
    guard settings.use != .never, input.attendance != .person, !input.isOptedOut, mayBeReplaced, let text,
      text.count <= ModelQuestion.maximumMessageLength, text.contains(where: \.isLetter)
    else { return nil }
    return question(text, settings)
  }

  /// Whether to ask before anything is decided.
  var isWorthAsking: Bool { settings.use == .always || isUnsure }

  /// Whether what was decided shows that the reading led nowhere: a search that found nothing.
  static func isWorthAsking(after effects: [Effect]) -> Bool {
    effects.contains { effect in
      if case .recordSearch(let event) = effect { event.resultCount == 0 } else { false }
    }
  }

  private var settings: ModelSettings { input.store.settings.languageModel ?? ModelSettings() }

  private var isUnsure: Bool {
    understanding.acts.contains { act in
      switch act.intent {
      case .unclear: true
      case .outOfScope: act.confidence < Self.sureOutOfScope
      default: act.confidence < Self.sureConfidence
      }
    }
  }

  /// What was tapped or answers an open question is certain, and what a model may not propose it may not take away.
  private var mayBeReplaced: Bool {
    !understanding.acts.isEmpty
      && understanding.acts.allSatisfy { act in
        ![.structure, .expectation].contains(act.source)
          && ([.unclear, .outOfScope].contains(act.intent) || ProposalReader.permitted.contains(act.intent))
      }
  }

  private var text: String? {
    let texts = input.messages.prefix(handled).compactMap { pending -> String? in
      switch pending.message.content {
      case .text(let text): text
      case .media(let media): media.caption
      default: nil
      }
    }
    return texts.isEmpty ? nil : texts.joined(separator: "\n")
  }

  private func question(_ text: String, _ settings: ModelSettings) -> ModelQuestion {
    var mask = Mask()
    let message = mask.masked(Self.plain(text, limit: .max), known: known)
    return ModelQuestion(
      store: input.store.id, storeName: Self.plain(input.store.name, limit: ModelQuestion.maximumTitleLength),
      currency: input.store.currency, language: input.customer.language ?? input.store.language, message: message,
      openQuestion: scene.memory.lastQuestion, categories: categories, goods: goods(message),
      callsPerDay: settings.callsPerDay, mask: mask)
  }

  private var categories: [String] {
    scene.catalog.categories.prefix(ModelQuestion.maximumCategories).map {
      Self.plain($0, limit: ModelQuestion.maximumTitleLength)
    }
  }

  private var known: [(kind: Mask.Kind, text: String)] {
    let names = [input.customer.name, scene.memory.told.name].compactMap { $0 }
    let senders = input.messages.compactMap(\.message.sender.name)
    let parts = Set((names + senders).flatMap { [$0] + $0.split(separator: " ").map(String.init) }).filter {
      $0.count > 2
    }
    let addresses = [input.customer.address, scene.memory.told.address].compactMap { $0 }
    let phones = [input.customer.phone, scene.memory.told.phone].compactMap { $0 }
    return parts.map { (.name, $0) } + Set(addresses).map { (.address, $0) } + Set(phones).map { (.phone, $0) }
      + scene.orderNumbers.map { (.order, $0) }
  }

  /// What the whole message finds, then what its single words do, a few each in turn.
  private func found(_ message: String) -> [ProductID] {
    let whole = scene.catalog.search(ProductQuery(text: message, limit: ProposalReader.searchDepth)).hits
    let words = Tokenizer.tokens(in: message).filter { $0.kind == .word && $0.text.utf8.count > 3 }.map(\.text)
    let single = words.prefix(Self.wordsSearched).flatMap {
      scene.catalog.search(ProductQuery(text: $0, limit: Self.hitsPerWord)).hits
    }
    return (whole + single).map(\.product.id)
  }

  private static let wordsSearched = 16
  private static let hitsPerWord = 3

  private func goods(_ message: String) -> [ModelQuestion.Goods] {
    let found = found(message)
    let shown = scene.memory.shownProducts + [scene.memory.focusProduct].compactMap { $0 }
    let inCart = Set(scene.cart.lines.map(\.productID))
    var seen: Set<ProductID> = []
    let ids = (found + shown + scene.cart.lines.map(\.productID)).filter { seen.insert($0).inserted }
    return ids.prefix(ModelQuestion.maximumGoods).compactMap(scene.catalog.product).enumerated().map { index, product in
      ModelQuestion.Goods(
        handle: "P\(index + 1)", product: product.id,
        title: Self.plain(product.title, limit: ModelQuestion.maximumTitleLength),
        price: Money(minorUnits: product.priceRange.lowerBound, currency: scene.currency).text,
        isInCart: inCart.contains(product.id), wasShown: shown.contains(product.id))
    }
  }

  /// One line without anything invisible, which is how instructions are hidden.
  static func plain(_ text: String, limit: Int) -> String {
    let scalars = text.unicodeScalars.filter {
      !$0.properties.isDefaultIgnorableCodePoint && $0.properties.generalCategory != .format
        && ($0.properties.generalCategory != .control || $0 == "\n")
    }
    let words = String(String.UnicodeScalarView(scalars)).split(whereSeparator: \.isWhitespace)
    return String(words.joined(separator: " ").prefix(limit))
  }
}
