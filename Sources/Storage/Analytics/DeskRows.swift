import Commerce
import Dialogue

/// Writes what an owner wants kept, in the turn's transaction.
struct DeskRows {
  let transaction: Transaction
  let store: StoreID
  /// The customer's public id: the same person keeps it through a merge.
  let owner: String

  /// More are not read by anybody.
  static let mostDigests = 20
  static let mostKeptQueries = 500

  private var connection: any Connection { transaction.connection }

  func apply(_ change: DeskChange) throws {
    switch change {
    case .pin(let questions, let title):
      try SavedChartRows(transaction: transaction, store: store, owner: owner).pin(questions, title: title)
    case .rename(let chart, let title):
      try SavedChartRows(transaction: transaction, store: store, owner: owner).rename(chart, to: title)
    case .drop(let chart):
      try SavedChartRows(transaction: transaction, store: store, owner: owner).drop(chart)
    case .move(let chart, let place):
      try SavedChartRows(transaction: transaction, store: store, owner: owner).move(chart, to: place)
    case .addDigest(let plan, let recipient, let first): try add(plan, recipient, first)
    case .dropDigest(let id):
      try connection.execute(
        "DELETE FROM digests WHERE store_id = $1 AND owner = $2 AND id = $3",
        [.id(store), .text(owner), .integer(id)])
    case .watch(let kind, let recipient): try watch(kind, recipient)
    case .unwatch(let kind):
      try connection.execute(
        "DELETE FROM alert_wishes WHERE store_id = $1 AND owner = $2 AND kind = $3",
        [.id(store), .text(owner), .text(kind.rawValue)])
    case .prefer(let word, let meaning):
      try connection.execute(
        """
        INSERT INTO desk_preferences (store_id, owner, word, meaning) VALUES ($1, $2, $3, $4)
        ON CONFLICT (store_id, owner, word) DO UPDATE SET meaning = excluded.meaning
        """, [.id(store), .text(owner), .text(word), .text(meaning)])
    case .keepQuery(let id, let question, let query): try keep(id, question, query)
    }
  }

  private func add(_ plan: DigestPlan, _ recipient: JobRecipient, _ first: Timestamp) throws {
    let known = try connection.query(
      "SELECT id FROM digests WHERE store_id = $1 AND owner = $2", [.id(store), .text(owner)])
    guard known.count < Self.mostDigests else { return }
    let id = transaction.ids.nextValue()
    try connection.execute(
      "INSERT INTO digests (store_id, id, owner, plan, recipient, created_at) VALUES ($1, $2, $3, $4, $5, $6)",
      [.id(store), .integer(id), .text(owner), .json(plan), .json(recipient), .time(transaction.now)])
    try SQLJobStore.enqueue(Job.digest(id, of: store, at: first), at: transaction.now, connection)
  }

  private func watch(_ kind: AlertKind, _ recipient: JobRecipient) throws {
    try connection.execute(
      """
      INSERT INTO alert_wishes (store_id, owner, kind, recipient, created_at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (store_id, owner, kind) DO UPDATE SET recipient = excluded.recipient
      """, [.id(store), .text(owner), .text(kind.rawValue), .json(recipient), .time(transaction.now)])
  }

  /// The oldest go where there are many.
  private func keep(_ id: String, _ question: String, _ query: AnalyticsQuery) throws {
    try connection.execute(
      """
      INSERT INTO answered_questions (store_id, id, question, query, at) VALUES ($1, $2, $3, $4, $5)
      ON CONFLICT (store_id, id) DO UPDATE SET at = excluded.at
      """, [.id(store), .text(id), .text(question), .json(query), .time(transaction.now)])
    let old = try connection.query(
      "SELECT id FROM answered_questions WHERE store_id = $1 ORDER BY at DESC, id LIMIT 50 OFFSET $2",
      [.id(store), .int(Self.mostKeptQueries)])
    for row in old {
      try connection.execute(
        "DELETE FROM answered_questions WHERE store_id = $1 AND id = $2", [.id(store), .text(try row.text("id"))])
    }
  }
}

extension Job {
  /// One time that a digest is due: its key names the moment, so that each is sent once.
  package static func digest(_ id: Int64, of store: StoreID, at moment: Timestamp) -> Job {
    Job(
      storeID: store, key: "digest:\(id):\(moment.milliseconds)", kind: DeskJobs.digest, payload: String(id),
      runAt: moment)
  }
}
