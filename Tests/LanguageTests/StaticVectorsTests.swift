import Foundation
import Testing

@testable import Language

@Suite struct StaticVectorsTests {
  /// The shipped table, or the one `scripts/distill` has just made.
  static let folder =
    ProcessInfo.processInfo.environment["SOUK_EMBEDDINGS"].map { URL(fileURLWithPath: $0) }
    ?? URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().appendingPathComponent("prompts/embeddings")

  /// Read once for all tests.
  static let loaded = Result { try StaticVectors(folder: folder) }

  private struct Layout: Decodable {
    struct Sentence: Decodable {
      var text: String
      var ids: [Int32]
      var first8: [Float]
    }
    var conformance: [Sentence]
    var conformance_cosines: [[Float]]
  }

  private let vectors: StaticVectors
  private let layout: Layout

  init() throws {
    vectors = try Self.loaded.get()
    let file = Self.folder.appendingPathComponent("static-256-int8.json")
    layout = try JSONDecoder().decode(Layout.self, from: Data(contentsOf: file))
  }

  @Test func `pieces and vectors are those the table was made with`() {
    #expect(layout.conformance.count == 8)
    for sentence in layout.conformance {
      #expect(vectors.tokenizer.pieces(of: sentence.text) == sentence.ids)
      for (value, expected) in zip(vectors.vector(of: sentence.text), sentence.first8) {
        #expect(abs(value - expected) <= 0.0001, "\(sentence.text)")
      }
    }
  }

  @Test func `cosines between the sentences are those the table was made with`() {
    let all = layout.conformance.map { vectors.vector(of: $0.text) }
    for (row, expected) in layout.conformance_cosines.enumerated() {
      for (column, cosine) in expected.enumerated() {
        #expect(abs(VectorMath.dot(all[row], all[column]) - cosine) <= 0.002)
      }
    }
  }

  @Test func `text without pieces has the zero vector`() {
    for text in ["", "   ", "\u{200b}", "\u{0}\u{1}"] {
      #expect(vectors.tokenizer.pieces(of: text).isEmpty)
      #expect(vectors.vector(of: text) == [Float](repeating: 0, count: 256))
    }
  }

  @Test func `ids outside the table are left out`() {
    #expect(vectors.vector(ofPieces: [-1, 30_522, .max]) == vectors.vector(ofPieces: []))
  }

  @Test func `case, accents and composition make no difference`() {
    let tokenizer = vectors.tokenizer
    #expect(tokenizer.pieces(of: "CAFÉ Crème") == tokenizer.pieces(of: "cafe creme"))
    #expect(tokenizer.pieces(of: "cafe\u{301}") == tokenizer.pieces(of: "café"))
    #expect(tokenizer.pieces(of: "co\u{7}ffee") == tokenizer.pieces(of: "coffee"))
    #expect(tokenizer.pieces(of: "a\u{a0}b\u{3000}c") == tokenizer.pieces(of: "a b c"))
  }

  @Test func `CJK characters and punctuation stand alone`() {
    let tokenizer = vectors.tokenizer
    #expect(tokenizer.pieces(of: "日本") == tokenizer.pieces(of: "日 本"))
    #expect(tokenizer.pieces(of: "a“b”") == tokenizer.pieces(of: "a “ b ”"))
    #expect(tokenizer.pieces(of: "t-shirt").count == 3)
  }

  @Test func `a word that is too long or has no pieces is unknown`() {
    let tokenizer = vectors.tokenizer
    #expect(tokenizer.pieces(of: String(repeating: "a", count: 101)) == [100])
    #expect(tokenizer.pieces(of: String(repeating: "a", count: 100)) != [100])
    #expect(tokenizer.pieces(of: "a😀b") == [100])
  }

  @Test func `long texts are cut at 128 pieces`() {
    #expect(vectors.tokenizer.pieces(of: String(repeating: "tea ", count: 500)).count == 128)
    #expect(
      vectors.tokenizer.pieces(of: String(repeating: "xqzvw", count: 20) + String(repeating: " xqzvwk", count: 99))
        .count == 128)
  }

  @Test func `no random Unicode crashes the tokenizers`() {
    var generator = SeededGenerator(seed: 9)
    let planes: [ClosedRange<UInt32>] = [
      0...0x7f, 0x80...0x24f, 0x300...0x36f, 0x600...0x6ff, 0x2000...0x206f, 0x3000...0x9fff, 0x1f300...0x1faff,
      0...0x10ffff,
    ]
    for _ in 0..<4000 {
      var view = String.UnicodeScalarView()
      for _ in 0..<Int.random(in: 0...40, using: &generator) {
        let plane = planes[Int.random(in: 0..<planes.count, using: &generator)]
        if let scalar = Unicode.Scalar(UInt32.random(in: plane, using: &generator)) { view.append(scalar) }
      }
      let text = String(view)
      let pieces = vectors.tokenizer.pieces(of: text)
      #expect(pieces.count <= 128)
      #expect(pieces.allSatisfy { $0 >= 0 && $0 < 30_522 })
      let length = vectors.vector(of: text).reduce(0) { $0 + $1 * $1 }
      #expect(pieces.isEmpty ? length == 0 : abs(length - 1) < 0.001 || length == 0)
      for token in Tokenizer.tokens(in: text) { #expect(!token.original.isEmpty) }
      _ = GramHasher.counts(of: text)
    }
  }

  @Test func `damaged tables are refused with a reason`() throws {
    let table = try Data(contentsOf: Self.folder.appendingPathComponent("static-256-int8.bin"))
    let vocabulary = Self.folder.appendingPathComponent("static-256-int8.vocab.txt")
    let folder = FileManager.default.temporaryDirectory.appendingPathComponent("souk-\(UInt64.random(in: 0...(.max)))")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    func open(_ bytes: Data) throws {
      let file = folder.appendingPathComponent("table.bin")
      try bytes.write(to: file)
      _ = try StaticVectors(table: file, vocabulary: vocabulary)
    }
    #expect(throws: LanguageError.self) { try open(Data()) }
    #expect(throws: LanguageError.self) { try open(table.dropLast()) }
    #expect(throws: LanguageError.self) { try open(Data([0]) + table.dropFirst()) }
    var newer = table
    newer[4] = 2
    #expect(throws: LanguageError.self) { try open(newer) }
    #expect(throws: LanguageError.self) { try StaticVectors(folder: folder) }
    let short = folder.appendingPathComponent("short.txt")
    try Data("[UNK]\ntea\n".utf8).write(to: short)
    #expect(throws: LanguageError.self) {
      try StaticVectors(table: Self.folder.appendingPathComponent("static-256-int8.bin"), vocabulary: short)
    }
  }

  @Test func `whole words of the vocabulary serve as words of the language`() {
    let words = Set(vectors.tokenizer.wholeWords)
    #expect(words.count > 15_000)
    #expect(words.contains("coffee"))
    #expect(!words.contains("##ing"))
  }
}
