import Commerce
import HTTPTypes

/// One thing that can be asked of the API: its route, its place in `openapi.yaml` and its code are this one value.
struct Operation: Sendable {
  enum Access: Sendable {
    /// Nobody need say who they are.
    case anyone
    /// Whoever has signed in, in whatever store.
    case user
    /// Whoever has this role, or more, in the store.
    case store(StoreRole)
  }

  struct Answer: Sendable {
    let status: HTTPResponse.Status
    let meaning: String
    /// nil for an answer without a body.
    let schema: Schema?
  }

  let method: HTTPRequest.Method
  /// Below `/api/v1`, with values in braces: `/orders/{order}`.
  let path: String
  /// `listOrders`
  let id: String
  let summary: String
  let access: Access
  let answer: Answer
  var note: String?
  /// Schemas of the values in the path, by name.
  var pathValues: [String: Schema] = [:]
  var query: [Schema.Property] = []
  var body: Schema?
  /// Those beyond what every operation of its kind may answer.
  var errors: [APIErrorCode] = []
  /// Takes `If-Match`, and answers with an `ETag`.
  var isEdit = false
  /// Answers with an `ETag`.
  var hasTag = false
  let handle: @Sendable (APICall) async throws -> APIAnswer

  /// What `Idempotency-Key` is taken for: everything that makes something, sign-ins aside, whose answers are secrets
  /// that are not kept.
  var takesKey: Bool {
    guard method == .post else { return false }
    if case .anyone = access { return false }
    return true
  }

  /// `GET`
  var verb: String { method.rawValue }

  /// The first part of the path: the folder of resources it belongs to.
  var resource: String { String(path.split(separator: "/").first ?? "") }

  init(
    _ method: HTTPRequest.Method, _ path: String, _ id: String, _ summary: String, for access: Access,
    answer: Answer, handle: @escaping @Sendable (APICall) async throws -> APIAnswer
  ) {
    self.method = method
    self.path = path
    self.id = id
    self.summary = summary
    self.access = access
    self.answer = answer
    self.handle = handle
  }

  /// The same operation with more said of it.
  func with(_ change: (inout Operation) -> Void) -> Operation {
    var operation = self
    change(&operation)
    return operation
  }
}

extension Operation.Answer {
  static func ok<Entity>(_ view: View<Entity>) -> Self {
    Self(status: .ok, meaning: "\(view.name) as it stands now", schema: view.schema)
  }

  static func created<Entity>(_ view: View<Entity>) -> Self {
    Self(status: .created, meaning: "\(view.name) as it was made", schema: view.schema)
  }

  static func page<Entity>(_ view: View<Entity>) -> Self {
    Self(status: .ok, meaning: "A page, the newest first", schema: Page.schema(of: view))
  }

  static let empty = Self(status: .noContent, meaning: "Done", schema: nil)
}

/// What an operation answers with.
struct APIAnswer: Sendable {
  var status: HTTPResponse.Status
  var body: JSON?
  var isTagged = false

  static func ok<Entity>(_ view: View<Entity>, _ entity: Entity) -> APIAnswer {
    APIAnswer(status: .ok, body: view.json(entity))
  }

  static func tagged<Entity>(_ view: View<Entity>, _ entity: Entity) -> APIAnswer {
    APIAnswer(status: .ok, body: view.json(entity), isTagged: true)
  }

  static func created<Entity>(_ view: View<Entity>, _ entity: Entity) -> APIAnswer {
    APIAnswer(status: .created, body: view.json(entity))
  }

  static let empty = APIAnswer(status: .noContent)
}
