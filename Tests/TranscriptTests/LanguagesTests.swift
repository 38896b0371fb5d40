import Commerce
import Foundation
import Language
import Search
import Testing
import Workflows

@testable import Dialogue

/// Languages are files: how a message's own is told, and that a new one needs no code.
@Suite struct LanguagesTests {
  private static let texts = Workflows.registry.texts.union(ConversationEngine.texts)

  /// The first message to an English shop.
  @Test(arguments: [
    ("es", "hola, buenas tardes"), ("es", "¿tienen linternas?"), ("es", "quiero dos mochilas azules por favor"),
    ("es", "cuánto cuesta el envío"), ("es", "dónde está mi pedido"), ("es", "busco algo para acampar"),
    ("pt", "oi, tudo bem?"), ("pt", "vocês têm barraca?"), ("pt", "quero duas lanternas por favor"),
    ("pt", "quanto custa o frete"), ("pt", "cadê meu pedido"), ("pt", "preciso de uma jaqueta"),
    ("id", "halo kak"), ("id", "ada tenda gak?"), ("id", "mau pesan 2 senter ya gan"), ("id", "ongkirnya berapa"),
    ("id", "pesanan saya di mana"), ("id", "yg merah brp kak"), ("en", "hi, do you have lanterns?"),
    ("en", "where is my order"), ("en", "two rain jackets in blue please"), ("en", "ok"), ("en", "2"),
    ("en", "no"), ("en", "Maria"), ("en", "xxl"), ("en", "asdf"), ("en", "cardamom coffee"),
  ])
  func `a first message shows its language`(_ language: String, _ text: String) throws {
    #expect(try Self.choose(text, current: "en", isSettled: false) == language)
  }

  /// In the middle of a conversation.
  @Test(arguments: [
    ("es", "ok"), ("es", "2"), ("es", "Caravan coffee"), ("es", "no"), ("es", "si"), ("es", "M"), ("es", "Cardamom"),
    ("es", "chocolate"), ("pt", "ok"), ("pt", "Headlamp 400"), ("pt", "nao"), ("pt", "sim"), ("id", "ok"), ("id", "ya"),
    ("id", "2 pcs"), ("id", "sleeping bag"), ("en", "gracias"), ("en", "si"), ("en", "kopi"), ("en", "no"),
  ])
  func `what is not plain stays in the conversation's language`(_ language: String, _ text: String) throws {
    #expect(try Self.choose(text, current: language, isSettled: true) == language)
  }

  @Test(arguments: [
    ("es", "en", "actually can you show me the tents"), ("en", "es", "mejor quiero ver las mochilas"),
    ("es", "pt", "quero ver as barracas que vocês têm"), ("pt", "id", "mau lihat tenda yang besar dong kak"),
    ("id", "en", "where is my order please"),
  ])
  func `a plain sentence changes it`(_ before: String, _ after: String, _ text: String) throws {
    #expect(try Self.choose(text, current: before, isSettled: true) == after)
  }

  @Test(arguments: ["Calle Mayor 12, Durango", "Avenida Paulista 1000, São Paulo", "Jl. Merdeka No. 10, Bandung"])
  func `an address and a name change nothing`(_ text: String) throws {
    let prompts = try SharedLanguage.prompts.get()
    var scene = Self.scene
    for expectation in [Expectation.address, .name] {
      scene.expectation = expectation
      #expect(prompts.chooser.choose(text, current: "en", isSettled: true, scene: scene).language == "en")
    }
  }

  @Test(arguments: [
    ("en", "in English please"), ("es", "en español por favor"), ("es", "español"), ("pt", "em português"),
    ("id", "pakai bahasa Indonesia dong"), ("id", "bahasa indonesia"), ("es", "can you speak Spanish?"),
    ("en", "en inglés"), ("pt", "puedes hablar portugués?"),
  ])
  func `a language may be asked for`(_ language: String, _ text: String) throws {
    #expect(try SharedLanguage.prompts.get().chooser.request(in: text) == language)
  }

  @Test(arguments: ["english breakfast tea", "do you have spanish olives?", "inglés", "kopi indonesia 2"])
  func `goods called after a country are no such request`(_ text: String) throws {
    let asked = try SharedLanguage.prompts.get().chooser.request(in: text)
    #expect(asked == nil || text == "inglés")
  }

  @Test(arguments: [
    ("en", "USD", 125_000, "$1,250.00"), ("es", "EUR", 125_000, "1.250,00 €"), ("es", "MXN", 125_050, "$1,250.50"),
    ("pt", "BRL", 1_250, "R$ 12,50"), ("id", "IDR", 1_500_000, "Rp15.000"), ("id", "IDR", 1_500_050, "Rp15.000,50"),
    ("es", "JPY", 1_200, "¥1.200"),
  ])
  func `amounts are written as the language writes them`(
    _ language: String, _ code: String, _ minor: Int, _ text: String
  ) throws {
    let currency = try #require(Currency(code: code))
    let format = try SharedLanguage.prompts.get().writer(language: language).texts.format.money
    #expect(Money(minorUnits: Int64(minor), currency: currency).text(format) == text)
  }

  /// A language that nobody speaks, made of files only: English with every phrase, text and example turned around.
  @Test func `a new language is a set of files`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("souk-\(UUID().uuidString)")
    defer { Self.remove(folder) }
    try Self.writeMadeUpLanguage(to: folder)
    let library = try PromptLibrary.load(directory: folder.path, texts: ["talk.thanks"], classifiers: [:])
    #expect(library.languages == ["en", "xx"])
    #expect(
      library.chooser.choose("ollo, zim dva lamparu", current: "en", isSettled: false, scene: Self.scene).language
        == "xx")
    let read = library.interpreter(language: "xx").interpret("zim lamparu", in: Self.scene)
    #expect(read.acts.map(\.intent) == [.add])
    #expect(library.writer(language: "xx").texts.text("talk.thanks") == "Kiitu!")
  }

  @Test func `a missing text is an error that names it`() throws {
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("souk-\(UUID().uuidString)")
    defer { Self.remove(folder) }
    try Self.writeMadeUpLanguage(to: folder)
    let error = #expect(throws: ConfigurationErrors.self) {
      try PromptLibrary.load(
        directory: folder.path, texts: ["talk.thanks", "cart.empty", "owner.daily"], classifiers: [:])
    }
    let problems = error?.problems.map(\.description).filter { $0.contains("xx.yaml") } ?? []
    #expect(problems.count == 1)
    #expect(problems.first?.contains("cart.empty") == true)
  }
}

extension LanguagesTests {
  private static var scene: Scene {
    Scene(catalog: EmptyCatalog(), currency: .usd, cart: Cart(id: CartID(1)))
  }

  private static func choose(_ text: String, current: String, isSettled: Bool) throws -> String {
    try SharedLanguage.prompts.get().chooser.choose(text, current: current, isSettled: isSettled, scene: scene).language
  }

  private static func remove(_ folder: URL) {
    do { try FileManager.default.removeItem(at: folder) } catch { return }
  }

  /// English's own grammar, and one of another language with the same sections and a few words of its own.
  private static func writeMadeUpLanguage(to folder: URL) throws {
    let files = FileManager.default
    for name in ["grammar", "replies"] {
      try files.createDirectory(at: folder.appendingPathComponent(name), withIntermediateDirectories: true)
    }
    let english = try String(contentsOfFile: SharedLanguage.folder + "/prompts/grammar/en.yaml", encoding: .utf8)
    try english.write(to: folder.appendingPathComponent("grammar/en.yaml"), atomically: true, encoding: .utf8)
    let roles = WordRole.allCases.map { "  \"\($0.key)\": []\n" }.joined()
    let grammar = """
      language: xx
      acts: {add: [zim, zimo, zimaru dva], greet: [ollo, ollo vam], find: [kauda, kauda mi], thanks: [kiitu]}
      corrections: [nei]
      fillers: [pliz]
      articles: [lo]
      negations: [neta]
      quantity: {additional: [plu], multipliers: [x], units: [], pairs: []}
      price: {under: [sub], over: [sur], around: [cirka], between: [inter]}
      sorts: {cheapest: [malkara]}
      conditions: {in_stock: [hava]}
      references: {focus: [tio], first: [prima], last: [lasta]}
      fulfilment: {delivery: [sendi], pickup: [preni]}
      payment: {cash: [kontanto]}
      facts: {name: [mia nomo], address: [mia adreso]}
      orders: {coupons: [kupono], pay_order: [pagi]}
      commands: []
      unfinished: []
      questions: [kio]
      separators: [kaj]
      days: {monday: [lundo]}
      roles:
      \(roles)
      """
    try grammar.write(to: folder.appendingPathComponent("grammar/xx.yaml"), atomically: true, encoding: .utf8)
    try "talk: {thanks: \"You're welcome!\"}\ncart: {empty: Empty}\nowner: {daily: Day}\n".write(
      to: folder.appendingPathComponent("replies/en.yaml"), atomically: true, encoding: .utf8)
    try "format: {name: Xx}\ntalk: {thanks: Kiitu!}\n".write(
      to: folder.appendingPathComponent("replies/xx.yaml"), atomically: true, encoding: .utf8)
  }
}
