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
    switch await call(path, "application/json", Array(body.utf8), from: account) {
    case .success(let answer): answer.outcome
    case .failure(let failure): failure.outcome
    }
  }

  /// What became of a picture.
  enum Upload: Sendable {
    case stored(id: String)
    case failed(SendOutcome)
  }

  /// Stores a picture at Meta, where it lies for thirty days. A lost answer costs nothing but a picture that nobody
  /// refers to, so it is tried again like one that was not sent.
  func upload(_ png: [UInt8], from account: ChannelAccount) async -> Upload {
    let form = MultipartForm([
      .init("messaging_product", "whatsapp"), .init("type", "image/png"),
      .init("file", fileName: "chart.png", mediaType: "image/png", bytes: png),
    ])
    switch await call("media", form.contentType, form.body, from: account) {
    case .success(let answer):
      if let id = answer.mediaID { return .stored(id: id) }
      return .failed(Self.again(answer.outcome))
    case .failure(let failure): return .failed(Self.again(failure.outcome))
    }
  }

  private static func again(_ outcome: SendOutcome) -> SendOutcome {
    if case .unknown(let reason) = outcome { return .refused(reason: reason, retryAfterMilliseconds: nil) }
    return outcome
  }

  private struct Failure: Error { var outcome: SendOutcome }

  private func call(
    _ path: String, _ contentType: String, _ body: [UInt8], from account: ChannelAccount
  ) async -> Result<WhatsAppAnswer, Failure> {
    let token = Self.trimmed(account.credentials["access_token"] ?? "")
    guard !token.isEmpty else {
      return .failure(
        Failure(
          outcome: .accountBlocked(
            reason: "account \(account.key) has no access_token; set it and the messages go out",
            retryAfterMilliseconds: Self.misconfiguredMilliseconds)))
    }
    let request = HTTPRequest(
      method: "POST", url: "\(base)/\(account.key.externalID)/\(path)",
      headers: [("Authorization", "Bearer " + token), ("Content-Type", contentType)], body: body,
      timeoutMilliseconds: Self.timeoutMilliseconds)
    do {
      return .success(
        WhatsAppAnswer(try await transport.send(request), token: token, nowMilliseconds: now()))
    } catch let error as TransportError {
      return .failure(Failure(outcome: outcome(of: error)))
    } catch {
      return .failure(Failure(outcome: .unknown(reason: "the call failed: \(error)")))
    }
  }

  private static func trimmed(_ token: String) -> String {
    // Nearly every token is what it should be, and Foundation takes longer than all else here to say so.
    let isPlain = token.utf8.allSatisfy { (0x21..<0x7f).contains($0) }
    return isPlain ? token : token.trimmingCharacters(in: .whitespacesAndNewlines)
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
