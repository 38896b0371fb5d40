/// Where an order stands.
package enum OrderState: String, Codable, Sendable, CaseIterable {
  /// Confirmed by the shopper and waiting for an online payment; its goods are held for a time.
  case pending
  /// Confirmed by the shopper; to be paid on delivery or pick-up.
  case confirmed
  case paid
  case packed
  case partlyShipped = "partly_shipped"
  case shipped
  case readyForPickup = "ready_for_pickup"
  case delivered
  case cancelled
  /// Not paid in time; its goods are free again.
  case expired
  case returned
  /// All the money that came in has gone back.
  case refunded

  /// The legal moves; everything else is refused.
  package static let moves: [OrderState: Set<OrderState>] = [
    .pending: [.confirmed, .paid, .cancelled, .expired],
    .confirmed: [.paid, .packed, .cancelled],
    .paid: [.packed, .cancelled, .refunded],
    .packed: [.partlyShipped, .shipped, .readyForPickup, .cancelled, .refunded],
    .partlyShipped: [.shipped, .refunded],
    .shipped: [.delivered, .returned, .refunded],
    .readyForPickup: [.delivered, .cancelled, .refunded],
    .delivered: [.returned, .refunded],
    .cancelled: [.refunded],
    .expired: [.refunded],
    .returned: [.refunded],
    .refunded: [],
  ]

  package func canMove(to next: OrderState) -> Bool { Self.moves[self]?.contains(next) ?? false }

  /// Whether a shopper may still cancel it in the chat: until it is packed.
  package var isCancellableByShopper: Bool { [.pending, .confirmed, .paid].contains(self) }

  /// Whether anything is still to happen with the goods.
  package var isOpen: Bool {
    switch self {
    case .pending, .confirmed, .paid, .packed, .partlyShipped, .shipped, .readyForPickup: true
    case .delivered, .cancelled, .expired, .returned, .refunded: false
    }
  }

  /// Where the goods of an order in this state are. A refunded one's are where they were before it.
  package var goods: OrderGoods {
    switch self {
    case .pending: .held
    case .confirmed, .paid, .packed, .partlyShipped, .shipped, .readyForPickup, .delivered, .refunded: .out
    case .cancelled, .expired, .returned: .back
    }
  }
}

/// Where an order's goods are, as the shop's stock sees them.
package enum OrderGoods: String, Codable, Sendable {
  /// Still in stock, and nobody else can have them.
  case held
  /// Taken from stock.
  case out
  /// In stock again, for anybody.
  case back
}
