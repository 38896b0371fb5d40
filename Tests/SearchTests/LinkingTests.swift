import Commerce
import Language
import Search
import Testing

@Suite("Linking a sentence to the catalogue")
struct LinkingTests {
  private let catalog = ShopFixture.catalog()

  /// Each mention as `words → what`, in order of the sentence.
  private func links(_ sentence: String) -> [String] {
    let tokens = Tokenizer.tokens(in: sentence).map(\.text)
    return catalog.mentions(in: tokens).sorted { $0.tokens.lowerBound < $1.tokens.lowerBound }.map { mention in
      tokens[mention.tokens].joined(separator: " ") + " → " + text(mention.target)
    }
  }

  private func text(_ target: CatalogMention.Target) -> String {
    switch target {
    case .products(let ids): ids.map { catalog.product($0)?.title ?? "?" }.joined(separator: " | ")
    case .category(let name): "category \(name)"
    case .brand(let name): "brand \(name)"
    case .attribute(let filter): "\(filter.name)=\(filter.value)"
    }
  }

  static let sentences: [(String, [String])] = [
    (
      "two of the blue rain jackets and a trail mix",
      ["blue → colour=Blue", "rain jackets → Rain Jacket", "trail mix → Trail Mix"]
    ),
    ("i want 3 lanterns please", ["lanterns → Solar Lantern | LED Camping Lantern | Hand Crank Lantern"]),
    ("the LED camping lantern", ["led camping lantern → LED Camping Lantern"]),
    (
      "large blue rain jacket", ["large → size=L", "blue → colour=Blue", "rain jacket → Rain Jacket"]
    ),
    (
      "rain jacket in blue, size l", ["rain jacket → Rain Jacket", "blue → colour=Blue", "size l → size=L"]
    ),
    (
      "a 72-hour kit and two 4-person tents",
      ["72 - hour kit → 72-Hour Emergency Kit | Family 72-Hour Emergency Kit", "4 - person tents → 4-Person Tent"]
    ),
    ("two 2 person tents", ["2 person tents → 2-Person Tent"]),
    ("tent for four people", ["tent for four people → 4-Person Tent"]),
    ("the iphone 15 case", ["iphone 15 case → iPhone 15 Case"]),
    ("15 iphone 14 cases", ["iphone 14 cases → iPhone 14 Case"]),
    (
      "2 salt and vinegar chips and peanut butter",
      ["salt and vinegar chips → Salt and Vinegar Chips", "peanut butter → Peanut Butter"]
    ),
    ("trail mix and granola bars", ["trail mix → Trail Mix", "granola bars → Granola Bar"]),
    (
      "chocolate granola bar", ["chocolate → flavour=Chocolate", "granola bar → Granola Bar"]
    ),
    ("2x ground coffee 500 g and rice", ["ground coffee 500 g → Ground Coffee 500 g", "rice → Basmati Rice 2 kg"]),
    ("500 ml of oat milk", ["oat milk → Oat Milk 1 L"]),
    ("10 mg gummies", ["10 mg gummies → Mixed Berry Gummies 10 mg"]),
    ("cotton t shirt", ["cotton t shirt → Cotton T-Shirt"]),
    ("black tshirts", ["black → colour=Black", "tshirts → Cotton T-Shirt"]),
    ("a torch and a head lamp", ["torch → Rechargeable Flashlight", "head lamp → Headlamp"]),
    ("rian jackets and trial mix", ["rian jackets → Rain Jacket", "trial mix → Trail Mix"]),
    ("jakcet by northwind", ["jakcet by northwind → Rain Jacket | Women's Rain Jacket"]),
    ("grey hoodie xl", ["grey → colour=Grey", "hoodie → Zip Hoodie", "xl → size=XL"]),
    (
      "womens rain jacket red medium",
      ["womens rain jacket → Women's Rain Jacket", "red → colour=Red", "medium → size=M"]
    ),
    ("hiking boots size 10", ["hiking boots → Hiking Boots", "size 10 → size=10"]),
    ("show me camping gear", ["camping → category Camping"]),
    ("anything from fell & co", ["fell & co → brand Fell & Co"]),
    ("something vegan", ["vegan → vegan=yes"]),
    ("blue dream", ["blue dream → strain=Blue Dream"]),
    ("blue dream flower", ["blue dream flower → Blue Dream Flower"]),
    ("vape cartridge gelato", ["vape cartridge → Vape Cartridge", "gelato → strain=Gelato"]),
    ("sk-1016-0 please", ["sk - 1016 - 0 → Solar Lantern"]),
    ("gift card", ["gift card → Gift Card"]),
    ("green tea", ["green tea → Green Tea"]),
    ("1 litre of oat milk", ["1 litre of oat milk → Oat Milk 1 L"]),
    ("long sleeping bag", ["long → size=Long", "sleeping bag → Sleeping Bag 0°C"]),
    ("folding chair in green", ["folding chair → Folding Chair", "green → colour=Green"]),
    (
      "remove the peanut butter and add two oat milks, then check out",
      ["peanut butter → Peanut Butter", "oat milks → Oat Milk 1 L"]
    ),
  ]

  @Test("Names are found with their stretch", arguments: sentences)
  func namesAreFound(sentence: String, expected: [String]) {
    #expect(links(sentence) == expected)
  }

  @Test(
    "Talk that names nothing links to nothing",
    arguments: [
      "add to cart", "place the order", "how much is it", "hello there", "where is my order", "cancel my order",
      "do you take card", "do you deliver to my address", "i need it by the next day", "thanks a lot!", "yes please",
      "can i speak to a human", "the second one", "3", "my number is 503 555 0142", "", "?!", "what time do you close",
      "that is all, check out now", "no thank you", "i would like to return something", "12 main street, apartment 4",
      "is there a discount code", "make it 3 instead", "same as last time",
      "how long does it take", "do you ship by mail", "can you check that again",
    ])
  func talkLinksToNothing(sentence: String) {
    #expect(links(sentence) == [])
  }

  @Test("A full title is certain, less is less, and a repair lowers it")
  func confidenceFollowsTheName() {
    func confidence(_ words: [String]) -> Double { catalog.mentions(in: words).first?.confidence ?? 0 }
    #expect(confidence(["rain", "jacket"]) == 1)
    #expect(confidence(["lantern"]) < 1)
    #expect(confidence(["rian", "jacket"]) < 1)
    #expect(confidence(["solar"]) < confidence(["lantern"]))
  }

  @Test("Mentions never overlap and stay within the sentence")
  func mentionsDoNotOverlap() {
    for (sentence, _) in Self.sentences {
      let tokens = Tokenizer.tokens(in: sentence).map(\.text)
      var taken: Set<Int> = []
      for mention in catalog.mentions(in: tokens) {
        #expect(tokens.indices.contains(mention.tokens.lowerBound) && mention.tokens.upperBound <= tokens.count)
        #expect(taken.isDisjoint(with: mention.tokens))
        taken.formUnion(mention.tokens)
      }
    }
  }
}
