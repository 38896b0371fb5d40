import Commerce

/// What a language model takes an owner's question for: names of figures and of what they are split by, each with the
/// question's own words for it. It holds no SQL and no number; whoever reads it believes nothing of it.
package struct QueryProposal: Hashable, Sendable {
  /// A name out of the list that was sent, and the words of the question that mean it.
  package struct Named: Hashable, Sendable {
    package var name: String
    package var words: String

    package init(name: String, words: String) {
      self.name = name
      self.words = words
    }
  }

  package struct Filter: Hashable, Sendable {
    package var dimension: String
    package var value: String
    package var isExcluding: Bool
    package var words: String

    package init(dimension: String, value: String, isExcluding: Bool = false, words: String) {
      self.dimension = dimension
      self.value = value
      self.isExcluding = isExcluding
      self.words = words
    }
  }

  package var metrics: [Named] = []
  package var dimensions: [Named] = []
  package var filters: [Filter] = []
  /// The question's words for its time, and for the time it is compared with.
  package var period: String?
  package var comparedWith: String?
  /// `share`, `growth` or `running_total`, with the words that ask for it.
  package var calculation: Named?
  /// `descending` or `ascending`, with the words that ask for it.
  package var order: Named?
  /// The question's words for the length of a list.
  package var limit: String?
  /// Words that ask for nothing: greetings, thanks.
  package var filler: [String] = []

  package init() {}

  /// A question of a shop's figures has few parts.
  static let maximumParts = 6
  static let maximumTextLength = 200

  /// - Returns: nil where the answer has no such form. No metrics: no figure answers the question.
  package init?(_ value: JSONValue) {
    guard let metrics = value["metrics"]?.array else { return nil }
    let lists = [metrics, value["dimensions"]?.array ?? [], value["filters"]?.array ?? []]
    guard lists.allSatisfy({ $0.count <= Self.maximumParts }) else { return nil }
    let (named, split) = (lists[0].compactMap(Self.named), lists[1].compactMap(Self.named))
    let filters = lists[2].compactMap(Self.filter)
    // A part that cannot be read would change what is asked.
    guard named.count == lists[0].count, split.count == lists[1].count, filters.count == lists[2].count else {
      return nil
    }
    (self.metrics, dimensions, self.filters) = (named, split, filters)
    (period, comparedWith) = (Self.text(value["period"]), Self.text(value["compared_with"]))
    (calculation, order) = (value["calculation"].flatMap(Self.named), value["order"].flatMap(Self.named))
    limit = Self.text(value["limit"])
    filler = (value["filler"]?.array ?? []).prefix(Self.maximumParts).compactMap(Self.text)
  }

  private static func named(_ value: JSONValue) -> Named? {
    guard let name = text(value["name"]), let words = text(value["words"]) else { return nil }
    return Named(name: name, words: words)
  }

  private static func filter(_ value: JSONValue) -> Filter? {
    guard let dimension = text(value["dimension"]), let named = text(value["value"]), let words = text(value["words"])
    else { return nil }
    return Filter(dimension: dimension, value: named, isExcluding: value["excluding"] == .bool(true), words: words)
  }

  private static func text(_ value: JSONValue?) -> String? {
    guard let text = value?.string, !text.isEmpty, text.count <= maximumTextLength else { return nil }
    return text
  }
}

/// What is asked of a language model about an owner's question: its words, masked, and the names an answer may use.
/// No figure of the shop, no product and no customer leaves with it.
package struct QueryQuestion: Hashable, Sendable {
  package var store: StoreID
  package var storeName: String
  package var text: String
  /// By name, with the sentence that defines it.
  package var metrics: [String: String]
  package var dimensions: [String]
  /// The few fixed or short lists of values: channels, ways of paying, kinds of customers.
  package var values: [String: [String]]
  /// Calls a day the store allows itself; nil for the default.
  package var callsPerDay: Int?

  package init(
    store: StoreID, storeName: String, text: String, metrics: [String: String], dimensions: [String],
    values: [String: [String]] = [:]
  ) {
    (self.store, self.storeName, self.text) = (store, storeName, text)
    (self.metrics, self.dimensions, self.values) = (metrics, dimensions, values)
  }

  /// The data part of the prompt.
  package var data: JSONValue {
    .object([
      "question": .string(text), "metrics": .object(metrics.mapValues { .string($0) }),
      "dimensions": .array(dimensions.map { .string($0) }),
      "values": .object(values.mapValues { .array($0.map { .string($0) }) }),
    ])
  }
}

/// Asks a language model what an owner's question means, within all bounds. Implemented in Inference.
package protocol QueryAdviser: Sendable {
  /// nil where it could not or would not be asked, or the answer is of no use; never throws, never takes longer than
  /// its time limit.
  func query(for question: QueryQuestion) async -> QueryProposal?
}
