import Commerce

/// Puts a turn's replies into words: as few messages as can be, one question at the end.
package struct ReplyWriter: Sendable {
  let texts: ReplyTexts

  package init(texts: ReplyTexts) { self.texts = texts }

  package func write(_ replies: [Reply], facts: CommittedFacts) -> [OutboundMessage] {
    var messages: [OutboundMessage] = []
    for reply in Self.arranged(replies) {
      let message = self.message(reply, facts: facts)
      if let last = messages.indices.last, Self.canJoin(messages[last], message) {
        messages[last] = Self.joined(messages[last], message)
      } else {
        messages.append(message)
      }
    }
    return messages
  }

  /// The choices that will stand under the replies, and whether with numbers.
  package func choices(of replies: [Reply]) -> (choices: [Choice], listed: Bool) {
    guard let last = Self.arranged(replies).last(where: { !$0.choices.isEmpty }) else { return ([], false) }
    return (last.choices.map(choice), last.listsItsChoices)
  }

  /// Footers are said once, last, and not before a question.
  static func arranged(_ replies: [Reply]) -> [Reply] {
    let body = replies.filter { !$0.isFooter }
    guard let footer = replies.last(where: \.isFooter), body.last?.question == nil else { return body }
    return body + [footer]
  }

  private static func canJoin(_ first: OutboundMessage, _ second: OutboundMessage) -> Bool {
    first.imageURL == nil && first.link == nil && second.heading == nil && first.picture == nil
      && second.picture == nil
      && (second.imageURL == nil || first.heading == nil)
  }

  private static func joined(_ first: OutboundMessage, _ second: OutboundMessage) -> OutboundMessage {
    var message = second
    message.heading = first.heading
    message.text = [first.text, second.text].filter { !$0.isEmpty }.joined(separator: "\n")
    if second.choices.isEmpty, !first.choices.isEmpty {
      message.choices = first.choices
      message.choicesLabel = first.choicesLabel
      message.choicesInText = first.choicesInText
    }
    if second.products.isEmpty { message.products = first.products }
    return message
  }

  private func message(_ reply: Reply, facts: CommittedFacts) -> OutboundMessage {
    var count: Int?
    switch reply.arguments["count"] {
    case .count(let value): count = value
    case .actionPieces(let number): count = facts.actions[number]?.pieces
    default: break
    }
    var message = OutboundMessage(
      heading: reply.heading, text: texts.text(reply.key, values(reply.arguments, facts), count: count),
      imageURL: reply.imageURL, choices: reply.choices.map(choice),
      choicesLabel: reply.choicesLabel.map { texts.text($0) },
      link: reply.link.map { .init(title: texts.text($0.title), url: $0.url) })
    message.asksForLocation = reply.asksForLocation
    message.products = reply.products
    message.picture = reply.picture
    if reply.listsItsChoices, case .rows(let rows)? = reply.arguments["rows"] { message.choicesInText = rows.count }
    return message
  }

  private func choice(_ choice: ReplyChoice) -> Choice {
    switch choice.title {
    case .text(let key): Choice(id: choice.id, title: texts.text(key), detail: detail(choice))
    case .literal(let title): Choice(id: choice.id, title: title, detail: detail(choice))
    }
  }

  private func detail(_ choice: ReplyChoice) -> String? {
    choice.detail.map { "\(value($0, CommittedFacts()))" }
  }

  /// An empty text is as good as none: its section is left out.
  private func values(_ arguments: [String: ReplyFact], _ facts: CommittedFacts) -> [String: Any] {
    arguments.filter { $0.value != .text("") }.mapValues { value($0, facts) }
  }

  private static func answer(_ outcome: StaffCodeOutcome) -> StaffCodeAnswer {
    switch outcome {
    case .linked: .linked
    case .unknown: .unknown
    case .closed: .closed
    }
  }

  private func value(_ argument: ReplyFact, _ facts: CommittedFacts) -> Any {
    switch argument {
    case .text(let text): text
    case .words(let key): texts.text(key)
    case .count(let count): count
    case .money(let money): money.text(texts.format.money)
    case .moneyRange(let low, let high): "\(low.text(texts.format.money)) – \(high.text(texts.format.money))"
    case .orderNumber(let id): facts.orderNumbers[id] ?? id.text
    case .orderTotal(let id): facts.orderTotals[id].map { $0.text(texts.format.money) as Any } ?? false
    case .actionState(let number): facts.actions[number]?.state.words ?? ""
    case .actionRefund(let number): facts.actions[number]?.refund?.text ?? ""
    case .actionPieces(let number): facts.actions[number]?.pieces ?? 0
    case .actionWorth(let number): worth(of: facts.actions[number])
    case .actionTold(let number): facts.actions[number]?.isTold ?? false
    case .erasedRows: facts.erased.values.reduce(0, +)
    case .staffCode(let answer): answer == facts.staffCode.map(Self.answer)
    case .staffRole: if case .linked(let role)? = facts.staffCode { role.rawValue } else { "" }
    case .flag(let flag): flag
    case .rows(let rows): rows.map { values($0, facts) }
    }
  }

  /// False where there is none: its section is left out.
  private func worth(of result: OrderActionResult?) -> Any {
    guard let worth = result?.worth, worth.minorUnits > 0 else { return false }
    return worth.text
  }
}
