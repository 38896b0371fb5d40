import Commerce
import Dialogue

/// Somebody who works for a store, as a channel knows them.
package struct StaffMember: Hashable, Sendable {
  package let identity: ChannelIdentity
  package let role: PersonRole
  package let name: String?
  package let since: Timestamp
}

/// Who works for a store, by who they are in its channels.
package struct StaffRepository: Sendable {
  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// - Parameter role: `shopper` takes the role away.
  package func set(_ role: PersonRole, for identity: ChannelIdentity, name: String? = nil) async throws {
    try await scope.write { transaction, store in
      try StandingRows(connection: transaction.connection, store: store)
        .setRole(role, of: identity, name: name, at: transaction.now)
    }
  }

  /// The longest there first.
  package func list() async throws -> [StaffMember] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT channel, value, role, name, created_at FROM staff_members WHERE store_id = $1
        ORDER BY created_at, channel, value
        """, [.id(store)]
      ).map {
        StaffMember(
          identity: ChannelIdentity(
            channel: ChannelName(rawValue: try $0.text("channel")), value: try $0.text("value")),
          role: try $0.raw("role"), name: try $0.optionalText("name"), since: try $0.time("created_at"))
      }
    }
  }

  /// - Returns: whether somebody was there.
  package func remove(_ identity: ChannelIdentity, by who: String) async throws -> Bool {
    try await scope.write { transaction, store in
      let removed = try transaction.connection.execute(
        "DELETE FROM staff_members WHERE store_id = $1 AND channel = $2 AND value = $3",
        [.id(store), .text(identity.channel.rawValue), .text(identity.value)])
      guard removed == 1 else { return false }
      try AuditTrail(transaction: transaction, store: store)
        .note("role taken away", of: identity.description, who: who, why: "by command")
      return true
    }
  }

  /// Keeps a new code's hash until it is used or too old; those that are too old go.
  package func add(_ code: StaffCode, role: PersonRole, name: String?, minutes: Int, by who: String) async throws {
    try await scope.write { transaction, store in
      try StaffCodeRows(transaction: transaction, store: store).add(code, role: role, name: name, minutes: minutes)
      try AuditTrail(transaction: transaction, store: store)
        .note("staff code given out", of: role.rawValue, who: who, why: "by command")
    }
  }
}
