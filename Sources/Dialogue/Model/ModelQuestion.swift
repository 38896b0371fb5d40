import Commerce

/// What is asked of a language model about one message: masked words and a few things of the shop, as plain values.
/// Nothing of it tells who writes.
package struct ModelQuestion: Hashable, Sendable {
  package var store: StoreID
  package var storeName: String
  package var currency: Currency
  /// ISO 639-1.
  package var language: String
  /// The shopper's words, masked.
  package var message: String
  /// What was asked last, as the question's name ("checkout.name"); nil where nothing is open.
  package var openQuestion: String?
  package var categories: [String]
  /// Products the words may mean, those shown last and those in the cart.
  package var goods: [Goods]
  /// Calls a day the store allows itself; nil for the default.
  package var callsPerDay: Int?
  /// What the masked places stand for. Stays here.
  package var mask: Mask

  package struct Goods: Hashable, Sendable {
    /// `P1`: ids of the shop do not leave.
    package var handle: String
    package var product: ProductID
    package var title: String
    /// `$12.50`.
    package var price: String
    package var isInCart: Bool
    package var wasShown: Bool
  }

  /// Longer messages are stories; they are not sent.
  static let maximumMessageLength = 1_200
  static let maximumGoods = 16
  static let maximumCategories = 24
  static let maximumTitleLength = 80

  /// The data part of the prompt.
  package var data: JSONValue {
    .object([
      "message": .string(message), "language": .string(language), "currency": .string(currency.code),
      "open_question": openQuestion.map(JSONValue.string) ?? .null,
      "categories": .array(categories.map(JSONValue.string)),
      "products": .array(
        goods.map {
          .object([
            "id": .string($0.handle), "title": .string($0.title), "price": .string($0.price),
            "in_cart": .bool($0.isInCart), "just_shown": .bool($0.wasShown),
          ])
        }),
    ])
  }
}

/// What became of asking.
package enum ModelAdvice: Sendable {
  /// There is no model: the built-in reading stands.
  case unavailable
  /// The engine may ask.
  case possible
  /// It was asked; nil where no usable answer came.
  case given(ModelQuestion, ModelProposal?)
}

/// Asks a language model within all bounds: cache, budget, breaker, time. Implemented in Inference.
package protocol ModelAdviser: Sendable {
  /// nil where it could not or would not be asked, or the answer is of no use; never throws, never takes longer than
  /// its time limit.
  func proposal(for question: ModelQuestion) async -> ModelProposal?
}

/// Counts what a store asks of a language model in a day; durable, shared by all processes.
package protocol ModelBudget: Sendable {
  /// Takes one call out of the day's.
  /// - Parameter day: days since 1970-01-01, UTC.
  /// - Returns: false where the day's are used up.
  func take(store: StoreID, day: Int, limit: Int) async throws -> Bool

  /// Adds what the call cost.
  func record(store: StoreID, day: Int, inputTokens: Int, outputTokens: Int) async throws
}
