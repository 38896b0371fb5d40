import HTTPTypes
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle
import Synchronization

/// A real HTTP server on an ephemeral loopback port that answers from one closure: the ground of the fake providers.
///
///     let server = try await FakeHTTPServer.start { request in
///       FakeHTTPResponse(json: #"{"ok":true}"#)
///     }
///     // … server.baseURL …
///     await server.stop()
package final class FakeHTTPServer: Sendable {
  package typealias Handler = @Sendable (FakeHTTPRequest) async -> FakeHTTPResponse

  /// `http://127.0.0.1:49321`, without a slash at its end.
  package let baseURL: String
  package let port: Int
  private let group: ServiceGroup
  private let running: Task<Void, any Error>

  /// A handler may be made to answer late or never; it is not waited for longer.
  private static let stopSeconds = 5.0

  private init(port: Int, group: ServiceGroup, running: Task<Void, any Error>) {
    self.port = port
    self.baseURL = "http://127.0.0.1:\(port)"
    self.group = group
    self.running = running
  }

  /// Starts the server and answers once it listens.
  /// - Parameter maximumBodyBytes: a longer request body is answered 413 and the handler not asked.
  package static func start(
    maximumBodyBytes: Int = 8 << 20, handler: @escaping Handler
  ) async throws -> FakeHTTPServer {
    let port = StartSignal()
    let responder = CallbackResponder<FakeHTTPContext> { request, context in
      await Self.answer(request, context: context, maximumBodyBytes: maximumBodyBytes, handler: handler)
    }
    var logger = Logger(label: "fake-http")
    logger.logLevel = .critical
    let application = Application(
      responder: responder,
      configuration: .init(address: .hostname("127.0.0.1", port: 0)),
      onServerRunning: { channel in port.succeed(channel.localAddress?.port ?? 0) },
      logger: logger)
    let group = ServiceGroup(services: [application], gracefulShutdownSignals: [], logger: logger)
    let running = Task {
      do {
        try await group.run()
      } catch {
        port.fail(error)
        throw error
      }
      port.fail(CancellationError())
    }
    return FakeHTTPServer(port: try await port.value(), group: group, running: running)
  }

  /// Runs `body` with a server and stops it after, whatever happens.
  package static func with<Result>(
    handler: @escaping Handler, isolation: isolated (any Actor)? = #isolation,
    _ body: (FakeHTTPServer) async throws -> Result
  ) async throws -> Result {
    let server = try await start(handler: handler)
    do {
      let result = try await body(server)
      await server.stop()
      return result
    } catch {
      await server.stop()
      throw error
    }
  }

  /// Closes the port and waits for the server's end; safe to call twice.
  ///
  /// Not by cancelling at once: a connection that is taken at that moment is then never served, which NIO takes for a
  /// programming error and traps (apple/swift-nio#2637).
  package func stop() async {
    await group.triggerGracefulShutdown()
    let late = Task { [running] in
      try await Task.sleep(for: .seconds(Self.stopSeconds))
      running.cancel()
    }
    _ = await running.result
    late.cancel()
  }

  private static func answer(
    _ request: Request, context: FakeHTTPContext, maximumBodyBytes: Int, handler: Handler
  ) async -> Response {
    let body: ByteBuffer
    do {
      body = try await request.body.collect(upTo: maximumBodyBytes)
    } catch {
      return Response(status: .contentTooLarge)
    }
    let response = await handler(FakeHTTPRequest(request, body: body))
    guard !response.resetsConnection else {
      // What is written after this goes nowhere: the client sees its connection end without an answer.
      context.channel.close(promise: nil)
      return Response(status: .internalServerError)
    }
    var fields = HTTPFields()
    for (name, value) in response.headers {
      if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
    }
    return Response(
      status: .init(code: response.status), headers: fields,
      body: .init(byteBuffer: ByteBuffer(bytes: response.body)))
  }
}

/// What a client sent.
package struct FakeHTTPRequest: Sendable {
  package var method: String
  /// Without the query, percent-encoding as sent.
  package var path: String
  package var query: [String: String]
  /// Names in lower case; of a repeated one the last.
  package var headers: [String: String]
  package var body: [UInt8]

  package var text: String { String(decoding: body, as: UTF8.self) }

  fileprivate init(_ request: Request, body: ByteBuffer) {
    method = request.method.rawValue
    path = request.uri.path
    query = [:]
    headers = [:]
    self.body = Array(body.readableBytesView)
    for (key, value) in request.uri.queryParameters { query[String(key)] = String(value) }
    for field in request.headers { headers[field.name.canonicalName] = field.value }
  }
}

/// What the fake answers.
package struct FakeHTTPResponse: Sendable {
  package var status: Int
  package var headers: [(name: String, value: String)]
  package var body: [UInt8]
  /// Closes the connection in place of answering.
  package var resetsConnection = false

  package init(status: Int = 200, headers: [(name: String, value: String)] = [], body: [UInt8] = []) {
    self.status = status
    self.headers = headers
    self.body = body
  }

  package init(status: Int = 200, json: String, headers: [(name: String, value: String)] = []) {
    self.init(
      status: status, headers: [("content-type", "application/json")] + headers, body: Array(json.utf8))
  }

  /// Ends the connection without an answer, so that the client cannot know what became of its request.
  package static var reset: FakeHTTPResponse {
    var response = FakeHTTPResponse()
    response.resetsConnection = true
    return response
  }
}

private struct FakeHTTPContext: RequestContext {
  var coreContext: CoreRequestContextStorage
  let channel: any Channel

  init(source: ApplicationRequestContextSource) {
    coreContext = .init(source: source)
    channel = source.channel
  }
}

/// Hands the port over from the server's task to whoever starts it, once.
private final class StartSignal: Sendable {
  private enum State {
    case pending
    case waiting(CheckedContinuation<Int, any Error>)
    case done(Result<Int, any Error>)
  }

  private let state = Mutex<State>(.pending)

  func value() async throws -> Int {
    try await withCheckedThrowingContinuation { continuation in
      let known: Result<Int, any Error>? = state.withLock { state in
        if case .done(let result) = state { return result }
        state = .waiting(continuation)
        return nil
      }
      if let known { continuation.resume(with: known) }
    }
  }

  func succeed(_ port: Int) { finish(.success(port)) }

  func fail(_ error: any Error) { finish(.failure(error)) }

  private func finish(_ result: Result<Int, any Error>) {
    let waiting: CheckedContinuation<Int, any Error>? = state.withLock { state in
      switch state {
      case .done: return nil
      case .pending:
        state = .done(result)
        return nil
      case .waiting(let continuation):
        state = .done(result)
        return continuation
      }
    }
    waiting?.resume(with: result)
  }
}
