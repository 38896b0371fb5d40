import Commerce
import Dialogue

/// What customers have bought: from the index, and counted at once for who is not in it yet.
package struct SpendingRepository: Sendable {
  /// A live count that takes longer is given up: an answer without it is better than none.
  package static let liveSeconds = 8

  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// A customer as lists of them show one.
  package struct Entry: Hashable, Sendable {
    package let customer: CustomerID
    package let name: String?
    package let spending: Spending
    package let segment: Segment
    package let segmentBefore: Segment?
    package let since: Timestamp
    package let reason: String
  }

  /// By customer; everybody merged into them counts as one.
  package func spending(of customer: CustomerID) async throws -> Spending {
    let group = try await scope.read { connection, store in
      try IdentityResolution.group(
        of: try IdentityResolution.root(customer, store: store, connection), store: store, connection)
    }
    return try await spending(of: group)
  }

  /// By e-mail address, in whatever case; nil where no customer has it.
  package func spending(ofEmail email: String) async throws -> Spending? {
    let hash = PastOrderWriter.hash(email.lowercased().filter { !$0.isWhitespace })
    let customer: CustomerID? = try await scope.read { connection, store in
      try connection.first(
        "SELECT customer_id FROM customer_emails WHERE store_id = $1 AND email_hash = $2", [.id(store), .text(hash)]
      ).map { try $0.id("customer_id") }
    }
    guard let customer else { return nil }
    return try await spending(of: customer)
  }

  func spending(of group: [CustomerID]) async throws -> Spending {
    let indexed = try await scope.read { connection, store in
      try SpendingRows(connection: connection, store: store).indexed(group)
    }
    if let indexed { return indexed }
    return try await live(group)
  }

  /// Counts the orders of people who are not indexed yet, and indexes them.
  /// - Throws: ``StorageError/busy(_:)`` after ``liveSeconds``.
  private func live(_ group: [CustomerID]) async throws -> Spending {
    let scope = scope
    let counted = try await Deadline.within(seconds: Self.liveSeconds) {
      try await scope.read { connection, store in
        let currency = try StoreRows.store(store, connection).currency
        if connection.engine == .postgres {
          try connection.script("SET LOCAL statement_timeout = '\(Self.liveSeconds)s'")
        }
        let rows = SpendingRows(connection: connection, store: store)
        return try group.map { try rows.counted($0, currency) }
      }
    }
    // An order placed meanwhile has made the row already, and its sums are the newer ones.
    try await scope.write { transaction, store in
      let rows = SpendingRows(connection: transaction.connection, store: store)
      let shop = try StoreRows.store(store, transaction.connection)
      for (customer, spending) in zip(group, counted) where try rows.indexed([customer]) == nil {
        try rows.keep(spending, of: customer, shop, at: transaction.now)
      }
    }
    return counted.reduce(.none) { $0.adding($1) }
  }

  // MARK: Lists

  /// Those of some segments, who spent most first.
  package func customers(in segments: Set<Segment>, limit: Int) async throws -> [Entry] {
    try await scope.read { connection, store in
      let list = segments.map { "'\($0.rawValue)'" }.sorted().joined(separator: ", ")
      return try connection.query(
        Self.entries + " AND s.segment IN (\(list)) ORDER BY s.total_minor DESC, s.customer_id LIMIT $2",
        [.id(store), .int(limit)]
      ).map(Self.entry)
    }
  }

  /// Those who spent most.
  package func best(limit: Int) async throws -> [Entry] {
    try await scope.read { connection, store in
      try connection.query(
        Self.entries + " AND s.orders > 0 ORDER BY s.total_minor DESC, s.customer_id LIMIT $2",
        [.id(store), .int(limit)]
      ).map(Self.entry)
    }
  }

  /// Those whose name has the words in it, who spent most first.
  package func named(_ words: String, limit: Int) async throws -> [Entry] {
    let pattern = "%" + words.lowercased().filter { !"%_\\".contains($0) } + "%"
    return try await scope.read { connection, store in
      try connection.query(
        Self.entries + " AND LOWER(c.name) LIKE $3 ORDER BY s.total_minor DESC, s.customer_id LIMIT $2",
        [.id(store), .int(limit), .text(pattern)]
      ).map(Self.entry)
    }
  }

  /// Somebody merged into another is counted with them by whoever reads one customer; lists show each row.
  private static let entries = """
    SELECT s.customer_id, c.name, s.orders, s.total_minor, s.first_at, s.last_at, s.segment, s.segment_before,
      s.segment_since, s.segment_reason
    FROM customer_spending s JOIN customers c ON c.store_id = s.store_id AND c.id = s.customer_id
    WHERE s.store_id = $1
    """

  private static func entry(_ row: Row) throws -> Entry {
    Entry(
      customer: try row.id("customer_id"), name: try row.optionalText("name"),
      spending: try SpendingRows.spending(row), segment: try row.raw("segment"),
      segmentBefore: try row.optionalText("segment_before").flatMap(Segment.init(rawValue:)),
      since: try row.time("segment_since"), reason: try row.text("segment_reason"))
  }

  // MARK: Time passes

  /// Finds anew what kind of customers they are whose time has come, and indexes those who are not yet.
  /// - Returns: how many were looked at; fewer than `limit` where none is left.
  func refreshDue(limit: Int) async throws -> Int {
    try await scope.write { transaction, store in
      let rows = SpendingRows(connection: transaction.connection, store: store)
      let due = try transaction.connection.query(
        """
        SELECT customer_id AS id FROM customer_spending WHERE store_id = $1 AND next_change_at <= $2
        ORDER BY next_change_at LIMIT $3
        """, [.id(store), .time(transaction.now), .int(limit)])
      let unknown = try transaction.connection.query(
        """
        SELECT c.id FROM customers c WHERE c.store_id = $1 AND NOT EXISTS (
          SELECT 1 FROM customer_spending s WHERE s.store_id = c.store_id AND s.customer_id = c.id)
        ORDER BY c.id LIMIT $2
        """, [.id(store), .int(limit)])
      for row in due + unknown { try rows.refresh(try row.id("id"), at: transaction.now) }
      return due.count + unknown.count
    }
  }
}

/// Waits for work so long and no longer.
enum Deadline {
  /// - Throws: ``StorageError/busy(_:)`` when the time is over; the work then ends by itself and nobody hears of it.
  static func within<Value: Sendable>(
    seconds: Int, _ work: @escaping @Sendable () async throws -> Value
  ) async throws -> Value {
    let (results, continuation) = AsyncThrowingStream<Value, any Error>.makeStream(bufferingPolicy: .bufferingOldest(1))
    // Not in a task group: a group waits for its tasks, and a query that is running cannot be told to stop. Both tasks
    // end by themselves, the work at the database's own limit.
    let running = Task {
      do { continuation.yield(try await work()) } catch { continuation.finish(throwing: error) }
    }
    let watch = Task {
      do { try await Task.sleep(for: .seconds(seconds)) } catch { return }
      continuation.finish(throwing: StorageError.busy("the database took over \(seconds) s"))
    }
    defer {
      running.cancel()
      watch.cancel()
    }
    for try await value in results { return value }
    throw CancellationError()
  }
}

/// Finds anew, several times a day, what kind of customers time has made of people, in every store.
package struct SegmentJob: JobHandler {
  package let kind = "segments"
  package let isStanding = true

  private static let batch = 200
  private static let restMilliseconds: Int64 = 6 * 3_600_000

  private let context: StorageContext

  package init(_ context: StorageContext) { self.context = context }

  package func run(_ job: Job) async throws -> JobOutcome {
    let spending = StoreScope(storeID: job.storeID, context: context).spending
    while try await spending.refreshDue(limit: Self.batch) >= Self.batch { try Task.checkCancellation() }
    return .again(at: context.time.now().adding(milliseconds: Self.restMilliseconds))
  }
}
