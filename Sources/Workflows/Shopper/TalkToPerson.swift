import Commerce
import Dialogue

/// Handing over to a person: staff are told and the bot falls silent for this conversation; after a complaint it still
/// does what is plainly asked until one of them is there.
///
///     shopper: I want to talk to a human
///     souk:    I have asked a colleague to take over. They will answer here; …
struct TalkToPerson: Workflow {
  let name = "talk_to_person"
  let intents: [Intent] = [.human, .complain]
  let texts: [TextKey] = ["person.coming", "person.sorry_coming"]
  let takesTheFloor = true

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    guard !context.isHandedOver else { return Step() }
    let isComplaint = act.intent == .complain
    let hours = context.store.settings.hoursText ?? ""
    return Step(
      [Reply(isComplaint ? "person.sorry_coming" : "person.coming", ["hours": .text(hours)])],
      effects: [.handOver(reason: isComplaint ? "complaint" : "asked for a person", isSilent: !isComplaint)])
  }
}
