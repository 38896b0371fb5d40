import Commerce
import Dialogue

/// Where a shop sells from an age on, each shopper is asked once, before the first order.
///
///     shopper: checkout
///     souk:    You must be 21 or older to order here. Are you? [Yes] [No]
///     shopper: yes
///     souk:    Thank you. Delivery or pick-up? …
struct AgeGate: Workflow {
  let name = "age_gate"
  let intents: [Intent] = [.confirmAge]
  let texts: [TextKey] = ["age.ask", "age.refused", "button.yes", "button.no", "button.human"]
  let takesTheFloor = true

  struct State: Codable, Hashable, Sendable {}

  /// Whether this shopper may order here, as far as is known.
  static func isOpen(_ context: Context) -> Bool {
    context.store.settings.selling?.minimumAge == nil || context.standing.age == .confirmed
  }

  func begin(_ act: Act, in context: Context) -> Step<State> {
    if Self.isOpen(context) { return Step(next: .handOn(Act(.checkout))) }
    if context.standing.age == .refused { return refused(context) }
    return Step(question(of: State(), in: context), next: .waiting(State()))
  }

  func resume(_ act: Act, from state: State, in context: Context) -> Step<State>? {
    switch act.intent {
    case .confirm:
      return Step(effects: [.setAgeConfirmed(true)], next: .handOn(Act(.checkout)))
    case .deny, .stop:
      var step = refused(context)
      step.effects = [.setAgeConfirmed(false)]
      return step
    default: return nil
    }
  }

  private func refused(_ context: Context) -> Step<State> {
    Step([
      Reply(
        "age.refused", ["age": .text(Self.age(context))],
        choices: [ReplyChoice(.act(.human), .text("button.human"))])
    ])
  }

  private static func age(_ context: Context) -> String {
    context.store.settings.selling?.minimumAge.map(String.init) ?? ""
  }

  func expectation(of state: State, in context: Context) -> Expectation { .yesOrNo }

  func question(of state: State, in context: Context) -> [Reply] {
    [
      Reply(
        "age.ask", ["age": .text(Self.age(context))],
        choices: [ReplyChoice(.act(.confirm), .text("button.yes")), ReplyChoice(.act(.deny), .text("button.no"))],
        question: "age")
    ]
  }
}
