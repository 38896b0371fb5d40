import Testing

@testable import Language

@Suite struct TokenizerTests {
  private func texts(_ text: String) -> [String] { Tokenizer.tokens(in: text).map(\.text) }

  @Test(arguments: [
    ("Two of the BLUE teas, please!", ["two", "of", "the", "blue", "teas", ",", "please", "!"]),
    ("2kg", ["2", "kg"]), ("cat5e", ["cat5e"]), ("2nd", ["2nd"]), ("t-shirt", ["t", "-", "shirt"]),
    ("don't", ["dont"]), ("don’t", ["dont"]), ("Crème brûlée", ["creme", "brulee"]), ("$12.50", ["$", "12.50"]),
    ("1,000", ["1,000"]), ("1,000.", ["1,000", "."]), ("-3", ["-3"]), ("5-3", ["5", "-", "3"]),
    ("a - 3", ["a", "-", "3"]),
    ("½", ["1\u{2044}2"]), ("Straße", ["strasse"]), ("чай", ["чаи"]), ("tea🍵", ["tea", "🍵"]), ("", []), (" \n\t", []),
    ("2NDs", ["2", "nds"]), ("o'clock", ["oclock"]), ("a\u{200b}b", ["ab"]), ("a\u{0}b", ["ab"]),
  ])
  func `text is cut into folded tokens`(text: String, expected: [String]) { #expect(texts(text) == expected) }

  @Test func `tokens know their kind, their original and whether they touch the one before`() {
    let tokens = Tokenizer.tokens(in: "2kg Crème")
    #expect(tokens.map(\.kind) == [.number, .word, .word])
    #expect(tokens.map { String($0.original) } == ["2", "kg", "Crème"])
    #expect(tokens.map(\.isJoined) == [false, true, false])
  }

  @Test func `the quick answers for ASCII are those of Unicode`() {
    for value in UInt8(0)...127 {
      let scalar = Unicode.Scalar(value)
      let properties = scalar.properties
      #expect(Folding.isSpace(scalar) == properties.isWhitespace)
      #expect(Folding.isWord(scalar) == properties.isAlphabetic)
      #expect(Folding.isIgnorable(scalar) == (properties.generalCategory == .control && !properties.isWhitespace))
      #expect(!Folding.isMark(scalar))
    }
  }

  @Test func `ASCII is cut as anything is`() {
    var generator = SeededGenerator(seed: 11)
    let pieces = Array("aZst Nd2rth09-.,'`\"#$ \n\t\u{0}\u{7f}@[_{").map(String.init)
    func described(_ tokens: some Sequence<Token>) -> [String] {
      tokens.map { "\($0.text)|\($0.original)|\($0.kind)|\($0.isJoined)" }
    }
    for _ in 0..<4_000 {
      let length = Int.random(in: 0...12, using: &generator)
      let text = (0..<length).compactMap { _ in pieces.randomElement(using: &generator) }.joined()
      // A text with anything else behind it is cut scalar by scalar.
      let long = Tokenizer.tokens(in: text + " é")
      #expect(described(Tokenizer.tokens(in: text)) == described(long.dropLast()), "\(text.debugDescription)")
    }
  }

  @Test func `folding ASCII gives what folding anything gives`() {
    for value in UInt8(0)...127 {
      let text = "a\(Unicode.Scalar(value))b"
      let long = Folding.fold(text + "é")
      #expect(Folding.fold(text) == String(long.dropLast()), "\(value)")
    }
  }

  @Test(arguments: ["ŁÓDŹ", "İstanbul", "ﬁne", "ＡＢＣ", "e\u{301}", "Ærø"])
  func `folding twice changes nothing more`(text: String) {
    let once = Folding.fold(text)
    #expect(Folding.fold(once) == once)
  }
}
