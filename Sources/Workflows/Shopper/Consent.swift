import Commerce
import Dialogue

/// STOP and START: whether the shop may write to this shopper at all.
///
///     shopper: STOP
///     souk:    You will not get any more messages from us. Send START if you change your mind.
struct Consent: Workflow {
  let name = "consent"
  let intents: [Intent] = [.optOut, .optIn]
  let texts: [TextKey] = ["consent.out", "consent.in"]
  let takesTheFloor = true

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    let isOut = act.intent == .optOut
    return Step(
      [Reply(isOut ? "consent.out" : "consent.in", ["store": .text(context.store.name)])],
      effects: [.setOptedOut(isOut)])
  }
}
