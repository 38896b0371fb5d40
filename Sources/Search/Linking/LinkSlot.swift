/// A word of a shopper's sentence, or some that the catalogue writes as one, with the products it may name.
struct LinkSlot {
  enum Kind {
    case word
    /// It belongs to a name only beside the words that stand beside it there: "72" in "72-hour kit", "order".
    case bound
    /// It may stand inside a name.
    case function
    /// It joins two things, or two parts of one name: "salt and vinegar".
    case conjunction
    /// A mark that no name goes across.
    case end
  }

  var kind: Kind
  var tokens: Range<Int>
  /// The word as the catalogue would write it: repaired where it was misspelt.
  var surface: String
  /// The word as it was said, where it was taken for a slip.
  var misspelt: String?
  /// Of a single word's surface; empty where several words are one.
  var term = ""
  /// What titles may have in its place, each a row of terms by segment.
  var alternates: [Alternate] = []
  /// Products with the word in title or brand, in order.
  var documents: [Int32] = []
  var isNumber = false
  var isCommand = false
  var isCommon = false
  var isRepaired = false
  /// 1 for the word itself; less where it was repaired or is a synonym.
  var certainty = 1.0

  /// Whether a product mention may begin or end here.
  var canNameProduct: Bool { (kind == .word || kind == .bound) && !documents.isEmpty }
  var isContent: Bool { kind == .word || kind == .bound }
}
