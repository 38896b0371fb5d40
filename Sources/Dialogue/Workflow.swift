import Commerce

/// A task a shopper can have done, in one file: it takes acts and returns what to say and to change. It sends nothing
/// and stores nothing itself.
package protocol Workflow: Sendable {
  /// What it keeps while it waits for an answer.
  associatedtype State: Codable & Sendable = NoState

  /// Its key in stored conversations; never changed once released.
  var name: String { get }
  /// The form of `State`. A stored state of another version restarts the workflow politely.
  var stateVersion: Int { get }
  /// The acts that start it.
  var intents: [Intent] { get }
  /// Every text it may say; checked against `prompts/replies` at start.
  var texts: [TextKey] { get }
  /// Once it starts, whatever was waiting is given up.
  var takesTheFloor: Bool { get }

  /// It may wait twice, one question upon the other; otherwise a new start replaces the old.
  var mayWaitTwice: Bool { get }

  func begin(_ act: Act, in context: Context) -> Step<State>

  /// Takes an act while it waits; nil where the act is no answer, so that another workflow may have it.
  func resume(_ act: Act, from state: State, in context: Context) -> Step<State>?

  /// What it is waiting for.
  func expectation(of state: State, in context: Context) -> Expectation

  /// Its open question, to be put again after a digression.
  func question(of state: State, in context: Context) -> [Reply]
}

extension Workflow {
  package var stateVersion: Int { 1 }
  package var takesTheFloor: Bool { false }
  package var mayWaitTwice: Bool { false }
  package func resume(_ act: Act, from state: State, in context: Context) -> Step<State>? { nil }
  package func expectation(of state: State, in context: Context) -> Expectation { .nothing }
  package func question(of state: State, in context: Context) -> [Reply] { [] }
}

/// For workflows that never wait.
package struct NoState: Codable, Sendable {}

/// What one act led to.
package struct Step<State: Sendable>: Sendable {
  package enum Next: Sendable {
    case finished
    case waiting(State)
    /// This is done; now do that.
    case handOn(Act)
  }

  package var replies: [Reply]
  package var effects: [Effect]
  /// The memory as it shall be; nil leaves it.
  package var memory: DialogueMemory?
  package var next: Next
  /// What is done when nothing is asked any more.
  package var later: [Act] = []

  package init(
    _ replies: [Reply] = [], effects: [Effect] = [], memory: DialogueMemory? = nil, next: Next = .finished
  ) {
    self.replies = replies
    self.effects = effects
    self.memory = memory
    self.next = next
  }
}

/// Everything a workflow may know: who writes, what they have, what the shop sells, and what was said.
package struct Context: Sendable {
  package var store: Store
  package var channel: ChannelName
  package var customer: Customer
  package var cart: Cart
  /// Newest first.
  package var orders: [Order]
  package var catalog: any CatalogSnapshot
  package var memory: DialogueMemory
  package var now: Timestamp
  package var ids: IDGenerator
  /// The claim that was refused when this turn was first tried.
  package var refusal: ClaimRefusal?
  package var isHandedOver: Bool
  /// Intents of workflows that are waiting, the active one last.
  package var waiting: [String]
  /// What the shop knows of this person beyond the name.
  package var standing = CustomerStanding()
  /// Who takes online payments for this store; nil where nobody does.
  package var paymentProvider: String?
  /// The languages there are prompts for.
  package var languages: [LanguageName] = []
  /// What the desk says to this message of somebody of the shop.
  package var heard: DeskAnswer?
  /// The small words of the language that the message is in.
  package var words = RoleWords.none

  package init(
    store: Store, channel: ChannelName, customer: Customer, cart: Cart, orders: [Order],
    catalog: any CatalogSnapshot, memory: DialogueMemory, now: Timestamp, ids: IDGenerator,
    refusal: ClaimRefusal? = nil, isHandedOver: Bool = false, waiting: [String] = []
  ) {
    self.store = store
    self.channel = channel
    self.customer = customer
    self.cart = cart
    self.orders = orders
    self.catalog = catalog
    self.memory = memory
    self.now = now
    self.ids = ids
    self.refusal = refusal
    self.isHandedOver = isHandedOver
    self.waiting = waiting
  }
}
