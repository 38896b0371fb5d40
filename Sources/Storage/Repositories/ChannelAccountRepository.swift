import Commerce
import Dialogue

/// Accounts of all stores on all channels, their credentials encrypted.
package struct ChannelAccountRepository: Sendable {
  private let context: StorageContext
  private let key: SecretKey

  package init(_ context: StorageContext, key: SecretKey) {
    self.context = context
    self.key = key
  }

  /// Adds an account or replaces its credentials.
  package func save(_ account: ChannelAccount) async throws {
    let sealed = try key.seal(try JSONText.encode(account.credentials), for: Self.seal(account.key))
    try await context.database.write { [context] connection in
      let transaction = Transaction(connection, context)
      let now = transaction.now
      try AuditTrail(transaction: transaction, store: account.key.storeID).note(
        "account connected", of: "\(account.key.channel):\(account.key.externalID)", who: "operator", why: "a command")
      _ = try connection.execute(
        """
        INSERT INTO channel_accounts (store_id, channel, external_id, credentials, created_at, updated_at)
        VALUES ($1, $2, $3, $4, $5, $5)
        ON CONFLICT (store_id, channel, external_id)
        DO UPDATE SET credentials = excluded.credentials, updated_at = excluded.updated_at
        """, account.key.columns + [.text(sealed), .time(now)])
    }
  }

  /// - Returns: whether it was there.
  package func remove(_ account: ChannelAccountKey) async throws -> Bool {
    try await context.database.write { [context] connection in
      try AuditTrail(transaction: Transaction(connection, context), store: account.storeID).note(
        "account removed", of: "\(account.channel):\(account.externalID)", who: "operator", why: "a command")
      return try connection.execute(
        "DELETE FROM channel_accounts WHERE store_id = $1 AND channel = $2 AND external_id = $3", account.columns) == 1
    }
  }

  /// Differs from before wherever an account was added, changed or removed; read without opening credentials.
  package struct Version: Hashable, Sendable {
    let count: Int
    let newest: Int64?
  }

  package func version() async throws -> Version {
    try await context.database.read { connection in
      let row = try connection.first("SELECT COUNT(*) AS count, MAX(updated_at) AS newest FROM channel_accounts")
      return Version(count: try row?.int("count") ?? 0, newest: try row?.optionalInt64("newest"))
    }
  }

  /// Every account with its credentials, by store.
  /// - Throws: ``StorageError/wrongSecretKey(account:)``.
  package func all() async throws -> [ChannelAccount] {
    let key = key
    return try await context.database.read { connection in
      try connection.query(
        """
        SELECT store_id, channel, external_id AS account, credentials FROM channel_accounts
        ORDER BY store_id, channel, external_id
        """
      ).map { row in
        let account = try ChannelAccountKey(row)
        let credentials = try key.open(try row.text("credentials"), for: Self.seal(account))
        return ChannelAccount(key: account, credentials: try JSONText.decode(from: credentials))
      }
    }
  }

  /// Credentials open only for the account they were sealed for: a row copied to another store stays shut.
  private static func seal(_ account: ChannelAccountKey) -> String { "\(account.storeID.text) \(account)" }
}
