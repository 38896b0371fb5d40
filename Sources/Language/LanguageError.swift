/// What can be wrong with a file or a training set handed to this module.
package enum LanguageError: Error, Equatable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case notAnEmbeddingTable(path: String, reason: String)
  case vocabularyMismatch(path: String, expected: Int, found: Int)
  case tooFewIntents(Int)
  case intentWithoutExamples(String)
  case notAClassifier(reason: String)

  package var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "Cannot read \(path): \(reason). Check that SOUK_HOME points at the folder that holds prompts/."
    case .notAnEmbeddingTable(let path, let reason):
      "\(path) is not an embedding table: \(reason). Restore prompts/embeddings from the release."
    case .vocabularyMismatch(let path, let expected, let found):
      "\(path) has \(found) pieces where its table has \(expected) rows. Restore both from the same release."
    case .tooFewIntents(let count):
      "A classifier needs at least two intents and was given \(count). Add examples under prompts/intents."
    case .intentWithoutExamples(let name):
      "The intent \(name) has no examples with a word in them. Add some or remove the intent."
    case .notAClassifier(let reason):
      "The stored classifier cannot be used: \(reason). Delete it; it is trained again at the next start."
    }
  }
}
