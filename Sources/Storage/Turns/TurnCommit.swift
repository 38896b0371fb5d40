import Commerce
import Dialogue

/// Applies one turn inside one transaction. Whatever it throws leaves nothing behind.
struct TurnCommit {
  let transaction: Transaction
  let input: TurnInput

  func commit(_ result: TurnResult) throws -> TurnOutcome {
    let lease = ConversationLease(transaction: transaction, key: input.key)
    guard try lease.isHeld(fence: input.fence) else { return .leaseLost }
    let turn = transaction.ids.nextValue()
    var effects = EffectApplication(transaction: transaction, input: input)
    for effect in result.effects { try effects.apply(effect) }
    try effects.finish()
    let calls = try result.render(effects.facts)
    let optsOut = result.effects.contains(.setOptedOut(true))
    try OutboxRows(transaction: transaction, input: input).add(calls, turn: turn, ignoringOptOut: optsOut)
    try save(result.state)
    if let last = input.messages.prefix(result.messagesHandled).last {
      try InboxRows(transaction: transaction, key: input.key)
        .markHandled(upTo: last.sequence, turn: turn, trace: result.trace)
    }
    try lease.giveBack(notBefore: nil)
    return .committed(facts: effects.facts, calls: calls)
  }

  private func save(_ state: ConversationState) throws {
    try transaction.connection.execute(
      "UPDATE conversations SET state = $3 WHERE store_id = $1 AND id = $2", input.key.columns + [.json(state)])
  }
}
