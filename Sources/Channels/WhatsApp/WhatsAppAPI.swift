import Dialogue
import Foundation
import Transport

/// Calls the Cloud API and says what became of each call.
struct WhatsAppAPI: Sendable {
  /// The whole exchange; Meta answers in well under a second.
  private static let timeoutMilliseconds: Int64 = 15_000
  /// A misconfigured account is looked at again after this.
  private static let misconfiguredMilliseconds: Int64 = 5 * 60_000

  let base: String
  let transport: any HTTPTransport
  let now: @Sendable () -> Int64

  /// - Parameters:
  ///   - path: after the phone number id, `messages`.
  ///   - body: a JSON object.
  func post(_ path: String, body: String, from account: ChannelAccount) async -> SendOutcome {
    let token = (account.credentials["access_token"] ?? "").trimmingCharacters(in: .whitespacesAndNewlines)
    guard !token.isEmpty else {
      return .accountBlocked(
        reason: "account \(account.key) has no access_token; set it and the messages go out",
        retryAfterMilliseconds: Self.misconfiguredMilliseconds)
    }
    let request = HTTPRequest(
      method: "POST", url: "\(base)/\(account.key.externalID)/\(path)",
      headers: [("Authorization", "Bearer " + token), ("Content-Type", "application/json")],
      body: Array(body.utf8), timeoutMilliseconds: Self.timeoutMilliseconds)
    do {
      let response = try await transport.send(request)
      return WhatsAppAnswer(response, token: token, nowMilliseconds: now()).outcome
    } catch let error as TransportError {
      return outcome(of: error)
    } catch {
      return .unknown(reason: "the call failed: \(error)")
    }
  }

  private func outcome(of error: TransportError) -> SendOutcome {
    switch error {
    case .notSent: .refused(reason: "\(error)", retryAfterMilliseconds: nil)
    case .invalidURL:
      .accountBlocked(
        reason: "\(error); check WHATSAPP_API_BASE", retryAfterMilliseconds: Self.misconfiguredMilliseconds)
    case .unknownOutcome, .cancelled, .tooLarge: .unknown(reason: "\(error)")
    }
  }
}
