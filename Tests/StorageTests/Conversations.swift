import Commerce
import Dialogue
import Testing

@testable import Storage

/// What shoppers send and what turns do with it, for tests.
extension StorageBox {
  func message(
    _ text: String, id: String, user: String = "7", identities: [ChannelIdentity]? = nil, name: String? = nil,
    in store: Store? = nil
  ) -> InboundMessage {
    let account = account(of: store ?? self.store)
    return InboundMessage(
      account: account, messageID: id,
      sender: Sender(identities: identities ?? [identity(user)], name: name),
      chat: ChatAddress(rawValue: "chat-\(user)"),
      sentAt: clock.now, content: .text(text))
  }

  func identity(_ value: String) -> ChannelIdentity {
    ChannelIdentity(channel: ChannelName(rawValue: "telegram"), value: value)
  }

  @discardableResult
  func receive(_ messages: InboundMessage...) async throws -> [ConversationKey] {
    try await storage.inbox.receive(InboundBatch(messages: messages))
  }

  func begin(_ key: ConversationKey, owner: Int64 = 1, known: Int64? = 0) async throws -> TurnInput {
    try #require(
      await storage.turns.begin(key, owner: owner, leaseMilliseconds: 30_000, knownCatalogSequence: { _ in known }))
  }

  /// Receives a message and begins its turn.
  func turn(_ text: String = "hello", id: String, user: String = "7") async throws -> TurnInput {
    let keys = try await receive(message(text, id: id, user: user))
    return try await begin(try #require(keys.first))
  }

  func result(
    of input: TurnInput, _ effects: [Effect] = [], replies: [String] = [], state: ConversationState? = nil
  ) -> TurnResult {
    TurnResult(
      messagesHandled: input.messages.count, state: state ?? input.state, effects: effects, trace: "{}"
    ) { facts in
      replies.map { reply in
        let numbers = facts.orderNumbers.values.sorted().joined(separator: ",")
        return ChannelCall(method: "send", body: reply.replacing("{number}", with: numbers))
      }
    }
  }

  @discardableResult
  func commit(
    _ input: TurnInput, _ effects: [Effect] = [], replies: [String] = []
  ) async throws -> TurnOutcome {
    try await storage.turns.commit(result(of: input, effects, replies: replies), of: input)
  }

  func claim(limit: Int = 10, owner: Int64 = 1, excluding: Set<Int64> = []) async throws -> [OutboxItem] {
    try await storage.outbox.claim(
      account: account, owner: owner, limit: limit, leaseMilliseconds: 10_000, excluding: excluding)
  }

  /// One number of one row.
  func count(_ sql: String) async throws -> Int {
    try await storage.database.read { try $0.first("SELECT COUNT(*) AS count FROM " + sql)?.int("count") ?? 0 }
  }
}

/// Goods and orders, for tests.
extension StorageBox {
  func product(
    _ external: String = "tea", price: Int64 = 500, stock: Int? = 5, skus: [String]? = nil
  ) -> Product {
    Product(
      id: ProductID(0), externalID: external, title: "Blue \(external)", brand: "Hill",
      categoryPath: ["Drinks", "Tea"],
      description: "Fresh.", attributes: ["origin": "Assam"], tags: ["new"], imageURLs: ["https://shop.test/a.png"],
      optionNames: ["Size"],
      variants: (skus ?? ["\(external)-1"]).map { sku in
        Variant(
          id: VariantID(0), sku: sku, options: [sku], price: Money(minorUnits: price, currency: .usd),
          compareAtPrice: Money(minorUnits: price + 100, currency: .usd), available: stock)
      })
  }

  /// Writes the product and reads it back with its ids.
  func stocked(_ product: Product) async throws -> Product {
    _ = try await scope.catalog.upsert([product])
    return try #require(await scope.catalog.all().first { $0.externalID == product.externalID })
  }

  func line(_ product: Product, variant index: Int = 0, quantity: Int = 1) -> OrderLine {
    let variant = product.variants[index]
    return OrderLine(
      productID: product.id, variantID: variant.id, sku: variant.sku, title: product.title,
      optionText: variant.optionText, quantity: quantity, unitPrice: variant.price)
  }

  func cart(_ id: CartID, _ lines: [OrderLine]) -> Cart {
    Cart(
      id: id,
      lines: lines.map { CartLine(productID: $0.productID, variantID: $0.variantID, quantity: $0.quantity) })
  }

  func draft(_ cart: CartID, _ lines: [OrderLine]) -> OrderDraft {
    OrderDraft(
      id: storage.context.ids.next(), cartID: cart, lines: lines,
      delivery: OrderDelivery(
        recipientName: "Ana", fulfilment: .delivery, address: "1 Main St", payment: .cashOnDelivery, note: "ring"),
      deliveryFee: Money(minorUnits: 250, currency: .usd))
  }

  /// A turn that fills the cart and orders it at once.
  func order(_ lines: [OrderLine], id: String, user: String = "7") async throws -> TurnOutcome {
    let input = try await turn(id: id, user: user)
    return try await commit(
      input, [.saveCart(cart(input.cart.id, lines)), .placeOrder(draft(input.cart.id, lines))],
      replies: ["order {number}"])
  }

  func available(_ product: Product) async throws -> Int? {
    try await scope.catalog.product(product.id)?.variants.first?.available
  }
}
