import Foundation
import Testing
import Transport

@Suite("Cancelling, bounds and shutting down")
struct CurlLifetimeTests {
  /// Reads requests and never answers.
  private func silentServer() throws -> RawServer {
    try RawServer { connection in
      _ = connection.read()
      connection.waitForEnd()
    }
  }

  private func waitForRequest(_ server: RawServer) async throws {
    while server.requestCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
  }

  @Test func `Cancelling the task ends its request`() async throws {
    let server = try silentServer()
    defer { server.stop() }
    let transport = CurlTransport()
    let url = server.url
    let task = Task { try await transport.send(HTTPRequest(url: url, timeoutMilliseconds: 60_000)) }
    try await waitForRequest(server)
    task.cancel()
    let outcome = await task.result
    await transport.shutdown()
    #expect(throws: TransportError.self) { try outcome.get() }
    if case .failure(let error) = outcome { #expect((error as? TransportError)?.isCancelled == true) }
  }

  @Test func `A task cancelled before it sends never sends`() async throws {
    let server = try silentServer()
    defer { server.stop() }
    let transport = CurlTransport()
    let url = server.url
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      return try await transport.send(HTTPRequest(url: url))
    }
    task.cancel()
    let outcome = await task.result
    await transport.shutdown()
    if case .failure(let error) = outcome { #expect((error as? TransportError)?.isCancelled == true) }
    #expect(server.connectionCount == 0)
  }

  @Test func `A storm of requests cancelled at any moment leaves nobody waiting`() async throws {
    let server = try RawServer { connection in
      while connection.read() != nil { connection.answer("ok") }
    }
    defer { server.stop() }
    let transport = CurlTransport(settings: CurlSettings(maximumConnectionsPerHost: 16))
    let url = server.url
    let ended = await withTaskGroup(of: Void.self) { group in
      for index in 0..<3_000 {
        group.addTask {
          let task = Task { try await transport.send(HTTPRequest(method: "POST", url: url, body: [1])) }
          for _ in 0..<(index % 7) { await Task.yield() }
          if index % 5 != 0 { task.cancel() }
          _ = await task.result
        }
      }
      return await group.reduce(into: 0) { count, _ in count += 1 }
    }
    let after = try await transport.send(HTTPRequest(url: url))
    await transport.shutdown()
    #expect(ended == 3_000)
    #expect(after.status == 200)
  }

  @Test func `Requests beyond the bound are not sent`() async throws {
    let server = try silentServer()
    defer { server.stop() }
    let transport = CurlTransport(settings: CurlSettings(maximumPendingRequests: 1))
    let url = server.url
    let first = Task { try await transport.send(HTTPRequest(url: url, timeoutMilliseconds: 60_000)) }
    try await waitForRequest(server)
    await expectFailure(of: transport, HTTPRequest(url: url)) { $0.isNotSent }
    first.cancel()
    _ = await first.result
    await transport.shutdown()
  }

  @Test func `Shutting down fails what is in flight and refuses what comes after`() async throws {
    let server = try silentServer()
    defer { server.stop() }
    let transport = CurlTransport()
    let url = server.url
    let flying = Task { try await transport.send(HTTPRequest(url: url, timeoutMilliseconds: 60_000)) }
    try await waitForRequest(server)
    await transport.shutdown()
    let outcome = await flying.result
    #expect(throws: TransportError.self) { try outcome.get() }
    if case .failure(let error) = outcome { #expect((error as? TransportError)?.isUnknown == true, "\(error)") }
    await expectFailure(of: transport, HTTPRequest(url: url)) { $0.isNotSent }
    await transport.shutdown()
  }

  @Test func `A transport that is let go ends its thread`() async throws {
    let before = try threadCount()
    for _ in 0..<20 { _ = CurlTransport() }
    var after = try threadCount()
    for _ in 0..<400 where after >= before + 20 {
      try await Task.sleep(for: .milliseconds(10))
      after = try threadCount()
    }
    #expect(after < before + 20)
  }

  private func threadCount() throws -> Int {
    try FileManager.default.contentsOfDirectory(atPath: "/proc/self/task").count
  }
}
