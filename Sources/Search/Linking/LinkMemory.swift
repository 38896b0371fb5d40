import Commerce
import Synchronization

/// What a snapshot has read of sentences already: the words, of which most come again and again, and the last sentences
/// whole, as several readers of one turn ask for the same. A snapshot never changes, so what is kept stays right.
///
/// Nobody waits here: who finds it in use reads afresh.
final class LinkMemory: Sendable {
  private static let mostWords = 2_048
  /// Of all kept words together: a megabyte.
  private static let mostDocuments = 262_144
  private static let mostSentences = 32

  private struct Words {
    var slots: [String: LinkSlot] = [:]
    var documents = 0
  }

  private static let mostProducts = 256

  private let words = Mutex(Words())
  private let products = Mutex<[Place: Product]>([:])
  private let sentences = Mutex<[[String]: [CatalogMention]]>([:])

  func slot(of word: String) -> LinkSlot? {
    words.withLockIfAvailable { $0.slots[word] } ?? nil
  }

  func keep(_ slot: LinkSlot, of word: String) {
    words.withLockIfAvailable { words in
      if words.slots.count >= Self.mostWords || words.documents >= Self.mostDocuments { words = Words() }
      words.slots[word] = slot
      words.documents += slot.documents.count
    }
  }

  /// A product unpacked, as several readers and workflows of one turn ask for the same.
  func product(at place: Place, _ unpack: () -> Product) -> Product {
    if let known = products.withLockIfAvailable({ $0[place] }), let known { return known }
    let product = unpack()
    products.withLockIfAvailable { products in
      if products.count >= Self.mostProducts { products.removeAll(keepingCapacity: true) }
      products[place] = product
    }
    return product
  }

  func mentions(in tokens: [String]) -> [CatalogMention]? {
    sentences.withLockIfAvailable { $0[tokens] } ?? nil
  }

  func keep(_ mentions: [CatalogMention], in tokens: [String]) {
    sentences.withLockIfAvailable { sentences in
      if sentences.count >= Self.mostSentences { sentences.removeAll(keepingCapacity: true) }
      sentences[tokens] = mentions
    }
  }
}
