import Dialogue
import Logging

/// The trained intent layer of each language.
enum IntentModels {
  static func load(home: String, logger: Logger) throws -> [String: any IntentClassifier] { [:] }
}
