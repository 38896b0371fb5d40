import Commerce
import Dialogue
import Logging

/// The whole of storage, opened in one place: the database, the four stores the engine works with, and the
/// repositories of commands and pages.
package struct SoukStorage: Sendable {
  package let context: StorageContext
  package let inbox: any InboxStore
  package let turns: any TurnStore
  package let outbox: any OutboxStore
  package let leases: any LeaseStore
  package let jobs: any JobStore
  package let payments: any PaymentLedger

  package var database: any Database { context.database }
  package var stores: StoreRepository { StoreRepository(context) }
  package var health: HealthRepository { HealthRepository(context) }
  package var presence: ProcessPresence { ProcessPresence(context) }
  package var eraser: Eraser { Eraser(context) }
  package var shared: SharedCatalogRepository { SharedCatalogRepository(context) }
  package var modelBudget: SQLModelBudget { SQLModelBudget(context) }
  package var users: UserRepository { UserRepository(context) }
  package var sessions: SessionRepository { SessionRepository(context) }
  package var apiKeys: APIKeyRepository { APIKeyRepository(context) }
  package var idempotency: IdempotencyRepository { IdempotencyRepository(context) }

  /// Opens a database whose schema is current. An empty one gets its schema, SQLite upgrades itself, PostgreSQL is
  /// upgraded by `souk migrate` only.
  /// - Throws: ``StorageError``, with the schema's numbers where they do not fit.
  package static func open(
    _ url: DatabaseURL, time: TimeSource, ids: IDGenerator, logger: Logger
  ) async throws -> SoukStorage {
    let storage = try await openUnchecked(url, time: time, ids: ids, logger: logger)
    switch try await storage.schemaStatus() {
    case .current: break
    case .tooNew(let found, let known): throw StorageError.schemaTooNew(found: found, known: known)
    case .outdated(let found, let known) where url.engine == .postgres:
      throw StorageError.schemaTooOld(found: found, known: known)
    case .empty, .outdated:
      let applied = try await storage.migrate()
      logger.info("schema brought up to date", metadata: ["migrations": "\(applied)"])
    }
    return storage
  }

  /// Opens a database whatever its schema, for `souk migrate` and `souk doctor`.
  package static func openUnchecked(
    _ url: DatabaseURL, time: TimeSource, ids: IDGenerator, logger: Logger
  ) async throws -> SoukStorage {
    let database = try await openDatabase(url, logger: logger)
    return SoukStorage(StorageContext(database: database, time: time, ids: ids))
  }

  package init(_ context: StorageContext) {
    self.context = context
    inbox = SQLInboxStore(context)
    turns = SQLTurnStore(context)
    outbox = SQLOutboxStore(context)
    leases = SQLLeaseStore(context)
    jobs = SQLJobStore(context)
    payments = SQLPaymentLedger(context)
  }

  /// One store's rows.
  package func store(_ id: StoreID) -> StoreScope { StoreScope(storeID: id, context: context) }

  /// One store's rows, for a request with a key of its own: what it writes is written once.
  package func store(_ id: StoreID, once claim: WriteClaim?) -> StoreScope {
    StoreScope(storeID: id, context: context, claim: claim)
  }

  package func channelAccounts(key: SecretKey) -> ChannelAccountRepository {
    ChannelAccountRepository(context, key: key)
  }

  /// Copies the database into a new file while it is in use. - Throws: on PostgreSQL, which has `pg_dump` for it.
  package func backUp(to path: String) async throws {
    guard let database = database as? SQLiteDatabase else {
      throw StorageError.notBackedUp("PostgreSQL has pg_dump for it")
    }
    try await database.backUp(to: path)
  }

  package func schemaStatus() async throws -> SchemaStatus {
    try await Migrator(database: database, time: context.time).status()
  }

  /// - Returns: the numbers of the migrations applied; none where the schema was current.
  package func migrate() async throws -> [Int] {
    try await Migrator(database: database, time: context.time).migrate()
  }
}
