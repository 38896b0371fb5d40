import Foundation
import Synchronization
import Testing
import Transport

@Suite("What a failed request says about itself")
struct CurlFailureTests {
  @Test func `A refused connection is not sent`() async throws {
    let port = try RawServer.deadPort()
    let transport = CurlTransport()
    await expectFailure(of: transport, HTTPRequest(method: "POST", url: "http://127.0.0.1:\(port)/x", body: [1])) {
      $0.isNotSent
    }
    await transport.shutdown()
  }

  @Test func `A name that does not resolve is not sent`() async throws {
    let transport = CurlTransport()
    await expectFailure(of: transport, HTTPRequest(method: "POST", url: "http://souk.invalid/x", body: [1])) {
      $0.isNotSent
    }
    await transport.shutdown()
  }

  @Test func `A server that does not speak TLS has seen nothing of the request`() async throws {
    let server = try RawServer { connection in connection.answer("this is no handshake") }
    defer { server.stop() }
    let transport = CurlTransport()
    await expectFailure(of: transport, HTTPRequest(method: "POST", url: "https://127.0.0.1:\(server.port)", body: [1]))
    {
      $0.isNotSent
    }
    await transport.shutdown()
  }

  @Test func `A TLS handshake that never ends is not sent`() async throws {
    let server = try RawServer { connection in connection.waitForEnd() }
    defer { server.stop() }
    let transport = CurlTransport()
    await expectFailure(
      of: transport, HTTPRequest(url: "https://127.0.0.1:\(server.port)", timeoutMilliseconds: 200)
    ) { $0.isNotSent }
    await transport.shutdown()
  }

  @Test func `A reset after the request was read leaves its outcome unknown`() async throws {
    let server = try RawServer { connection in
      _ = connection.read()
      connection.reset()
    }
    defer { server.stop() }
    let transport = CurlTransport()
    await expectFailure(of: transport, HTTPRequest(method: "POST", url: server.url, body: [1])) { $0.isUnknown }
    await transport.shutdown()
    #expect(server.requestCount == 1)
  }

  @Test func `A connection closed in the middle of the answer leaves the outcome unknown`() async throws {
    let server = try RawServer { connection in
      _ = connection.read()
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf")
    }
    defer { server.stop() }
    let transport = CurlTransport()
    await expectFailure(of: transport, HTTPRequest(url: server.url)) { $0.isUnknown }
    await transport.shutdown()
  }

  @Test func `An answer later than the time-out leaves the outcome unknown`() async throws {
    let server = try RawServer { connection in
      _ = connection.read()
      connection.waitForEnd()
    }
    defer { server.stop() }
    let transport = CurlTransport()
    await expectFailure(
      of: transport, HTTPRequest(method: "POST", url: server.url, body: [1], timeoutMilliseconds: 200)
    ) { $0.isUnknown }
    await transport.shutdown()
  }

  @Test(arguments: [[UInt8](), [1, 2, 3]])
  func `A request whose reused connection dies is not sent twice behind the caller's back`(body: [UInt8]) async throws {
    let server = try RawServer { connection in
      guard let first = connection.read() else { return }
      connection.answer("ok")
      if !first.line.contains("warm") { return }
      _ = connection.read()
    }
    defer { server.stop() }
    let transport = CurlTransport()
    _ = try await transport.send(HTTPRequest(url: server.url + "/warm"))
    let outcome = await Result.of {
      try await transport.send(HTTPRequest(method: "POST", url: server.url + "/pay", body: body))
    }
    await transport.shutdown()
    #expect(server.requestCount == 2)
    if case .failure(let error) = outcome { #expect((error as? TransportError)?.isUnknown == true, "\(error)") }
  }

  @Test func `A request that never got a connection of its own ends in time and was not sent`() async throws {
    let server = try RawServer { connection in
      _ = connection.read()
      connection.waitForEnd()
    }
    defer { server.stop() }
    let transport = CurlTransport(settings: CurlSettings(maximumConnectionsPerHost: 1))
    let url = server.url
    let holder = Task { try await transport.send(HTTPRequest(url: url, timeoutMilliseconds: 60_000)) }
    while server.requestCount == 0 { try await Task.sleep(for: .milliseconds(5)) }
    await expectFailure(of: transport, HTTPRequest(method: "POST", url: url, body: [1], timeoutMilliseconds: 200)) {
      $0.isNotSent
    }
    holder.cancel()
    await transport.shutdown()
    #expect(server.requestCount == 1)
  }

  @Test func `No error text shows more of a URL than its scheme, host and port`() async throws {
    let secret = "bot123:SECRET"
    let server = try RawServer { connection in
      _ = connection.read()
      connection.reset()
    }
    defer { server.stop() }
    let dead = try RawServer.deadPort()
    let transport = CurlTransport()
    let urls = [
      "\(server.url)/\(secret)/send", "http://127.0.0.1:\(dead)/\(secret)",
      "https://127.0.0.1:\(server.port)/\(secret)",
      "http://user:\(secret)@127.0.0.1:\(dead)/", "ftp://127.0.0.1/\(secret)", "http://bad host/\(secret)",
      "/\(secret)", "http://souk.invalid/\(secret)",
    ]
    for url in urls {
      await expectFailure(of: transport, HTTPRequest(url: url, timeoutMilliseconds: 500)) {
        !"\($0)".contains("SECRET")
      }
    }
    await transport.shutdown()
  }

  @Test(arguments: ["", "example.com/x", "/path", "ftp://example.com/", "file:///etc/passwd", "http://", "http://a b/"])
  func `A URL that is not absolute http or https is refused`(url: String) async throws {
    let transport = CurlTransport()
    await expectFailure(of: transport, HTTPRequest(url: url)) { if case .invalidURL = $0 { true } else { false } }
    await transport.shutdown()
  }

  @Test func `A header that would split the request is refused`() async throws {
    let server = try RawServer { connection in _ = connection.read() }
    defer { server.stop() }
    let transport = CurlTransport()
    let bad = [("X", "a\r\nY: b"), ("X\r\nY", "b"), ("X: Y", "b"), ("", "b"), ("X", "a\0b")]
    for header in bad {
      await expectFailure(of: transport, HTTPRequest(url: server.url, headers: [header])) { $0.isNotSent }
    }
    await expectFailure(of: transport, HTTPRequest(method: "GET / HTTP/1.1\r\n", url: server.url)) { $0.isNotSent }
    await transport.shutdown()
    #expect(server.requestCount == 0)
  }
}

extension TransportError {
  var isNotSent: Bool { if case .notSent = self { true } else { false } }
  var isUnknown: Bool { if case .unknownOutcome = self { true } else { false } }
  var isCancelled: Bool { if case .cancelled = self { true } else { false } }
}

extension Result where Failure == any Error {
  static func of(_ work: () async throws -> Success) async -> Self {
    do { return .success(try await work()) } catch { return .failure(error) }
  }
}
