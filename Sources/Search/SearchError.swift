/// What can be wrong with the files that search reads.
package enum SearchError: Error, Equatable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case invalidWords(path: String, line: Int, reason: String)
  case invalidSynonyms(path: String, line: Int, reason: String)

  package var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "Cannot read \(path): \(reason). Check that SOUK_HOME points at the folder that holds prompts/."
    case .invalidWords(let path, let line, let reason):
      "\(path):\(line): \(reason). A words file has the keys of prompts/words/es.yaml."
    case .invalidSynonyms(let path, let line, let reason):
      "\(path):\(line): \(reason). A synonyms file has one key, `groups`, a list of lists of words."
    }
  }
}
