import Foundation
import Synchronization

/// Words of the language, which are no misspellings of others however near they are: "coats" are no "costs".
///
/// They are the embedding table's, read when the first word is met that may be misspelt.
package final class RealWords: Sendable {
  private let path: String?
  private let words = Mutex<Set<String>?>(nil)

  /// - Parameter path: a file of one word a line; nil knows none.
  package init(path: String?) { self.path = path }

  func contains(_ word: String) -> Bool {
    words.withLock { known in
      let loaded = known ?? Self.load(path)
      known = loaded
      return loaded.contains(word) || loaded.contains(Lexicon.singular(word))
    }
  }

  /// None where there is no file: a table of embeddings is not needed for figures.
  private static func load(_ path: String?) -> Set<String> {
    guard let path, let data = FileManager.default.contents(atPath: path) else { return [] }
    return Set(data.split(separator: UInt8(ascii: "\n")).map { String(decoding: $0, as: UTF8.self) })
  }
}
