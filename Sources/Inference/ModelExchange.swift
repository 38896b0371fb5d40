import Dialogue
import Foundation
import Transport

/// One request to a provider and what its statuses mean, which all providers nearly agree on.
struct ModelExchange: Sendable {
  let transport: any HTTPTransport

  /// An answer of JSON acts is a few hundred bytes; what is far over it is none.
  static let maximumBytes = 256 << 10
  /// A longer wait than this is a misunderstanding of seconds and dates.
  private static let longestWaitSeconds = 3_600.0

  func post(
    _ body: JSONValue, to url: String, headers: [(name: String, value: String)], timeoutMilliseconds: Int64
  ) async throws(ModelFailure) -> JSONValue {
    let response: HTTPResponse
    do {
      response = try await transport.send(
        HTTPRequest(
          method: "POST", url: url, headers: [("content-type", "application/json")] + headers,
          body: Array(body.text.utf8), timeoutMilliseconds: timeoutMilliseconds))
    } catch {
      throw Self.failure(error)
    }
    guard response.body.count <= Self.maximumBytes else { throw .tooLarge(bytes: Self.maximumBytes) }
    guard response.status == 200 else { throw Self.failure(response) }
    guard !response.body.isEmpty else { throw .empty }
    return try Self.json(response.body)
  }

  private static func json(_ body: [UInt8]) throws(ModelFailure) -> JSONValue {
    do { return try JSONValue(json: body) } catch { throw .unreadable }
  }

  private static func failure(_ error: any Error) -> ModelFailure {
    guard let error = error as? TransportError else { return .unreachable("it was cancelled") }
    switch error {
    // The transport's own words for a time-out, before and after sending.
    case .notSent(let reason) where reason.contains("no answer within"): return .timedOut
    case .unknownOutcome(let reason) where reason.contains("no answer within"): return .timedOut
    case .notSent(let reason), .unknownOutcome(let reason), .invalidURL(let reason): return .unreachable(reason)
    case .tooLarge(let limit): return .tooLarge(bytes: limit)
    case .cancelled: return .unreachable("it was cancelled")
    }
  }

  private static func failure(_ response: HTTPResponse) -> ModelFailure {
    let wait = retryAfter(response.headers)
    switch response.status {
    case 401, 402, 403: return .unauthorized(status: response.status)
    case 404: return .noSuchModel
    case 408, 504: return .timedOut
    case 429: return isQuota(response.body) ? .quotaExhausted : .rateLimited(retryAfterMilliseconds: wait)
    case 503, 529: return .overloaded(retryAfterMilliseconds: wait)
    case 500...: return .failed(status: response.status)
    default: return .rejected(status: response.status)
    }
  }

  /// OpenAI says 429 also for an account without money, where waiting does not help.
  private static func isQuota(_ body: [UInt8]) -> Bool {
    do {
      let error = try JSONValue(json: body)["error"]
      return error?["code"]?.string == "insufficient_quota" || error?["type"]?.string == "insufficient_quota"
    } catch {
      return false
    }
  }

  private static func retryAfter(_ headers: [String: String]) -> Int64? {
    if let text = headers["retry-after-ms"], let value = Double(text) { return milliseconds(value / 1_000) }
    return headers["retry-after"].flatMap(Double.init).flatMap(milliseconds)
  }

  private static func milliseconds(_ seconds: Double) -> Int64? {
    guard seconds.isFinite, seconds >= 0 else { return nil }
    return Int64(min(seconds, longestWaitSeconds) * 1_000)
  }
}
