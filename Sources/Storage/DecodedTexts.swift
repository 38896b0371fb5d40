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

  /// A text that is told from others by its length and a few of its bytes, and compared whole: to hash all of a
  /// conversation's state would take longer than to find it.
  private struct Key: Hashable {
    private static var samples: Int { 16 }
    let text: String

    func hash(into hasher: inout Hasher) {
      let sample = text.utf8.withContiguousStorageIfAvailable { bytes in
        stride(from: 0, to: bytes.count, by: max(1, bytes.count / Self.samples))
          .reduce(UInt64(bytes.count)) { $0 &* 31 &+ UInt64(bytes[$1]) }
      }
      hasher.combine(sample)
    }
  }

  private struct Generations {
    var newer: [Key: Value] = [:]
    var older: [Key: Value] = [:]
  }

  private let known = Mutex(Generations())

  func value(_ text: String) throws -> Value {
    let key = Key(text: text)
    let cached = known.withLock { $0.newer[key] ?? $0.older[key] }
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
        known.newer = Dictionary(minimumCapacity: Self.generation)
      }
      known.newer[Key(text: text)] = value
    }
  }
}
