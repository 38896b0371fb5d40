import Testing

@testable import Search

@Suite("Reading words byte by byte")
struct PlainWordReaderTests {
  private func plain(_ text: String) -> [String]? {
    var reader = PlainWordReader()
    var words: [String] = []
    let isPlain = reader.read(text) { words.append(String(decoding: $0, as: UTF8.self)) }
    return isPlain ? words : nil
  }

  @Test("The words are those of the other reader, whatever the text")
  func wordsAreTheSame() {
    var generator = SeededGenerator(state: 9)
    let pieces = [
      "a", "Tea", "don't", "2", "2nd", "1,000", "12.5", "-3", "5-3", "'", "`", "-", " ", "  ", "\n", ".", ",", "(",
      "th",
      "ST", "x", "9", "t-shirt", "#", "/", "500ml", "o'", "21ST2", "@", "[", "{", "\t",
    ]
    for _ in 0..<5_000 {
      let text = (0..<Int.random(in: 0...9, using: &generator)).compactMap { _ in
        pieces.randomElement(using: &generator)
      }.joined()
      #expect(plain(text) == TextReader.words(in: text).map(\.surface), "\(text.debugDescription)")
    }
  }

  @Test("Other scripts are left to the other reader")
  func otherScriptsAreLeft() {
    #expect(plain("crème brûlée") == nil)
    #expect(plain("tea 🍵") == nil)
    #expect(plain("null\u{0}byte") == nil)
  }

  @Test("Words are numbered as they are met, many of them too")
  func wordsAreNumbered() {
    var numbers = WordNumbers()
    for round in 0..<2 {
      for index in 0..<3_000 {
        var word = "word\(index)"
        let (number, isNew) = word.withUTF8 { numbers.number(of: $0) }
        #expect(number == Int32(index) && isNew == (round == 0))
      }
    }
    #expect(numbers.count == 3_000 && numbers.word(2_999) == "word2999")
  }
}
