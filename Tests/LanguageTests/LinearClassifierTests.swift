import Foundation
import Testing

@testable import Language

@Suite struct LinearClassifierTests {
  private static let shop: [String: [String]] = [
    "add": ["add two teas", "i want a coffee", "put one more cake in my cart", "i'll take three of those", "add it"],
    "remove": [
      "remove the tea", "drop the cake", "take the coffee out", "delete that", "i don't want the tea any more",
    ],
    "track_order": [
      "where is my order", "has my parcel shipped", "track my order", "when will it arrive", "order status",
    ],
    "greet": ["hello", "hi there", "good morning", "hey", "hi"],
    "ask_hours": [
      "when do you open", "what are your hours", "are you open on sunday", "opening times", "when do you close",
    ],
    "pay": ["i want to pay", "can i pay by card", "checkout please", "take my money", "pay now"],
    "help": ["help me", "what can you do", "i need help", "how does this work", "help"],
    "thanks": ["thank you", "thanks a lot", "cheers", "many thanks", "thx"],
  ]

  private let vectors: StaticVectors

  init() throws {
    vectors = try StaticVectorsTests.loaded.get()
  }

  private func train(
    _ examples: [String: [String]] = shop, outOfScope: [String] = []
  ) throws -> LinearClassifier {
    try ClassifierTrainer(vectors: vectors).train(TrainingSet(examples: examples, outOfScope: outOfScope))
  }

  @Test func `its own examples are recognised`() throws {
    let classifier = try train()
    for (intent, texts) in Self.shop {
      for text in texts { #expect(classifier.classify(text).best?.intent == intent, "\(text)") }
    }
  }

  @Test(arguments: [
    ("please add another tea", "add"), ("WHERE IS MY PARCEL??", "track_order"), ("héllo", "greet"),
    ("do you open on monday", "ask_hours"), ("thank u so much", "thanks"), ("pls remove the coffee", "remove"),
    ("paying with my credit card", "pay"),
  ])
  func `texts that say it otherwise are recognised`(text: String, intent: String) throws {
    #expect(try train().classify(text).best?.intent == intent)
  }

  @Test func `separable classes of many examples are told apart`() throws {
    let fruit = ["apple", "pear", "plum", "cherry", "banana", "grape", "melon", "peach"]
    let tools = ["hammer", "saw", "drill", "wrench", "chisel", "pliers", "screwdriver", "axe"]
    let frames = ["i like the %", "give me a %", "a fresh %", "one % please", "what about the %", "% today", "my %"]
    func texts(_ words: [String]) -> [String] {
      words.dropLast().flatMap { word in frames.map { $0.replacingOccurrences(of: "%", with: word) } }
    }
    let classifier = try train(["fruit": texts(fruit), "tools": texts(tools)])
    #expect(classifier.classify("i bought the peach").best?.intent == "fruit")
    #expect(classifier.classify("i bought the axe").best?.intent == "tools")
  }

  @Test func `confidences fall from the first on and add up to one`() throws {
    let classifier = try train()
    for text in ["add tea", "zzz", "", "hello there my friend", "🍵", "where is my order"] {
      let result = classifier.classify(text)
      let confidences = result.candidates.map(\.confidence)
      #expect(result.candidates.count == Self.shop.count)
      #expect(Set(result.candidates.map(\.intent)) == Set(Self.shop.keys))
      #expect(abs(confidences.reduce(0, +) - 1) < 1e-6)
      #expect(zip(confidences, confidences.dropFirst()).allSatisfy { $0 >= $1 })
      #expect(result.inScope >= 0 && result.inScope <= 1)
    }
  }

  @Test func `what no intent is about has a lower scope than what one is about`() throws {
    let classifier = try train(outOfScope: ["who won the world cup", "tell me a joke", "what is two plus two"])
    let stranger = classifier.classify("how tall is the eiffel tower").inScope
    #expect(stranger < classifier.classify("where is my order please").inScope)
    #expect(stranger < classifier.classify("add two coffees").inScope)
    #expect(classifier.classify("").inScope == 0)
    #expect(classifier.classify("...").inScope == 0)
  }

  @Test func `the same examples in any order of intents give the same classifier, byte by byte`() throws {
    let first = try train()
    let second = try train(Dictionary(uniqueKeysWithValues: Self.shop.sorted { $0.key > $1.key }))
    #expect(first.encoded() == second.encoded())
  }

  @Test func `the fingerprint changes with any example and stays otherwise`() {
    let set = TrainingSet(examples: Self.shop)
    #expect(set.fingerprint == TrainingSet(examples: Self.shop).fingerprint)
    #expect(set.fingerprint.count == 32)
    var changed = Self.shop
    changed["greet"]?.append("yo")
    #expect(TrainingSet(examples: changed).fingerprint != set.fingerprint)
    #expect(TrainingSet(examples: Self.shop, outOfScope: ["x"]).fingerprint != set.fingerprint)
    #expect(
      TrainingSet(examples: ["a": ["bc"], "d": ["e"]]).fingerprint
        != TrainingSet(examples: ["ab": ["c"], "d": ["e"]]).fingerprint)
  }

  @Test func `a stored classifier answers as the trained one`() throws {
    let trained = try train()
    let restored = try LinearClassifier(bytes: trained.encoded(), vectors: vectors)
    #expect(restored.intents == trained.intents)
    #expect(restored.fingerprint == TrainingSet(examples: Self.shop).fingerprint)
    for text in Self.shop.values.joined() + ["anything else", "", "naïve café"] {
      #expect(restored.classify(text) == trained.classify(text))
    }
  }

  @Test func `damaged bytes are refused and never crash`() throws {
    let bytes = try train(["a": ["one", "two"], "b": ["three", "four"]]).encoded()
    #expect(throws: LanguageError.self) { try LinearClassifier(bytes: [], vectors: vectors) }
    #expect(throws: LanguageError.self) { try LinearClassifier(bytes: Array(bytes.dropLast()), vectors: vectors) }
    var generator = SeededGenerator(seed: 13)
    for _ in 0..<200 {
      var damaged = bytes
      damaged[Int.random(in: 0..<64, using: &generator)] ^= UInt8.random(in: 1...255, using: &generator)
      #expect(throws: LanguageError.self) { try LinearClassifier(bytes: damaged, vectors: vectors) }
      // The same with a check sum that fits, so that the fields' own checks are reached.
      damaged.removeLast(8)
      var writer = ByteWriter()
      writer.append(raw: Array(damaged.prefix(Int.random(in: 0...damaged.count, using: &generator))))
      _ = try? LinearClassifier(bytes: writer.finished(), vectors: vectors)
    }
  }

  @Test func `sets that cannot be learnt from are refused with a reason`() {
    #expect(throws: LanguageError.tooFewIntents(0)) { try train([:]) }
    #expect(throws: LanguageError.tooFewIntents(1)) { try train(["only": ["one"]]) }
    #expect(throws: LanguageError.intentWithoutExamples("empty")) {
      try train(["full": ["one"], "empty": ["", "..."]])
    }
  }

  @Test func `two intents with one example each are enough`() throws {
    let classifier = try train(["yes": ["yes"], "no": ["no"]])
    #expect(classifier.classify("yes").best?.intent == "yes")
    #expect(classifier.classify("no").best?.intent == "no")
  }

  @Test func `a line break parts words as a space does`() throws {
    let classifier = try train()
    #expect(classifier.classify("where is\nmy order") == classifier.classify("where is my order"))
  }

  @Test func `very long texts and odd bytes are classified`() throws {
    let classifier = try train()
    #expect(classifier.classify(String(repeating: "add tea ", count: 5000)).candidates.count == Self.shop.count)
    #expect(classifier.classify("\u{0}\u{202e}\u{1f1e6}").candidates.count == Self.shop.count)
  }
}
