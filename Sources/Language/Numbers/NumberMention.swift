/// A number found in a text and where it stands.
package struct NumberMention: Hashable, Sendable {
  /// How the number was written, for callers that treat "a pair of jeans" or "un café" apart from "2".
  package enum Form: Hashable, Sendable {
    case digits
    case words
    /// An article that is also the word for one: Spanish `un`, Portuguese `uma`.
    case article
    /// "a pair of", "un par de".
    case pair
  }

  package var value: NumberValue
  /// Token positions, with the "of" of "a dozen of".
  package var range: Range<Int>
  package var form: Form

  package init(value: NumberValue, range: Range<Int>, form: Form) {
    self.value = value
    self.range = range
    self.form = form
  }
}
