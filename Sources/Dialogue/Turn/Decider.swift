import Commerce

/// Gives each act of a turn to the workflow that shall have it, and gathers what they say and change.
struct Decider {
  let registry: WorkflowRegistry

  struct Decision: Sendable {
    var replies: [Reply] = []
    var effects: [Effect] = []
    var frames: [WorkflowFrame]
    var agenda: [Act]
    var context: Context
    /// `workflow ← intent` for each act, in order.
    var notes: [String] = []
  }

  /// Open questions within open questions; deeper ones drop the oldest.
  private static let maximumDepth = 4
  /// Acts a turn may run, those handed on and those waiting included; a loop between workflows ends here.
  private static let maximumSteps = 24

  func decide(_ acts: [Act], state: ConversationState, context: Context) throws -> Decision {
    let known = state.workflows.filter { registry.workflow(named: $0.name) != nil }
    var decision = Decision(frames: known, agenda: state.agenda, context: context)
    decision.context.memory.offer = nil
    var queue = takingWhatWasOffered(acts, context)
    var steps = 0
    var isAsking = false
    while steps < Self.maximumSteps {
      if queue.isEmpty {
        guard decision.frames.isEmpty, !decision.agenda.isEmpty else { break }
        queue.append(decision.agenda.removeFirst())
      }
      let act = queue.removeFirst()
      steps += 1
      if isAsking, try !answers(act, decision) {
        if try addsPlainly(act, &decision) { continue }
        decision.agenda = Array((decision.agenda + [act]).prefix(ConversationState.maximumAgenda))
        continue
      }
      switch try run(act, offer: context.memory.offer, &decision) {
      case .finished: isAsking = false
      case .waiting: isAsking = true
      case .handOn(let next): queue.insert(next, at: 0)
      }
    }
    // Workflows that hand an act to each other for ever have said nothing: nobody is left without an answer.
    if steps == Self.maximumSteps, decision.replies.isEmpty, let act = acts.first {
      let unclear = Act(.unclear, confidence: 0, text: act.text)
      _ = take(try registry.fallback.begin(unclear, decision.context), &decision)
    }
    reask(&decision)
    return decision
  }

  private func isThere(_ offer: Act, _ context: Context) -> Bool {
    offer.items.contains { item in
      context.cart.lines.contains {
        $0.variantID == item.variant || item.variant == nil && item.candidates.contains($0.productID)
      }
    }
  }

  /// "that's all", "pickup", right after "Shall I add it?": it was what is wanted, unless it was only asked for.
  private func takingWhatWasOffered(_ acts: [Act], _ context: Context) -> [Act] {
    guard let offer = context.memory.offer, offer.intent == .add, acts.count == 1,
      context.cart.isEmpty || offer.isListItem && !isThere(offer, context),
      acts[0].intent == .checkout || acts[0].intent == .inform && acts[0].facts.saysHow
    else { return acts }
    return [offer] + acts
  }

  /// What is only asked: "… and what time do you close?".
  private static let asides: Set<Intent> = [
    .askHours, .askLocation, .askDelivery, .askReturns, .askPayment, .askContact, .askAbout,
  ]

  /// Whether an act behind an open question could be done at once because it asks for nothing itself: "and a roll".
  private func addsPlainly(_ act: Act, _ decision: inout Decision) throws -> Bool {
    let isAside = Self.asides.contains(act.intent)
    guard act.intent == .add || act.intent == .remove && !act.items.isEmpty || isAside else { return false }
    decision.context.waiting = decision.frames.map(\.name)
    let workflow = registry.workflow(for: act.intent)
    let step = try workflow.begin(act, decision.context)
    guard case .finished = step.next, isAside || !step.effects.isEmpty else { return false }
    decision.notes.append("\(workflow.name) ← \(act.intent)")
    _ = take(step, &decision)
    return true
  }

  private func answers(_ act: Act, _ decision: Decision) throws -> Bool {
    guard let frame = decision.frames.last, let workflow = registry.workflow(named: frame.name) else { return true }
    return try workflow.resume(act, frame, decision.context) != nil
  }

  private func run(_ act: Act, offer: Act?, _ decision: inout Decision) throws -> Step<WorkflowFrame>.Next {
    decision.context.waiting = decision.frames.map(\.name)
    // "Shall I add it to your cart?" is what "yes" answers, whatever else is open, unless that was asked behind it.
    if act.intent == .confirm, let offer, offer.intent == .add, !decision.frames.isEmpty, !asksOpenly(decision) {
      decision.notes.append("offer ← confirm")
      return .handOn(offer)
    }
    if let frame = decision.frames.last, let workflow = registry.workflow(named: frame.name),
      let step = try workflow.resume(act, frame, decision.context)
    {
      decision.frames.removeLast()
      decision.notes.append("\(workflow.name) ← \(act.intent) (answer)")
      return take(step, &decision)
    }
    if let offer, takesOffered(act, offer) {
      decision.notes.append("offer ← add")
      return .handOn(offer)
    }
    if act.intent == .confirm, let offer, offer.intent != .checkout || decision.frames.isEmpty {
      decision.notes.append("offer ← confirm")
      return .handOn(offer)
    }
    if act.intent == .stop {
      decision.frames = []
      decision.agenda = []
    }
    let workflow = registry.workflow(for: act.intent)
    decision.notes.append("\(workflow.name) ← \(act.intent)")
    var step = try workflow.begin(act, decision.context)
    if step.memory?.offer?.intent == .add {
      step.memory?.offer?.isListItem = act.isListItem || act.intent == .pick && !act.isQuestion
    }
    var isWaiting = false
    if case .waiting(let next) = step.next {
      isWaiting = true
      decision.frames.removeAll { $0.name == next.name && !workflow.mayWaitTwice }
    }
    // What was told by the way ("I'll pick it up") gives nothing up.
    if workflow.takesTheFloor, isWaiting || act.intent != .inform {
      decision.frames = []
      decision.agenda = []
    }
    return take(step, &decision)
  }

  /// Whether the last reply put a question of yes or no, which the open workflow waits for.
  private func asksOpenly(_ decision: Decision) -> Bool {
    guard let question = decision.context.memory.lastQuestion, let frame = decision.frames.last,
      let workflow = registry.workflow(named: frame.name)
    else { return false }
    return workflow.question(frame, decision.context).contains { $0.question == question }
  }

  private func take(_ step: Step<WorkflowFrame>, _ decision: inout Decision) -> Step<WorkflowFrame>.Next {
    // What is asked or shown once more stands once, at the end.
    decision.replies.removeAll { said in !said.choices.isEmpty && step.replies.contains(said) }
    // "the foaming one. do I use it at night?" may lead to one card twice.
    decision.replies += step.replies.filter { !decision.replies.contains($0) }
    decision.effects += step.effects
    for effect in step.effects { apply(effect, to: &decision.context) }
    // What was put off in the checkout belongs to it.
    if step.effects.contains(where: \.placesOrder) { decision.agenda = [] }
    if var memory = step.memory {
      memory.offer = bothOffers(decision.context.memory.offer, memory.offer)
      decision.context.memory = memory
    }
    for act in step.later where !decision.agenda.contains(act) {
      decision.agenda = Array((decision.agenda + [act]).suffix(ConversationState.maximumAgenda))
    }
    if case .waiting(let frame) = step.next {
      decision.frames = Array((decision.frames + [frame]).suffix(Self.maximumDepth))
    }
    return step.next
  }

  /// "how much would 3 baguettes and a jam be?": what two answers offer is offered together.
  private func bothOffers(_ before: Act?, _ now: Act?) -> Act? {
    guard let before, var now, before.intent == .add, now.intent == .add,
      now.items.allSatisfy({ item in !before.items.contains { $0.candidates == item.candidates } }),
      before.items.count + now.items.count <= Self.mostOffered
    else { return now }
    now.items = before.items + now.items
    return now
  }

  private static let mostOffered = 5

  /// "ok I'll take them", of several things that were offered.
  private func takesOffered(_ act: Act, _ offer: Act) -> Bool {
    act.intent == .add && offer.intent == .add && offer.items.count > 1 && act.source != .structure
      && act.items.count == 1 && act.items[0].isUnnamed && act.items[0].attributes.isEmpty
      && act.items[0].quantity == nil && [.focus, .all, .both].contains(act.items[0].reference)
  }

  /// What a later act of the same turn must see.
  private func apply(_ effect: Effect, to context: inout Context) {
    switch effect {
    case .saveCart(let cart): context.cart = cart
    case .placeOrder: context.cart.lines = []
    case .updateCustomer(let change):
      context.customer.name = change.name ?? context.customer.name
      context.customer.phone = change.phone ?? context.customer.phone
      context.customer.address = change.address ?? context.customer.address
      context.customer.language = change.language ?? context.customer.language
    case .handOver: context.isHandedOver = true
    case .handBack: context.isHandedOver = false
    case .setAgeConfirmed(let isConfirmed): context.standing.age = isConfirmed ? .confirmed : .refused
    case .cancelOrder, .setOptedOut, .recordSearch, .enqueue, .orderAction, .counterSale, .exchangeGoods,
      .shopperAction,
      .watchStock, .eraseCustomer, .redeemStaffCode, .desk:
      break
    }
  }

  /// How often something else was spoken of since a question about goods was asked.
  private func digressions(from question: [Reply], _ memory: inout DialogueMemory) -> Int {
    let isTheSame = question.lazy.compactMap(\.question).last.map { $0 == memory.lastQuestion } ?? false
    memory.digressions = isTheSame ? (memory.digressions ?? 0) + 1 : 0
    return memory.digressions ?? 0
  }

  /// Times that a question about goods is put again behind an answer to something else. Then it waits in silence for
  /// its answer, and whoever goes on speaking of something else will not answer: it is dropped.
  private static let timesPutAgain = 1
  private static let maximumDigressions = 3

  /// After a digression the open question is put again, unless something else is now offered to tap.
  private func reask(_ decision: inout Decision) {
    guard let frame = decision.frames.last, let workflow = registry.workflow(named: frame.name),
      let last = decision.replies.last(where: { !$0.isFooter }), last.question == nil, !last.listsItsChoices,
      [nil, .checkout].contains(decision.context.memory.offer?.intent),
      !decision.effects.contains(where: \.handsOver)
    else { return }
    let question = workflow.question(frame, decision.context)
    if workflow.mayWaitTwice {
      let digressions = digressions(from: question, &decision.context.memory)
      // Which of a list is easily said anew; the form of one thing that is wanted is all that is missing.
      let isOption = if case .option = workflow.expectation(frame, decision.context) { true } else { false }
      let most = isOption ? Self.maximumDigressions : Self.timesPutAgain
      if digressions > most { decision.frames.removeLast() }
      if digressions > Self.timesPutAgain { return }
    }
    decision.replies.removeAll(where: \.isFooter)
    decision.replies.removeAll { said in said.question != nil && question.contains { $0.question == said.question } }
    decision.replies += question
  }
}
