import Channels
import Dispatch
import Logging
import Payments
import ServiceLifecycle
import Storage
import UnixSignals

/// Reads `prompts/` and `channels/` again on SIGHUP. What is wrong is logged, and then the old ones stay.
struct FileReload: Service {
  let souk: Souk
  let parts: ChannelParts
  let payments: FixedProviders
  /// For owners' questions; it stays open.
  let reading: any Database
  /// Puts them to use; turns in hand end with what they began with.
  let use: @Sendable (FilesInUse) async -> Void

  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() { await reload() }
  }

  /// Words that have changed are trained anew, which takes seconds of a processor: no turn's thread does it.
  private func read() async throws -> FilesInUse {
    try await withCheckedThrowingContinuation { continuation in
      DispatchQueue.global(qos: .utility).async {
        continuation.resume(with: Result { try FilesInUse.read(souk, parts, payments: payments, reading: reading) })
      }
    }
  }

  private func reload() async {
    do {
      let files = try await read()
      try await souk.warm(files.search)
      await use(files)
      souk.logger.notice("prompts and channels are read anew")
    } catch let error as FilesAtFault {
      for problem in error.problems {
        souk.logger.error("prompts and channels stay as they were", metadata: ["problem": "\(problem)"])
      }
    } catch {
      souk.logger.error("prompts and channels stay as they were", metadata: ["problem": "\(error)"])
    }
  }
}
