import Commerce
import Foundation

/// Turns what is pending in a conversation into one turn. It does no I/O and changes nothing: the caller commits.
package struct ConversationEngine: Sendable {
  let prompts: PromptLibrary
  let registry: WorkflowRegistry
  let search: any ProductSearch
  let settings: EngineSettings

  package init(
    prompts: PromptLibrary, registry: WorkflowRegistry, search: any ProductSearch, settings: EngineSettings
  ) {
    self.prompts = prompts
    self.registry = registry
    self.search = search
    self.settings = settings
  }

  /// - Parameters:
  ///   - refusal: the claim that was refused when this very turn was tried before.
  ///   - advice: what a language model says, or that one may be asked.
  ///   - hearing: what the desk says to somebody of the shop, or that it may be asked.
  package func handle(
    _ input: TurnInput, on channel: any Channel, refusal: ClaimRefusal? = nil, advice: ModelAdvice = .unavailable,
    hearing: DeskHearing = .possible
  ) throws -> EngineAnswer {
    if case .system(LimitedInbox.kind, _) = input.messages.first?.message.content {
      return .turn(slowDown(input, on: channel))
    }
    let catalog = refreshedCatalog(input)
    var context = enrich(input, catalog: catalog, refusal: refusal)
    let scene = self.scene(context, input: input)
    let burst = BurstReader(prompts: prompts, settings: settings).read(input, scene: scene, now: context.now)
    guard case .ready(let handled, var understanding, let language) = burst else {
      if case .wait(let until) = burst { return .wait(until: until) }
      return .wait(until: context.now)
    }
    let door = DeskDoor(input: input, desk: settings.desk, now: context.now)
    switch hearing {
    case .possible:
      if let question = door.question(handled, understanding, channel) { return .consult(question) }
      understanding = door.refused(understanding, handled)
    case .heard(let answer): understanding = door.opened(understanding, answer, in: &context)
    }
    let doubt = ModelDoubt(input: input, scene: scene, understanding: understanding, handled: handled)
    if case .possible = advice, doubt.isWorthAsking, let question = doubt.question() { return .ask(question) }
    if case .given(let question, let proposal) = advice, question == doubt.question() {
      understanding = ProposalReader(question: question, scene: scene).read(proposal, instead: understanding)
    }
    let learned = adopt(language, in: &context)
    let acts = permitted(understanding.acts, input: input)
    context.memory = remembered(context.memory, acts: acts)
    var decision = try Decider(registry: registry).decide(acts, state: input.state, context: context)
    if case .possible = advice, ModelDoubt.isWorthAsking(after: decision.effects), let question = doubt.question() {
      return .ask(question)
    }
    decision.effects = learned + decision.effects
    let replies = Repetition.bounded(decision.replies, memory: input.state.memory, context: decision.context)
    return .turn(result(input, handled, understanding, decision, replies, channel))
  }

  /// For a message that came faster than it may: an answer, and nothing else changes.
  private func slowDown(_ input: TurnInput, on channel: any Channel) -> TurnResult {
    let writer = prompts.writer(language: input.customer.language ?? input.store.language)
    let replies = input.isOptedOut || input.attendance == .person ? [] : [Reply("engine.too_fast")]
    let chat = input.chat
    return TurnResult(messagesHandled: 1, state: input.state, effects: [], trace: "{}") { facts in
      writer.write(replies, facts: facts).flatMap { channel.render($0, to: chat) }
    }
  }

  /// The rest of the turn speaks the message's language, or the one that was asked for; what is new is kept.
  private func adopt(_ language: LanguageChooser.Outcome, in context: inout Context) -> [Effect] {
    if language.isShown { context.memory.spokenLanguage = language.language }
    context.languages = prompts.languageNames
    context.words = prompts.words(language: language.language)
    context.catalog = context.catalog.asked(in: language.language)
    let known = context.customer.language
    context.customer.language = context.memory.chosenLanguage ?? language.language
    guard language.isShown, context.memory.chosenLanguage == nil, known != language.language else { return [] }
    return [.updateCustomer(CustomerChange(language: language.language))]
  }

  private func refreshedCatalog(_ input: TurnInput) -> any CatalogSnapshot {
    if let changes = input.catalogChanges {
      search.apply(
        changes.products, removed: changes.removed, sequence: changes.sequence, store: input.store.id,
        language: input.store.language)
    }
    return search.snapshot(of: input.store.id) ?? EmptyCatalog()
  }

  private func enrich(_ input: TurnInput, catalog: any CatalogSnapshot, refusal: ClaimRefusal?) -> Context {
    var context = Context(
      store: input.store, channel: input.account.channel, customer: input.customer, cart: input.cart,
      orders: input.orders, catalog: catalog, memory: input.state.memory, now: settings.time.now(), ids: settings.ids,
      refusal: refusal, isHandedOver: input.attendance != .bot, waiting: input.state.workflows.map(\.name))
    context.standing = input.standing
    context.paymentProvider = settings.paymentProvider(input.store.id, input.account.channel)
    return context
  }

  private func scene(_ context: Context, input: TurnInput) -> Scene {
    let frame = input.state.workflows.last
    let workflow = frame.flatMap { registry.workflow(named: $0.name) }
    var expectation = Expectation.nothing
    if let frame, let workflow { expectation = workflow.expectation(frame, context) }
    var scene = Scene(
      catalog: context.catalog, currency: context.store.currency, expectation: expectation, memory: context.memory,
      cart: context.cart, orderNumbers: Set(context.orders.map(\.number)),
      choicesAreNumbered: context.memory.choicesAreNumbered)
    scene.standing = context.standing
    let hasFloor = input.state.workflows.contains { registry.workflow(named: $0.name)?.takesTheFloor == true }
    scene.isCheckingOut = hasFloor && !context.cart.isEmpty
    if case .option(let product, _, _) = expectation { scene.subjectID = product }
    return scene
  }

  /// With a person in charge the bot is silent, with one awaited nearly; after an opt-out only an opt-in is heard. A
  /// job's result that no workflow takes says nothing.
  private func permitted(_ acts: [Act], input: TurnInput) -> [Act] {
    let acts = acts.filter { !$0.intent.isJobResult || registry.takes($0.intent) }
    if input.isOptedOut { return acts.filter { $0.intent == .optIn } }
    // Whoever has not opted out cannot mean to opt in, whatever a model makes of their words.
    let heard = acts.map { $0.intent == .optIn ? Act(.unclear, source: $0.source, text: $0.text) : $0 }
    switch input.attendance {
    case .bot: return heard
    case .person: return heard.filter { [.optOut, .orderNotice].contains($0.intent) }
    case .awaited: return heardWhileAwaiting(heard, input.state)
    }
  }

  /// A turn with anything for the person who was sent for is left to them; so is one that asks for nothing.
  private func heardWhileAwaiting(_ acts: [Act], _ state: ConversationState) -> [Act] {
    let isOpen = !state.workflows.isEmpty || state.memory.offer != nil
    let asks = acts.contains { !Self.pleasantries.contains($0.intent) && (isOpen || !Self.answers.contains($0.intent)) }
    return asks && !acts.contains { Self.forThePerson.contains($0.intent) } ? acts : []
  }

  private static let forThePerson: Set<Intent> = [.unclear, .outOfScope, .human, .complain, .askAdvice, .attachment]
  private static let pleasantries: Set<Intent> = [.greet, .thanks, .goodbye, .acknowledge]
  private static let answers: Set<Intent> = [.confirm, .deny, .inform]

  private func remembered(_ memory: DialogueMemory, acts: [Act]) -> DialogueMemory {
    var memory = memory
    let acts = acts.filter { !$0.intent.isJobResult }
    let isUnderstood = !acts.isEmpty && !acts.allSatisfy { [.unclear, .outOfScope].contains($0.intent) }
    memory.addedBefore = memory.justAdded
    memory.justAdded = nil
    memory.addedUncounted = memory.justAddedUncounted
    memory.justAddedUncounted = nil
    if let last = acts.last?.intent { memory.lastIntent = last }
    for act in acts where act.intent == .add || act.intent != .askDelivery && !act.isQuestion {
      memory.told.fill(from: act.facts)
    }
    if !acts.contains(where: { $0.intent == .askFigures }) { memory.desk?.isOpen = false }
    memory.misunderstandings = isUnderstood ? 0 : memory.misunderstandings + (acts.isEmpty ? 0 : 1)
    return memory
  }

  private func result(
    _ input: TurnInput, _ handled: Int, _ understanding: Understanding, _ decision: Decider.Decision,
    _ replies: [Reply], _ channel: any Channel
  ) -> TurnResult {
    let writer = prompts.writer(language: prompts.language(of: decision.context.customer, in: input.store))
    var state = ConversationState(
      workflows: decision.frames, memory: decision.context.memory, agenda: decision.agenda)
    state.memory.remember(replies, writer: writer, capabilities: channel.capabilities)
    let trace = TurnTrace(understanding: understanding, decision: decision, replies: replies).json
    let (chat, store) = (input.chat, input.store)
    return TurnResult(messagesHandled: handled, state: state, effects: decision.effects, trace: trace) { facts in
      writer.write(replies, facts: facts)
        .map { $0.showingProducts(of: store, on: channel.capabilities) }
        .flatMap { channel.render($0, to: chat) }
    }
  }

  /// What to say when a turn failed and is given up.
  package func apology(for input: TurnInput, on channel: any Channel) -> [ChannelCall] {
    let writer = prompts.writer(language: prompts.language(of: input.customer, in: input.store))
    return writer.write([Reply("engine.apology")], facts: CommittedFacts()).flatMap {
      channel.render($0, to: input.chat)
    }
  }

  /// Texts the engine itself says.
  package static let texts: [TextKey] =
    ["engine.apology", "engine.too_fast", "engine.too_many_questions", "button.human"] + CommandMenu.texts
}

/// What the engine made of the pending messages.
package enum EngineAnswer: Sendable {
  case turn(TurnResult)
  /// The thought is not finished; look again then, or when more arrives.
  case wait(until: Timestamp)
  /// The built-in reading is not sure: handle again with a language model's advice.
  case ask(ModelQuestion)
  /// Somebody of the shop may mean its figures: handle again with what the desk says.
  case consult(DeskQuestion)
}

package struct EngineSettings: Sendable {
  package var time: TimeSource
  package var ids: IDGenerator
  /// How long an unfinished message is waited for after it arrived; 0 is off.
  package var burstQuietMilliseconds: Int64
  /// Who takes online payments for a store in a channel.
  package var paymentProvider: @Sendable (StoreID, ChannelName) -> String? = { _, _ in nil }
  /// Where owners and staff ask for the shop's figures; nil where they cannot.
  package var desk: (any FiguresDesk)?

  package init(time: TimeSource, ids: IDGenerator, burstQuietMilliseconds: Int64) {
    self.time = time
    self.ids = ids
    self.burstQuietMilliseconds = burstQuietMilliseconds
  }
}

extension DialogueMemory {
  /// Keeps what was said and offered, for the next message to refer to.
  fileprivate mutating func remember(_ replies: [Reply], writer: ReplyWriter, capabilities: ChannelCapabilities) {
    guard !replies.isEmpty else { return }
    lastReplies = replies.map(\.withoutPicture)
    let offered = writer.choices(of: replies)
    choices = offered.choices
    choicesAreNumbered = offered.listed || capabilities.maximumButtons == 0
    let question = replies.last { $0.question != nil }?.question
    // Only a question that was not understood counts as asked again; a digression in between does not.
    let isRepeated = question != nil && question == lastQuestion
    lastQuestionCount = isRepeated ? lastQuestionCount + (misunderstandings > 0 ? 1 : 0) : (question == nil ? 0 : 1)
    if !isRepeated { digressions = nil }
    lastQuestion = question
  }
}
