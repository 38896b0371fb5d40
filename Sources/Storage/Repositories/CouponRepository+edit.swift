import Commerce

extension CouponRepository {
  /// Newest first. - Parameter before: the last coupon of the page before.
  package func page(before: CouponID?, limit: Int) async throws -> [Coupon] {
    try await scope.read { connection, store in
      try connection.query(
        CouponRows.columns + " WHERE store_id = $1 AND id < $2 ORDER BY id DESC LIMIT $3",
        [.id(store), .integer(before?.rawValue ?? .max), .int(limit)]
      ).map(CouponRows.coupon)
    }
  }

  package func coupon(_ id: CouponID) async throws -> Coupon? {
    try await scope.read { try Self.coupon(id, $1, $0) }
  }

  /// - Returns: nil where its code is taken.
  package func create(_ coupon: Coupon) async throws -> Coupon? {
    try await scope.write { transaction, store in
      let taken = try CouponRows.coupon(code: coupon.code, store: store, transaction.connection)
      guard taken == nil else { return nil }
      var coupon = coupon
      coupon.id = transaction.ids.next()
      try CouponRows(transaction: transaction, store: store).save(coupon)
      return coupon
    }
  }

  /// Writes `new` where `old` is still what is stored; the code stays. - Returns: whether it was.
  package func replace(_ old: Coupon, with new: Coupon) async throws -> Bool {
    try await scope.write { transaction, store in
      let connection = transaction.connection
      _ = try connection.first(
        "SELECT 1 FROM coupons WHERE store_id = $1 AND id = $2" + connection.forUpdate, [.id(store), .id(old.id)])
      guard try Self.coupon(old.id, store, connection) == old else { return false }
      try CouponRows(transaction: transaction, store: store).save(new)
      return true
    }
  }

  private static func coupon(_ id: CouponID, _ store: StoreID, _ connection: any Connection) throws -> Coupon? {
    try connection.first(CouponRows.columns + " WHERE store_id = $1 AND id = $2", [.id(store), .id(id)])
      .map(CouponRows.coupon)
  }
}
