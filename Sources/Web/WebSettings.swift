/// Where the server listens, and its bounds.
package struct WebSettings: Sendable {
  package var host: String
  /// 0 takes any free port.
  package var port: Int
  /// Webhooks handled at once; one more is answered 503 and comes again. Each may hold its body in memory.
  package var maximumConcurrentWebhooks: Int
  /// Open connections; further ones wait in the backlog. At most half of the files the system lets the process open.
  package var maximumConnections: Int
  /// Connections the system keeps waiting.
  package var backlog: Int
  /// A connection that says nothing for this long is closed.
  package var idleTimeoutSeconds: Int
  /// A body must have arrived within this, so that a sender of one byte a second does not hold a webhook's place.
  package var bodyTimeoutSeconds: Int

  package init(
    host: String = "127.0.0.1",
    port: Int = 8_080,
    maximumConcurrentWebhooks: Int = 256,
    maximumConnections: Int = 4_096,
    backlog: Int = 512,
    idleTimeoutSeconds: Int = 60,
    bodyTimeoutSeconds: Int = 20
  ) {
    self.host = host
    self.port = port
    self.maximumConcurrentWebhooks = maximumConcurrentWebhooks
    self.maximumConnections = maximumConnections
    self.backlog = backlog
    self.idleTimeoutSeconds = idleTimeoutSeconds
    self.bodyTimeoutSeconds = bodyTimeoutSeconds
  }
}
