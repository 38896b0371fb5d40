import Commerce
import Dialogue

///     shopper: en español por favor
///     souk:    De acuerdo, seguimos en español. ¿Qué buscas?
struct SwitchLanguage: Workflow {
  let name = "switch_language"
  let intents: [Intent] = [.setLanguage]
  let texts: [TextKey] = ["language.switched", "language.choose"]

  func begin(_ act: Act, in context: Context) -> Step<NoState> {
    let wanted = act.items.first.map { String($0.words.lowercased().prefix { $0.isLetter }) } ?? ""
    guard let language = context.languages.first(where: { $0.code == wanted }) else { return choose(in: context) }
    var memory = context.memory
    memory.chosenLanguage = language.code
    memory.spokenLanguage = language.code
    return Step(
      [Reply("language.switched", ["language": .text(language.name)])],
      effects: [.updateCustomer(CustomerChange(language: language.code))], memory: memory)
  }

  private func choose(in context: Context) -> Step<NoState> {
    Step([
      Reply(
        "language.choose", ["names": .text(ProductText.list(context.languages.map(\.name)))],
        choices: context.languages.map { ReplyChoice(.language($0.code), .literal($0.name)) })
    ])
  }
}
