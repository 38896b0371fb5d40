import Dialogue
import HTTPTypes
import Hummingbird
import Metrics
import NIOCore
import Synchronization

/// One receiver behind its path: the body is bounded and handed on byte for byte.
struct WebhookEndpoint: Sendable {
  /// Asked of a sender who came when all places were taken.
  private static let retryAfterSeconds = 1

  let receiver: any WebhookReceiver
  let slots: WebhookSlots
  private let deadlines: BodyDeadlines
  private let meters: WebhookMeters

  init(receiver: any WebhookReceiver, slots: WebhookSlots, bodySeconds: Int) {
    self.receiver = receiver
    self.slots = slots
    deadlines = BodyDeadlines(seconds: bodySeconds)
    meters = WebhookMeters(path: receiver.path)
  }

  func mount(on router: Router<WebContext>) {
    let path = RouterPath(receiver.path)
    router.get(path) { request, context in await answer(request, as: .get, in: context) }
    router.post(path) { request, context in await answer(request, as: .post, in: context) }
  }

  private func answer(
    _ request: Request, as method: WebhookRequest.Method, in context: WebContext
  ) async -> Response {
    let start = ContinuousClock.now
    let response = await respond(to: request, as: method, in: context)
    meters.record(response.status, took: ContinuousClock.now - start)
    return response
  }

  private func respond(
    to request: Request, as method: WebhookRequest.Method, in context: WebContext
  ) async -> Response {
    let body = BoundedBody(maximumBytes: receiver.maximumBodyBytes, deadlines: deadlines)
    if body.isDeclaredTooLarge(request) { return body.refusal(in: context) }
    let answer = await slots.withSlot {
      switch await body.read(request, in: context) {
      case .whole(let bytes):
        var webhook = WebhookRequest(
          method: method, query: QueryString.decode(request.uri.query ?? ""), headers: Self.headers(of: request),
          body: bytes)
        for (name, value) in context.parameters { webhook.pathValues[String(name)] = String(value) }
        return Response(await receiver.receive(webhook))
      case .tooLarge: return body.refusal(in: context)
      case .broken:
        return Response(.error(400, code: "incomplete_body", message: "The body ended before its end."))
      }
    }
    if let answer { return answer }
    var busy = WebhookResponse.error(503, code: "busy", message: "Too many webhooks at once. Please send it again.")
    busy.retryAfterSeconds = Self.retryAfterSeconds
    return Response(busy)
  }

  private static func headers(of request: Request) -> [String: [String]] {
    var headers: [String: [String]] = [:]
    if let host = request.head.authority { headers["host"] = [host] }
    for field in request.headers { headers[field.name.canonicalName, default: []].append(field.value) }
    return headers
  }
}

/// Made once: a counter is looked up by its name and labels, which takes longer than counting.
private final class WebhookMeters: Sendable {
  private let path: String
  private let duration: Metrics.Timer
  private let answers = Mutex<[Int: Counter]>([:])

  init(path: String) {
    self.path = path
    duration = Metrics.Timer(label: "souk_webhook_duration", dimensions: [("path", path)])
  }

  func record(_ status: HTTPResponse.Status, took: Duration) {
    counter(status.code).increment()
    duration.record(duration: took)
  }

  private func counter(_ code: Int) -> Counter {
    answers.withLock { answers in
      if let known = answers[code] { return known }
      let made = Counter(label: "souk_webhooks_total", dimensions: [("path", path), ("status", String(code))])
      answers[code] = made
      return made
    }
  }
}
