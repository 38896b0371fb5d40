import Commerce
import Dialogue

/// Why a product or variant cannot be written.
package enum CatalogRefusal: Error, Hashable, Sendable {
  case externalIDTaken(String)
  case skuTaken(String)
  /// More would go than is there.
  case stockNegative(left: Int)
}

/// A change of a variant's stock.
package struct StockMovement: Hashable, Sendable {
  package let id: Int64
  package let variant: VariantID
  package let order: OrderID?
  package let delta: Int
  package let cause: StockCause
  package let reason: String
  package let at: Timestamp
}

/// Goods held for an order that is not paid yet, or that were.
package struct Reservation: Hashable, Sendable {
  package let order: OrderID
  package let variant: VariantID
  package let quantity: Int
  /// held, taken or released.
  package let state: String
  package let until: Timestamp
  package let createdAt: Timestamp
}

/// How a variant's stock is to change.
package enum StockChange: Hashable, Sendable {
  /// What was counted; nil stops counting.
  case set(Int?)
  /// More or less than there is.
  case add(Int)
}

extension CatalogRepository {
  /// Newest first. - Parameter before: the last product of the page before.
  package func page(
    before: ProductID?, limit: Int, _ filter: ProductPageFilter = ProductPageFilter()
  ) async throws -> [Product] {
    try await scope.read { connection, store in
      let ids = try filter.ids(before: before, limit: limit, connection, store)
      return try CatalogRows(connection: connection, store: store).products(ids).sorted { $0.id > $1.id }
    }
  }

  /// The product a variant belongs to; nil for a variant that is sold no longer.
  package func product(ofVariant id: VariantID) async throws -> Product? {
    try await scope.read { connection, store in
      let row = try connection.first(
        "SELECT product_id FROM variants WHERE store_id = $1 AND id = $2 AND is_sold", [.id(store), .id(id)])
      return try row.flatMap {
        try CatalogRows(connection: connection, store: store).products([$0.id("product_id")]).first
      }
    }
  }

  /// What has changed since a search index was built or last brought up to date; nil where nothing has.
  package func changes(since sequence: Int64?) async throws -> (
    products: [Product], removed: [ProductID], sequence: Int64
  )? {
    try await scope.read { connection, store in
      try CatalogRows(connection: connection, store: store).changes(since: sequence).map {
        (products: $0.products, removed: $0.removed, sequence: $0.sequence)
      }
    }
  }

  // MARK: Writing

  /// Makes a product under ids of its own.
  /// - Throws: ``CatalogRefusal``.
  package func create(_ product: Product) async throws -> ProductID {
    try await scope.write { transaction, store in
      try CatalogEdit(transaction: transaction, store: store).create(product)
    }
  }

  /// Writes `new` where `old` is still what is stored. - Returns: whether it was.
  /// - Throws: ``CatalogRefusal``.
  package func replace(_ old: Product, with new: Product) async throws -> Bool {
    try await scope.write { transaction, store in
      try CatalogEdit(transaction: transaction, store: store).replace(old, with: new)
    }
  }

  /// - Returns: nil where there is no such variant on sale.
  /// - Throws: ``CatalogRefusal/stockNegative(left:)``.
  package func change(_ variant: VariantID, by change: StockChange, why: String) async throws -> StockMovement? {
    try await scope.write { transaction, store in
      try CatalogEdit(transaction: transaction, store: store).change(variant, by: change, why: why)
    }
  }

  // MARK: Goods

  /// Newest first.
  package func movements(of variant: VariantID?, before: Int64?, limit: Int) async throws -> [StockMovement] {
    try await scope.read { connection, store in
      var parameters: [SQLValue] = [.id(store), .integer(before ?? .max), .int(limit)]
      if let variant { parameters.append(.id(variant)) }
      return try connection.query(
        """
        SELECT id, variant_id, order_id, delta, cause, reason, at FROM stock_movements
        WHERE store_id = $1 AND id < $2 \(variant == nil ? "" : "AND variant_id = $4") ORDER BY id DESC LIMIT $3
        """, parameters
      ).map(StockMovement.init)
    }
  }

  /// Of the newest orders first. - Parameter before: an order of the page before.
  package func reservations(heldOnly: Bool, before: OrderID?, limit: Int) async throws -> [Reservation] {
    try await scope.read { connection, store in
      // A page ends with an order's last line: all of its lines have one id for a cursor.
      let orders = try connection.query(
        """
        SELECT DISTINCT order_id FROM reservations
        WHERE store_id = $1 AND order_id < $2 \(heldOnly ? "AND state = 'held'" : "") ORDER BY order_id DESC LIMIT $3
        """, [.id(store), .integer(before?.rawValue ?? .max), .int(limit)]
      ).map { try $0.int64("order_id") }
      return try connection.query(
        """
        SELECT order_id, variant_id, quantity, state, until, created_at FROM reservations
        WHERE store_id = $1 AND order_id IN ({IDS}) ORDER BY order_id DESC, variant_id
        """, [.id(store)], ids: orders
      ).map(Reservation.init).filter { !heldOnly || $0.state == "held" }
    }
  }
}

extension StockMovement {
  init(_ row: Row) throws {
    id = try row.int64("id")
    variant = try row.id("variant_id")
    order = try row.optionalInt64("order_id").map { OrderID($0) }
    delta = try row.int("delta")
    cause = try row.raw("cause")
    reason = try row.text("reason")
    at = try row.time("at")
  }
}

extension Reservation {
  fileprivate init(_ row: Row) throws {
    order = try row.id("order_id")
    variant = try row.id("variant_id")
    quantity = try row.int("quantity")
    state = try row.text("state")
    until = try row.time("until")
    createdAt = try row.time("created_at")
  }
}
