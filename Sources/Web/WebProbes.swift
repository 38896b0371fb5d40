import Foundation
import HTTPTypes
import Hummingbird

/// What the outside may ask about the process: does it live, is it ready, how is it doing.
package struct WebProbes: Sendable {
  private let readiness: @Sendable () async -> Readiness
  private let metricsText: @Sendable () -> String

  /// - Parameters:
  ///   - readiness: asked at every `GET /readyz`; must not wait for anything outside the machine.
  ///   - metricsText: the body of `GET /metrics`, in Prometheus's text format.
  package init(
    readiness: @escaping @Sendable () async -> Readiness, metricsText: @escaping @Sendable () -> String
  ) {
    self.readiness = readiness
    self.metricsText = metricsText
  }

  func mount(on router: Router<WebContext>) {
    router.get("/healthz") { _, _ in Response.text("ok") }
    router.get("/readyz") { [readiness] _, _ in try Response(await readiness()) }
    router.get("/metrics") { [metricsText] _, _ in
      Response.text(metricsText(), contentType: "text/plain; version=0.0.4; charset=utf-8")
    }
  }
}

/// Whether traffic may come, and if not, why.
package struct Readiness: Hashable, Sendable {
  /// One sentence for each thing that is not ready; empty when all is.
  package var reasons: [String]
  package var isReady: Bool { reasons.isEmpty }

  package init(reasons: [String]) { self.reasons = reasons }

  package static let ready = Readiness(reasons: [])
}

extension Response {
  /// `{"ready": false, "reasons": ["the schema is older than this program"]}`, 200 or 503.
  fileprivate init(_ readiness: Readiness) throws {
    struct Body: Encodable {
      var ready: Bool
      var reasons: [String]
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    let body = try encoder.encode(Body(ready: readiness.isReady, reasons: readiness.reasons))
    self.init(
      status: readiness.isReady ? .ok : .serviceUnavailable, headers: [.contentType: "application/json"],
      body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }
}
