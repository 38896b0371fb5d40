import Dialogue
import Foundation
import Synchronization
import Testing
import Transport
import Web

@Suite("Webhooks over real HTTP")
struct WebhookTests {
  @Test func `A handshake's query reaches the receiver decoded, and its answer goes back as it is`() async throws {
    let receiver = RecordingReceiver { request in
      WebhookResponse(status: 200, body: request.query["hub.challenge"] ?? "")
    }
    let response = try await serving([receiver]) {
      try await $0.send(
        "GET", "/webhooks/test?hub.mode=subscribe&hub.challenge=11%2B58+2&hub.verify_token=caf%C3%A9%26&x=%zz&empty=")
    }
    #expect(response.status == 200)
    #expect(response.text == "11+58 2")
    #expect(response.headers["content-type"] == "text/plain")
    let request = try #require(receiver.received.first)
    #expect(request.method == .get)
    #expect(
      request.query
        == [
          "hub.mode": "subscribe", "hub.challenge": "11+58 2", "hub.verify_token": "café&", "x": "%zz", "empty": "",
        ])
  }

  @Test func `A body's bytes arrive exactly as they were sent`() async throws {
    let body = (0..<300_000).map { UInt8(truncatingIfNeeded: $0 &* 7 &+ $0 >> 9) }
    let receiver = RecordingReceiver()
    _ = try await serving([receiver]) { try await $0.send("POST", "/webhooks/test", body: body) }
    #expect(receiver.received.map(\.method) == [.post])
    #expect(receiver.received.first?.body == body)
  }

  @Test func `Header names come in lower case with repeated values in order`() async throws {
    let receiver = RecordingReceiver()
    _ = try await serving([receiver]) {
      try await $0.send(
        "POST", "/webhooks/test",
        headers: [("X-Hub-Signature-256", "sha256=1"), ("x-hub-signature-256", "sha256=2"), ("Host", "shop.example")],
        body: [])
    }
    let headers = try #require(receiver.received.first?.headers)
    #expect(headers["x-hub-signature-256"] == ["sha256=1", "sha256=2"])
    #expect(headers["host"] == ["shop.example"])
  }

  @Test func `An answer's status, type and Retry-After are the receiver's`() async throws {
    let receiver = RecordingReceiver { _ in
      WebhookResponse(status: 429, contentType: "application/json", body: "{}", retryAfterSeconds: 7)
    }
    let response = try await serving([receiver]) { try await $0.send("POST", "/webhooks/test", body: [1]) }
    #expect(response.status == 429)
    #expect(response.headers["retry-after"] == "7")
    #expect(response.headers["content-type"] == "application/json")
    #expect(response.text == "{}")
  }

  @Test func `A chunked body is put together, and one over the bound is refused`() async throws {
    let receiver = RecordingReceiver(maximumBodyBytes: 10)
    let answers = try await serving([receiver]) { client in
      let head = "POST /webhooks/test HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n"
      return (
        fits: try await client.raw(head + "5\r\nhello\r\n5\r\nworld\r\n0\r\n\r\n"),
        overflows: try await client.raw(head + "5\r\nhello\r\n6\r\nworlds\r\n0\r\n\r\n")
      )
    }
    #expect(answers.fits.hasPrefix("HTTP/1.1 200 "))
    #expect(answers.overflows.hasPrefix("HTTP/1.1 413 "))
    #expect(receiver.received.map(\.body) == [Array("helloworld".utf8)])
  }

  @Test func `A body over the bound is 413 with the JSON error, and the server goes on`() async throws {
    let receiver = RecordingReceiver(maximumBodyBytes: 1_000)
    try await serving([receiver]) { client in
      let exact = try await client.send("POST", "/webhooks/test", body: Array(repeating: 1, count: 1_000))
      #expect(exact.status == 200)
      for size in [1_001, 100_000, 5_000_000] {
        let refused = try await client.send("POST", "/webhooks/test", body: Array(repeating: 1, count: size))
        #expect(refused.status == 413)
        #expect(try refused.errorCode() == "body_too_large")
      }
      let after = try await client.send("POST", "/webhooks/test", body: [1])
      #expect(after.status == 200)
    }
    #expect(receiver.received.count == 2)
  }

  @Test func `A declared length over the bound is refused before the body comes`() async throws {
    let receiver = RecordingReceiver(maximumBodyBytes: 1_000)
    let answer = try await serving([receiver]) {
      try await $0.raw(
        "POST /webhooks/test HTTP/1.1\r\nHost: a\r\nContent-Length: 900000000\r\n\r\nonly this",
        until: { $0.contains("}}") })
    }
    #expect(answer.hasPrefix("HTTP/1.1 413 "))
    #expect(answer.lowercased().contains("connection: close"))
    #expect(receiver.received.isEmpty)
  }

  @Test(
    arguments: ["Content-Length: 100\r\n\r\nhalf of it", "Transfer-Encoding: chunked\r\n\r\na\r\nhalf of it\r\n"],
    [true, false])
  func `A body that stops short never reaches the receiver`(rest: String, thenEnds: Bool) async throws {
    let receiver = RecordingReceiver()
    let answer = try await serving([receiver], settings: WebSettings(bodyTimeoutSeconds: 1)) {
      try await $0.raw("POST /webhooks/test HTTP/1.1\r\nHost: a\r\n\(rest)", thenEnds: thenEnds)
    }
    #expect(!answer.hasPrefix("HTTP/1.1 2"))
    #expect(receiver.received.isEmpty)
  }

  @Test func `Many webhooks at once all arrive`() async throws {
    let receiver = RecordingReceiver { request in
      WebhookResponse(status: 200, body: String(decoding: request.body, as: UTF8.self))
    }
    let echoed = try await serving([receiver], settings: WebSettings(maximumConcurrentWebhooks: 1_000)) { client in
      try await withThrowingTaskGroup(of: Bool.self) { group in
        for index in 0..<500 {
          group.addTask {
            let body = Array("webhook \(index)".utf8)
            return try await client.send("POST", "/webhooks/test", body: body).body == body
          }
        }
        return try await group.reduce(into: 0) { $0 += $1 ? 1 : 0 }
      }
    }
    #expect(echoed == 500)
    #expect(receiver.received.count == 500)
  }

  @Test func `Beyond the bound a webhook is 503 with Retry-After, and the probes still answer`() async throws {
    let (gate, opener) = AsyncStream.makeStream(of: Void.self)
    let released = Task { for await _ in gate {} }
    let receiver = RecordingReceiver { _ in
      await released.value
      return WebhookResponse(status: 200)
    }
    let settings = WebSettings(maximumConcurrentWebhooks: 3)
    try await serving([receiver], settings: settings) { client in
      try await withThrowingTaskGroup(of: Int.self) { group in
        for _ in 0..<3 { group.addTask { try await client.send("POST", "/webhooks/test", body: [1]).status } }
        while receiver.received.count < 3 { try await Task.sleep(for: .milliseconds(2)) }
        let refused = try await client.send("POST", "/webhooks/test", body: [1])
        #expect(refused.status == 503)
        #expect(refused.headers["retry-after"] == "1")
        #expect(try refused.errorCode() == "busy")
        #expect(try await client.send("GET", "/healthz").status == 200)
        opener.finish()
        for try await status in group { #expect(status == 200) }
      }
      #expect(try await client.send("POST", "/webhooks/test", body: [1]).status == 200)
    }
  }

  @Test func `A webhook being handled when the server is told to stop is still answered`() async throws {
    let (gate, opener) = AsyncStream.makeStream(of: Void.self)
    let released = Task { for await _ in gate {} }
    let receiver = RecordingReceiver { _ in
      await released.value
      return WebhookResponse(status: 200, body: "done")
    }
    let response = try await serving([receiver]) { client in
      async let pending = client.send("POST", "/webhooks/test", body: [1])
      while receiver.received.isEmpty { try await Task.sleep(for: .milliseconds(2)) }
      await client.stopServer()
      opener.finish()
      return try await pending
    }
    #expect(response.status == 200)
    #expect(response.text == "done")
  }
}
