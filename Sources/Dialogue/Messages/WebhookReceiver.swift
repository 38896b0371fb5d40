/// Takes webhooks without knowing the HTTP server; Web mounts it.
package protocol WebhookReceiver: Sendable {
  /// `/webhooks/whatsapp`; a part in braces, as in `/webhooks/stripe/{store}`, comes as a path value.
  var path: String { get }
  /// A larger body is answered 413 before this is called.
  var maximumBodyBytes: Int { get }
  /// Answers 2xx only after what the body brought is durable.
  func receive(_ request: WebhookRequest) async -> WebhookResponse
}

package struct WebhookRequest: Sendable {
  package enum Method: Sendable { case get, post }

  package var method: Method
  package var query: [String: String]
  /// Header names in lower case; a repeated header's values in order.
  package var headers: [String: [String]]
  /// As received: signatures are over these bytes.
  package var body: [UInt8]
  /// What stood in the path's braces.
  package var pathValues: [String: String] = [:]

  package init(method: Method, query: [String: String] = [:], headers: [String: [String]] = [:], body: [UInt8] = []) {
    self.method = method
    self.query = query
    self.headers = headers
    self.body = body
  }
}

package struct WebhookResponse: Hashable, Sendable {
  package var status: Int
  package var contentType: String
  package var body: String
  package var retryAfterSeconds: Int?

  package init(status: Int, contentType: String = "text/plain", body: String = "", retryAfterSeconds: Int? = nil) {
    self.status = status
    self.contentType = contentType
    self.body = body
    self.retryAfterSeconds = retryAfterSeconds
  }

  /// `{"error": {"code": …, "message": …}}`; both are plain ASCII sentences of ours.
  package static func error(_ status: Int, code: String, message: String) -> WebhookResponse {
    WebhookResponse(
      status: status, contentType: "application/json",
      body: #"{"error":{"code":"\#(code)","message":"\#(message)"}}"#)
  }
}
