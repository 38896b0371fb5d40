import Dialogue
import Foundation
import Transport

/// Reads an answer of the Cloud API, whatever it is: Graph's JSON, a proxy's page, or half of either.
struct WhatsAppAnswer {
  /// No provider's wait is taken to be longer than a day, in milliseconds.
  private static let maximumWait: Int64 = 24 * 3_600_000
  private static let misconfiguredWait: Int64 = 5 * 60_000
  private static let maximumReasonLength = 300

  private let response: HTTPResponse
  private let json: WhatsAppJSON?
  private let token: String
  private let nowMilliseconds: Int64

  /// - Parameter token: taken out of every reason.
  init(_ response: HTTPResponse, token: String, nowMilliseconds: Int64) {
    self.response = response
    self.json = WhatsAppJSON(response.body)
    self.token = token
    self.nowMilliseconds = nowMilliseconds
  }

  /// Of a stored picture; nil where the answer names none.
  var mediaID: String? {
    guard (200...299).contains(response.status), json?["error"] == nil else { return nil }
    return json?["id"]?.token
  }

  var outcome: SendOutcome {
    if let error = json?["error"], error.members != nil { return outcome(of: error) }
    guard (200...299).contains(response.status) else { return outcomeWithoutError }
    // 2xx with something that is not Graph's JSON is not Meta's answer: some proxy's page, or half an answer.
    guard let members = json?.members, members["messages"] != nil || members["success"] != nil else {
      return .unknown(reason: "status \(response.status) with an answer that cannot be read")
    }
    return .sent(providerMessageID: members["messages"]?.elements.first?["id"]?.token)
  }

  private func outcome(of error: WhatsAppJSON) -> SendOutcome {
    let code = error["code"]?.integer ?? -1
    let reason = reason(of: error, code: code)
    let action = WhatsAppErrorTable.action(
      code: code, status: response.status, isTransient: error["is_transient"]?.bool ?? false)
    switch action {
    case .reject: return .rejected(reason: reason)
    case .retry(let wait): return .refused(reason: reason, retryAfterMilliseconds: longer(wait, retryAfter))
    case .blockAccount(let wait):
      return .accountBlocked(reason: reason, retryAfterMilliseconds: max(wait, retryAfter ?? 0))
    }
  }

  /// No error object, so the status must do. 429 and 503 say that the call was not taken; after another 5xx it may
  /// have been, behind whatever gave the page.
  private var outcomeWithoutError: SendOutcome {
    let reason = "status \(response.status) without an error that can be read"
    switch response.status {
    case 408, 425, 429, 503: return .refused(reason: reason, retryAfterMilliseconds: retryAfter)
    case 300...399, 401, 403, 404, 405, 407:
      return .accountBlocked(
        reason: reason + "; check the API base, the phone number id and the token",
        retryAfterMilliseconds: max(Self.misconfiguredWait, retryAfter ?? 0))
    case 400...499: return .rejected(reason: reason)
    default: return .unknown(reason: reason)
    }
  }

  private func reason(of error: WhatsAppJSON, code: Int64) -> String {
    guard !WhatsAppErrorTable.isAboutToken(code) else {
      return "\(code): the access token is expired or invalid; renew it"
    }
    let details = (error["error_data"]?["details"] ?? error["message"])?.text ?? ""
    let text = details.split(separator: token, omittingEmptySubsequences: false).joined(separator: "…")
    return WhatsAppBound.cut("\(code): \(text)", to: Self.maximumReasonLength)
  }

  /// Seconds or an HTTP date; nil where there is none.
  private var retryAfter: Int64? {
    guard let header = response.headers["retry-after"]?.trimmingCharacters(in: .whitespaces) else { return nil }
    if let seconds = Double(header), seconds.isFinite {
      return min(max(0, Int64(min(seconds, 1e9) * 1_000)), Self.maximumWait)
    }
    let formatter = DateFormatter()
    formatter.locale = Locale(identifier: "en_US_POSIX")
    formatter.timeZone = TimeZone(secondsFromGMT: 0)
    formatter.dateFormat = "EEE, dd MMM yyyy HH:mm:ss zzz"
    guard let date = formatter.date(from: header) else { return nil }
    return min(max(0, Int64(date.timeIntervalSince1970 * 1_000) - nowMilliseconds), Self.maximumWait)
  }

  private func longer(_ left: Int64?, _ right: Int64?) -> Int64? {
    [left, right].compactMap { $0 }.max()
  }
}
