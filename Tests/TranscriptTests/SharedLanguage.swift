import Dialogue
import Foundation
import Language
import OwnerChat
import Search
import Workflows

@testable import Dialogue
@testable import Transcripts

/// What all transcripts of a run share, as it is expensive to make: the prompts with the trained classifier, and the
/// words of the search index.
enum SharedLanguage {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static let prompts = Result { try loadPrompts() }
  static let lexicon = Result { try loadLexicon() }
  static let desk = Result { try DeskFiles.load(directory: folder + "/prompts/analytics") }
  static let wording = Result { try TranscriptParts.wording(prompts: folder + "/prompts") }

  static func parts() throws -> TranscriptParts {
    let catalogs = folder + "/Tests/Fixtures/catalogs"
    return TranscriptParts(
      prompts: try prompts.get(), lexicon: try lexicon.get(), wording: try wording.get(),
      shops: ShopPlaces(demo: folder + "/prompts/demo", shops: catalogs + "/transcripts", catalogs: catalogs),
      stage: { ChannelStage(name: $0) }, desk: try desk.get())
  }

  /// The same parts as the program's own, from the same files.
  private static func loadPrompts() throws -> PromptLibrary {
    var classifiers: [String: any IntentClassifier] = [:]
    for language in PromptLibrary.languages(in: folder + "/prompts") {
      classifiers[language] = try TrainedIntents.load(
        examples: folder + "/prompts/intents/" + language, embeddings: folder + "/prompts/embeddings",
        cache: try cache())
    }
    return try PromptLibrary.load(
      directory: folder + "/prompts",
      texts: Workflows.registry.texts.union(ConversationEngine.texts).union(ShopDesk.texts),
      classifiers: classifiers)
  }

  private static func loadLexicon() throws -> Lexicon {
    try Lexicon.load(
      directory: folder + "/prompts", languages: PromptLibrary.languages(in: folder + "/prompts"),
      vectors: try StaticVectors(folder: URL(fileURLWithPath: folder + "/prompts/embeddings")))
  }

  /// Training takes seconds, so that its result is kept; it is another one wherever the trainer's code is another.
  private static func cache() throws -> String {
    let code = folder + "/Sources/Language"
    var hash: UInt64 = 0xcbf2_9ce4_8422_2325
    for path in try FileManager.default.subpathsOfDirectory(atPath: code).filter({ $0.hasSuffix(".swift") }).sorted() {
      for byte in try Data(contentsOf: URL(fileURLWithPath: code + "/" + path)) {
        hash = (hash ^ UInt64(byte)) &* 0x100_0000_01b3
      }
    }
    return FileManager.default.temporaryDirectory.path + "/souk-tests/intents-" + String(hash, radix: 16)
  }
}
