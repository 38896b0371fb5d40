import Dialogue

/// Gathers batches that arrive while a commit is under way into the next one: a synced commit costs the same for one
/// as for fifty, and each is answered only after its own is durable.
actor GroupCommit {
  typealias Commit = @Sendable ([InboundBatch]) async throws -> [Result<[ConversationKey], any Error>]

  /// Batches that may wait; beyond it the channel is told to deliver again later.
  static let maximumWaiting = 2_048
  /// Batches of one transaction: it stays short enough for turns to get their share of the writer.
  static let maximumTogether = 64

  private typealias Waiting = (
    batch: InboundBatch, answer: CheckedContinuation<[ConversationKey], any Error>
  )

  private let commit: Commit
  private let maximumWaiting: Int
  private var waiting: [Waiting] = []
  private var isCommitting = false

  var waitingCount: Int { waiting.count }

  init(maximumWaiting: Int = GroupCommit.maximumWaiting, commit: @escaping Commit) {
    self.maximumWaiting = maximumWaiting
    self.commit = commit
  }

  func receive(_ batch: InboundBatch) async throws -> [ConversationKey] {
    guard waiting.count < maximumWaiting else { throw StorageError.overloaded(waiting: waiting.count) }
    return try await withCheckedThrowingContinuation { answer in
      waiting.append((batch, answer))
      guard !isCommitting else { return }
      isCommitting = true
      // Not the caller's own task: cancelling one caller must not fail the others. It ends when nothing waits.
      Task { await commitAll() }
    }
  }

  private func commitAll() async {
    while !waiting.isEmpty {
      let group = Array(waiting.prefix(Self.maximumTogether))
      waiting.removeFirst(group.count)
      do {
        let results = try await commit(group.map(\.batch))
        for (item, result) in zip(group, results) { item.answer.resume(with: result) }
      } catch {
        for item in group { item.answer.resume(throwing: error) }
      }
    }
    isCommitting = false
  }
}
