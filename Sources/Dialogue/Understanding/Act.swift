import Commerce

/// One thing a shopper does with a message; a message may hold several, in order.
package struct Act: Hashable, Codable, Sendable {
  package var intent: Intent
  /// 0…1.
  package var confidence: Double
  package var source: ActSource
  /// The words it was read from.
  package var text: String
  /// Goods spoken of, in order.
  package var items: [ItemPhrase]
  /// What the goods must meet, for finding and narrowing.
  package var constraints: Constraints
  /// What the shopper told of themselves or of how they want it.
  package var facts: Facts
  /// "no, …", "sorry, …", "actually …": it mends what was said before.
  package var isCorrection: Bool
  package var isQuestion: Bool
  /// Goods named with nothing said of what to do with them.
  package var isListItem = false
  /// The same, of words that no name of the catalogue covers.
  package var isNamed: Bool?
  /// The day that is asked about.
  package var day: AskedDay?
  /// What the shop's own text says to the question.
  package var answer: ProductAnswer?

  package init(
    _ intent: Intent, confidence: Double = 1, source: ActSource = .rule, text: String = "", items: [ItemPhrase] = [],
    constraints: Constraints = .init(), facts: Facts = .init(), isCorrection: Bool = false, isQuestion: Bool = false
  ) {
    self.intent = intent
    self.confidence = confidence
    self.source = source
    self.text = text
    self.items = items
    self.constraints = constraints
    self.facts = facts
    self.isCorrection = isCorrection
    self.isQuestion = isQuestion
  }
}

/// Which layer read the act; `/debug` shows it.
package enum ActSource: String, Codable, Sendable {
  case structure
  case expectation
  case rule
  case classifier
  case languageModel = "language_model"
}

/// Goods as a shopper names them: "two of the blue rain jackets".
package struct ItemPhrase: Hashable, Codable, Sendable {
  package var quantity: QuantityPhrase?
  /// Products the words may mean, the likeliest first; empty where only a reference or free words were given.
  package var candidates: [ProductID]
  /// 0…1, of the best candidate.
  package var linkConfidence: Double
  package var variant: VariantID?
  package var reference: Reference?
  /// Option or attribute values beside it: "blue", "large".
  package var attributes: [AttributeFilter]
  package var category: String?
  package var brand: String?
  /// "dog toys": the other part of the shop that it must be in, too.
  package var within: String?
  /// "same size": where nothing else is said, its options are those of the last.
  package var keepsOptions = false
  /// "4 of each": the count is of every one of several, not of all together.
  package var countsEach: Bool?
  /// It is what another thing shall take the place of.
  package var isOutgoing = false
  /// The cart's variant it shall stand in for.
  package var replaces: VariantID?
  /// What the shopper was shown as its price, where that was not here.
  package var shownPrice: Money?
  /// The words for it, without quantity and fillers, to search by.
  package var words: String

  package init(
    quantity: QuantityPhrase? = nil, candidates: [ProductID] = [], linkConfidence: Double = 0,
    variant: VariantID? = nil, reference: Reference? = nil, attributes: [AttributeFilter] = [],
    category: String? = nil, brand: String? = nil, words: String = ""
  ) {
    self.quantity = quantity
    self.candidates = candidates
    self.linkConfidence = linkConfidence
    self.variant = variant
    self.reference = reference
    self.attributes = attributes
    self.category = category
    self.brand = brand
    self.words = words
  }

  /// No product, category, brand or words of its own.
  package var isUnnamed: Bool {
    candidates.isEmpty && variant == nil && category == nil && brand == nil && words.isEmpty
  }

  /// It names no goods and points at none.
  package var isBare: Bool {
    candidates.isEmpty && variant == nil && reference == nil && words.isEmpty && category == nil && brand == nil
  }
}

/// How many were asked for.
package struct QuantityPhrase: Hashable, Codable, Sendable {
  package enum Value: Hashable, Codable, Sendable {
    case count(Int)
    /// Zero, negative, a fraction or beyond all measure: refused kindly, in the shopper's own words.
    case impossible(String)
  }

  package var value: Value
  /// Said as a number ("two", "3"), not only as an article ("a lantern").
  package var isExplicit: Bool
  /// On top of what is there ("one more", "another two").
  package var isAdditional: Bool
  /// Off what is there ("one less"), or so many times it ("double that").
  package var change: Change?

  package enum Change: String, Hashable, Codable, Sendable { case less, times }

  package init(_ value: Value, isExplicit: Bool = true, isAdditional: Bool = false) {
    self.value = value
    self.isExplicit = isExplicit
    self.isAdditional = isAdditional
  }
}

/// A pointing word.
package enum Reference: Hashable, Codable, Sendable {
  /// "it", "that", "this one": what was last talked about.
  case focus
  /// "the second one" is 2; "the last one" is -1.
  case ordinal(Int)
  /// "the first two"
  case firstFew(Int)
  case both
  case all
  /// "the other one"
  case other
  case cheapest
  case dearest
  /// "the blue one": told by its properties, among what was shown.
  case described

  /// Whether it points at one of what was shown by its place or price.
  package var picksOne: Bool {
    switch self {
    case .ordinal, .other, .cheapest, .dearest: true
    case .focus, .firstFew, .both, .all, .described: false
    }
  }
}

/// Conditions on goods.
package struct Constraints: Hashable, Codable, Sendable {
  /// Minor units.
  package var minimumPrice: Int64?
  package var maximumPrice: Int64?
  /// "cheaper": below what was shown.
  /// How much of something they have: "under 10 % THC"; nil where nothing is said of that.
  package var percentages: [PercentFilter]?
  package var isCheaperThanShown = false
  package var isDearerThanShown = false
  package var sort: ProductSort?
  package var excludedWords: Set<String> = []
  package var inStockOnly = false
  package var onSaleOnly = false

  package init() {}

  package init(excluding words: Set<String>) { excludedWords = words }

  package var isEmpty: Bool { self == Constraints() }
}

/// What a shopper tells of themselves or of how they want an order.
package struct Facts: Hashable, Codable, Sendable {
  package var fulfilment: Fulfilment?
  package var payment: PaymentPhrase?
  package var name: String?
  package var address: String?
  package var phone: String?
  package var email: String?
  package var orderNumber: String?
  /// Words of the message that nothing recognised.
  package var note: String?
  /// What the shop is to know of the order: when it is to come, how it is handed over, in the shopper's words.
  package var orderNote: String?

  package init(
    fulfilment: Fulfilment? = nil, payment: PaymentPhrase? = nil, name: String? = nil, address: String? = nil,
    phone: String? = nil, email: String? = nil, orderNumber: String? = nil, note: String? = nil,
    orderNote: String? = nil
  ) {
    self.fulfilment = fulfilment
    self.payment = payment
    self.name = name
    self.address = address
    self.phone = phone
    self.email = email
    self.orderNumber = orderNumber
    self.note = note
    self.orderNote = orderNote
  }

  package var isEmpty: Bool { self == Facts() }

  /// How the goods are to reach the shopper, or be paid.
  package var saysHow: Bool { fulfilment != nil || address != nil || payment != nil }
}

/// How a shopper wants to pay, in their words' sense; which of these a shop takes is another matter.
package enum PaymentPhrase: String, Codable, Sendable {
  case cash
  case card
  case online
}

extension Facts {
  /// Takes what is not known yet.
  package mutating func fill(from other: Facts) {
    fulfilment = other.fulfilment ?? fulfilment
    payment = other.payment ?? payment
    name = other.name ?? name
    address = other.address ?? address
    phone = other.phone ?? phone
    email = other.email ?? email
    orderNumber = other.orderNumber ?? orderNumber
    note = other.note ?? note
    if let said = other.orderNote { orderNote = Self.note(said, beside: orderNote) }
  }

  /// Characters of all that is told of an order.
  package static let longestOrderNote = 300

  /// What is told later stands beside what was told; what was said already is not said twice.
  package static func note(_ said: String, beside known: String?) -> String {
    guard let known else { return String(said.prefix(longestOrderNote)) }
    guard !known.lowercased().contains(said.lowercased()) else { return known }
    return String("\(known); \(said)".prefix(longestOrderNote))
  }
}
