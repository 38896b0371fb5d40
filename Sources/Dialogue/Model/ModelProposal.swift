/// What a language model proposes: its answer with the form checked and the contents believed in nothing.
package struct ModelProposal: Hashable, Sendable {
  package var acts: [ProposedAct]
  /// Parts of the answer that did not have the form that was asked for.
  package var dropped: Int

  package struct ProposedAct: Hashable, Sendable {
    package var intent: Intent
    package var items: [ProposedItem] = []
    /// In major units, as the shopper said it.
    package var minimumPrice: Double?
    package var maximumPrice: Double?
    package var sort: String?
    /// `name`, `address`, `phone`, `email`, `order_number`, each a masked place of the message.
    package var facts: [String: String] = [:]
  }

  package struct ProposedItem: Hashable, Sendable {
    /// The shopper's own words for it.
    package var words: String
    /// `P1`.
    package var handle: String?
    package var quantity: Int?
  }

  /// An answer with more is not that of a model that reads one chat message.
  static let maximumItems = 12
  static let maximumTextLength = 200
  private static let factNames = ["name", "address", "phone", "email", "order_number"]

  /// Reads `{"acts": [{"intent", "items": [{"words", "product", "quantity"}], …}]}`.
  /// - Returns: nil where it has no such form at all.
  package init?(_ value: JSONValue) {
    guard let acts = value["acts"]?.array else { return nil }
    var read: [ProposedAct] = []
    dropped = max(0, acts.count - Interpreter.maximumActs)
    for act in acts.prefix(Interpreter.maximumActs) {
      guard let intent = act["intent"]?.string, intent.count <= Self.maximumTextLength else {
        dropped += 1
        continue
      }
      let items = act["items"]?.array ?? []
      var proposed = ProposedAct(intent: Intent(rawValue: intent))
      proposed.items = items.prefix(Self.maximumItems).compactMap(Self.item)
      dropped += items.count - proposed.items.count
      proposed.minimumPrice = act["minimum_price"]?.number
      proposed.maximumPrice = act["maximum_price"]?.number
      proposed.sort = act["sort"]?.string
      for name in Self.factNames {
        if let text = act["facts"]?[name]?.string, text.count <= Self.maximumTextLength { proposed.facts[name] = text }
      }
      read.append(proposed)
    }
    self.acts = read
  }

  private static func item(_ value: JSONValue) -> ProposedItem? {
    guard let words = value["words"]?.string, words.count <= maximumTextLength else { return nil }
    return ProposedItem(words: words, handle: value["product"]?.string, quantity: value["quantity"]?.integer)
  }
}
