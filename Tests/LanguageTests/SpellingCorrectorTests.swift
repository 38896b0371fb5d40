import Testing

@testable import Language

@Suite struct SpellingCorrectorTests {
  static let words = [
    "coffee", "espresso", "cappuccino", "chocolate", "blueberry", "gummies", "tea", "milk", "oat", "sandwich",
    "croissant", "jasmine", "naïve", "чай", "лимонад",
  ]

  private func corrector(_ words: [String] = words) -> SpellingCorrector {
    var corrector = SpellingCorrector()
    for word in words { corrector.add(word) }
    return corrector
  }

  private func distance(_ first: String, _ second: String) -> Int? {
    EditDistance.between(first.unicodeScalars.map(\.value), second.unicodeScalars.map(\.value), limit: 3)
  }

  /// All insertions, deletions, replacements and swaps, with letters that the words have and lack.
  private func edits(of word: String) -> Set<String> {
    let letters = Array(word.unicodeScalars)
    let alphabet = Array("aeqzй".unicodeScalars)
    var edited: Set<String> = []
    func add(_ scalars: [Unicode.Scalar]) {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars)
      edited.insert(String(view))
    }
    for position in 0...letters.count {
      for letter in alphabet { add(Array(letters[..<position]) + [letter] + Array(letters[position...])) }
      guard position < letters.count else { continue }
      add(Array(letters[..<position]) + Array(letters[(position + 1)...]))
      for letter in alphabet { add(Array(letters[..<position]) + [letter] + Array(letters[(position + 1)...])) }
      guard position + 1 < letters.count else { continue }
      var swapped = letters
      swapped.swapAt(position, position + 1)
      add(swapped)
    }
    return edited.subtracting([word])
  }

  @Test(arguments: words) func `every single edit of a word leads back to it`(word: String) {
    let corrector = corrector()
    for edit in edits(of: word) where edit.unicodeScalars.count >= 4 && !corrector.isKnown(edit) {
      #expect(corrector.correct(edit)?.word == word, "\(edit)")
      #expect(corrector.correct(edit)?.distance == 1)
    }
  }

  @Test(arguments: words.filter { $0.unicodeScalars.count >= 9 })
  func `every second edit of a long word finds it among the suggestions`(word: String) {
    let corrector = corrector()
    for edit in edits(of: word).sorted().prefix(40) {
      for second in edits(of: edit).sorted().prefix(60) where distance(second, word) ?? 3 <= 2 && second != word {
        let found = corrector.suggestions(for: second, limit: 5).map(\.word)
        #expect(found.contains(word), "\(second)")
      }
    }
  }

  @Test func `a wrong first letter is repaired`() {
    #expect(corrector().correct("koffee")?.word == "coffee")
    #expect(corrector().correct("offee")?.word == "coffee")
    #expect(corrector().correct("ocffee")?.word == "coffee")
  }

  @Test func `a word with the right first letter comes first`() {
    let corrector = corrector(["bold", "gold"])
    #expect(corrector.correct("golb")?.word == "gold")
    #expect(corrector.suggestions(for: "cold").map(\.word) == ["bold", "gold"])
  }

  @Test func `of two words as near the more frequent one comes first`() {
    var corrector = corrector(["mango"])
    corrector.add("mangy", count: 40)
    #expect(corrector.correct("mangz")?.word == "mangy")
    corrector.add("mango", count: 400)
    #expect(corrector.correct("mangz")?.word == "mango")
  }

  @Test func `known words, short words and words with digits stay`() {
    let corrector = SpellingCorrector(generalWords: ["toffee"])
    #expect(corrector.isKnown("toffee"))
    var shop = corrector
    shop.add("coffee")
    #expect(shop.correct("coffee") == nil)
    #expect(shop.correct("toffee") == nil)
    #expect(shop.suggestions(for: "toffee").map(\.word) == ["coffee"])
    #expect(shop.correct("cof") == nil)
    #expect(shop.correct("c0ffee") == nil)
    #expect(shop.correct("") == nil)
    #expect(shop.correct(String(repeating: "coffee", count: 500)) == nil)
  }

  @Test func `a removed word is no longer found and its place is used again`() {
    var corrector = corrector()
    corrector.add("coffee", count: 2)
    corrector.remove("coffee", count: 2)
    #expect(corrector.correct("coffe")?.word == "coffee")
    corrector.remove("coffee")
    #expect(!corrector.isKnown("coffee"))
    #expect(corrector.correct("coffe") == nil)
    corrector.add("coffer")
    #expect(corrector.correct("coffe")?.word == "coffer")
    corrector.remove("never there")
    #expect(corrector.count == Self.words.count)
  }

  @Test func `adding and removing in any order equals a fresh index`() {
    var generator = SeededGenerator(seed: 7)
    let pool = (0..<400).map { _ in
      String(
        decoding: (0..<Int.random(in: 3...9, using: &generator)).map { _ in
          UInt8.random(in: 97...101, using: &generator)
        }, as: UTF8.self)
    }
    var index = TypoIndex()
    var counts: [String: Int] = [:]
    for _ in 0..<3000 {
      let word = pool[Int.random(in: 0..<pool.count, using: &generator)]
      if Bool.random(using: &generator) {
        index.insert(word)
        counts[word, default: 0] += 1
      } else {
        index.remove(word)
        counts[word, default: 0] -= 1
        if counts[word, default: 0] <= 0 { counts[word] = nil }
      }
    }
    var fresh = TypoIndex()
    for (word, count) in counts { fresh.insert(word, count: count) }
    for word in pool {
      #expect(Set(index.matches(for: word, distance: 2)) == Set(fresh.matches(for: word, distance: 2)))
    }
  }

  @Test func `matches are exactly the words within the distance`() {
    var generator = SeededGenerator(seed: 11)
    let pool = Set(
      (0..<300).map { _ in
        String(
          decoding: (0..<Int.random(in: 5...9, using: &generator)).map { _ in
            UInt8.random(in: 97...99, using: &generator)
          }, as: UTF8.self)
      })
    var index = TypoIndex()
    for word in pool { index.insert(word) }
    let table = TypoTable(pool.sorted())
    for word in pool {
      let letters = word.unicodeScalars.map(\.value)
      let expected = pool.filter {
        EditDistance.between(letters, $0.unicodeScalars.map(\.value), limit: 2) != nil
      }
      #expect(Set(index.matches(for: word, distance: 2).map(\.word)) == expected)
      #expect(table.matches(for: word, distance: 2).map(\.word).sorted() == expected.sorted())
    }
    #expect(TypoTable([]).matches(for: "tents", distance: 2).isEmpty)
  }

  @Test func `a full index takes no new words but counts the old ones`() {
    var index = TypoIndex(maximumWords: 2)
    let inserted = ["one", "two", "three", "one"].map { index.insert($0) }
    #expect(inserted == [true, true, false, true])
    #expect(index.frequency(of: "one") == 2)
    #expect(index.count == 2)
  }

  @Test func `the distance counts a swap of neighbours as one edit`() {
    #expect(distance("ab", "ba") == 1)
    #expect(distance("ca", "abc") == 3)
    #expect(distance("coffee", "cofefe") == 1)
    #expect(distance("coffee", "coffee") == 0)
    #expect(distance("", "abc") == 3)
    #expect(distance("kitten", "sitting") == 3)
    #expect(distance("abcd", "wxyz") == nil)
  }
}
