import CoreMetrics
import Foundation
import Logging
import Testing
import Transport
import Web

@Suite("Probes, errors and the server's start")
struct WebServerTests {
  @Test func `Health is ok while the process lives`() async throws {
    let (got, head) = try await serving {
      (try await $0.send("GET", "/healthz"), try await $0.send("HEAD", "/healthz"))
    }
    #expect(got.status == 200)
    #expect(got.text == "ok")
    #expect(head.status == 200)
    #expect(head.body.isEmpty)
  }

  @Test func `Readiness is 503 with its reasons until nothing is missing`() async throws {
    let notReady = WebProbes(
      readiness: { Readiness(reasons: ["the \"index\" is not built", "no schema"]) }, metricsText: { "" })
    let waiting = try await serving(probes: notReady) { try await $0.send("GET", "/readyz") }
    #expect(waiting.status == 503)
    #expect(waiting.text == #"{"ready":false,"reasons":["the \"index\" is not built","no schema"]}"#)
    let ready = try await serving { try await $0.send("GET", "/readyz") }
    #expect(ready.status == 200)
    #expect(ready.text == #"{"ready":true,"reasons":[]}"#)
  }

  @Test func `Metrics are served as Prometheus reads them`() async throws {
    let metrics = PrometheusMetrics()
    metrics.makeCounter(label: "souk_turns_total", dimensions: []).increment(by: 3)
    let probes = WebProbes(readiness: { .ready }, metricsText: metrics.text)
    let response = try await serving(probes: probes) { try await $0.send("GET", "/metrics") }
    #expect(response.status == 200)
    #expect(response.headers["content-type"] == "text/plain; version=0.0.4; charset=utf-8")
    #expect(response.text.contains("souk_turns_total 3\n"))
  }

  @Test(arguments: ["/", "/nothing", "/webhooks", "/webhooks/test/more", "/healthz/x", "/%2e%2e/etc/passwd"])
  func `What is not there is 404 with the JSON error`(path: String) async throws {
    let response = try await serving([RecordingReceiver()]) { try await $0.send("GET", path) }
    #expect(response.status == 404)
    #expect(try response.errorCode() == "not_found")
  }

  @Test(arguments: [
    ("POST", "/healthz", "GET, HEAD"), ("DELETE", "/metrics", "GET, HEAD"),
    ("PUT", "/webhooks/test", "GET, HEAD, POST"),
  ])
  func `A method a path does not take is 405 and told which it does`(
    method: String, path: String, allowed: String
  ) async throws {
    let response = try await serving([RecordingReceiver()]) { try await $0.send(method, path, body: []) }
    #expect(response.status == 405)
    #expect(response.headers["allow"] == allowed)
    #expect(try response.errorCode() == "method_not_allowed")
  }

  @Test func `A port in use is an error that names it and says what to do`() async throws {
    try await serving { client in
      let second = WebServer(
        settings: WebSettings(port: client.port), receivers: [],
        probes: WebProbes(readiness: { .ready }, metricsText: { "" }), logger: quietLogger())
      let error = await #expect(throws: WebError.self) { try await second.run() }
      #expect(error == .portInUse(host: "127.0.0.1", port: client.port))
      let text = try #require(error).description
      #expect(text.contains("127.0.0.1:\(client.port)"))
      #expect(text.contains("SOUK_PORT"))
    }
  }

  @Test(arguments: ["192.0.2.1", "no.such.host.invalid"])
  func `An address that is not this machine's is a clear error`(host: String) async throws {
    let server = WebServer(
      settings: WebSettings(host: host, port: 0), receivers: [],
      probes: WebProbes(readiness: { .ready }, metricsText: { "" }), logger: quietLogger())
    let error = await #expect(throws: WebError.self) { try await server.run() }
    let text = try #require(error).description
    #expect(text.contains("SOUK_HOST"))
  }

  @Test func `Two receivers of one path are refused at the start`() async throws {
    let server = WebServer(
      settings: WebSettings(port: 0), receivers: [RecordingReceiver(), RecordingReceiver()],
      probes: WebProbes(readiness: { .ready }, metricsText: { "" }), logger: quietLogger())
    await #expect(throws: WebError.pathTaken("/webhooks/test")) { try await server.run() }
  }

  @Test(arguments: ["NONSENSE\r\n\r\n", "GET / HTTP/1.1\r\nBad Header: x\r\n\r\n", "\u{16}\u{3}\u{1}\u{2}\r\n\r\n"])
  func `What is not HTTP is refused and the server goes on`(text: String) async throws {
    try await serving { client in
      let answer = try await client.raw(text)
      #expect(answer.isEmpty || answer.hasPrefix("HTTP/1.1 400"))
      #expect(try await client.send("GET", "/healthz").status == 200)
    }
  }

  private func quietLogger() -> Logger {
    var logger = Logger(label: "test")
    logger.logLevel = .critical
    return logger
  }
}
