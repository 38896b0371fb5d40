import Analytics
import Commerce
import Dialogue

/// Whether an owner means the shop's figures or is a shopper like others just now.
struct Audience {
  enum Verdict: Equatable {
    case desk
    case shop
    /// A product's name alone after a figure.
    case either(ProductID)
    /// "my orders"
    case ownOrShops
  }

  private let question: DeskQuestion
  private let memory: DeskMemory

  init(_ question: DeskQuestion, memory: DeskMemory) {
    self.question = question
    self.memory = memory
  }

  /// What only a shopper does.
  private static let buying: Set<Intent> = [
    .add, .remove, .changeQuantity, .swap, .checkout, .emptyCart, .undo, .reorder, .cancelOrder, .returnOrder,
  ]
  /// "What are your hours?" asks for no figure by hour.
  private static let shopFacts: Set<Intent> = [
    .askHours, .askLocation, .askDelivery, .askReturns, .askPayment, .askContact, .aboutShop, .aboutBot,
  ]
  private static let ownThings: Set<Intent> = [.listOrders, .orderStatus, .viewCart]
  private static let looking: Set<Intent> = [.find, .details, .askPrice, .askStock, .narrow]
  private static let cues: Set<String> = [
    "and", "only", "just", "what", "how", "but", "except", "without", "by", "per", "in", "for", "since", "vs",
    "versus", "compared", "compare", "same", "last", "this", "yesterday", "today", "top", "excluding", "now", "also",
    "on", "over", "under", "between", "from", "share", "growth",
  ]

  /// "just Instagram", "and Tuesday?" go on with a figure, though the shop's contact and its hours have such words too.
  private static let links: Set<String> = ["and", "only", "just", "except", "without", "by", "per", "same", "vs"]

  private static let comparing: Set<String> = ["compare", "compared", "comparing", "against", "vs", "versus"]

  func meant(by read: ReadQuestion, _ text: String) -> Verdict {
    let words = DeskWords.tokens(text).map { $0.lowercased() }
    let isPlain = question.shopActs.contains { $0.source == .rule || $0.source == .structure || $0.confidence > 0.75 }
    if read.isFollowUp {
      guard !question.isShopping, changes(read) else { return .shop }
      let goesOn = Self.links.contains(words.first ?? "") && Set(words).isDisjoint(with: ["you", "your", "u"])
      // "top 3", "and the second?", "the next 5" pick nothing where the list that was told is one of figures.
      if changesRank(read), namedProduct == nil { return .desk }
      // "compare it with the first quarter" compares no goods.
      if Self.comparing.contains(words.first ?? ""), movesInTime(read) { return .desk }
      // "top 5 instead", "units instead" swap nothing in a cart.
      if words.contains("instead"), changesFigures(read) { return .desk }
      // "same for last year" orders nothing again.
      if words.first == "same", goesOn, movesInTime(read) { return .desk }
      if isPlain, hasAct(Self.buying) || !goesOn && hasAct(Self.shopFacts) { return .shop }
      if Self.cues.contains(words.first ?? "") || read.asksForChart { return .desk }
      if let product = namedProduct { return .either(product) }
      return isPlain && hasAct(Self.ownThings) ? .shop : .desk
    }
    guard read.namesFigure else { return .shop }
    if read.namesMetric {
      let isOwn = !Set(words).isDisjoint(with: ["my", "mine", "i"]) && hasAct(Self.ownThings)
      return isOwn && read.query.dimensions.isEmpty && read.query.from == nil ? .ownOrShops : .desk
    }
    // Verbs alone: "what sold best?" is a figure, "buy two lanterns" is none.
    return isPlain && hasAct(Self.buying) ? .shop : .desk
  }

  private func hasAct(_ intents: Set<Intent>) -> Bool { question.shopActs.contains { intents.contains($0.intent) } }

  /// "thanks" leaves the question as it was.
  private func changes(_ read: ReadQuestion) -> Bool {
    guard var before = memory.query else { return false }
    var after = read.query
    if read.asksForChart || after.comparison != before.comparison && after.comparison != nil { return true }
    (before.comparison, after.comparison) = (nil, nil)
    return before != after
  }

  private func changesFigures(_ read: ReadQuestion) -> Bool {
    memory.query.map { $0.metrics != read.query.metrics || $0.limit != read.query.limit } ?? false
  }

  private func changesRank(_ read: ReadQuestion) -> Bool {
    guard let before = memory.query, before.metrics == read.query.metrics else { return false }
    return before.dimensions == read.query.dimensions
      && (before.limit != read.query.limit || before.skip != read.query.skip)
  }

  private func movesInTime(_ read: ReadQuestion) -> Bool {
    memory.query.map { $0.from != read.query.from || $0.comparison != read.query.comparison } ?? false
  }

  private var namedProduct: ProductID? {
    let acts = question.shopActs
    guard acts.count == 1, Self.looking.contains(acts[0].intent), acts[0].items.count == 1 else { return nil }
    return acts[0].items[0].candidates.first
  }
}
