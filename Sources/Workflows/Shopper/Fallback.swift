import Commerce
import Dialogue

/// What was not understood or cannot be done: said honestly, with a way on; the second time a person is offered.
///
///     shopper: what's the weather like
///     souk:    I can't help with that, but I can find products, take your order or fetch a colleague. …
struct Fallback: Workflow {
  let name = "fallback"
  let intents: [Intent] = [.unclear, .outOfScope, .askAdvice]
  let texts: [TextKey] = [
    "fallback.unclear", "fallback.unclear_again", "fallback.out_of_scope", "fallback.advice", "button.show_products",
    "button.help",
    "button.human",
  ]

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    if act.intent == .askAdvice { return advice(context) }
    let isAgain = context.memory.misunderstandings > 1
    let choices = [
      ReplyChoice(.act(.browse), .text("button.show_products")), ReplyChoice(.act(.help), .text("button.help")),
      ReplyChoice(.act(.human), .text("button.human")),
    ]
    let key: TextKey =
      act.intent == .outOfScope ? "fallback.out_of_scope" : (isAgain ? "fallback.unclear_again" : "fallback.unclear")
    if !context.waiting.isEmpty { return Step([Reply(isAgain ? key : "fallback.unclear")]) }
    return Step([Reply(key, choices: choices)])
  }

  /// Health and safety are never guessed at.
  private func advice(_ context: Context) -> Step<NoState> {
    var memory = context.memory
    memory.offer = Act(.human, source: .expectation)
    return Step([Reply("fallback.advice", choices: [ReplyChoice(.act(.human), .text("button.human"))])], memory: memory)
  }
}
