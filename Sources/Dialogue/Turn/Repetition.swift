import Commerce

/// Keeps the bot from asking the same question a third time in a row: it offers a person instead.
enum Repetition {
  static let maximumAsked = 2

  static func bounded(
    _ replies: [Reply], memory: DialogueMemory, context: Context
  ) -> [Reply] {
    guard context.memory.misunderstandings > 0, let last = replies.last(where: { $0.question != nil }),
      last.question == memory.lastQuestion,
      memory.lastQuestionCount >= maximumAsked
    else { return replies }
    var offer = Reply("engine.too_many_questions")
    offer.choices = [ReplyChoice(.act(.human), .text("button.human"))] + last.choices.prefix(2)
    offer.question = last.question
    return replies.filter { $0.question == nil && !$0.isFooter } + [offer]
  }
}
