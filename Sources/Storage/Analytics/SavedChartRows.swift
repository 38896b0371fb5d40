import Commerce

/// The charts of one owner, in their order.
struct SavedChartRows {
  let transaction: Transaction
  let store: StoreID
  let owner: String

  /// More are not looked at.
  static let maximumCharts = 50

  private var connection: any Connection { transaction.connection }

  /// One too many takes the place of the last.
  func pin(_ questions: [String], title: String) throws {
    let known = try Self.list(connection, store, owner)
    if known.count >= Self.maximumCharts, let last = known.last { try drop(last.id) }
    try connection.execute(
      """
      INSERT INTO saved_charts (store_id, id, owner, title, query, position, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7)
      """,
      [
        .id(store), .integer(transaction.ids.nextValue()), .text(owner), .text(title), try .json(questions),
        .int(min(known.count, Self.maximumCharts - 1)), .time(transaction.now),
      ])
  }

  func rename(_ chart: Int64, to title: String) throws {
    try connection.execute(
      "UPDATE saved_charts SET title = $4 WHERE store_id = $1 AND owner = $2 AND id = $3",
      [.id(store), .text(owner), .integer(chart), .text(title)])
  }

  func drop(_ chart: Int64) throws {
    try connection.execute(
      "DELETE FROM saved_charts WHERE store_id = $1 AND owner = $2 AND id = $3",
      [.id(store), .text(owner), .integer(chart)])
    try number(try Self.list(connection, store, owner).map(\.id))
  }

  /// - Parameter place: from 0.
  func move(_ chart: Int64, to place: Int) throws {
    let known = try Self.list(connection, store, owner).map(\.id)
    guard known.contains(chart) else { return }
    var ids = known.filter { $0 != chart }
    ids.insert(chart, at: max(0, min(place, ids.count)))
    try number(ids)
  }

  private func number(_ ids: [Int64]) throws {
    for (position, id) in ids.enumerated() {
      try connection.execute(
        "UPDATE saved_charts SET position = $3 WHERE store_id = $1 AND id = $2",
        [.id(store), .integer(id), .int(position)])
    }
  }

  static func list(_ connection: any Connection, _ store: StoreID, _ owner: String) throws -> [SavedChart] {
    try connection.query(
      "SELECT id, title, query FROM saved_charts WHERE store_id = $1 AND owner = $2 ORDER BY position, id",
      [.id(store), .text(owner)]
    ).map { SavedChart(id: try $0.int64("id"), title: try $0.text("title"), questions: try $0.json("query")) }
  }
}
