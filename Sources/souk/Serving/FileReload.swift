import Channels
import Logging
import ServiceLifecycle
import UnixSignals

/// Reads `prompts/` and `channels/` again on SIGHUP. What is wrong is logged, and then the old ones stay.
struct FileReload: Service {
  let souk: Souk
  let parts: ChannelParts
  /// Puts them to use; turns in hand end with what they began with.
  let use: @Sendable (FilesInUse) async -> Void

  func run() async throws {
    for await _ in await UnixSignalsSequence(trapping: .sighup).cancelOnGracefulShutdown() { await reload() }
  }

  private func reload() async {
    do {
      let files = try FilesInUse.read(souk, parts)
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
