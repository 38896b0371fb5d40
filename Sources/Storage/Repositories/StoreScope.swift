import Commerce

/// One store's rows. There is no way to them but through here, so that a query without its store does not compile.
package struct StoreScope: Sendable {
  package let storeID: StoreID
  let context: StorageContext
  /// Claimed in every transaction that writes.
  private let claim: WriteClaim?

  package init(storeID: StoreID, context: StorageContext, claim: WriteClaim? = nil) {
    self.storeID = storeID
    self.context = context
    self.claim = claim
  }

  package var catalog: CatalogRepository { CatalogRepository(self) }
  package var choices: ChoiceRepository { ChoiceRepository(self) }
  package var orders: OrderRepository { OrderRepository(self) }
  package var history: OrderHistoryRepository { OrderHistoryRepository(self) }
  package var customers: CustomerRepository { CustomerRepository(self) }
  package var conversations: ConversationRepository { ConversationRepository(self) }
  package var deadLetters: DeadLetterRepository { DeadLetterRepository(self) }
  package var audit: AuditRepository { AuditRepository(self) }
  package var staffTasks: StaffTaskRepository { StaffTaskRepository(self) }
  package var details: ProductDetailsRepository { ProductDetailsRepository(self) }
  package var strains: StoreSharedRepository<Strain> { StoreSharedRepository(self) }
  package var masters: StoreSharedRepository<MasterItem> { StoreSharedRepository(self) }
  package var suppliers: SupplierRepository { SupplierRepository(self) }
  package var stock: StockRepository { StockRepository(self) }
  package var payments: PaymentRepository { PaymentRepository(self) }
  package var bundles: BundleRepository { BundleRepository(self) }
  package var coupons: CouponRepository { CouponRepository(self) }
  package var staff: StaffRepository { StaffRepository(self) }
  package var stockHistory: StockHistory { StockHistory(self) }
  package var alerts: AlertRepository { AlertRepository(self) }
  package var spending: SpendingRepository { SpendingRepository(self) }
  package var desk: DeskRepository { DeskRepository(self) }
  package var members: MemberRepository { MemberRepository(self) }

  func read<Value: Sendable>(
    _ body: @escaping @Sendable (any Connection, StoreID) throws -> Value
  ) async throws -> Value {
    let storeID = storeID
    return try await context.database.read { try body($0, storeID) }
  }

  func write<Value: Sendable>(
    _ body: @escaping @Sendable (Transaction, StoreID) throws -> Value
  ) async throws -> Value {
    let (storeID, context, claim) = (storeID, context, claim)
    return try await context.database.write { connection in
      let transaction = Transaction(connection, context)
      try claim?.take(in: transaction, store: storeID)
      return try body(transaction, storeID)
    }
  }
}
