import Dialogue
import Foundation
import Logging
import ServiceLifecycle
import Synchronization
import Testing
import Transport
import Web

/// A web server on a free port for the length of `work`, with a client; both are shut down in order afterwards.
func serving<Value: Sendable>(
  _ receivers: [any WebhookReceiver] = [], settings: WebSettings = WebSettings(),
  probes: WebProbes = WebProbes(readiness: { .ready }, metricsText: { "" }), api: API? = nil,
  _ work: @escaping @Sendable (WebClient) async throws -> Value
) async throws -> Value {
  var settings = settings
  settings.port = 0
  var logger = Logger(label: "test")
  logger.logLevel = .critical
  let (ports, port) = AsyncStream.makeStream(of: Int.self)
  var server = WebServer(settings: settings, receivers: receivers, probes: probes, logger: logger)
  server.api = api
  server.onListening = { port.yield($0) }
  let group = ServiceGroup(services: [server], logger: logger)
  let transport = CurlTransport(settings: CurlSettings(maximumConnectionsPerHost: 1_000))
  return try await withThrowingTaskGroup(of: Void.self) { tasks in
    tasks.addTask {
      defer { port.finish() }
      try await group.run()
    }
    var bound = ports.makeAsyncIterator()
    let client = WebClient(
      port: try #require(await bound.next()), transport: transport,
      stopServer: { await group.triggerGracefulShutdown() })
    let result: Result<Value, any Error>
    do { result = .success(try await work(client)) } catch { result = .failure(error) }
    await transport.shutdown()
    await group.triggerGracefulShutdown()
    try await tasks.waitForAll()
    return try result.get()
  }
}

struct WebClient: Sendable {
  let port: Int
  let transport: CurlTransport
  /// Begins the server's graceful shutdown.
  let stopServer: @Sendable () async -> Void

  func send(
    _ method: String, _ path: String, headers: [(name: String, value: String)] = [], body: [UInt8]? = nil
  ) async throws -> HTTPResponse {
    try await transport.send(
      HTTPRequest(method: method, url: "http://127.0.0.1:\(port)\(path)", headers: headers, body: body))
  }

  /// Writes bytes as they are and reads until the server closes, or `isEnough`, or ten seconds of silence; on a
  /// thread of its own, for it blocks.
  func raw(
    _ text: String, thenEnds: Bool = false, until isEnough: @escaping @Sendable (String) -> Bool = { _ in false }
  ) async throws -> String {
    try await withCheckedThrowingContinuation { continuation in
      Thread.detachNewThread {
        continuation.resume(with: Result { try exchange(text, thenEnds: thenEnds, until: isEnough) })
      }
    }
  }

  private func exchange(_ text: String, thenEnds: Bool, until isEnough: (String) -> Bool) throws -> String {
    let socket = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
    defer { close(socket) }
    var patience = timeval(tv_sec: 10, tv_usec: 0)
    setsockopt(socket, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
    var address = sockaddr_in()
    address.sin_family = sa_family_t(AF_INET)
    address.sin_port = in_port_t(port).bigEndian
    address.sin_addr.s_addr = UInt32(0x7f00_0001).bigEndian
    let failed = withUnsafePointer(to: &address) { pointer in
      pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
        connect(socket, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) != 0
      }
    }
    if failed { throw POSIXError(POSIXErrorCode(rawValue: errno) ?? .EIO) }
    let bytes = Array(text.utf8)
    _ = bytes.withUnsafeBytes { Glibc.send(socket, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
    if thenEnds { shutdown(socket, Int32(SHUT_WR)) }
    var answer: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 4_096)
    while !isEnough(String(decoding: answer, as: UTF8.self)) {
      let received = recv(socket, &buffer, buffer.count, 0)
      guard received > 0 else { break }
      answer += buffer[..<received]
    }
    return String(decoding: answer, as: UTF8.self)
  }
}

extension HTTPResponse {
  var text: String { String(decoding: body, as: UTF8.self) }

  /// The code of `{"error": {"code", "message"}}`.
  func errorCode() throws -> String {
    struct Body: Decodable {
      struct Error: Decodable {
        var code: String
        var message: String
      }
      var error: Error
    }
    #expect(headers["content-type"] == "application/json")
    return try JSONDecoder().decode(Body.self, from: Data(body)).error.code
  }
}

/// Answers with a closure and remembers what came.
final class RecordingReceiver: WebhookReceiver {
  let path: String
  let maximumBodyBytes: Int
  private let requests = Mutex<[WebhookRequest]>([])
  private let answer: @Sendable (WebhookRequest) async -> WebhookResponse

  init(
    path: String = "/webhooks/test", maximumBodyBytes: Int = 1 << 20,
    answer: @escaping @Sendable (WebhookRequest) async -> WebhookResponse = { _ in WebhookResponse(status: 200) }
  ) {
    self.path = path
    self.maximumBodyBytes = maximumBodyBytes
    self.answer = answer
  }

  var received: [WebhookRequest] { requests.withLock { $0 } }

  func receive(_ request: WebhookRequest) async -> WebhookResponse {
    requests.withLock { $0.append(request) }
    return await answer(request)
  }
}
