import Commerce

/// What the engine remembers of a conversation between turns. Everything that must outlive it (cart, orders,
/// customer) has its own tables.
package struct ConversationState: Hashable, Codable, Sendable {
  /// The form of this value; a newer one is read as a new conversation, never as a failure.
  package static let currentVersion = 1

  package var version: Int
  /// Workflows in progress, the active one last.
  package var workflows: [WorkflowFrame]
  package var memory: DialogueMemory
  /// Acts of an earlier message that wait until the open question is answered; at most ``maximumAgenda``.
  package var agenda: [Act]

  package static let maximumAgenda = 8

  package init(workflows: [WorkflowFrame] = [], memory: DialogueMemory = .init(), agenda: [Act] = []) {
    self.version = Self.currentVersion
    self.workflows = workflows
    self.memory = memory
    self.agenda = agenda
  }
}

/// A workflow that waits for an answer, with its own state as JSON.
package struct WorkflowFrame: Hashable, Codable, Sendable {
  package var name: String
  /// The workflow's own version of `state`; another version restarts the workflow politely.
  package var version: Int
  package var state: String

  package init(name: String, version: Int, state: String) {
    self.name = name
    self.version = version
    self.state = state
  }
}

/// The things mentioned so far, for "the second one", "that", "show me more", "undo".
package struct DialogueMemory: Hashable, Codable, Sendable {
  /// The products last listed, in the order shown.
  package var shownProducts: [ProductID] = []
  /// The one product last talked about, and its variant where that was clear.
  package var focusProduct: ProductID?
  package var focusVariant: VariantID?
  /// What was said of the focused product's options without settling on a variant ("do you have it in blue?").
  package var focusAttributes: [AttributeFilter] = []
  /// The search that the list came from, with the page's offset.
  package var lastQuery: ProductQuery?
  /// The choices last offered, in order, for an answer by number or title.
  package var choices: [Choice] = []
  /// The choices were shown with numbers, so that "2" means one of them.
  package var choicesAreNumbered = false
  /// What was last said, for "say that again".
  package var lastReplies: [Reply] = []
  /// What the shopper told of delivery before it was asked.
  package var told = Facts()
  /// What this turn, and the one before it, put into the cart last: "add it" right after "the blue one please" is the
  /// same wish said twice.
  package var justAdded: VariantID?
  package var addedBefore: VariantID?
  /// The same where nobody said how many: a number that follows is the count, not more of it.
  package var justAddedUncounted: VariantID?
  package var addedUncounted: VariantID?
  /// The products last talked about one by one, the latest last, for "both".
  package var recentProducts: [ProductID]?
  /// What a plain "yes" would now do.
  package var offer: Act?
  /// The question asked last and how often in a row.
  package var lastQuestion: String?
  package var lastQuestionCount = 0
  /// How often it was put again after something else was spoken of.
  package var digressions: Int?
  /// The cart before its last change, for "undo".
  package var previousCart: Cart?
  /// What the last act was, for a message that goes on with it ("and a trail mix").
  package var lastIntent: Intent?
  /// The language that a message plainly showed; nil while there is only a hint.
  package var spokenLanguage: String?
  /// The language the shopper asked to be answered in, whatever they write in.
  package var chosenLanguage: String?
  /// What somebody of the shop asked of its figures.
  package var desk: DeskMemory?
  /// Turns in a row in which nothing was understood.
  package var misunderstandings = 0

  private static let maximumRecent = 4

  package init() {}

  /// Turns to a product; what was said of another's options is forgotten.
  package mutating func focus(on product: ProductID?, variant: VariantID? = nil) {
    if focusProduct != product { focusAttributes = [] }
    focusProduct = product
    focusVariant = variant
    guard let product else { return }
    recentProducts = ((recentProducts ?? []).filter { $0 != product } + [product]).suffix(Self.maximumRecent)
  }
}
