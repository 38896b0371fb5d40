import Dialogue
import Hummingbird
import Logging
import NIOCore
import ServiceLifecycle

/// HTTP in: the channels' webhooks, what an operator's probes ask, and whatever routes the program adds.
///
/// Everything it refuses itself is JSON: `{"error": {"code", "message"}}`.
package struct WebServer: Service {
  private let settings: WebSettings
  private let receivers: [any WebhookReceiver]
  private let probes: WebProbes
  private let logger: Logger

  /// Called with the bound port once connections are taken: with port 0 nobody knows it before.
  package var onListening: @Sendable (Int) async -> Void = { _ in }

  /// The API and its description; nil serves none.
  package var api: API?

  /// Adds pages to the webhooks, probes and API.
  package var addRoutes: @Sendable (Router<WebContext>) -> Void = { _ in }

  package init(settings: WebSettings, receivers: [any WebhookReceiver], probes: WebProbes, logger: Logger) {
    self.settings = settings
    self.receivers = receivers
    self.probes = probes
    self.logger = logger
  }

  /// Serves until a graceful shutdown; requests being answered then are finished first.
  /// - Throws: `WebError` where it cannot listen.
  package func run() async throws {
    let maximumConnections = min(settings.maximumConnections, OpenFileLimit.raise() / 2)
    let application = Application(
      router: try makeRouter(),
      server: .http1(configuration: .init(idleTimeout: .seconds(Int64(settings.idleTimeoutSeconds)))),
      configuration: ApplicationConfiguration(
        address: .hostname(settings.host, port: settings.port),
        backlog: settings.backlog,
        availableConnectionsDelegate: .maximum(maximumConnections, logger: logger)),
      onServerRunning: { [onListening] channel in await onListening(channel.localAddress?.port ?? 0) },
      logger: serverLogger)
    do {
      try await application.run()
    } catch let error as IOError {
      throw WebError(error, host: settings.host, port: settings.port)
    } catch is SocketAddressError.UnknownHost {
      throw WebError.cannotListen(host: settings.host, port: settings.port, reason: "the name does not resolve")
    }
  }

  /// The library's own lines on starting, stopping and each connection are noise to an operator.
  private var serverLogger: Logger {
    var logger = logger
    logger.logLevel = max(logger.logLevel, .notice)
    return logger
  }

  private func makeRouter() throws -> Router<WebContext> {
    let router = Router(context: WebContext.self, options: .autoGenerateHeadEndpoints)
    var methods = ["/healthz": "GET, HEAD", "/readyz": "GET, HEAD", "/metrics": "GET, HEAD"]
    for receiver in receivers {
      guard methods.updateValue("GET, HEAD, POST", forKey: receiver.path) == nil else {
        throw WebError.pathTaken(receiver.path)
      }
    }
    let (fixed, api) = (methods, api)
    router.add(middleware: ErrorAnswers { fixed[$0] ?? api?.methods(of: $0) })
    probes.mount(on: router)
    let slots = WebhookSlots(count: settings.maximumConcurrentWebhooks)
    for receiver in receivers {
      WebhookEndpoint(receiver: receiver, slots: slots, bodySeconds: settings.bodyTimeoutSeconds).mount(on: router)
    }
    api?.mount(on: router)
    addRoutes(router)
    return router
  }
}
