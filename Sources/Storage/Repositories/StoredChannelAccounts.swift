import Dialogue
import Synchronization

/// The accounts in the database as they stood at the last ``reload()``, together with those of the environment.
package final class StoredChannelAccounts: ChannelAccountDirectory {
  private let repository: ChannelAccountRepository
  private let fixed: [ChannelAccount]
  private let stored = Mutex<[ChannelAccount]>([])
  private let known = Mutex<ChannelAccountRepository.Version?>(nil)

  /// - Parameter fixed: accounts of the environment; they win over a stored one with the same key.
  package init(_ repository: ChannelAccountRepository, fixed: [ChannelAccount] = []) {
    self.repository = repository
    self.fixed = fixed
  }

  /// Reads the database again; on an error the accounts known before stay.
  package func reload() async throws {
    let version = try await repository.version()
    let accounts = try await repository.all()
    let taken = Set(fixed.map(\.key))
    stored.withLock { $0 = accounts.filter { !taken.contains($0.key) } }
    known.withLock { $0 = version }
  }

  /// Reads the accounts again where any was added, changed or removed since they were last read.
  /// - Returns: whether there was.
  package func reloadIfChanged() async throws -> Bool {
    let version = try await repository.version()
    guard version != known.withLock({ $0 }) else { return false }
    try await reload()
    return true
  }

  package func accounts(of channel: ChannelName) -> [ChannelAccount] {
    (fixed + stored.withLock { $0 }).filter { $0.key.channel == channel }
  }
}
