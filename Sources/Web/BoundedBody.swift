import Dialogue
import HTTPTypes
import Hummingbird
import NIOCore

/// Reads a request's body up to a bound, within a time.
struct BoundedBody: Sendable {
  /// How long the rest of a body that is too large is read and thrown away, so that its sender sees the answer.
  private static let lingerSeconds: Int64 = 5

  let maximumBytes: Int
  let deadlines: BodyDeadlines

  enum Result {
    case whole([UInt8])
    case tooLarge
    case broken
  }

  func read(_ request: Request, in context: WebContext) async -> Result {
    if isDeclaredTooLarge(request) { return .tooLarge }
    let channel = context.channel
    let deadline = deadlines.begin(channel)
    defer { deadlines.end(deadline) }
    var bytes: [UInt8] = []
    do {
      for try await buffer in request.body {
        guard bytes.count + buffer.readableBytes <= maximumBytes else { return .tooLarge }
        bytes.append(contentsOf: buffer.readableBytesView)
      }
    } catch {
      return .broken
    }
    return channel.isActive ? .whole(bytes) : .broken
  }

  func isDeclaredTooLarge(_ request: Request) -> Bool {
    request.headers[.contentLength].flatMap { Int($0) }.map { $0 > maximumBytes } ?? false
  }

  /// Answers at once, then lets the sender finish for a moment: closing on unread bytes would reset the connection and
  /// take the answer with it.
  func refusal(in context: WebContext) -> Response {
    let channel = context.channel
    channel.eventLoop.scheduleTask(in: .seconds(Self.lingerSeconds)) { channel.close(promise: nil) }
    var response = Response(
      .error(413, code: "body_too_large", message: "The body may be \(maximumBytes) bytes at most."))
    response.headers[.connection] = "close"
    return response
  }
}
