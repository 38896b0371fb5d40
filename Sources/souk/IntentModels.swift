import Dialogue
import Foundation

/// The trained intent layer of each language that has examples.
enum IntentModels {
  static func load(home: String) throws -> [String: any IntentClassifier] {
    let folder = home + "/prompts/intents"
    var models: [String: any IntentClassifier] = [:]
    let languages: [String]
    do { languages = try FileManager.default.contentsOfDirectory(atPath: folder) } catch {
      throw SoukError.failed(
        "there is no folder \(folder)\nhint: set SOUK_HOME to the folder that has prompts and channels")
    }
    for language in languages where language.count == 2 {
      models[language] = try TrainedIntents.load(
        examples: "\(folder)/\(language)", embeddings: home + "/prompts/embeddings", cache: cache)
    }
    return models
  }

  /// `$XDG_CACHE_HOME/souk`, or `~/.cache/souk`.
  private static var cache: String {
    let environment = ProcessInfo.processInfo.environment
    if let folder = environment["XDG_CACHE_HOME"], !folder.isEmpty { return folder + "/souk" }
    return (environment["HOME"] ?? NSTemporaryDirectory()) + "/.cache/souk"
  }
}
