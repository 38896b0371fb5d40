/// The bounds of a `CurlTransport`.
package struct CurlSettings: Sendable {
  /// Of a response's body; a larger one fails with `TransportError.tooLarge`.
  package var maximumResponseBytes: Int
  /// Requests waiting or in flight; one more fails at once with `TransportError.notSent`.
  package var maximumPendingRequests: Int
  /// Connections to one host at once; further requests wait for a free one, within their own time-out. Over TLS one
  /// HTTP/2 connection carries about a hundred requests.
  package var maximumConnectionsPerHost: Int
  /// Open connections kept for reuse; below the number in flight, libcurl closes and opens without end.
  package var maximumKeptConnections: Int
  /// For name lookup, TCP and TLS together; a request's own time-out also ends it.
  package var connectTimeoutMilliseconds: Int64
  /// A PEM file of the authorities to trust instead of the system's.
  package var authorityFile: String?

  package init(
    maximumResponseBytes: Int = 8 << 20,
    maximumPendingRequests: Int = 4_096,
    maximumConnectionsPerHost: Int = 64,
    maximumKeptConnections: Int = 256,
    connectTimeoutMilliseconds: Int64 = 5_000,
    authorityFile: String? = nil
  ) {
    self.maximumResponseBytes = maximumResponseBytes
    self.maximumPendingRequests = maximumPendingRequests
    self.maximumConnectionsPerHost = maximumConnectionsPerHost
    self.maximumKeptConnections = maximumKeptConnections
    self.connectTimeoutMilliseconds = connectTimeoutMilliseconds
    self.authorityFile = authorityFile
  }
}
