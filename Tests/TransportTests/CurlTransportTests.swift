import Foundation
import Synchronization
import Testing
import Transport

@Suite("Requests and answers over libcurl")
struct CurlTransportTests {
  @Test func `A request arrives as it was given and its answer comes back whole`() async throws {
    let seen = Mutex<RawRequest?>(nil)
    let server = try RawServer { connection in
      seen.withLock { $0 = connection.read() }
      connection.answer("tea", headers: "X-Kind: green\r\nX-KIND: black\r\n")
    }
    defer { server.stop() }
    let body: [UInt8] = Array(0...255)
    let transport = CurlTransport()
    let response = try await transport.send(
      HTTPRequest(
        method: "POST", url: server.url + "/v1/messages?x=%20y", headers: [("X-Empty", ""), ("X-Name", "José")],
        body: body))
    await transport.shutdown()

    #expect(response.status == 200)
    #expect(response.body == Array("tea".utf8))
    #expect(response.headers["x-kind"] == "green, black")
    let request = try #require(seen.withLock { $0 })
    #expect(request.line == "POST /v1/messages?x=%20y HTTP/1.1")
    #expect(request.body == body)
    #expect(request.head.contains("X-Name: José"))
    #expect(request.head.contains("X-Empty:"))
    #expect(!request.head.contains("Expect"))
    #expect(!request.head.contains("Content-Type"))
  }

  @Test(arguments: ["GET", "HEAD", "DELETE", "POST", "PUT", "PATCH"])
  func `Every method is sent under its name`(method: String) async throws {
    let server = try RawServer { connection in
      guard let request = connection.read() else { return }
      let line = request.line
      connection.write("HTTP/1.1 204 No Content\r\nX-Line: \(line)\r\nX-Head: \(request.head.count)\r\n\r\n")
    }
    defer { server.stop() }
    let transport = CurlTransport()
    let response = try await transport.send(HTTPRequest(method: method, url: server.url + "/a"))
    await transport.shutdown()
    #expect(response.status == 204)
    #expect(response.headers["x-line"] == "\(method) /a HTTP/1.1")
  }

  @Test func `A chunked answer that trickles in is put together`() async throws {
    let server = try RawServer { connection in
      _ = connection.read()
      connection.write("HTTP/1.1 100 Continue\r\nX-Early: 1\r\n\r\n")
      connection.write("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
      for part in ["one", "two", "three"] { connection.write("\(part.utf8.count)\r\n\(part)\r\n") }
      connection.write("0\r\n\r\n")
    }
    defer { server.stop() }
    let transport = CurlTransport()
    let response = try await transport.send(HTTPRequest(url: server.url))
    await transport.shutdown()
    #expect(response.body == Array("onetwothree".utf8))
    #expect(response.headers["x-early"] == nil)
  }

  @Test func `A body of many megabytes goes out and comes back unharmed`() async throws {
    let server = try RawServer { connection in
      guard let request = connection.read() else { return }
      connection.write("HTTP/1.1 200 OK\r\nContent-Length: \(request.body.count)\r\n\r\n")
      connection.write(request.body)
    }
    defer { server.stop() }
    let body = (0..<6_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31 &+ $0 >> 8) }
    let transport = CurlTransport()
    let response = try await transport.send(HTTPRequest(method: "POST", url: server.url, body: body))
    await transport.shutdown()
    #expect(response.body == body)
  }

  @Test(arguments: [true, false])
  func `An answer over the limit is refused, whether its length is declared or not`(isDeclared: Bool) async throws {
    let server = try RawServer { connection in
      _ = connection.read()
      let body = String(repeating: "x", count: 2_000)
      if isDeclared { return connection.answer(body) }
      connection.write("HTTP/1.1 200 OK\r\n\r\n\(body)")
    }
    defer { server.stop() }
    let transport = CurlTransport(settings: CurlSettings(maximumResponseBytes: 1_000))
    await expectFailure(of: transport, HTTPRequest(url: server.url)) {
      if case .tooLarge(limit: 1_000) = $0 { true } else { false }
    }
    await transport.shutdown()
  }

  @Test func `An answer with endless headers is refused`() async throws {
    let server = try RawServer { connection in
      _ = connection.read()
      connection.write("HTTP/1.1 200 OK\r\n")
      for index in 0..<20_000 { connection.write("X-\(index): \(String(repeating: "x", count: 100))\r\n") }
      connection.write("\r\n")
    }
    defer { server.stop() }
    let transport = CurlTransport()
    await expectFailure(of: transport, HTTPRequest(url: server.url)) {
      if case .tooLarge = $0 { true } else { false }
    }
    await transport.shutdown()
  }

  @Test func `A redirect is an answer, not an order`() async throws {
    let server = try RawServer { connection in
      _ = connection.read()
      connection.write("HTTP/1.1 302 Found\r\nLocation: /elsewhere\r\nContent-Length: 0\r\n\r\n")
    }
    defer { server.stop() }
    let transport = CurlTransport()
    let response = try await transport.send(HTTPRequest(url: server.url))
    await transport.shutdown()
    #expect(response.status == 302)
    #expect(response.headers["location"] == "/elsewhere")
    #expect(server.requestCount == 1)
  }

  @Test func `Requests one after another share a connection`() async throws {
    let server = try RawServer { connection in
      while connection.read() != nil { connection.answer("ok") }
    }
    defer { server.stop() }
    let transport = CurlTransport()
    for _ in 0..<5 { _ = try await transport.send(HTTPRequest(method: "POST", url: server.url, body: [1])) }
    await transport.shutdown()
    #expect(server.requestCount == 5)
    #expect(server.connectionCount == 1)
  }

  @Test func `Many requests at once are all answered over the allowed connections`() async throws {
    let server = try RawServer { connection in
      while let request = connection.read() { connection.answer(String(decoding: request.body, as: UTF8.self)) }
    }
    defer { server.stop() }
    let transport = CurlTransport(settings: CurlSettings(maximumConnectionsPerHost: 8))
    let url = server.url
    let answers = try await withThrowingTaskGroup(of: Bool.self) { group in
      for index in 0..<2_000 {
        group.addTask {
          let body = Array("request \(index)".utf8)
          return try await transport.send(HTTPRequest(method: "POST", url: url, body: body)).body == body
        }
      }
      return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
    }
    await transport.shutdown()
    #expect(answers == 2_000)
    #expect(server.connectionCount <= 8)
  }
}

/// Sends, and expects the failure that `matches` describes; an answer is a failure of the test.
func expectFailure(
  of transport: CurlTransport, _ request: HTTPRequest, sourceLocation: SourceLocation = #_sourceLocation,
  _ matches: (TransportError) -> Bool
) async {
  do {
    let response = try await transport.send(request)
    Issue.record("answered \(response.status)", sourceLocation: sourceLocation)
  } catch let error as TransportError {
    #expect(matches(error), "\(error)", sourceLocation: sourceLocation)
  } catch {
    Issue.record("not a TransportError: \(error)", sourceLocation: sourceLocation)
  }
}
