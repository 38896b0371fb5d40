import Commerce
import Dialogue

/// How often somebody may ask.
struct APILimits: Sendable {
  /// Guesses at one e-mail address's password in a minute.
  private static let signInsPerMinute = 10
  private static let minuteMilliseconds: Int64 = 60_000
  private static let retryAfterSeconds = 10

  private let requests: SenderRateLimiter<String>
  private let signIns: SenderRateLimiter<String>

  init(_ settings: APISettings, time: TimeSource) {
    requests = SenderRateLimiter(
      messages: settings.requestsPerMinute, periodMilliseconds: Self.minuteMilliseconds, time: time)
    signIns = SenderRateLimiter(
      messages: settings.requestsPerMinute == 0 ? 0 : Self.signInsPerMinute,
      periodMilliseconds: Self.minuteMilliseconds, time: time)
  }

  func admit(_ who: String) throws {
    guard requests.admits(who) else { throw Self.tooMany("requests") }
  }

  func admitSignIn(_ email: EMailAddress) throws {
    guard signIns.admits(email.text) else { throw Self.tooMany("sign-ins for this address") }
  }

  private static func tooMany(_ what: String) -> APIError {
    APIError(.rateLimited, "Too many \(what). Wait, then try again.", retryAfterSeconds: retryAfterSeconds)
  }
}
