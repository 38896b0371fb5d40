import CCurlShim
import Foundation

/// HTTP out, over one libcurl multi handle driven by one thread of its own.
///
/// Redirects are not followed. Connections are kept and shared; over TLS, HTTP/2 is used where the server speaks it.
/// A request that may have an effect is never sent twice behind the caller's back.
package final class CurlTransport: HTTPTransport {
  private let mailbox: CurlMailbox

  package init(settings: CurlSettings = CurlSettings()) {
    let mailbox = CurlMailbox(maximumPending: settings.maximumPendingRequests)
    self.mailbox = mailbox
    let thread = Thread { CurlLoop.run(serving: mailbox, settings: settings) }
    thread.name = "souk-curl"
    thread.start()
  }

  deinit { mailbox.close(notifying: nil) }

  /// - Throws: `TransportError`, and nothing else.
  package func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    let target = try CurlTarget(request)
    let id = mailbox.reserve()
    return try await withTaskCancellationHandler {
      try await withCheckedThrowingContinuation { continuation in
        mailbox.submit(CurlJob(id: id, request: request, target: target, continuation: continuation))
      }
    } onCancel: {
      mailbox.cancel(id)
    }
  }

  /// Fails what is waiting or in flight, closes every connection and ends the thread; later requests are not sent.
  package func shutdown() async {
    await withCheckedContinuation { mailbox.close(notifying: $0) }
  }
}

/// A request on its way to the loop, with the caller who waits for it.
struct CurlJob: Sendable {
  let id: UInt64
  let request: HTTPRequest
  let target: CurlTarget
  let continuation: CheckedContinuation<HTTPResponse, any Error>
}
