import Dialogue

/// The inbox in SQL, with commits shared by batches that arrive together.
package struct SQLInboxStore: InboxStore {
  private let context: StorageContext
  private let group: GroupCommit

  package init(_ context: StorageContext, maximumWaiting: Int = 2_048) {
    self.context = context
    group = GroupCommit(maximumWaiting: maximumWaiting) { batches in
      try await context.database.write { connection in
        try batches.map { try Self.write($0, alone: batches.count == 1, Transaction(connection, context), context) }
      }
    }
  }

  package func receive(_ batch: InboundBatch) async throws -> [ConversationKey] {
    guard !batch.isEmpty else { return [] }
    KillPoint.beforeInboxCommit.reach()
    let keys = try await commit(batch)
    KillPoint.afterInboxCommit.reach()
    return keys
  }

  /// SQLite's transactions share commits whoever they are; PostgreSQL's batches are gathered here.
  private func commit(_ batch: InboundBatch) async throws -> [ConversationKey] {
    guard context.database.engine == .sqlite else { return try await group.receive(batch) }
    return try await context.database.write(.syncedAhead) { [context] connection in
      try InboundWriter(transaction: Transaction(connection, context), texts: context.texts.messages).write(batch)
    }
  }

  package func pollingOffset(of account: ChannelAccountKey) async throws -> Int64? {
    try await context.database.read { connection in
      try connection.first(
        "SELECT next_offset FROM polling_offsets WHERE store_id = $1 AND channel = $2 AND account = $3",
        account.columns)?.int64("next_offset")
    }
  }

  /// A batch that cannot be stored fails alone; a database that cannot store fails them all.
  private static func write(
    _ batch: InboundBatch, alone: Bool, _ transaction: Transaction, _ context: StorageContext
  ) throws -> Result<[ConversationKey], any Error> {
    let writer = InboundWriter(transaction: transaction, texts: context.texts.messages)
    if alone { return .success(try writer.write(batch)) }
    do {
      return .success(try transaction.connection.savepoint { try writer.write(batch) })
    } catch let error as StorageError where !error.isAboutItsData {
      throw error
    } catch {
      return .failure(error)
    }
  }
}
