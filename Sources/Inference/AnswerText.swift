import Dialogue

/// The JSON in a model's text, however it was wrapped.
enum AnswerText {
  /// Acts take a few hundred characters.
  static let maximumLength = 20_000

  static func proposal(in text: String) throws(ModelFailure) -> ModelProposal {
    guard let proposal = ModelProposal(try object(in: text)) else { throw .unreadable }
    return proposal
  }

  static func object(in text: String) throws(ModelFailure) -> JSONValue {
    guard text.utf8.count <= maximumLength else { throw .tooLarge(bytes: maximumLength) }
    guard let first = text.firstIndex(of: "{"), let last = text.lastIndex(of: "}"), first < last else {
      throw text.allSatisfy(\.isWhitespace) ? .empty : .unreadable
    }
    // Fences and talk stand before the first brace and after the last.
    guard let value = json(text[first...last]) else { throw .unreadable }
    return value
  }

  private static func json(_ text: Substring) -> JSONValue? {
    do { return try JSONValue(json: text.utf8) } catch { return nil }
  }
}
