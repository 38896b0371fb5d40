import Commerce
import Logging
import Metrics
import ServiceLifecycle
import Synchronization

/// Runs turns: one at a time per conversation, conversations side by side. Hints wake it at once; a sweep of the
/// database finds what a hint missed, another process left, or is due again.
package final class Dispatcher: Service, WorkListener {
  private let runner: Mutex<TurnRunner>
  private let turns: any TurnStore
  private let settings: DispatcherSettings
  private let logger: Logger
  private let queue = ConversationQueue()
  private let hints: AsyncStream<[ConversationKey]>
  private let hinter: AsyncStream<[ConversationKey]>.Continuation

  /// Hints beyond this are dropped; the sweep finds their work.
  private static let maximumHints = 65_536
  private static let sweepBatch = 256

  package init(runner: TurnRunner, turns: any TurnStore, settings: DispatcherSettings, logger: Logger) {
    self.runner = Mutex(runner)
    self.turns = turns
    self.settings = settings
    self.logger = logger
    (hints, hinter) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.maximumHints))
  }

  /// From the next conversation taken up on, turns are run by this one.
  package func replace(_ next: TurnRunner) { runner.withLock { $0 = next } }

  package func conversationsHaveWork(_ keys: [ConversationKey]) { hinter.yield(keys) }

  /// Runs until graceful shutdown; turns in hand are finished first.
  package func run() async throws {
    await withGracefulShutdownHandler {
      await withTaskGroup(of: Void.self) { beside in
        beside.addTask { await self.sweep() }
        await self.workAll()
        beside.cancelAll()
      }
    } onGracefulShutdown: {
      self.hinter.finish()
    }
  }

  /// Until the hints end; turns in hand are finished first. Their priority is low, so that a webhook's few short steps
  /// to its acknowledgement do not queue up behind whole turns.
  private func workAll() async {
    await withTaskGroup(of: Void.self) { group in
      for _ in 0..<settings.concurrentTurns { group.addTask(priority: .utility) { await self.work() } }
      group.addTask { await self.listen() }
    }
  }

  private func listen() async {
    for await keys in hints { await queue.add(keys) }
    await queue.close()
  }

  private func work() async {
    while let key = await queue.next() {
      await runner.withLock { $0 }.run(key)
      await queue.done(key)
    }
  }

  /// Finds due work by itself, so that nothing depends on a hint.
  private func sweep() async {
    while !Task.isCancelled {
      do {
        await queue.add(try await turns.conversationsWithWork(limit: Self.sweepBatch))
      } catch {
        logger.error("The inbox could not be read; trying again", metadata: ["cause": "\(error)"])
      }
      do { try await settings.sleep(settings.sweepMilliseconds) } catch { return }
    }
  }

  /// For commands that answer one message and end: runs all work there is for a conversation.
  package func drain(_ key: ConversationKey) async { await runner.withLock { $0 }.run(key) }
}

package struct DispatcherSettings: Sendable {
  package var concurrentTurns: Int
  package var sweepMilliseconds: Int64
  package var sleep: @Sendable (_ milliseconds: Int64) async throws -> Void

  package init(
    concurrentTurns: Int = 16, sweepMilliseconds: Int64 = 500,
    sleep: @escaping @Sendable (Int64) async throws -> Void = { try await Task.sleep(for: .milliseconds($0)) }
  ) {
    self.concurrentTurns = concurrentTurns
    self.sweepMilliseconds = sweepMilliseconds
    self.sleep = sleep
  }
}
