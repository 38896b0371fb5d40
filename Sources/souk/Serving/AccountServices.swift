import Channels
import Dialogue
import Logging
import ServiceLifecycle
import Storage
import Synchronization

/// Runs what each connected account needs, as accounts are added, changed and removed, and channels opened anew.
final class AccountServices: Service {
  private static let lookSeconds = 5

  private let accounts: StoredChannelAccounts
  private let logger: Logger
  private let opened: Mutex<Opened>

  private struct Opened {
    var channels: [OpenChannel]
    var generation = 0
  }

  /// What a running service was started with; another means another service.
  private struct Mark: Equatable {
    var credentials: [String: String]
    var generation: Int
  }

  private struct Running {
    var mark: Mark
    var stop: AsyncStream<Never>.Continuation
  }

  init(accounts: StoredChannelAccounts, channels: [OpenChannel], logger: Logger) {
    self.accounts = accounts
    self.logger = logger
    opened = Mutex(Opened(channels: channels))
  }

  /// Every account's service ends and begins again with the new channels, within seconds.
  func replace(_ channels: [OpenChannel]) {
    opened.withLock {
      $0.channels = channels
      $0.generation += 1
    }
  }

  func run() async throws {
    var running: [ChannelAccountKey: Running] = [:]
    await withDiscardingTaskGroup { group in
      while !Task.isCancelled {
        fit(&running, in: &group)
        do {
          try await cancelWhenGracefulShutdown { try await Task.sleep(for: .seconds(Self.lookSeconds)) }
        } catch { break }
        await look()
      }
      for service in running.values { service.stop.finish() }
    }
  }

  private func look() async {
    do {
      if try await accounts.reloadIfChanged() { logger.notice("channel accounts have changed and are taken up") }
    } catch {
      logger.warning("channel accounts could not be read; those known stay", metadata: ["cause": "\(error)"])
    }
  }

  private func fit(_ running: inout [ChannelAccountKey: Running], in group: inout DiscardingTaskGroup) {
    let (channels, generation) = opened.withLock { ($0.channels, $0.generation) }
    var wanted: [ChannelAccountKey: (account: ChannelAccount, mark: Mark, channel: OpenChannel)] = [:]
    for channel in channels where channel.service != nil {
      for account in accounts.accounts(of: channel.channel.name) {
        wanted[account.key] = (account, Mark(credentials: account.credentials, generation: generation), channel)
      }
    }
    for (key, service) in running where wanted[key]?.mark != service.mark {
      service.stop.finish()
      running[key] = nil
    }
    for (key, want) in wanted where running[key] == nil {
      guard let service = want.channel.service?(want.account) else { continue }
      let (stopped, stop) = AsyncStream<Never>.makeStream()
      running[key] = Running(mark: want.mark, stop: stop)
      group.addTask { await self.run(service, of: key, until: stopped) }
    }
  }

  private func run(_ service: any Service, of key: ChannelAccountKey, until stopped: AsyncStream<Never>) async {
    await withTaskGroup(of: Void.self) { group in
      group.addTask {
        do {
          try await service.run()
        } catch {
          self.logger.error("an account's service ended", metadata: ["account": "\(key)", "cause": "\(error)"])
        }
      }
      group.addTask { for await _ in stopped {} }
      await group.next()
      group.cancelAll()
    }
  }
}
