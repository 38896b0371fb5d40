import Language

/// A word of a catalogue's or a shopper's text.
struct Word: Hashable {
  /// Folded: lower case without diacritics.
  var surface: String
  var isNumber: Bool
  /// A mark that separates parts (comma, bracket, a dash with spaces) stands before it.
  var opensPart: Bool
  /// It stands straight after the word before, with at most a hyphen between ("t-shirt", "500ml").
  var isJoined: Bool
}

/// Cuts text into words; marks remain only as what they separate.
enum TextReader {
  static func words(in text: String) -> [Word] {
    var words: [Word] = []
    var opensPart = false
    var joins = false
    for token in Tokenizer.tokens(in: text) {
      if token.kind == .mark {
        joins = token.text == "-" && token.isJoined
        opensPart = opensPart || (!joins && separators.contains(token.text))
        continue
      }
      let joined = token.isJoined && joins && !opensPart && !words.isEmpty
      words.append(
        Word(surface: token.text, isNumber: token.kind == .number, opensPart: opensPart, isJoined: joined))
      opensPart = false
      joins = true
    }
    return words
  }

  private static let separators: Set<String> = [",", "(", ")", "[", "]", "|", "-", "–", "—", ":", ";", "/"]
}
