/// One way in which the catalogue may write what a shopper wrote: terms that a product must all have.
struct Alternate {
  var terms: [TermPlaces]
  /// 1 for the word itself, less for a synonym, a repair or a completion.
  var weight: Float
}

/// What a word, or a phrase of a synonym group, stands for in a catalogue.
struct Resolution {
  enum Kind: Hashable {
    /// The catalogue has the word.
    case known
    case synonym
    /// Taken for another word of the catalogue, so many edits away.
    case repaired(String, distance: Int)
    /// The beginning of words of the catalogue.
    case completed
    /// Two words of the catalogue written as one.
    case compound
    case unknown
  }

  var kind: Kind
  var alternates: [Alternate]

  static let unknown = Resolution(kind: .unknown, alternates: [])
}

/// How far a word may be stretched to be found.
struct ResolutionRules {
  var completes = false
  var repairs = true
  /// Also an ordinary word that the catalogue lacks: "trial mix".
  var repairsCommonWords = false
  /// Only words of titles, brands and labels count, not those of descriptions.
  var namesOnly = false

  /// Of two words said as one.
  static let joined = ResolutionRules(repairsCommonWords: true, namesOnly: true)
}
