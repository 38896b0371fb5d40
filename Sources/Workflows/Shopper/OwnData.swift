import Commerce
import Dialogue

/// What a shop knows of a person: shown, and erased where they want it so.
///
///     shopper: delete my data
///     souk:    Shall I delete your name, address, messages and points? … [Yes, delete] [Keep it]
///     shopper: yes
///     souk:    Done. Your data is deleted; 14 entries are gone.
struct OwnData: Workflow {
  let name = "own_data"
  let intents: [Intent] = [.deleteData, .exportData, .loyalty]
  let texts: [TextKey] = [
    "data.ask_delete", "data.deleted", "data.kept", "data.open_orders", "data.export", "data.points", "data.no_points",
    "button.yes_delete", "button.keep_data",
  ]

  struct State: Codable, Hashable, Sendable {}

  func begin(_ act: Act, in context: Context) -> Step<State> {
    switch act.intent {
    case .exportData: return Step([export(context)])
    case .loyalty: return Step([points(context)])
    default: break
    }
    // Goods on their way need an address.
    if let open = context.orders.first(where: \.state.isOpen) {
      return Step([Reply("data.open_orders", OrderText.facts(open, context))])
    }
    return Step(question(of: State(), in: context), next: .waiting(State()))
  }

  func resume(_ act: Act, from state: State, in context: Context) -> Step<State>? {
    switch act.intent {
    case .confirm, .deleteData:
      return Step([Reply("data.deleted", ["count": .erasedRows])], effects: [.eraseCustomer], memory: DialogueMemory())
    case .deny, .stop: return Step([Reply("data.kept")])
    default: return nil
    }
  }

  func expectation(of state: State, in context: Context) -> Expectation { .yesOrNo }

  func question(of state: State, in context: Context) -> [Reply] {
    [
      Reply(
        "data.ask_delete",
        choices: [
          ReplyChoice(.act(.confirm), .text("button.yes_delete")), ReplyChoice(.act(.deny), .text("button.keep_data")),
        ], question: "delete_data")
    ]
  }

  private func export(_ context: Context) -> Reply {
    let customer = context.customer
    let rows = context.orders.map { OrderText.facts($0, context) }
    return Reply(
      "data.export",
      [
        "name": .text(customer.name ?? ""), "phone": .text(customer.phone ?? ""),
        "address": .text(customer.address ?? ""), "identities": .text(customer.identities.joined(separator: ", ")),
        "points": .text(context.standing.points > 0 ? String(context.standing.points) : ""), "rows": .rows(rows),
      ])
  }

  private func points(_ context: Context) -> Reply {
    guard context.store.settings.selling?.pointsPerUnit != nil else { return Reply("data.no_points") }
    return Reply(
      "data.points",
      [
        "points": .text(String(context.standing.points)),
        "tier": .text(LoyaltyTier(points: context.standing.points).rawValue),
      ])
  }
}
