import Commerce

/// A store's orders from before it came here.
package struct OrderHistoryRepository: Sendable {
  /// Orders of one transaction: turns wait at most a few milliseconds for the writer.
  private static let batchSize = 200

  package struct Report: Hashable, Sendable {
    package var created = 0
    package var updated = 0
    package var unchanged = 0
  }

  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// Writes orders in small batches, found again by their numbers; one that is the same as before writes nothing.
  package func upsert(_ orders: [PastOrder]) async throws -> Report {
    var report = Report()
    for start in stride(from: 0, to: orders.count, by: Self.batchSize) {
      let batch = Array(orders[start..<min(start + Self.batchSize, orders.count)])
      let part = try await scope.write { transaction, store in
        var part = Report()
        var buyers = try Self.buyers(of: batch, transaction.connection, store)
        for order in batch {
          switch try PastOrderWriter(transaction: transaction, store: store).write(order) {
          case .created: part.created += 1
          case .updated: part.updated += 1
          case .unchanged: part.unchanged += 1
          }
        }
        guard part.created + part.updated > 0 else { return part }
        // Who was the buyer before an order changed, and who is now.
        buyers.formUnion(try Self.buyers(of: batch, transaction.connection, store))
        let spending = SpendingRows(connection: transaction.connection, store: store)
        for buyer in buyers.sorted() { try spending.refresh(buyer, at: transaction.now) }
        return part
      }
      report.created += part.created
      report.updated += part.updated
      report.unchanged += part.unchanged
    }
    try await linkProducts()
    return report
  }

  private static func buyers(
    of orders: [PastOrder], _ connection: any Connection, _ store: StoreID
  ) throws -> Set<CustomerID> {
    var buyers: Set<CustomerID> = []
    for order in orders {
      let row = try connection.first(
        "SELECT customer_id FROM history_orders WHERE store_id = $1 AND number = $2", [.id(store), .text(order.number)])
      if let id = try row?.optionalInt64("customer_id") { buyers.insert(CustomerID(id)) }
    }
    return buyers
  }

  /// Finds the products of lines that have none yet, by SKU, else by the product's title (with the variant's after a
  /// dash, as Shopify writes it). Called after every import, of orders or of products.
  package func linkProducts() async throws {
    try await scope.write { transaction, store in
      let connection = transaction.connection
      let open = try connection.query(
        "SELECT DISTINCT sku, name FROM history_lines WHERE store_id = $1 AND product_id IS NULL", [.id(store)])
      guard !open.isEmpty else { return }
      let goods = ProductNames(try CatalogRows(connection: connection, store: store).all(activeOnly: false))
      for row in open {
        let (sku, name) = (try row.text("sku"), try row.text("name"))
        guard let found = goods.find(sku: sku, name: name) else { continue }
        try connection.execute(
          """
          UPDATE history_lines SET product_id = $4, variant_id = $5
          WHERE store_id = $1 AND product_id IS NULL AND sku = $2 AND name = $3
          """, [.id(store), .text(sku), .text(name), .id(found.product), .maybe(found.variant?.rawValue)])
      }
    }
  }
}

/// The catalogue by what order lines call it. What two products share finds neither.
private struct ProductNames {
  typealias Found = (product: ProductID, variant: VariantID?)
  private var bySKU: [String: Found?] = [:]
  private var byName: [String: Found?] = [:]

  init(_ products: [Product]) {
    for product in products {
      add(&byName, product.title, (product.id, product.variants.count == 1 ? product.variants.first?.id : nil))
      for variant in product.variants {
        if !variant.sku.isEmpty { add(&bySKU, variant.sku, (product.id, variant.id)) }
        if !variant.options.isEmpty {
          add(&byName, "\(product.title) - \(variant.optionText)", (product.id, variant.id))
        }
      }
    }
  }

  func find(sku: String, name: String) -> Found? {
    if !sku.isEmpty, let found = bySKU[sku.lowercased()] ?? nil { return found }
    if let found = byName[name.lowercased()] ?? nil { return found }
    guard let dash = name.ranges(of: " - ").last else { return nil }
    return byName[name[..<dash.lowerBound].lowercased()] ?? nil
  }

  private func add(_ names: inout [String: Found?], _ name: String, _ found: Found) {
    let key = name.lowercased()
    if let known = names[key], known?.product != found.product {
      names[key] = .some(nil)
    } else if names[key] == nil {
      names[key] = found
    }
  }
}
