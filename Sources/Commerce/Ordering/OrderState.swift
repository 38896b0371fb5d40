/// Where an order stands.
package enum OrderState: String, Codable, Sendable, CaseIterable {
  /// Confirmed by the shopper; to be paid on delivery or pick-up.
  case confirmed
  case packed
  case shipped
  case readyForPickup = "ready_for_pickup"
  case delivered
  case cancelled

  /// The legal moves; everything else is refused.
  package static let moves: [OrderState: Set<OrderState>] = [
    .confirmed: [.packed, .cancelled],
    .packed: [.shipped, .readyForPickup, .cancelled],
    .shipped: [.delivered],
    .readyForPickup: [.delivered, .cancelled],
    .delivered: [],
    .cancelled: [],
  ]

  package func canMove(to next: OrderState) -> Bool { Self.moves[self]?.contains(next) ?? false }

  /// Whether a shopper may still cancel it in the chat: until it is packed.
  package var isCancellableByShopper: Bool { self == .confirmed }

  /// Whether anything is still to happen.
  package var isOpen: Bool { Self.moves[self]?.isEmpty == false }
}
