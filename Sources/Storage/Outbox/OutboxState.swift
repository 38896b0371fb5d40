/// Where an outgoing message stands: pending → sending → sent | maybe_sent | dead.
enum OutboxState: String, Sendable, CaseIterable {
  case pending
  case sending
  case sent
  case maybeSent = "maybe_sent"
  case dead

  /// Whether it still holds up what comes after it in its conversation (`settled_at IS NULL`).
  var isUnsettled: Bool { self == .pending || self == .sending || self == .maybeSent }
}
