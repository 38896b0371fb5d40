import Commerce
import Dialogue

/// Mending a conversation: never mind, back, say that again, no, and things that are no words.
///
///     shopper: never mind
///     souk:    All right. Your cart stays as it is. …
struct Repair: Workflow {
  let name = "repair"
  let intents: [Intent] = [.stop, .goBack, .repeatThat, .deny, .confirm, .acknowledge, .attachment, "edit"]
  let texts: [TextKey] = [
    "repair.stopped", "repair.nothing_to_repeat", "repair.denied", "repair.nothing_to_confirm", "repair.attachment",
    "repair.location", "repair.edited", "repair.order_exists", "button.show_products", "button.view_cart",
    "button.human", "button.checkout",
  ]

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    switch act.intent {
    case .repeatThat: again(context)
    case .deny: Step([Reply("repair.denied", choices: choices(context))])
    case .confirm: confirmed(context)
    case .acknowledge: Step([Reply("repair.nothing_to_confirm", choices: onward(context))])
    case .attachment: attachment(act, context)
    case "edit": Step([Reply("repair.edited", choices: choices(context))])
    default: Step([Reply("repair.stopped", ["has_cart": .flag(!context.cart.isEmpty)], choices: choices(context))])
    }
  }

  private func again(_ context: Context) -> Step<NoState> {
    let last = context.memory.lastReplies
    return Step(last.isEmpty ? [Reply("repair.nothing_to_repeat", choices: choices(context))] : last)
  }

  /// A "yes" to nothing: often the second tap on a button that has done its work.
  private func confirmed(_ context: Context) -> Step<NoState> {
    // Whoever has told who or how it comes, and says yes, is done choosing.
    let told = context.memory.told
    if !context.cart.isEmpty, context.waiting.isEmpty, told.name != nil || told.fulfilment != nil || told.address != nil
    {
      return Step(next: .handOn(Act(.checkout, source: .expectation)))
    }
    if context.cart.isEmpty, let last = context.orders.first {
      return Step([Reply("repair.order_exists", ["number": .text(last.number)], choices: choices(context))])
    }
    // To "which size?" it is no answer: that question is put again, and no second one.
    let isWaiting = !context.waiting.isEmpty
    return Step([Reply("repair.nothing_to_confirm", ["is_waiting": .flag(isWaiting)], choices: choices(context))])
  }

  private func attachment(_ act: Act, _ context: Context) -> Step<NoState> {
    let key: TextKey = act.text == "location" ? "repair.location" : "repair.attachment"
    return Step([Reply(key, choices: choices(context) + [ReplyChoice(.act(.human), .text("button.human"))])])
  }

  private func onward(_ context: Context) -> [ReplyChoice] {
    [ReplyChoice(.act(.checkout), .text("button.checkout"))] + choices(context)
  }

  private func choices(_ context: Context) -> [ReplyChoice] {
    var choices = [ReplyChoice(.act(.browse), .text("button.show_products"))]
    if !context.cart.isEmpty { choices.append(ReplyChoice(.act(.viewCart), .text("button.view_cart"))) }
    return choices
  }
}
