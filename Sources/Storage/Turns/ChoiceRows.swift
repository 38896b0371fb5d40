import Commerce
import Dialogue

/// Records what a shopper looked for, took and bought, in the turn's own transaction, each with where it came from.
struct ChoiceRows {
  let transaction: Transaction
  let input: TurnInput

  /// Of a conversation's searches, those that a choice is traced back to; older lists have scrolled away.
  private static let tracedSearches = 20
  /// Longer queries are prose; the ledger keeps what fits a line.
  private static let longestDemand = 80

  private var connection: any Connection { transaction.connection }
  private var store: StoreID { input.key.storeID }

  func record(_ event: SearchEvent) throws {
    try connection.execute(
      """
      INSERT INTO search_events (store_id, id, conversation_id, customer_id, query, result_count, shown, at, channel,
        kind)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
      """,
      [
        .id(store), .integer(transaction.ids.nextValue()), .integer(input.key.conversationID),
        .id(input.customer.id), .text(try JSONLine.encode(event.query)), .int(event.resultCount),
        .text(try JSONLine.encode(event.shown)),
        .time(transaction.now), .text(input.account.channel.rawValue), .text(event.kind.rawValue),
      ])
    if event.resultCount == 0 { try recordDemand(event.query.text) }
  }

  /// What is asked for and not found is counted by its words.
  private func recordDemand(_ text: String) throws {
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber }.joined(separator: " ")
    guard !words.isEmpty else { return }
    try connection.execute(
      """
      INSERT INTO unmet_demand (store_id, words, times, first_at, last_at) VALUES ($1, $2, 1, $3, $3)
      ON CONFLICT (store_id, words) DO UPDATE SET times = unmet_demand.times + 1, last_at = excluded.last_at
      """, [.id(store), .text(String(words.prefix(Self.longestDemand))), .time(transaction.now)])
    try connection.execute(
      """
      INSERT INTO demand_voices (store_id, words, customer_id, at) VALUES ($1, $2, $3, $4)
      ON CONFLICT (store_id, words, customer_id) DO UPDATE SET at = excluded.at
      """,
      [.id(store), .text(String(words.prefix(Self.longestDemand))), .id(input.customer.id), .time(transaction.now)])
  }

  /// Products that are new in a cart, each with the list it was shown in last.
  func recordPicks(_ products: [ProductID]) throws {
    guard !products.isEmpty else { return }
    let searches = try connection.query(
      """
      SELECT id, shown FROM search_events WHERE store_id = $1 AND conversation_id = $2 ORDER BY id DESC LIMIT $3
      """, input.key.columns + [.int(Self.tracedSearches)]
    ).map { (id: try $0.int64("id"), shown: try $0.json("shown", [ProductID].self)) }
    for product in products {
      let search = searches.first { $0.shown.contains(product) }
      try connection.execute(
        """
        INSERT INTO product_picks (store_id, id, conversation_id, customer_id, channel, product_id, search_id, position,
          at)
        VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
        """,
        [
          .id(store), .integer(transaction.ids.nextValue()), .integer(input.key.conversationID),
          .id(input.customer.id), .text(input.account.channel.rawValue), .id(product), .maybe(search?.id),
          .maybe(search?.shown.firstIndex(of: product)), .time(transaction.now),
        ])
    }
  }

  /// Ties an order's lines to the choices they came from, and counts what was sold.
  /// - Returns: the products whose figures changed.
  func recordSale(_ draft: OrderDraft) throws -> Set<ProductID> {
    try connection.execute(
      """
      UPDATE order_lines SET pick_id = (
        SELECT MAX(p.id) FROM product_picks p
        WHERE p.store_id = $1 AND p.conversation_id = $2
          AND p.product_id = COALESCE(order_lines.bundle_id, order_lines.product_id))
      WHERE store_id = $1 AND order_id = $3
      """, input.key.columns + [.id(draft.id)])
    try nameSuggestions(of: draft.id)
    var units = draft.lines.reduce(into: [ProductID: Int]()) { $0[$1.productID, default: 0] += $1.quantity }
    for bundle in draft.bundles { units[bundle.line.productID, default: 0] += bundle.line.quantity }
    // In order, so that two orders never wait for each other in a circle.
    for (product, quantity) in units.sorted(by: { $0.key < $1.key }) {
      try connection.execute(
        "UPDATE products SET sold_units = sold_units + $3 WHERE store_id = $1 AND id = $2",
        [.id(store), .id(product), .int(quantity)])
    }
    return Set(units.keys)
  }

  /// `alternatives:…`: which list put a line before the shopper. A part was chosen with its bundle.
  private func nameSuggestions(of order: OrderID) throws {
    let rows = try connection.query(
      """
      SELECT l.position, e.id, e.kind FROM order_lines l
      JOIN product_picks p ON p.store_id = l.store_id AND p.id = l.pick_id
      JOIN search_events e ON e.store_id = p.store_id AND e.id = p.search_id
      WHERE l.store_id = $1 AND l.order_id = $2
      """, [.id(store), .id(order)])
    for row in rows {
      try connection.execute(
        "UPDATE order_lines SET suggested_by = $4 WHERE store_id = $1 AND order_id = $2 AND position = $3",
        [
          .id(store), .id(order), .integer(try row.int64("position")),
          .text("\(try row.text("kind")):\(try row.int64("id"))"),
        ])
    }
  }
}
