import Foundation
import Transport

/// Calls the Bot API and reads its answers, good and bad.
///
/// The token is part of every URL: it is used here and appears in no answer, error or log.
struct TelegramAPI: Sendable {
  let transport: any HTTPTransport
  /// `https://api.telegram.org`, without a slash at its end.
  let baseURL: String

  init(transport: any HTTPTransport, baseURL: String) {
    self.transport = transport
    self.baseURL = baseURL.hasSuffix("/") ? String(baseURL.dropLast()) : baseURL
  }

  /// - Parameter timeoutMilliseconds: for the whole exchange.
  /// - Throws: `CancellationError` alone; everything else is an answer.
  func call(
    _ method: String, body: String, token: String, timeoutMilliseconds: Int64
  ) async throws(CancellationError) -> TelegramAnswer {
    try await send(
      HTTPRequest(
        method: "POST", url: "\(baseURL)/bot\(token)/\(method)",
        headers: [("content-type", "application/json")], body: Array(body.utf8),
        timeoutMilliseconds: timeoutMilliseconds), token: token)
  }

  /// The same with a file in it.
  func call(
    _ method: String, form: MultipartForm, token: String, timeoutMilliseconds: Int64
  ) async throws(CancellationError) -> TelegramAnswer {
    try await send(
      HTTPRequest(
        method: "POST", url: "\(baseURL)/bot\(token)/\(method)", headers: [("content-type", form.contentType)],
        body: form.body, timeoutMilliseconds: timeoutMilliseconds), token: token)
  }

  private func send(_ request: HTTPRequest, token: String) async throws(CancellationError) -> TelegramAnswer {
    do {
      return Self.answer(try await transport.send(request), token: token)
    } catch let error as TransportError {
      return try Self.answer(error, token: token)
    } catch is CancellationError {
      throw CancellationError()
    } catch {
      return .lost(reason: Self.redacted("\(error)", token))
    }
  }

  private static func answer(
    _ error: TransportError, token: String
  ) throws(CancellationError) -> TelegramAnswer {
    switch error {
    case .cancelled: throw CancellationError()
    case .notSent(let reason): .notSent(reason: redacted(reason, token))
    case .unknownOutcome(let reason): .lost(reason: redacted(reason, token))
    case .tooLarge(let limit): .tooLarge(limit: limit)
    case .invalidURL: .notSent(reason: "TELEGRAM_API_BASE and the bot's token make no usable address")
    }
  }

  private static func answer(_ response: HTTPResponse, token: String) -> TelegramAnswer {
    let envelope: Envelope?
    do {
      envelope = try JSONDecoder().decode(Envelope.self, from: Data(response.body))
    } catch {
      envelope = nil
    }
    if envelope?.ok == true, response.status < 300 { return .ok(body: response.body) }
    let status = envelope?.errorCode ?? response.status
    // A success that cannot be read: most likely done, and cut short on its way back.
    guard status >= 300 else { return .unreadable(body: response.body) }
    return .failure(
      TelegramFailure(
        status: status, isFromTelegram: envelope?.ok == false,
        description: redacted(String((envelope?.description ?? "a page instead of an answer").prefix(300)), token),
        retryAfterSeconds: envelope?.parameters?.retryAfter ?? response.headers["retry-after"].flatMap { Int64($0) },
        migrateToChatID: envelope?.parameters?.migrateToChatID))
  }

  private static func redacted(_ text: String, _ token: String) -> String {
    token.isEmpty ? text : text.replacingOccurrences(of: token, with: "<token>")
  }
}

/// What became of a call.
enum TelegramAnswer: Sendable {
  /// `{"ok": true, …}`, to be decoded by whoever knows the result.
  case ok(body: [UInt8])
  case failure(TelegramFailure)
  /// A success by its status whose body is not an answer.
  case unreadable(body: [UInt8])
  case tooLarge(limit: Int)
  /// Nothing left this machine.
  case notSent(reason: String)
  /// The connection broke or time ran out; the call may have been obeyed.
  case lost(reason: String)
}

/// A refusal, by Telegram or by something on the way to it.
struct TelegramFailure: Hashable, Sendable {
  var status: Int
  /// Telegram's own words, not a proxy's page.
  var isFromTelegram: Bool
  var description: String
  var retryAfterSeconds: Int64?
  var migrateToChatID: Int64?

  var reason: String { "\(status) \(description)" }

  /// The wait that Telegram asks for, at least a second and at most a day; nil where it asks for none.
  var retryAfterMilliseconds: Int64? { retryAfterSeconds.map { min(max($0, 1), 86_400) * 1_000 } }

  func mentions(_ words: String) -> Bool { description.range(of: words, options: .caseInsensitive) != nil }
}

private struct Envelope: Decodable {
  var ok: Bool
  var errorCode: Int?
  var description: String?
  var parameters: Parameters?

  struct Parameters: Decodable {
    var retryAfter: Int64?
    var migrateToChatID: Int64?

    enum CodingKeys: String, CodingKey {
      case retryAfter = "retry_after"
      case migrateToChatID = "migrate_to_chat_id"
    }
  }

  enum CodingKeys: String, CodingKey {
    case ok, description, parameters
    case errorCode = "error_code"
  }
}

extension TelegramAnswer {
  /// One line for a log.
  var summary: String {
    switch self {
    case .ok: "done"
    case .failure(let failure): failure.reason
    case .unreadable(let body): "an unreadable answer of \(body.count) bytes"
    case .tooLarge(let limit): "an answer of more than \(limit) bytes"
    case .notSent(let reason): "not sent: \(reason)"
    case .lost(let reason): "no answer: \(reason)"
    }
  }
}
