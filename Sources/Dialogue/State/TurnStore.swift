import Commerce

/// Loads and commits turns. A conversation is owned by a lease with a fencing number that is checked at commit.
package protocol TurnStore: Sendable {
  /// Conversations with unhandled messages due now and no live lease; oldest message first.
  func conversationsWithWork(limit: Int) async throws -> [ConversationKey]

  /// Takes the conversation's lease and reads everything a turn needs in one go.
  /// - Parameter knownCatalogSequence: what the search index has of a store; newer changes come with the input.
  /// - Returns: nil where there is nothing to do or another process has the lease.
  func begin(
    _ key: ConversationKey, owner: Int64, leaseMilliseconds: Int64,
    knownCatalogSequence: @escaping @Sendable (StoreID) -> Int64?
  ) async throws -> TurnInput?

  /// Applies the turn in one transaction: lease and fence checked, claims applied, facts rendered, outbox filled,
  /// state saved, messages marked handled, lease given back.
  /// - Parameter claim: takes the turn's first message for sending in the same transaction.
  func commit(_ result: TurnResult, of input: TurnInput, sendingFirst claim: SendClaim?) async throws -> TurnCommitment

  /// Gives the lease back with nothing done, to be begun again at `notBefore`.
  func postpone(_ input: TurnInput, until notBefore: Timestamp) async throws

  /// Counts a failed attempt at the first pending message. Over the bound it is dead-lettered with its reason, the
  /// apology is queued and the conversation goes on; otherwise it is due again after a back-off.
  func fail(_ input: TurnInput, reason: String, maximumAttempts: Int, apology: [ChannelCall]) async throws
}

extension TurnStore {
  package func commit(_ result: TurnResult, of input: TurnInput) async throws -> TurnOutcome {
    try await commit(result, of: input, sendingFirst: nil).outcome
  }
}

/// How a commit ended, and what follows from it.
package struct TurnCommitment: Sendable {
  package var outcome: TurnOutcome
  /// More messages of the conversation were waiting when the turn was committed.
  package var hasMore: Bool
  /// The turn's first message, taken for sending.
  package var toSend: OutboxItem?

  package init(outcome: TurnOutcome, hasMore: Bool = false, toSend: OutboxItem? = nil) {
    self.outcome = outcome
    self.hasMore = hasMore
    self.toSend = toSend
  }
}

/// Everything about a conversation at the start of a turn, read in one transaction.
package struct TurnInput: Sendable {
  package var key: ConversationKey
  /// The lease's fencing number.
  package var fence: Int64
  package var store: Store
  package var account: ChannelAccountKey
  package var chat: ChatAddress
  package var state: ConversationState
  package var customer: Customer
  package var cart: Cart
  /// The customer's orders on every channel, newest first, at most ``maximumOrders``.
  package var orders: [Order]
  /// Unhandled messages in the inbox's order; at least one, at most ``maximumMessages``.
  package var messages: [PendingMessage]
  package var attendance: Attendance
  package var isOptedOut: Bool
  /// What changed in the catalogue since the sequence the index knows; nil where nothing did.
  package var catalogChanges: CatalogChanges?
  /// What the shop knows of this person beyond the name: role, coupons, age, points.
  package var standing = CustomerStanding()
  /// By the channel's clock; nil where this person has never written.
  package var lastInboundAt: Timestamp?

  package static let maximumOrders = 20
  package static let maximumMessages = 20

  package init(
    key: ConversationKey, fence: Int64, store: Store, account: ChannelAccountKey, chat: ChatAddress,
    state: ConversationState, customer: Customer, cart: Cart, orders: [Order], messages: [PendingMessage],
    attendance: Attendance = .bot, isOptedOut: Bool = false, catalogChanges: CatalogChanges? = nil
  ) {
    self.key = key
    self.fence = fence
    self.store = store
    self.account = account
    self.chat = chat
    self.state = state
    self.customer = customer
    self.cart = cart
    self.orders = orders
    self.messages = messages
    self.attendance = attendance
    self.isOptedOut = isOptedOut
    self.catalogChanges = catalogChanges
  }
}

/// Who answers in a conversation.
package enum Attendance: Sendable {
  case bot
  /// A complaint was passed on and nobody of the staff has come: the bot does what is plainly asked of it and is silent
  /// otherwise, so that nobody who goes on shopping is left alone.
  case awaited
  /// A person was asked for, or is there: the bot is silent.
  case person
}

package struct PendingMessage: Sendable {
  /// Its place in the inbox; turns are taken in this order.
  package var sequence: Int64
  package var message: InboundMessage
  package var receivedAt: Timestamp
  /// Failed turns so far.
  package var attempts: Int

  package init(sequence: Int64, message: InboundMessage, receivedAt: Timestamp, attempts: Int = 0) {
    self.sequence = sequence
    self.message = message
    self.receivedAt = receivedAt
    self.attempts = attempts
  }
}

package struct CatalogChanges: Sendable {
  package var products: [Product]
  package var removed: [ProductID]
  package var sequence: Int64

  package init(products: [Product], removed: [ProductID], sequence: Int64) {
    self.products = products
    self.removed = removed
    self.sequence = sequence
  }
}

/// What a turn decided. Nothing of it has happened yet.
package struct TurnResult: Sendable {
  /// How many of the input's messages, from the first, this turn answers.
  package var messagesHandled: Int
  package var state: ConversationState
  package var effects: [Effect]
  /// Writes the replies from what was really done. Runs inside the transaction: pure, fast, no I/O.
  package var render: @Sendable (CommittedFacts) throws -> [ChannelCall]
  /// A JSON account of the turn for `/debug` and the staff; no secrets.
  package var trace: String

  package init(
    messagesHandled: Int, state: ConversationState, effects: [Effect], trace: String,
    render: @escaping @Sendable (CommittedFacts) throws -> [ChannelCall]
  ) {
    self.messagesHandled = messagesHandled
    self.state = state
    self.effects = effects
    self.trace = trace
    self.render = render
  }
}

/// A change a workflow wants. Those that others may have beaten us to are claims: they can be refused.
package enum Effect: Hashable, Sendable {
  /// The whole cart as it shall be; an empty one is kept, empty.
  case saveCart(Cart)
  /// A claim: stock is taken and the cart closed, or the turn is refused.
  case placeOrder(OrderDraft)
  /// A claim: refused where the order has moved on meanwhile.
  case cancelOrder(OrderID, reason: String)
  /// A claim: what a person at the shop does with an order, refused where it cannot be.
  case orderAction(OrderAction, number: String)
  /// A claim: staff ring up goods at the counter, at today's prices; refused where they cannot be had.
  case counterSale(CounterSale)
  /// A claim: staff give other goods for those that came back.
  case exchangeGoods(GoodsExchange)
  /// A claim: what a shopper does with an order of theirs beyond cancelling it.
  case shopperAction(ShopperAction, OrderID)
  case setAgeConfirmed(Bool)
  /// The shopper is told when it can be had again.
  case watchStock(VariantID)
  /// Everything of this person is erased, but what the books must keep.
  case eraseCustomer
  case updateCustomer(CustomerChange)
  /// Staff are told why, and the bot falls silent for this conversation; where nobody asked for that, it still does
  /// what is plainly asked of it until one of the staff is there.
  case handOver(reason: String, isSilent: Bool)
  case handBack
  case setOptedOut(Bool)
  case recordSearch(SearchEvent)
  /// Later work, made with the turn or not at all; its key says what it is done under.
  case enqueue(Job)
  /// Links this chat to somebody of the shop, or counts a wrong guess.
  case redeemStaffCode(String)
  /// Something that an owner wants kept.
  case desk(DeskChange)

  package var placesOrder: Bool {
    if case .placeOrder = self { true } else { false }
  }

  package var handsOver: Bool {
    if case .handOver = self { true } else { false }
  }
}

/// Facts learned about a customer; nil leaves what is known.
package struct CustomerChange: Hashable, Sendable {
  package var name: String?
  package var phone: String?
  package var address: String?
  package var language: String?

  package init(name: String? = nil, phone: String? = nil, address: String? = nil, language: String? = nil) {
    self.name = name
    self.phone = phone
    self.address = address
    self.language = language
  }
}

/// A search as it was understood and answered.
package struct SearchEvent: Hashable, Sendable {
  /// Why the products were shown.
  package enum Kind: String, Hashable, Sendable {
    case search
    /// Of the same kind as one that is sold out.
    case alternatives
    /// Often bought together with one that was shown.
    case complements
    /// With one that was shown as a part of them.
    case bundles
    /// Often bought together with what the shopper has bought.
    case becauseBought = "because_bought"
    /// What sells best, for who asked for advice.
    case favourites
    /// What the shop puts first itself.
    case featured
  }

  package var kind: Kind
  package var query: ProductQuery
  package var resultCount: Int
  /// Those on the page shown, in order.
  package var shown: [ProductID]

  package init(query: ProductQuery, resultCount: Int, shown: [ProductID], kind: Kind = .search) {
    self.kind = kind
    self.query = query
    self.resultCount = resultCount
    self.shown = shown
  }
}

/// What the transaction decided on the way: the only things a reply cannot know before.
package struct CommittedFacts: Hashable, Sendable {
  package var orderNumbers: [OrderID: String]
  /// What orders came to that were priced in the transaction.
  package var orderTotals: [OrderID: Money] = [:]
  /// Until when goods are held, by order.
  package var heldUntil: [OrderID: Timestamp] = [:]
  /// What actions on orders came to, by the order's number.
  package var actions: [String: OrderActionResult] = [:]
  /// Rows erased, by table.
  package var erased: [String: Int] = [:]
  /// What became of the code in this turn.
  package var staffCode: StaffCodeOutcome?

  package init(orderNumbers: [OrderID: String] = [:]) { self.orderNumbers = orderNumbers }
}

package enum TurnOutcome: Hashable, Sendable {
  /// `calls` are now in the outbox, in order.
  case committed(facts: CommittedFacts, calls: [ChannelCall])
  /// A claim was refused; nothing was changed and the lease is still held, to run the workflow once more.
  case refused(ClaimRefusal)
  /// The lease was lost; nothing was changed and another process has the conversation.
  case leaseLost
}

/// Why a claim was not granted.
package enum ClaimRefusal: Hashable, Sendable {
  /// What is left of the variants that were short; 0 for sold out.
  case insufficientStock([VariantID: Int])
  /// Prices that have changed since the shopper saw them.
  case priceChanged([VariantID: Money])
  /// No longer sold.
  case unavailable([VariantID])
  /// The cart was already ordered or changed elsewhere.
  case cartChanged
  case orderMoved(OrderID, OrderState)
  /// A coupon's last use went to somebody else, or it ended.
  case couponRefused(String)
  case actionRefused(OrderActionRefusal)
}
