import Dialogue
import Synchronization

/// Values that were lately read from JSON or written to it, by their text: a conversation's state is nearly always read
/// back by the process that wrote it, and decoding it would cost more than the rest of the read.
struct DecodedTexts: Sendable {
  let states = TextCache<ConversationState>()
  let messages = TextCache<InboundMessage>()
}

/// A bounded map from texts to their values. The text is the key, so that a value can never be out of date.
final class TextCache<Value: Codable & Sendable>: Sendable {
  /// Texts of a generation; the older one of two is forgotten when the newer is full.
  private static var generation: Int { 512 }

  private struct Generations {
    var newer: [String: Value] = [:]
    var older: [String: Value] = [:]
  }

  private let known = Mutex(Generations())

  func value(_ text: String) throws -> Value {
    let cached = known.withLock { $0.newer[text] ?? $0.older[text] }
    if let cached { return cached }
    let value = try JSONText.decode(Value.self, from: text)
    remember(value, as: text)
    return value
  }

  /// - Parameter text: what `value` decodes from.
  func remember(_ value: Value, as text: String) {
    known.withLock { known in
      if known.newer.count >= Self.generation {
        known.older = known.newer
        known.newer = [:]
      }
      known.newer[text] = value
    }
  }
}
