import Commerce
import Dialogue

/// Writes bundles, and holds an order to the bundle that its shopper saw.
struct BundleWriter {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }
  private var rows: BundleRows { BundleRows(connection: connection, store: store) }

  /// - Throws: ``StorageError/badValue(column:expected:found:)`` where it cannot be sold so, and
  ///   ``StorageError/notFound(_:)`` for a variant that is not there.
  /// - Returns: the bundle's product.
  func save(_ bundle: Bundle, as variant: VariantID) throws -> ProductID {
    if let problem = bundle.problem {
      throw StorageError.badValue(column: "bundle", expected: "another", found: problem)
    }
    let product = try product(of: variant)
    var checked = bundle
    for index in checked.items.indices {
      checked.items[index].standard = try placed(checked.items[index].standard, in: variant)
      checked.items[index].substitutes = try checked.items[index].substitutes.map { try placed($0, in: variant) }
    }
    try connection.execute(
      """
      INSERT INTO bundles (store_id, variant_id, product_id, price_minor, revision, created_at, updated_at)
      VALUES ($1, $2, $3, $4, 1, $5, $5)
      ON CONFLICT (store_id, variant_id) DO UPDATE SET price_minor = excluded.price_minor,
        revision = bundles.revision + 1, updated_at = excluded.updated_at
      """,
      [.id(store), .id(variant), .id(product), .maybe(bundle.priceMinor), .time(transaction.now)])
    try connection.execute(
      "DELETE FROM bundle_parts WHERE store_id = $1 AND bundle_id = $2", [.id(store), .id(variant)])
    for (position, item) in checked.items.enumerated() {
      for (choice, part) in item.choices.enumerated() {
        try insert(part, of: variant, at: position, choice, isRequired: item.isRequired)
      }
    }
    return product
  }

  /// The variant is sold by itself again. - Returns: its product; nil where it was no bundle.
  func remove(_ variant: VariantID) throws -> ProductID? {
    let row = try connection.first(
      "DELETE FROM bundles WHERE store_id = $1 AND variant_id = $2 RETURNING product_id", [.id(store), .id(variant)])
    try connection.execute(
      "DELETE FROM bundle_parts WHERE store_id = $1 AND bundle_id = $2", [.id(store), .id(variant)])
    return try row?.id("product_id")
  }

  /// Refuses an order whose bundles are not as the shopper saw them. The row is locked, so that it stays so until the
  /// order is made.
  /// - Throws: ``RefusedClaim``.
  func verify(_ claims: [BundleClaim]) throws {
    for claim in claims.sorted(by: { $0.line.variantID < $1.line.variantID }) {
      let variant = claim.line.variantID
      let row = try connection.first(
        """
        SELECT b.revision, v.is_sold, p.status FROM bundles b
        JOIN variants v ON v.store_id = b.store_id AND v.id = b.variant_id
        JOIN products p ON p.store_id = v.store_id AND p.id = v.product_id
        WHERE b.store_id = $1 AND b.variant_id = $2
        """ + (connection.engine == .postgres ? " FOR SHARE OF b" : ""), [.id(store), .id(variant)])
      guard let row, try row.bool("is_sold"), try row.raw("status", ProductStatus.self) == .active else {
        throw RefusedClaim(refusal: .unavailable([variant]))
      }
      guard try row.int64("revision") == claim.revision else { throw RefusedClaim(refusal: .priceChanged([:])) }
    }
  }

  private func product(of variant: VariantID) throws -> ProductID {
    let row = try connection.first(
      "SELECT product_id FROM variants WHERE store_id = $1 AND id = $2", [.id(store), .id(variant)])
    guard let row else { throw StorageError.notFound("variant \(variant.text)") }
    return try row.id("product_id")
  }

  /// With its product as it is stored. A bundle has goods in it, not bundles.
  private func placed(_ part: BundlePart, in bundle: VariantID) throws -> BundlePart {
    guard part.variantID != bundle, try rows.bundle(part.variantID) == nil else {
      throw StorageError.badValue(column: "bundle", expected: "goods as its parts", found: "a bundle")
    }
    var part = part
    part.productID = try product(of: part.variantID)
    return part
  }

  private func insert(
    _ part: BundlePart, of bundle: VariantID, at position: Int, _ choice: Int, isRequired: Bool
  ) throws {
    try connection.execute(
      """
      INSERT INTO bundle_parts (store_id, bundle_id, position, choice, product_id, variant_id, quantity, is_required)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      [
        .id(store), .id(bundle), .int(position), .int(choice), .id(part.productID), .id(part.variantID),
        .int(part.quantity), .bool(isRequired),
      ])
  }
}
