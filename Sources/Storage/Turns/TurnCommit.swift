import Commerce
import Dialogue

/// Applies one turn inside one transaction. Whatever it throws leaves nothing behind.
struct TurnCommit {
  let transaction: Transaction
  let input: TurnInput
  /// Under whose lease the first message is taken for sending; nil leaves it to the outbox.
  let claim: SendClaim?

  /// - Parameter state: `result.state` as it is stored.
  func commit(_ result: TurnResult, state: String) throws -> TurnCommitment {
    let lease = ConversationLease(transaction: transaction, key: input.key)
    guard let conversation = try lease.held(fence: input.fence) else { return TurnCommitment(outcome: .leaseLost) }
    let turn = transaction.ids.nextValue()
    var effects = EffectApplication(transaction: transaction, input: input)
    for effect in result.effects { try effects.apply(effect) }
    try effects.finish()
    let calls = try result.render(effects.facts)
    let changesOptOut = result.effects.contains { if case .setOptedOut = $0 { true } else { false } }
    let toSend = try OutboxRows(transaction: transaction, input: input).add(
      calls, turn: turn, ignoringOptOut: result.effects.contains(.setOptedOut(true)),
      after: try conversation.int64("outbound_sequence"),
      sending: changesOptOut ? nil : claim.map { ($0, conversation) })
    if let last = input.messages.prefix(result.messagesHandled).last {
      try InboxRows(transaction: transaction, key: input.key)
        .markHandled(upTo: last.sequence, turn: turn, trace: result.trace)
    }
    let hasMore = try lease.giveBack(
      state: state, outboundSequence: try conversation.int64("outbound_sequence") + Int64(calls.count))
    return TurnCommitment(
      outcome: .committed(facts: effects.facts, calls: calls), hasMore: hasMore, toSend: toSend)
  }
}
