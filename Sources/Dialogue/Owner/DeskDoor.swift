import Commerce

/// Decides whether a message is for the desk, and lets in only who may ask.
struct DeskDoor {
  let input: TurnInput
  let desk: (any FiguresDesk)?
  let now: Timestamp

  /// What the desk is to be asked; nil where it is not concerned.
  func question(_ handled: Int, _ understanding: Understanding, _ channel: any Channel) -> DeskQuestion? {
    guard desk != nil, input.standing.role.isStaff, input.attendance != .person, !input.isOptedOut,
      let said = said(handled, understanding), let recipient
    else { return nil }
    var question = DeskQuestion(
      said: said, store: input.store, person: input.customer, role: input.standing.role, recipient: recipient,
      memory: input.state.memory.desk ?? DeskMemory(), now: now)
    question.shopActs = understanding.acts
    question.isShopping = !input.state.workflows.isEmpty
    question.canShowPictures = channel.capabilities.maximumPictureBytes > 0
    question.mayBeWrittenTo = mayBeWrittenTo(channel.capabilities)
    return question
  }

  private func said(_ handled: Int, _ understanding: Understanding) -> DeskQuestion.Said? {
    if let act = understanding.acts.first, act.intent == .askFigures { return .choice(act.text) }
    let isOutright = understanding.acts.contains {
      $0.source == .structure
        && [.staffOrder, .counterSale, .staffExchange, .linkStaff, .optOut, .optIn].contains($0.intent)
    }
    guard !isOutright else { return nil }
    switch input.messages.first?.message.content {
    case .system(let kind, let payload): return Self.news.contains(kind) ? .news(kind: kind, payload: payload) : nil
    case .command(let name, let arguments):
      return .text(arguments.isEmpty ? "/" + name : "/\(name) \(arguments)")
    case .text:
      let texts = input.messages.prefix(handled).compactMap { pending -> String? in
        if case .text(let text) = pending.message.content { text } else { nil }
      }
      return .text(texts.joined(separator: " "))
    default: return nil
    }
  }

  private static let news: Set<String> = [DeskJobs.digest, DeskJobs.alert]

  private var recipient: JobRecipient? {
    guard let message = input.messages.first?.message, let identity = message.sender.identities.first else {
      return nil
    }
    return JobRecipient(account: input.account, identity: identity, chat: input.chat)
  }

  private func mayBeWrittenTo(_ capabilities: ChannelCapabilities) -> Bool {
    guard let hours = capabilities.replyWindowHours, let last = input.lastInboundAt else { return true }
    return now < last.adding(milliseconds: Int64(hours) * 3_600_000)
  }

  /// A shopper who asks for the shop's figures is told whose they are; so is somebody who taps what was once offered.
  func refused(_ understanding: Understanding, _ handled: Int) -> Understanding {
    guard let desk, !input.standing.role.isStaff, case .text(let text)? = said(handled, understanding),
      input.state.workflows.isEmpty, desk.isAboutFigures(text)
    else { return understanding }
    return Understanding(acts: [Act(.askFigures, source: .rule, text: text)], notes: ["desk: not for a shopper"])
  }

  /// What the desk said takes the place of the acts for shoppers, or comes before them.
  func opened(_ understanding: Understanding, _ answer: DeskAnswer?, in context: inout Context) -> Understanding {
    guard let answer else { return understanding }
    context.heard = answer
    let act = Act(.askFigures, source: .structure, text: "")
    let acts = answer.isAside ? [act] + understanding.acts : [act]
    return Understanding(acts: acts, notes: ["desk: \(answer.isAside ? "news, then the shop" : "heard")"])
  }
}
