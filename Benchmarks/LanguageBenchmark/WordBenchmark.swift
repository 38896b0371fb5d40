import Foundation
import Language

/// Times the word tools over real texts, and counts what the typo repair gets right.
struct WordBenchmark {
  let vectors: StaticVectors
  private let processor = ProcessorClock()

  /// Prints microseconds per text or word.
  func run(data: URL) throws {
    let set = IntentSet.all[0]
    let texts = try set.rows(in: data).filter { $0.split == set.testSplit }.map(\.text)
    let words = texts.flatMap { Tokenizer.tokens(in: $0) }.filter { $0.kind == .word }.map(\.text)
    report("fold a text", texts.count) { texts.reduce(0) { $0 + Folding.fold($1).utf8.count } }
    report("tokens of a text", texts.count) { texts.reduce(0) { $0 + Tokenizer.tokens(in: $1).count } }
    report("word pieces of a text", texts.count) { texts.reduce(0) { $0 + vectors.tokenizer.pieces(of: $1).count } }
    report("vector of a text", texts.count) { texts.reduce(0) { $0 + vectors.vector(of: $1).count } }
    report("stem of a word", words.count) {
      words.reduce(0) { $0 + Stemmer.stem($1, language: .english).utf8.count }
    }
    let tokens = texts.map { Tokenizer.tokens(in: $0) }
    report("numbers of a text", texts.count) { tokens.reduce(0) { $0 + NumberWords.mentions(in: $1).count } }
    try typos(data: data)
  }

  /// Breaks each word of four letters or more of real product titles by one edit and repairs it.
  private func typos(data: URL) throws {
    let titles = IntentSet(
      name: "icecat", path: "search/icecat-products", trainSplits: [], testSplit: "", intentColumn: 0, textColumn: 1)
    var corrector = SpellingCorrector(generalWords: Set(vectors.tokenizer.wholeWords))
    var words: [String] = []
    for row in try titles.rows(in: data) {
      for token in Tokenizer.tokens(in: row.text) where token.kind == .word {
        corrector.add(token.text)
        if token.text.utf8.count >= 4, token.text.utf8.allSatisfy({ $0 >= 0x61 && $0 <= 0x7a }) {
          words.append(token.text)
        }
      }
    }
    var generator = SplitMix(state: 1)
    let sample = (0..<5000).map { _ in words[Int(generator.next() % UInt64(words.count))] }
    let broken = sample.map { (meant: $0, written: Self.broken($0, &generator)) }
    var right = 0
    report("repair of a word (\(corrector.count) in the vocabulary)", broken.count) {
      right = broken.count { corrector.correct($0.written)?.word == $0.meant }
      return right
    }
    let unknown = broken.count { !corrector.isKnown($0.written) }
    print("repaired as meant: \(right) of \(unknown) unknown words, \(broken.count - unknown) became other known words")
  }

  /// One insertion, deletion, replacement or swap anywhere, the first letter too.
  private static func broken(_ word: String, _ generator: inout SplitMix) -> String {
    var letters = Array(word.utf8)
    let place = Int(generator.next() % UInt64(letters.count))
    let letter = UInt8(0x61 + generator.next() % 26)
    switch generator.next() % 4 {
    case 0: letters.insert(letter, at: place)
    case 1: letters.remove(at: place)
    case 2: letters[place] = letter
    default: letters.swapAt(place, place == 0 ? 1 : place - 1)
    }
    return String(decoding: letters, as: UTF8.self)
  }

  private func report(_ name: String, _ count: Int, _ work: () -> Int) {
    _ = work()
    let start = processor.milliseconds
    let result = work()
    let each = (processor.milliseconds - start) * 1000 / Double(max(1, count))
    print("\(name): \(String(format: "%.2f", each)) us (\(result))")
  }
}

/// Random numbers that repeat.
private struct SplitMix {
  var state: UInt64

  mutating func next() -> UInt64 {
    state &+= 0x9e37_79b9_7f4a_7c15
    var mixed = state
    mixed = (mixed ^ (mixed >> 30)) &* 0xbf58_476d_1ce4_e5b9
    mixed = (mixed ^ (mixed >> 27)) &* 0x94d0_49bb_1331_11eb
    return mixed ^ (mixed >> 31)
  }
}
