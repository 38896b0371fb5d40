import Commerce
import Dialogue

/// What staff do with orders, in the chat, at the shell and by the API alike.
struct OrderActions {
  let transaction: Transaction
  let store: StoreID

  private var connection: any Connection { transaction.connection }
  private var desk: OrderDesk { OrderDesk(transaction: transaction, store: store) }

  struct Done {
    var result: OrderActionResult
    var changedProducts: Set<ProductID>
  }

  private struct Pieces {
    let position: Int
    let quantity: Int
    let line: OrderLine
  }

  /// - Throws: ``OrderActionRefusal``; the caller's rollback undoes what was done before it.
  func perform(_ action: OrderAction, on number: String, who: String, why: String) throws -> Done {
    let rows = OrderCaseRows(transaction: transaction, store: store)
    guard let id = try rows.id(number: number) else { throw OrderActionRefusal.noOrder(number) }
    let found = try rows.lock(id)
    do {
      var done = try perform(action, found, OrderDesk.Cause(who: who, why: why))
      done.result.isTold = found.conversation != 0
      return done
    } catch let refusal as OrderRefusal {
      throw OrderActionRefusal.refused(number: number, refusal, found.currency)
    }
  }

  private func perform(_ action: OrderAction, _ found: OrderCaseRows.Found, _ cause: OrderDesk.Cause) throws -> Done {
    switch action {
    case .confirm: try plain(.payInHand, found, cause)
    case .markPaid: try markPaid(found, cause)
    case .pack: try plain(.pack, found, cause)
    case .ship(let note, let picks): try ship(note, picks, found, cause)
    case .readyForPickup: try plain(.readyForPickup, found, cause)
    case .deliver: try plain(.deliver, found, cause)
    case .cancel: try plain(.cancel, found, cause)
    case .refund(let amount): try plain(.refund(amountMinor: amount), found, cause)
    case .takeBack(let picks): try takeBack(picks, found, cause)
    case .changeAddress(let address): try change(address, found, cause)
    }
  }

  private func plain(_ event: OrderEvent, _ found: OrderCaseRows.Found, _ cause: OrderDesk.Cause) throws -> Done {
    done(try desk.apply(event, to: found, cause))
  }

  private func done(_ applied: OrderDesk.Applied, pieces: Int = 0) -> Done {
    var refund: Int64 = 0
    for case .refundWanted(_, _, let amount) in applied.consequences { refund += amount }
    return Done(
      result: OrderActionResult(
        number: applied.order.number, state: applied.order.order.state,
        refund: refund == 0 ? nil : Money(minorUnits: refund, currency: applied.order.currency), pieces: pieces),
      changedProducts: applied.changedProducts)
  }

  /// A payment of its own stands for money that came another way.
  private func markPaid(_ found: OrderCaseRows.Found, _ cause: OrderDesk.Cause) throws -> Done {
    guard found.order.state.canMove(to: .paid) else { throw OrderRefusal.illegal(found.order.state, wanted: .paid) }
    let id = transaction.ids.nextValue()
    let amount = Money(minorUnits: found.order.dueMinor, currency: found.currency)
    try OrderCaseRows(transaction: transaction, store: store)
      .addPayment(id, of: found.id, provider: CasePayment.cash, state: .open, amount: amount, expiresAt: nil)
    return done(try desk.apply(.paymentReceived(id), to: found.id, cause))
  }

  // MARK: At the counter

  /// An order rung up in the store takes every step at once: its money is in and the goods are with the customer, who
  /// is thanked in the chat, where they have one.
  /// - Returns: the products whose stock changed.
  func handOver(_ id: OrderID, _ cause: OrderDesk.Cause) throws -> Set<ProductID> {
    let rows = OrderCaseRows(transaction: transaction, store: store)
    var changed: Set<ProductID> = []
    if try rows.lock(id).order.state == .confirmed, try rows.lock(id).order.dueMinor > 0 {
      changed.formUnion(try markPaid(try rows.lock(id), cause).changedProducts)
    }
    for event in [OrderEvent.pack, .readyForPickup, .deliver] {
      changed.formUnion(try desk.apply(event, to: id, cause).changedProducts)
    }
    let sold = try rows.lock(id)
    try desk.tell(
      .soldInStore, sold, amount: Money(minorUnits: sold.order.totalMinor, currency: sold.currency),
      key: "sold:\(id.rawValue)")
    return changed
  }

  // MARK: Shipping

  private func ship(
    _ note: ShipmentNote, _ picks: [LinePick], _ start: OrderCaseRows.Found, _ cause: OrderDesk.Cause
  ) throws -> Done {
    var found = start
    var changed: Set<ProductID> = []
    if [.confirmed, .paid].contains(found.order.state) {
      var quiet = cause
      quiet.isQuiet = true
      let packed = try desk.apply(.pack, to: found, quiet)
      (found, changed) = (packed.order, packed.changedProducts)
    }
    let lines = try lines(of: found.id)
    let pieces = try self.pieces(picks, lines) { $0.quantity - $0.shipped }
    guard !pieces.isEmpty else { throw OrderRefusal.illegal(found.order.state, wanted: .shipped) }
    for piece in pieces { try count("shipped", piece, found.id) }
    let left = lines.reduce(0) { $0 + $1.quantity - $1.shipped } - pieces.reduce(0) { $0 + $1.quantity }
    let applied = try desk.apply(.ship(isComplete: left == 0), to: found, cause)
    let shipment = try add(note, pieces, found.id, cause.who)
    let kind: OrderNotice.Kind = left == 0 ? .shipped : .partlyShipped
    let items = pieces.map { "\($0.quantity) × \($0.line.name)" }.joined(separator: ", ")
    let tracking = [note.carrier, note.trackingNumber].compactMap { $0 }.joined(separator: " ")
    try NoticeRows(transaction: transaction, store: store).tell(
      OrderNotice(kind, subject: found.number, url: note.trackingURL, detail: items, tracking: tracking),
      in: found.conversation, key: "shipment:\(shipment)")
    var result = done(applied, pieces: pieces.reduce(0) { $0 + $1.quantity })
    result.changedProducts.formUnion(changed)
    return result
  }

  private func add(_ note: ShipmentNote, _ pieces: [Pieces], _ order: OrderID, _ who: String) throws -> Int64 {
    let id = transaction.ids.nextValue()
    try connection.execute(
      """
      INSERT INTO shipments (store_id, id, order_id, carrier, tracking_number, tracking_url, who, created_at)
      VALUES ($1, $2, $3, $4, $5, $6, $7, $8)
      """,
      [
        .id(store), .integer(id), .id(order), .maybe(note.carrier), .maybe(note.trackingNumber),
        .maybe(note.trackingURL), .text(who), .time(transaction.now),
      ])
    for piece in pieces {
      try connection.execute(
        "INSERT INTO shipment_lines (store_id, shipment_id, position, quantity) VALUES ($1, $2, $3, $4)",
        [.id(store), .integer(id), .int(piece.position), .int(piece.quantity)])
    }
    return id
  }

  // MARK: Taking back

  /// Some pieces back leave the order where it is; all of them make it returned. The money is a step of its own.
  private func takeBack(
    _ picks: [LinePick], _ found: OrderCaseRows.Found, _ cause: OrderDesk.Cause
  ) throws -> Done {
    guard found.order.state.canMove(to: .returned) else {
      throw OrderRefusal.illegal(found.order.state, wanted: .returned)
    }
    let lines = try lines(of: found.id)
    let pieces = try self.pieces(picks, lines) { $0.quantity - $0.returned }
    let left = lines.reduce(0) { $0 + $1.quantity - $1.returned } - pieces.reduce(0) { $0 + $1.quantity }
    for piece in pieces { try count("returned", piece, found.id) }
    try note(pieces, found, cause)
    let count = pieces.reduce(0) { $0 + $1.quantity }
    let worth = try worth(of: pieces, found)
    if left == 0 {
      var all = done(try desk.apply(.takeBack, to: found, cause), pieces: count)
      all.result.worth = worth
      return all
    }
    var changed: Set<ProductID> = []
    for piece in pieces { changed.formUnion(try restock(piece, found)) }
    return Done(
      result: OrderActionResult(number: found.number, state: found.order.state, pieces: count, worth: worth),
      changedProducts: changed)
  }

  /// What was paid for the pieces, as far as it has not gone back already.
  private func worth(of pieces: [Pieces], _ found: OrderCaseRows.Found) throws -> Money {
    let isIncluded = try OrderRows(connection: connection, store: store).order(found.id)?.taxIsInPrices ?? true
    let paid = pieces.reduce(Int64(0)) { $0 + $1.line.worth(of: $1.quantity, taxIsInPrices: isIncluded) }
    return Money(minorUnits: max(0, min(paid, found.order.refundableMinor)), currency: found.currency)
  }

  private func note(_ pieces: [Pieces], _ found: OrderCaseRows.Found, _ cause: OrderDesk.Cause) throws {
    let list = pieces.map { ReturnedPiece(position: $0.position, quantity: $0.quantity) }
    try connection.execute(
      """
      INSERT INTO returns (store_id, id, order_id, kind, state, reason, lines, who, created_at, closed_at)
      VALUES ($1, $2, $3, 'return', 'received', $4, $5, $6, $7, $7)
      """,
      [
        .id(store), .integer(transaction.ids.nextValue()), .id(found.id), .text(cause.why), .json(list),
        .text(cause.who), .time(transaction.now),
      ])
    // Whoever asked for it has waited long enough.
    try connection.execute(
      """
      UPDATE returns SET closed_at = $3
      WHERE store_id = $1 AND order_id = $2 AND state = 'asked' AND closed_at IS NULL
      """, [.id(store), .id(found.id), .time(transaction.now)])
    for kind in ["return", "exchange"] { try desk.closeTasks(kind, found, by: cause.who) }
  }

  private func restock(_ piece: Pieces, _ found: OrderCaseRows.Found) throws -> Set<ProductID> {
    let row = try connection.first(
      """
      UPDATE variants SET stock = stock + $3, updated_at = $4
      WHERE store_id = $1 AND id = $2 AND stock IS NOT NULL RETURNING product_id
      """, [.id(store), .id(piece.line.variantID), .int(piece.quantity), .time(transaction.now)])
    guard let row else { return [] }
    try StockClaim(transaction: transaction, store: store).record(
      variant: piece.line.variantID, order: found.id, delta: piece.quantity,
      reason: "of order \(found.number) returned", cause: .returned)
    return [try row.id("product_id")]
  }

  // MARK: Lines

  private func lines(of order: OrderID) throws -> [OrderLine] {
    try OrderRows(connection: connection, store: store).order(order)?.lines ?? []
  }

  private func count(_ column: String, _ piece: Pieces, _ order: OrderID) throws {
    try connection.execute(
      "UPDATE order_lines SET \(column) = \(column) + $4 WHERE store_id = $1 AND order_id = $2 AND position = $3",
      [.id(store), .id(order), .int(piece.position), .int(piece.quantity)])
  }

  private func pieces(
    _ picks: [LinePick], _ lines: [OrderLine], left: (OrderLine) -> Int
  ) throws -> [Pieces] {
    if picks.isEmpty {
      return lines.enumerated().compactMap {
        left($1) > 0 ? Pieces(position: $0, quantity: left($1), line: $1) : nil
      }
    }
    return try picks.flatMap { pick in
      let matching = lines.enumerated().filter { place, line in pick.position.map { $0 == place } ?? pick.matches(line)
      }
      if matching.count != 1, let whole = try bundle(pick, lines, left: left) { return whole }
      guard let (position, line) = matching.first else { throw OrderActionRefusal.noLine(pick.words) }
      guard matching.count == 1 else { throw OrderActionRefusal.severalLines(pick.words) }
      let wanted = pick.quantity ?? left(line)
      guard wanted > 0, wanted <= left(line) else {
        throw OrderActionRefusal.tooMany(line.name, left: left(line))
      }
      return [Pieces(position: position, quantity: wanted, line: line)]
    }
  }

  /// "1 kit" is one of each of its parts, as often as they are in it; nil where the words name no bundle, or several.
  private func bundle(_ pick: LinePick, _ lines: [OrderLine], left: (OrderLine) -> Int) throws -> [Pieces]? {
    let parts = lines.enumerated().filter { pick.matchesBundle(of: $1) }
    guard let first = parts.first?.element, Set(parts.map { $0.element.origin?.bundleTitle }).count == 1,
      let count = first.origin?.bundleCount, count > 0
    else { return nil }
    let wanted = pick.quantity ?? count
    let pieces = parts.map { position, line in
      Pieces(
        position: position, quantity: pick.quantity == nil ? left(line) : line.quantity / count * wanted, line: line)
    }
    if let short = pieces.first(where: { $0.quantity > left($0.line) || wanted > count }) {
      throw OrderActionRefusal.tooMany(short.line.name, left: left(short.line))
    }
    return pieces.filter { $0.quantity > 0 }
  }
}

/// A row of a return's `lines`.
struct ReturnedPiece: Codable {
  var position: Int
  var quantity: Int
}
