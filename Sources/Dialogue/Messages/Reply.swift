import Commerce

/// The name of a text in `prompts/replies/<language>.yaml`.
package struct TextKey: RawRepresentable, Hashable, Codable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  package init(stringLiteral value: String) { rawValue = value }

  package var description: String { rawValue }

  package init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

/// A typed fact that a text speaks of; it is put into words only when the reply is written.
package enum ReplyFact: Hashable, Codable, Sendable {
  case text(String)
  /// A word of the language, such as a state's or a weekday's name.
  case words(TextKey)
  /// Chooses the plural form where it is named `count`.
  case count(Int)
  case money(Money)
  /// From the least to the most: "$12.00 – $20.00".
  case moneyRange(Money, Money)
  /// The number of an order that this very turn may be making.
  case orderNumber(OrderID)
  /// What an order comes to that this very turn makes and prices.
  case orderTotal(OrderID)
  /// What an action of this very turn on the order of that number came to.
  case actionState(String)
  case actionRefund(String)
  case actionPieces(String)
  case actionWorth(String)
  /// Whether the customer hears of it.
  case actionTold(String)
  /// How many rows of a person this very turn has erased.
  case erasedRows
  /// Whether the code of this very turn linked the chat, was unknown, or was not looked at.
  case staffCode(StaffCodeAnswer)
  /// The role that the code of this very turn gave.
  case staffRole
  case flag(Bool)
  /// Repeats a section of the text.
  case rows([[String: ReplyFact]])
}

package enum StaffCodeAnswer: String, Hashable, Codable, Sendable {
  case linked, unknown, closed
}

/// A reply as a workflow returns it: which text, with which facts, and what may be tapped.
package struct Reply: Hashable, Codable, Sendable {
  package var key: TextKey
  package var arguments: [String: ReplyFact]
  package var heading: String?
  package var imageURL: String?
  /// A picture made here.
  package var picture: OutboundPicture?
  package var choices: [ReplyChoice]
  package var choicesLabel: TextKey?
  package var link: ReplyLink?
  package var asksForLocation = false
  /// The goods it speaks of, in its order, for channels that show a shop's own catalogue.
  package var products: [ProductReference] = []
  /// What the reply asks, where it asks; the same question is never put three times in a row.
  package var question: String?
  /// A closing line ("Cart: 3 items …") that is said once, at the end, and not at all before a question.
  package var isFooter = false
  /// The choices stand with their numbers in the text already.
  package var listsItsChoices = false

  package init(
    _ key: TextKey, _ arguments: [String: ReplyFact] = [:], heading: String? = nil, imageURL: String? = nil,
    choices: [ReplyChoice] = [], choicesLabel: TextKey? = nil, link: ReplyLink? = nil, question: String? = nil,
    isFooter: Bool = false, listsItsChoices: Bool = false
  ) {
    self.key = key
    self.arguments = arguments
    self.heading = heading
    self.imageURL = imageURL
    self.choices = choices
    self.choicesLabel = choicesLabel
    self.link = link
    self.question = question
    self.isFooter = isFooter
    self.listsItsChoices = listsItsChoices
  }

  /// What is remembered of it: a picture is not said again.
  var withoutPicture: Reply {
    var reply = self
    reply.picture = nil
    return reply
  }
}

package struct ReplyLink: Hashable, Codable, Sendable {
  package var title: TextKey
  package var url: String

  package init(title: TextKey, url: String) {
    self.title = title
    self.url = url
  }
}

/// Something to tap under a reply.
package struct ReplyChoice: Hashable, Codable, Sendable {
  package enum Title: Hashable, Codable, Sendable {
    case text(TextKey)
    /// The shop's own words: a product, a size.
    case literal(String)
  }

  package var id: String
  package var title: Title
  package var detail: ReplyFact?

  package init(_ code: ChoiceCode, _ title: Title, detail: ReplyFact? = nil) {
    id = code.id
    self.title = title
    self.detail = detail
  }
}
