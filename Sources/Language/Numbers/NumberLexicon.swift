/// The number words of one language and what each does to the number being read.
struct NumberLexicon: Sendable {
  enum Word: Hashable {
    /// 0 to 19, and words such as Spanish `veintiuno` that nothing is added to.
    case unit(Int)
    /// An article that means one: `un`, `uma`.
    case article(Int)
    /// 20 to 90, to which a unit may be added.
    case ten(Int)
    /// A whole count of hundreds: `hundred` after a unit is written as `timesHundred`.
    case hundreds(Int)
    case timesHundred
    /// Indonesian `puluh` and `belas`.
    case timesTen
    case plusTen
    /// Thousand, million, billion.
    case scale(Int)
    /// Indonesian `seribu`, one thousand in a word.
    case oneScale(Int)
    /// A dozen, a score.
    case group(Int)
    case pair
    case half
    case quarter
    case ordinal(Int)
    /// "fiftieth": also ends "two hundred fiftieth".
    case ordinalTen(Int)
    case ordinalScale(Int)
    case last
    case minus
    case point
  }

  /// What may join the parts of a number.
  enum Joining {
    /// English: "one hundred and five".
    case afterHundreds
    /// Spanish: "treinta y uno".
    case afterTens
    /// Portuguese: "cento e vinte e um".
    case everywhere
    case nowhere
  }

  var words: [String: Word]
  var joiner: String
  var joining: Joining
  /// "a" in "a dozen", "half a".
  var articles: Set<String>
  /// Words after which "one" stands for a thing: "this one", and so it does after an ordinal.
  var determiners: Set<String> = []
  /// "of" in "a couple of".
  var of: String
  var decimalPoint: Character
  /// Marks after digits that make an ordinal: `2º` folds to `2o`.
  var ordinalSuffixes: Set<String> = []
  /// What makes the number after it an ordinal: Indonesian `ke-2`.
  var ordinalPrefix: String?

  static func lexicon(for language: LanguageCode) -> NumberLexicon {
    switch language {
    case .english: english
    case .spanish: spanish
    case .portuguese: portuguese
    case .indonesian: indonesian
    }
  }

  static func numbered(_ list: String, from first: Int, by step: Int = 1, as make: (Int) -> Word) -> [String: Word] {
    var words: [String: Word] = [:]
    for (offset, names) in list.split(separator: " ").enumerated() {
      for name in names.split(separator: "|") { words[String(name)] = make(first + offset * step) }
    }
    return words
  }

  static func merged(_ parts: [[String: Word]]) -> [String: Word] {
    parts.reduce(into: [:]) { all, part in all.merge(part) { old, _ in old } }
  }
}
