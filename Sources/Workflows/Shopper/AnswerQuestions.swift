import Commerce
import Dialogue
import Language

/// A question about a product, answered with what the shop's own text says; where it does not say, that is told.
///
///     shopper: does it need batteries?
///     souk:    Speedster RC car: Needs 4 AA batteries (not included). Shall I add it to your cart?
///     shopper: do you have other colours?
///     souk:    Wood stain also comes in Oak, Walnut.
struct AnswerQuestions: Workflow {
  let name = "answer_questions"
  let intents: [Intent] = [.askAbout]
  let texts: [TextKey] =
    [
      "product.answer", "product.not_told", "product.none_told", "product.also_in", "product.only_in", "button.human",
      "button.add_to_cart",
    ] + PricesApart.texts

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    guard let answer = act.answer, let product = context.catalog.product(answer.product) else {
      return Step(next: .handOn(Act(.details, source: act.source, text: act.text, items: act.items)))
    }
    if let forms = answer.forms, var apart = PricesApart.step(forms, context) {
      if !answer.passages.isEmpty {
        let text = answer.passages.joined(separator: " ")
        apart.replies.insert(Reply("product.answer", ["title": .text(product.title), "text": .text(text)]), at: 0)
      }
      return apart
    }
    if let others = answer.others {
      let items = [ItemPhrase(candidates: others, linkConfidence: 1)]
      return Step(next: .handOn(Act(.pick, source: act.source, text: act.text, items: items)))
    }
    if answer.isOfAList == true { return notTold(Reply("product.none_told"), context.memory) }
    if let option = answer.option { return forms(of: product, option: option, context) }
    return answer.passages.isEmpty ? notTold(product, context) : told(answer.passages, of: product, act, context)
  }

  private func told(_ passages: [String], of product: Product, _ act: Act, _ context: Context) -> Step<NoState> {
    var memory = focused(on: product, context)
    var reply = Reply(
      "product.answer", ["title": .text(product.title), "text": .text(passages.joined(separator: ". "))])
    if isOffered(product, context), !isWarning(passages, context), !tellsOfAllergy(act, context) {
      let variant = memory.focusVariant ?? (product.variants.count == 1 ? product.variants[0].id : nil)
      reply.arguments["offer"] = .flag(true)
      reply.choices = [
        ReplyChoice(variant.map(ChoiceCode.add) ?? .addProduct(product.id), .text("button.add_to_cart"))
      ]
      memory.offer = offer(product, memory.focusVariant)
    }
    return Step([reply], memory: memory)
  }

  /// "Not suitable during pregnancy": who was just told so is not asked to buy it.
  private func isWarning(_ passages: [String], _ context: Context) -> Bool {
    passages.contains { passage in
      Tokenizer.tokens(in: passage).contains { context.words[.warnings].contains($0.text) }
    }
  }

  /// "is it safe for someone with a nut allergy?": whatever the answer is, it is theirs to judge.
  private func tellsOfAllergy(_ act: Act, _ context: Context) -> Bool {
    Tokenizer.tokens(in: act.text).contains { context.words[.allergies].contains($0.text) }
  }

  /// What is in the cart or asked about in the middle of something else is not offered again.
  private func isOffered(_ product: Product, _ context: Context) -> Bool {
    product.isInStock && context.waiting.isEmpty && !context.cart.lines.contains { $0.productID == product.id }
  }

  private func offer(_ product: Product, _ variant: VariantID?) -> Act {
    Act(
      .add, source: .expectation, items: [ItemPhrase(candidates: [product.id], linkConfidence: 1, variant: variant)])
  }

  private func focused(on product: Product, _ context: Context) -> DialogueMemory {
    var memory = context.memory
    memory.focus(on: product.id, variant: memory.focusProduct == product.id ? memory.focusVariant : nil)
    return memory
  }

  private func notTold(_ product: Product, _ context: Context) -> Step<NoState> {
    notTold(Reply("product.not_told", ["title": .text(product.title)]), focused(on: product, context))
  }

  /// Nobody is left to guess: a person can find out.
  private func notTold(_ reply: Reply, _ memory: DialogueMemory) -> Step<NoState> {
    var (reply, memory) = (reply, memory)
    memory.offer = Act(.human, source: .expectation)
    reply.choices = [ReplyChoice(.act(.human), .text("button.human"))]
    return Step([reply], memory: memory)
  }

  /// What it can be had in leads; what is sold out follows.
  private func forms(of product: Product, option: String, _ context: Context) -> Step<NoState> {
    guard let place = product.optionNames.firstIndex(of: option) else { return Step([]) }
    var memory = focused(on: product, context)
    let current = memory.focusVariant.flatMap(product.variant)
    let rest = product.variants.filter { variant in
      place < variant.options.count && variant.options[place] != current?.options[place]
    }
    var open: [String] = []
    var gone: [String] = []
    for variant in rest where variant.isInStock && !open.contains(variant.options[place]) {
      open.append(variant.options[place])
    }
    for value in rest.map({ $0.options[place] }) where !open.contains(value) && !gone.contains(value) {
      gone.append(value)
    }
    memory.focusVariant = nil
    memory.focusAttributes = []
    var arguments: [String: ReplyFact] = ["title": .text(product.title)]
    if !gone.isEmpty { arguments["gone"] = .text(ProductText.list(gone)) }
    guard !open.isEmpty else { return Step([Reply("product.only_in", arguments)], memory: memory) }
    arguments["values"] = .text(ProductText.list(open))
    if isOffered(product, context) { memory.offer = offer(product, nil) }
    return Step([Reply("product.also_in", arguments)], memory: memory)
  }
}
