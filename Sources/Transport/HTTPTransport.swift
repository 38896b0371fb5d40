/// Sends one HTTP request and answers with the whole response; implemented by `CurlTransport` and by fakes in tests.
///
/// Any status is an answer, not an error: `send` throws `TransportError` only when there is no response to look at.
package protocol HTTPTransport: Sendable {
  func send(_ request: HTTPRequest) async throws -> HTTPResponse
}

/// One request: an absolute http or https URL, its headers in order, and a body held in memory.
package struct HTTPRequest: Sendable {
  package var method: String
  package var url: String
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]?
  /// The longest the whole exchange may take, in milliseconds, waiting for a free connection included.
  package var timeoutMilliseconds: Int64

  package init(
    method: String = "GET",
    url: String,
    headers: [(name: String, value: String)] = [],
    body: [UInt8]? = nil,
    timeoutMilliseconds: Int64 = 10_000
  ) {
    self.method = method
    self.url = url
    self.headers = headers
    self.body = body
    self.timeoutMilliseconds = timeoutMilliseconds
  }
}

/// One response: its status, headers under lower-case names (repeated ones joined with ", "), and its body.
package struct HTTPResponse: Sendable {
  package var status: Int
  package var headers: [String: String]
  package var body: [UInt8]

  package init(status: Int, headers: [String: String] = [:], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }
}

/// Why there is no response; the texts name a URL's scheme and host only, for a path may hold a bot token.
package enum TransportError: Error, CustomStringConvertible {
  /// Nothing of the request left this machine (name lookup, refused connection, TLS): sending it again is safe.
  case notSent(String)
  /// The request may have been acted on: the connection broke or time ran out after sending began.
  case unknownOutcome(String)
  case cancelled
  /// The response outgrew the limit, in bytes; the request was acted on.
  case tooLarge(limit: Int)
  case invalidURL(String)

  package var description: String {
    switch self {
    case .notSent(let reason):
      "the request was not sent: \(reason); it is safe to send it again"
    case .unknownOutcome(let reason):
      "the request may have been acted on: \(reason); send it again only if it may happen twice"
    case .cancelled:
      "the request was cancelled"
    case .tooLarge(let limit):
      "the response is larger than \(limit) bytes; ask for less or raise the limit"
    case .invalidURL(let reason):
      "the URL cannot be used: \(reason); give an absolute http or https URL"
    }
  }
}
