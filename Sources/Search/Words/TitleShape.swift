/// Which of a title's words say what the thing is, and which only whose and how much.
///
/// In "Acme Solar Lantern with USB, 500 ml" the head is "lantern", the brand "Acme", and "500 ml" optional.
struct TitleShape {
  private(set) var heads: Set<Int> = []
  private(set) var optional: Set<Int> = []
  private(set) var brand: Set<Int> = []
  /// Where the title goes on to what the thing is for or comes with; after its end where it does not.
  private(set) var complement: Int

  init(words: [Word], brand brandName: String?, lexis: Lexis) {
    complement = words.indices.first { $0 > 0 && lexis.words.complements.contains(words[$0].surface) } ?? words.count
    brand = Self.positions(of: TextReader.words(in: brandName ?? "").map(\.surface), in: words)
    for (position, word) in words.enumerated() where Self.isMeasure(word) || Self.isUnit(at: position, of: words, lexis)
    {
      optional.insert(position)
    }
    optional.formUnion(brand)
    var nameEnd = words.indices.first { $0 > 0 && words[$0].opensPart } ?? words.count
    if !(0..<nameEnd).contains(where: { !optional.contains($0) && !Self.isSmall(words[$0], lexis) }) {
      nameEnd = words.count
    }
    if lexis.words.namesThingFirst {
      addFirst(in: 0..<nameEnd, words: words, lexis: lexis)
    } else {
      addHeads(in: 0..<nameEnd, words: words, lexis: lexis)
    }
  }

  /// The first plain word, where the language names the thing first: "linterna" in "Linterna solar de mano".
  private mutating func addFirst(in range: Range<Int>, words: [Word], lexis: Lexis) {
    let first = range.first { !optional.contains($0) && !Self.isSmall(words[$0], lexis) }
    if let first { heads.insert(first) }
  }

  /// The last plain word before each joining word: "bag" and "rice" in "Bag of Rice", only "tent" in "Tent for Kids".
  private mutating func addHeads(in range: Range<Int>, words: [Word], lexis: Lexis) {
    var end = range.upperBound
    for position in range where position > 0 && lexis.isFunctionWord(words[position].surface) {
      let word = words[position].surface
      if lexis.words.conjunctions.contains(word) || lexis.words.articles.contains(word) { continue }
      if words[position].surface == "of" {
        addLast(in: range.lowerBound..<position, words: words, lexis: lexis)
      } else if heads.isEmpty || position > range.lowerBound + 1 {
        end = position
        break
      }
    }
    addLast(in: range.lowerBound..<end, words: words, lexis: lexis)
    if heads.isEmpty { addLast(in: range, words: words, lexis: lexis) }
  }

  private mutating func addLast(in range: Range<Int>, words: [Word], lexis: Lexis) {
    let last = range.last { !optional.contains($0) && !Self.isSmall(words[$0], lexis) }
    if let last { heads.insert(last) }
  }

  private static func isSmall(_ word: Word, _ lexis: Lexis) -> Bool { lexis.isFunctionWord(word.surface) }

  private static func isMeasure(_ word: Word) -> Bool {
    word.isNumber || measures.contains(word.surface) || word.surface.utf8.contains { $0 >= 0x30 && $0 <= 0x39 }
  }

  /// "g2", "s24": a letter and digits behind it, and no measure ("l5" is none either).
  static func isCode(_ word: String) -> Bool {
    guard word.utf8.count > 1, let first = word.utf8.first, first >= 0x61, first <= 0x7a else { return false }
    return word.utf8.contains { $0 >= 0x30 && $0 <= 0x39 }
  }

  /// "Pack" and "set" are units only beside a number.
  private static func isUnit(at position: Int, of words: [Word], _ lexis: Lexis) -> Bool {
    guard units.contains(words[position].surface) else { return false }
    return [position - 1, position + 1].contains { words.indices.contains($0) && isCount(words[$0], lexis) }
  }

  private static func isCount(_ word: Word, _ lexis: Lexis) -> Bool {
    word.isNumber || lexis.words.numbers[word.surface] != nil
      || word.surface.utf8.contains { $0 >= 0x30 && $0 <= 0x39 }
  }

  private static func positions(of name: [String], in words: [Word]) -> Set<Int> {
    guard !name.isEmpty, name.count < words.count else { return [] }
    for start in 0...(words.count - name.count)
    where name.indices.allSatisfy({ words[start + $0].surface == name[$0] }) {
      return Set(start..<(start + name.count))
    }
    return []
  }

  /// Never what a thing is.
  static let measures = EnglishWords.words(
    """
    mg g kg oz lb lbs gram grams ounce ounces pound pounds ml cl l liter liters litre litres gal gallon gallons ft inch
    inches cm mm m pk ct pcs pc watt watts w v mah gb tb mb hz mhz ghz mp dpi c f small medium large xl xxl xs
    """)
  private static let units = EnglishWords.words("pack packs piece pieces set count pair pairs dozen size hour hr")
}
