import Commerce
import Dialogue

/// Links a chat to somebody of the shop by the code that `souk staff code` prints.
///
///     owner: SOUK-7K2M-9QXP
///     souk:  Welcome! You are an owner of Hill & Co here now. …
struct LinkStaff: Workflow {
  let name = "link_staff"
  let intents: [Intent] = [.linkStaff]
  let texts: [TextKey] = ["figures.code"]

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    let reply = Reply(
      "figures.code",
      [
        "linked": .staffCode(.linked), "unknown": .staffCode(.unknown), "closed": .staffCode(.closed),
        "role": .staffRole, "shop": .text(context.store.name),
      ])
    return Step([reply], effects: [.redeemStaffCode(act.text)])
  }
}
