import ArgumentParser
import CoreMetrics
import Dialogue
import Logging
import ServiceLifecycle
import Storage
import UnixSignals
import Web

struct ServeCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "serve", abstract: "Run the server: webhooks, polling, conversations and sending.")

  func run() async throws {
    let configuration = try environment()
    let lock = try Self.lock(configuration)
    let metrics = PrometheusMetrics()
    MetricsSystem.bootstrap(metrics)
    let souk = try await Souk.open(configuration)
    let presence = PresenceService(
      presence: souk.storage.presence, owner: souk.owner, isAlone: lock != nil, logger: souk.logger)
    try await presence.begin()
    let server: [any Service] = [presence] + (try await ServerAssembly(souk: souk, metrics: metrics).services())
    let group = ServiceGroup(
      configuration: ServiceGroupConfiguration(
        services: server.map {
          .init(service: $0, successTerminationBehavior: .ignore, failureTerminationBehavior: .gracefullyShutdownGroup)
        }, gracefulShutdownSignals: [.sigterm, .sigint], logger: Self.lifecycleLogger(souk.logger)
      ).bounded)
    do {
      try await group.run()
    } catch is CancellationError {
      // What was in hand took longer than the bound: it is left to the next start, which is no failure.
    }
    try await souk.storage.database.close()
    withExtendedLifetime(lock) {}
  }

  /// At `debug` the library prints whole services, settings and all.
  private static func lifecycleLogger(_ logger: Logger) -> Logger {
    var logger = logger
    logger.logLevel = max(logger.logLevel, .notice)
    return logger
  }

  /// On SQLite one server at a time.
  private static func lock(_ configuration: Configuration) throws -> ServeLock? {
    guard case .sqlite(let path) = configuration.databaseURL else { return nil }
    return try ServeLock(databasePath: path)
  }
}

extension ServiceGroupConfiguration {
  /// Turns and sends in hand are finished within this, or left to the next start.
  fileprivate var bounded: ServiceGroupConfiguration {
    var configuration = self
    configuration.maximumGracefulShutdownDuration = .seconds(8)
    return configuration
  }
}
