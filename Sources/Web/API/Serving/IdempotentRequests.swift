import Commerce
import HTTPTypes
import Hummingbird
import Storage

/// Requests under a key of their own, and the answers they had.
struct IdempotentRequests: Sendable {
  let repository: IdempotencyRepository
  let store: StoreID?

  static let inProgress = APIError(
    .idempotencyInProgress,
    "A request with this Idempotency-Key is being done, or was done and its answer was lost: read what there is now.",
    retryAfterSeconds: 1)

  /// - Returns: the answer that was given to the same request before; nil for one that is new.
  /// - Throws: ``APIError`` for another request under the key, and for one whose answer is not there yet.
  func known(_ claim: WriteClaim) async throws -> Response? {
    guard let known = try await repository.known(claim, store: store) else { return nil }
    guard known.fingerprint == claim.fingerprint else {
      throw APIError(.idempotencyKeyReused, "This Idempotency-Key was used for another request. Take a new one.")
    }
    guard let answer = known.answer else { throw Self.inProgress }
    var response = Response(
      status: .init(code: answer.status), body: Array(answer.body.utf8), isTagged: false)
    if let name = APIHeader.idempotencyReplayed { response.headers[name] = "true" }
    return response
  }

  /// A request that was refused has done nothing: its key is free again.
  func release(_ claim: WriteClaim) async throws { try await repository.release(claim, store: store) }

  func keep(_ answer: APIAnswer, of claim: WriteClaim) async throws {
    let body = answer.body.map { String(decoding: $0.bytes, as: UTF8.self) } ?? ""
    try await repository.keep(.init(status: answer.status.code, body: body), of: claim, store: store)
  }
}
