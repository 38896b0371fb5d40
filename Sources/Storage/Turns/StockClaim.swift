import Commerce
import Dialogue

/// Takes stock for an order's lines, all of them or none.
struct StockClaim {
  let transaction: Transaction
  let store: StoreID
  /// Where goods are taken from first.
  var place: LocationID?

  struct Taken {
    let variant: VariantID
    let product: ProductID
    let quantity: Int
  }

  private struct Findings {
    var taken: [Taken] = []
    var unavailable: [VariantID] = []
    var changedPrices: [VariantID: Money] = [:]
    var left: [VariantID: Int] = [:]
  }

  private static let columns = """
    product_id, price_minor, currency, is_sold, stock, reserved
    """

  /// What is not counted is not held either.
  private static let hold = "reserved = reserved + CASE WHEN stock IS NULL THEN 0 ELSE CAST($3 AS BIGINT) END"

  private var connection: any Connection { transaction.connection }

  /// Rows are taken in the order of their ids, so that two orders never wait for each other.
  /// - Parameter holding: the goods stay in stock, held for the order, until it is paid or runs out.
  /// - Returns: what was taken from counted stock.
  /// - Throws: ``RefusedClaim``; the caller's rollback gives back what was taken before it.
  func take(_ lines: [OrderLine], holding: Bool = false) throws -> [Taken] {
    let byVariant = Dictionary(grouping: lines, by: \.variantID)
    var findings = Findings()
    for (variant, lines) in byVariant.sorted(by: { $0.key < $1.key }) {
      try take(variant, lines, holding, &findings)
    }
    if !findings.unavailable.isEmpty { throw RefusedClaim(refusal: .unavailable(findings.unavailable)) }
    if !findings.changedPrices.isEmpty { throw RefusedClaim(refusal: .priceChanged(findings.changedPrices)) }
    if !findings.left.isEmpty { throw RefusedClaim(refusal: .insufficientStock(findings.left)) }
    return findings.taken
  }

  /// Gives an order's goods back, as its movements say they were taken.
  /// - Returns: the products whose stock changed.
  func giveBack(_ order: OrderID, reason: String, cause: StockCause = .cancellation) throws -> Set<ProductID> {
    let taken = try connection.query(
      """
      SELECT variant_id, CAST(-SUM(delta) AS BIGINT) AS quantity FROM stock_movements
      WHERE store_id = $1 AND order_id = $2 GROUP BY variant_id ORDER BY variant_id
      """, [.id(store), .id(order)])
    var products: Set<ProductID> = []
    for row in taken {
      let (variant, quantity) = (try row.id("variant_id", VariantEntity.self), try row.int("quantity"))
      guard quantity != 0 else { continue }
      let changed = try connection.first(
        """
        UPDATE variants SET stock = stock + $3, updated_at = $4
        WHERE store_id = $1 AND id = $2 AND stock IS NOT NULL RETURNING product_id
        """, [.id(store), .id(variant), .int(quantity), .time(transaction.now)])
      guard let changed else { continue }
      try record(variant: variant, order: order, delta: quantity, reason: reason, cause: cause)
      products.insert(try changed.id("product_id"))
    }
    return products
  }

  /// What a variant's movements come to: its stock, or what it was when it was counted last.
  func sum(of variant: VariantID) throws -> Int {
    try connection.first(
      """
      SELECT CAST(COALESCE(SUM(delta), 0) AS BIGINT) AS total FROM stock_movements
      WHERE store_id = $1 AND variant_id = $2
      """, [.id(store), .id(variant)])?.int("total") ?? 0
  }

  /// Notes why a variant's stock has changed, and where; the sum of its movements is its stock.
  func record(
    variant: VariantID, order: OrderID?, delta: Int, reason: String, cause: StockCause = .order
  ) throws {
    let places = StockPlaces(transaction: transaction, store: store, first: place)
    for part in try places.parts(of: delta, variant: variant, order: order) {
      try record(part, variant: variant, order: order, reason: reason, cause: cause)
    }
  }

  func record(
    _ part: StockPlaces.Part, variant: VariantID, order: OrderID?, reason: String, cause: StockCause
  ) throws {
    try StockPlaces(transaction: transaction, store: store).move(part, variant: variant)
    try connection.execute(
      """
      INSERT INTO stock_movements (store_id, id, variant_id, order_id, delta, reason, at, cause, location_id)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
      """,
      [
        .id(store), .integer(transaction.ids.nextValue()), .id(variant), .maybe(order?.rawValue), .int(part.delta),
        .text(reason), .time(transaction.now), .text(cause.rawValue), .maybe(part.location?.rawValue),
      ])
  }

  private func take(
    _ variant: VariantID, _ lines: [OrderLine], _ holding: Bool, _ findings: inout Findings
  ) throws {
    let quantity = lines.reduce(0) { $0 + $1.quantity }
    guard lines.allSatisfy({ $0.quantity > 0 }) else {
      throw StorageError.badValue(column: "quantity", expected: "a positive number", found: "another")
    }
    let granted = try connection.first(
      """
      UPDATE variants SET \(holding ? Self.hold : "stock = stock - $3"), updated_at = $4
      WHERE store_id = $1 AND id = $2 AND (stock IS NULL OR stock - reserved >= $3) RETURNING \(Self.columns)
      """, [.id(store), .id(variant), .int(quantity), .time(transaction.now)])
    let found =
      try granted
      ?? connection.first(
        "SELECT \(Self.columns) FROM variants WHERE store_id = $1 AND id = $2", [.id(store), .id(variant)])
    guard let row = found, try isSold(row) else { return findings.unavailable.append(variant) }
    let price = Money(minorUnits: try row.int64("price_minor"), currency: try row.currency("currency"))
    if lines.contains(where: { $0.unitPrice != price }) { findings.changedPrices[variant] = price }
    let stock = try row.optionalInt("stock")
    guard granted != nil else {
      findings.left[variant] = max(0, (stock ?? 0) - (try row.int("reserved")))
      return
    }
    guard stock != nil else { return }
    findings.taken.append(Taken(variant: variant, product: try row.id("product_id"), quantity: quantity))
  }

  private func isSold(_ variant: Row) throws -> Bool {
    guard try variant.bool("is_sold") else { return false }
    let product = try connection.first(
      "SELECT status FROM products WHERE store_id = $1 AND id = $2",
      [.id(store), .integer(variant.int64("product_id"))])
    return try product?.raw("status", ProductStatus.self) == .active
  }
}
