import Commerce
import Dialogue
import Storage

/// What the API works with.
package struct APIParts: Sendable {
  package let storage: SoukStorage
  package let sessions: Sessions
  package let time: TimeSource
  package let settings: APISettings
  package let shop: APIShop

  package init(
    storage: SoukStorage, sessions: Sessions, time: TimeSource, settings: APISettings, shop: APIShop
  ) {
    self.storage = storage
    self.sessions = sessions
    self.time = time
    self.settings = settings
    self.shop = shop
  }
}

/// What the API needs of the program beyond its database.
package struct APIShop: Sendable {
  /// The product index in use.
  package var search: @Sendable () -> any ProductSearch
  /// Who takes a store's online payments; nil where nobody does.
  package var paymentProvider: @Sendable (StoreID) -> String?
  /// A person's words, as calls of the conversation's channel.
  package var calls: @Sendable (String, ConversationSummary) throws -> [ChannelCall]
  /// What a call said, to show it; nil for one that said nothing.
  package var words: @Sendable (ChannelCall, ChannelName) -> String?

  package init(
    search: @escaping @Sendable () -> any ProductSearch, paymentProvider: @escaping @Sendable (StoreID) -> String?,
    calls: @escaping @Sendable (String, ConversationSummary) throws -> [ChannelCall],
    words: @escaping @Sendable (ChannelCall, ChannelName) -> String?
  ) {
    self.search = search
    self.paymentProvider = paymentProvider
    self.calls = calls
    self.words = words
  }
}

package struct APISettings: Sendable {
  /// By one token or address; 0 is no limit.
  package var requestsPerMinute: Int
  /// Whether anybody may register and open a store.
  package var isRegistrationOpen: Bool

  package static let defaultRequestsPerMinute = 600

  package init(requestsPerMinute: Int = defaultRequestsPerMinute, isRegistrationOpen: Bool = false) {
    self.requestsPerMinute = requestsPerMinute
    self.isRegistrationOpen = isRegistrationOpen
  }
}

/// Who asks.
struct Principal: Hashable, Sendable {
  /// `usr_…` or `key_…`, for histories and limits.
  let name: String
  /// nil for a machine's key.
  let user: UserID?
  let memberships: [Membership]

  func role(in store: StoreID) -> StoreRole? { memberships.first { $0.storeID == store }?.role }
}

/// One request, read and allowed.
struct APICall: Sendable {
  let parts: APIParts
  let principal: Principal?
  /// The store it is about; nil for what is about none.
  let knownStore: Store?
  let path: [String: String]
  let query: Fields
  let body: Fields
  /// What `If-Match` names; nil where it was not sent.
  let ifMatch: String?
  let claim: WriteClaim?

  var storage: SoukStorage { parts.storage }
  var page: Page { Page(query) }

  /// For the histories of what is done.
  var who: String { principal?.name ?? "nobody" }

  /// Of an operation that is about a store.
  var store: Store {
    get throws {
      guard let knownStore else { throw APIError(.internal, "This operation knows no store.") }
      return knownStore
    }
  }

  /// The store's rows; what is written through it is written once for each `Idempotency-Key`.
  var rows: StoreScope { get throws { storage.store(try store.id, once: claim) } }

  var role: StoreRole { get throws { try principal?.role(in: store.id) ?? .staff } }

  /// - Throws: the error for what is not there; an id of another form is no different.
  func id<Entity>(_ name: String, else missing: APIError, _: Entity.Type = Entity.self) throws -> ID<Entity> {
    guard let text = path[name], let id = ID<Entity>(text: text) else { throw missing }
    return id
  }

  /// For what is about to be made.
  func newID<Entity>(_: Entity.Type = Entity.self) -> ID<Entity> { storage.context.ids.next() }

  func require(_ role: StoreRole, to what: String) throws {
    guard try self.role >= role else {
      throw APIError(.forbidden, "To \(what) takes the role \(role.rawValue) in this store.")
    }
  }

  // MARK: Edits

  /// As often as others change the same thing at the same moment.
  static let maximumTries = 4

  /// Changes an entity as it stands: checked against `If-Match`, and again by `save` in the transaction that writes.
  /// - Parameter save: writes the second where the first is still what is stored; says whether it was.
  func edit<Entity: Equatable>(
    _ view: View<Entity>, else missing: APIError, read: () async throws -> Entity?,
    change: (inout Entity) throws -> Void, save: (Entity, Entity) async throws -> Bool
  ) async throws -> APIAnswer {
    for _ in 0..<Self.maximumTries {
      guard let old = try await read() else { throw missing }
      try check(view, old)
      var new = old
      try change(&new)
      if new == old { return .tagged(view, old) }
      guard try await save(old, new) else { continue }
      guard let saved = try await read() else { throw missing }
      return .tagged(view, saved)
    }
    throw APIError(.editConflict, "Others are changing this at the same time. Read it and try again.")
  }

  /// - Throws: `precondition_failed` where `If-Match` names another version.
  func check<Entity>(_ view: View<Entity>, _ entity: Entity) throws {
    guard let ifMatch, ifMatch != "*" else { return }
    let tag = EntityTag.of(view.json(entity).bytes)
    let named = ifMatch.split(separator: ",").map { $0.trimmingPrefix { $0 == " " }.trimmingSuffix }
    guard named.contains(tag) else {
      throw APIError(.preconditionFailed, "It has changed since you read it. Read it again.")
    }
  }
}

extension Substring {
  fileprivate var trimmingSuffix: String { String(reversed().drop { $0 == " " }.reversed()) }
}
