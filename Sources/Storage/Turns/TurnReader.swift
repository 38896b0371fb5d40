import Commerce
import Dialogue

/// Reads everything a turn needs, inside the transaction that took the lease.
struct TurnReader {
  let lease: ConversationLease
  let conversation: Row
  let texts: DecodedTexts

  private var transaction: Transaction { lease.transaction }
  private var connection: any Connection { lease.transaction.connection }
  private var key: ConversationKey { lease.key }

  /// - Parameter knownCatalogSequence: nil brings the whole catalogue.
  /// - Returns: nil where no message is pending.
  func input(knownCatalogSequence: Int64?) throws -> TurnInput? {
    let messages = try InboxRows(transaction: transaction, key: key)
      .pending(limit: TurnInput.maximumMessages, texts: texts.messages)
    guard !messages.isEmpty else { return nil }
    let reader = PersonReader(connection: connection, store: key.storeID)
    let shop = try reader.shop(of: try conversation.id("customer_id"))
    let person = try reader.person(of: shop)
    var input = TurnInput(
      key: key, fence: try conversation.int64("fence"), store: shop.store,
      account: ChannelAccountKey(
        storeID: key.storeID, channel: ChannelName(rawValue: try conversation.text("channel")),
        externalID: try conversation.text("account")),
      chat: ChatAddress(rawValue: try conversation.text("chat")), state: state(), customer: person.customer,
      cart: try cart(of: person, shop), orders: try orders(of: person, shop), messages: messages,
      attendance: try attendance(),
      isOptedOut: try conversation.bool("opted_out"),
      catalogChanges: try CatalogRows(connection: connection, store: key.storeID)
        .changes(since: knownCatalogSequence, to: shop.catalogSequence))
    input.lastInboundAt = try conversation.optionalTime("last_inbound_at")
    input.standing = person.standing
    if input.standing.role.isStaff { input.standing.shopOrders = try shopOrders(messages) }
    return input
  }

  private func attendance() throws -> Attendance {
    if try conversation.optionalTime("silent_at") != nil { return .person }
    return try conversation.optionalTime("handed_over_at") == nil ? .bot : .awaited
  }

  private func cart(of person: PersonReader.Person, _ shop: PersonReader.Shop) throws -> Cart {
    guard person.hasCart else { return Cart(id: transaction.ids.next()) }
    return try CartRows(transaction: transaction, store: key.storeID).open(of: shop.group)
  }

  private func orders(of person: PersonReader.Person, _ shop: PersonReader.Shop) throws -> [Order] {
    guard person.hasOrders else { return [] }
    return try OrderRows(connection: connection, store: key.storeID)
      .newest(of: shop.group, limit: TurnInput.maximumOrders)
  }

  /// What staff ask about: what waits for them, and what they name.
  private func shopOrders(_ messages: [PendingMessage]) throws -> [Order] {
    let rows = OrderRows(connection: connection, store: key.storeID)
    let waiting = try rows.waiting(limit: CustomerStanding.maximumShopOrders)
    let named = Set(
      messages.flatMap { pending -> [String] in
        guard case .text(let text) = pending.message.content else { return [] }
        return StaffQuestion.numbers(in: text)
      })
    let others = named.subtracting(waiting.map(\.number)).sorted().prefix(Self.mostNamed)
    return waiting + (try others.compactMap { try rows.order(number: $0) })
  }

  /// Orders named in one turn's messages.
  private static let mostNamed = 5

  /// What an older or newer program left and this one cannot read starts afresh; it is never a failure.
  private func state() -> ConversationState {
    do {
      let state = try texts.states.value(try conversation.text("state"))
      return state.version == ConversationState.currentVersion ? state : ConversationState()
    } catch {
      return ConversationState()
    }
  }
}
