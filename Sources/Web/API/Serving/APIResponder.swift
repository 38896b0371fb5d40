import Commerce
import Dialogue
import HTTPTypes
import Hummingbird
import Logging
import Metrics
import NIOCore
import Storage

/// Takes a request through what every operation has in common: who asks, for which store, is it well-formed, was it
/// asked before.
struct APIResponder: Sendable {
  /// An order of a hundred lines is a few kilobytes.
  static let maximumBodyBytes = 1 << 20
  private static let bodySeconds = 20
  static let longestKey = 255

  let parts: APIParts
  let limits: APILimits
  private let deadlines = BodyDeadlines(seconds: Self.bodySeconds)

  func respond(to request: Request, in context: WebContext, _ operation: Operation) async -> Response {
    let start = ContinuousClock.now
    let response = await answer(to: request, in: context, operation)
    Counter(
      label: "souk_api_requests_total",
      dimensions: [("operation", operation.id), ("status", String(response.status.code))]
    ).increment()
    Metrics.Timer(label: "souk_api_duration", dimensions: [("operation", operation.id)])
      .record(duration: ContinuousClock.now - start)
    return response
  }

  private func answer(to request: Request, in context: WebContext, _ operation: Operation) async -> Response {
    do {
      let principal = try await principal(of: request, in: context, operation)
      let query = try QueryReader(operation).read(request.uri.query ?? "")
      let store = try await store(operation, principal, query)
      let body = BoundedBody(maximumBytes: Self.maximumBodyBytes, deadlines: deadlines)
      switch await body.read(request, in: context) {
      case .tooLarge: return body.refusal(in: context)
      case .broken: throw APIError(.incompleteBody, "The body ended before its end.")
      case .whole(let bytes):
        let reading = BodyReader(operation)
        let fields = try reading.read(bytes, type: request.headers[.contentType])
        let call = APICall(
          parts: parts, principal: principal, knownStore: store, path: Self.pathValues(context), query: query,
          body: fields, ifMatch: operation.isEdit ? request.headers[.ifMatch] : nil,
          claim: try claim(request, operation, principal, bytes))
        return try await answer(call, operation)
      }
    } catch let error as APIError {
      return Response(error)
    } catch {
      return failure(error, in: context, operation)
    }
  }

  /// Done at most once for each key; asked again, the first answer is given again.
  private func answer(_ call: APICall, _ operation: Operation) async throws -> Response {
    guard let claim = call.claim else { return Response(try await operation.handle(call)) }
    let requests = IdempotentRequests(repository: parts.storage.idempotency, store: call.knownStore?.id)
    if let answer = try await requests.known(claim) { return answer }
    do {
      let answer = try await operation.handle(call)
      try await requests.keep(answer, of: claim)
      return Response(answer)
    } catch is KeyTaken {
      if let answer = try await requests.known(claim) { return answer }
      throw IdempotentRequests.inProgress
    } catch let refusal as APIError {
      try await requests.release(claim)
      throw refusal
    }
  }

  private func claim(
    _ request: Request, _ operation: Operation, _ principal: Principal?, _ body: [UInt8]
  ) throws -> WriteClaim? {
    guard operation.takesKey, let principal, let name = APIHeader.idempotencyKey, let key = request.headers[name] else {
      return nil
    }
    guard (1...Self.longestKey).contains(key.utf8.count), key.utf8.allSatisfy({ (33...126).contains($0) }) else {
      throw APIError(
        .invalidParameter, "Idempotency-Key must be 1 to \(Self.longestKey) visible ASCII characters.")
    }
    let asked = Array("\(operation.id) \(request.uri.path)\n".utf8) + body
    return WriteClaim(
      principal: principal.name, key: key, fingerprint: EntityTag.of(asked),
      requestID: parts.storage.context.ids.nextValue())
  }

  // MARK: Who asks, and for which store

  private func principal(
    of request: Request, in context: WebContext, _ operation: Operation
  ) async throws -> Principal? {
    if case .anyone = operation.access {
      try limits.admit(context.channel.remoteAddress?.ipAddress ?? "somewhere")
      return nil
    }
    let words = (request.headers[.authorization] ?? "").split(separator: " ", maxSplits: 1)
    guard words.count == 2, words[0].lowercased() == "bearer" else {
      throw APIError(.unauthorized, "Send `Authorization: Bearer …` with an access token or an API key.")
    }
    let principal = try await parts.sessions.principal(String(words[1]))
    try limits.admit(principal.name)
    return principal
  }

  /// The token's only store, else the one that `?store=` names; another's store is as unknown as one that is not there.
  private func store(_ operation: Operation, _ principal: Principal?, _ query: Fields) async throws -> Store? {
    guard case .store(let role) = operation.access, let principal else { return nil }
    let store: Store
    if let slug = query.text("store") {
      guard let named = try await parts.storage.stores.store(slug: slug), principal.role(in: named.id) != nil else {
        throw APIError(.storeNotFound, "You have no store of this slug.")
      }
      store = named
    } else {
      guard let only = principal.memberships.first else {
        throw APIError(.storeNotFound, "You have no store. Make one, or ask an owner for a role in theirs.")
      }
      guard principal.memberships.count == 1 else {
        throw APIError(.storeRequired, "You have several stores: say which with ?store=SLUG.")
      }
      store = try await parts.storage.stores.store(only.storeID)
    }
    guard let own = principal.role(in: store.id), own >= role else {
      throw APIError(.forbidden, "This takes the role \(role.rawValue) in the store.")
    }
    return store
  }

  private static func pathValues(_ context: WebContext) -> [String: String] {
    var values: [String: String] = [:]
    for (name, value) in context.parameters { values[String(name)] = String(value) }
    return values
  }

  // MARK: What went wrong

  private func failure(_ error: any Error, in context: WebContext, _ operation: Operation) -> Response {
    switch error {
    case StorageError.notFound:
      return Response(APIError(.notFound, "There is no such thing in this store."))
    case StorageError.overloaded, StorageError.busy:
      return Response(APIError(.busy, "Too much is going on at once. Try again.", retryAfterSeconds: 1))
    default:
      context.logger.error("an API request failed", metadata: ["operation": "\(operation.id)", "error": "\(error)"])
      return Response(APIError(.internal, "Something went wrong here. It has been noted; try again later."))
    }
  }
}
