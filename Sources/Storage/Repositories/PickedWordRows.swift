import Commerce

/// Learns from what was picked which words shoppers have for a product: several who searched for "beamer" and took a
/// projector call a projector so.
struct PickedWordRows {
  let connection: any Connection
  let store: StoreID

  /// The newest ones tell how people speak today.
  private static let mostPicks = 10_000
  /// Conversations that must agree, so that one shopper's way is no rule.
  private static let support = 3
  /// Of the conversations in which a word led to any product, those that must have led to this one: "blue" leads to all.
  private static let leastShare = 0.25
  private static let mostWords = 8
  private static let letters = 3...24

  /// Fills in the words of each product.
  func attach(to products: inout [Product]) throws {
    let learned = try learned()
    for position in products.indices { products[position].pickedBy = learned[products[position].id] ?? [] }
  }

  private func learned() throws -> [ProductID: [String]] {
    let rows = try connection.query(
      """
      SELECT p.product_id AS product_id, p.conversation_id AS conversation_id, s.query AS query
      FROM (
        SELECT product_id, conversation_id, search_id FROM product_picks
        WHERE store_id = $1 AND search_id IS NOT NULL ORDER BY id DESC LIMIT $2
      ) p
      JOIN search_events s ON s.store_id = $1 AND s.id = p.search_id AND s.kind = 'search'
      """, [.id(store), .int(Self.mostPicks)])
    var all: [String: Set<Int64>] = [:]
    var led: [ProductID: [String: Set<Int64>]] = [:]
    for row in rows {
      let product: ProductID = try row.id("product_id")
      let conversation = try row.int64("conversation_id")
      for word in Self.words(of: try row.json("query", ProductQuery.self).text) {
        all[word, default: []].insert(conversation)
        led[product, default: [:]][word, default: []].insert(conversation)
      }
    }
    return led.mapValues { words in
      let agreed = words.filter { word, conversations in
        conversations.count >= Self.support
          && Double(conversations.count) >= Self.leastShare * Double(all[word]?.count ?? 0)
      }
      return agreed.sorted { ($1.value.count, $0.key) < ($0.value.count, $1.key) }.prefix(Self.mostWords).map(\.key)
    }
  }

  private static func words(of text: String) -> Set<String> {
    Set(text.lowercased().split { !$0.isLetter }.filter { letters.contains($0.count) }.map(String.init))
  }
}
