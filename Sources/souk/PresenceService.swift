import Dialogue
import Logging
import ServiceLifecycle
import Storage

/// Gives the process's sign of life and frees what dead ones held.
struct PresenceService: Service {
  private static let beatMilliseconds = ProcessPresence.lapseMilliseconds / 4

  let presence: ProcessPresence
  let owner: Int64
  /// No other process can be serving (SQLite): whatever is held was held by a dead one.
  let isAlone: Bool
  let logger: Logger

  /// The first sign, before any work is taken.
  func begin() async throws {
    try await presence.renew(owner: owner)
    try await presence.reclaim(owner: owner, isAlone: isAlone)
  }

  func run() async throws {
    while !Task.isCancelled {
      do {
        try await cancelWhenGracefulShutdown { try await Task.sleep(for: .milliseconds(Self.beatMilliseconds)) }
      } catch { break }
      if !isAlone { await beat() }
    }
    do {
      try await presence.end(owner: owner)
    } catch {
      logger.info("Leases were not given back; they lapse by themselves", metadata: ["cause": "\(error)"])
    }
  }

  private func beat() async {
    do {
      try await presence.renew(owner: owner)
      try await presence.reclaim(owner: owner)
    } catch {
      logger.warning("The sign of life could not be given; trying again", metadata: ["cause": "\(error)"])
    }
  }
}
