import Dialogue
import HTTPTypes
import Hummingbird

extension Response {
  static func text(_ text: String, contentType: String = "text/plain; charset=utf-8") -> Response {
    Response(
      status: .ok, headers: [.contentType: contentType], body: ResponseBody(byteBuffer: ByteBuffer(string: text)))
  }

  init(_ response: WebhookResponse) {
    var headers: HTTPFields = [.contentType: response.contentType]
    if let seconds = response.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
    self.init(
      status: HTTPResponse.Status(code: response.status), headers: headers,
      body: ResponseBody(byteBuffer: ByteBuffer(string: response.body)))
  }
}
