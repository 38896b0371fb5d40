import Commerce
import Dialogue

/// Answers questions about the shop itself: what the desk has worked out for owners and staff, and a polite no to
/// everybody else.
///
///     owner:   what sold best last week?
///     souk:    Revenue by product, 16–22 November 2026: 1. Brass lantern: $1,240.00 …   [By month] [Pin this]
///     shopper: how much did you sell last week?
///     souk:    The shop keeps its figures to itself. Is there something I can find for you?
struct ShopFigures: Workflow {
  let name = "shop_figures"
  let intents: [Intent] = [.askFigures]
  let texts: [TextKey] = ["figures.refused", "button.show_products"]

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    guard let heard = context.heard else {
      return Step([Reply("figures.refused", choices: [ReplyChoice(.act(.browse), .text("button.show_products"))])])
    }
    var memory = context.memory
    memory.desk = heard.memory
    return Step(heard.replies, effects: heard.changes.map { .desk($0) }, memory: memory)
  }
}
