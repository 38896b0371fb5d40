import Commerce

/// Who may sign in, and what they may do in which store.
package struct UserRepository: Sendable {
  private let context: StorageContext

  package init(_ context: StorageContext) { self.context = context }

  private static let columns = "SELECT id, email, name, created_at FROM users"

  /// Makes a user with no store yet.
  /// - Returns: nil where the e-mail address is taken.
  package func create(email: String, name: String?, passwordHash: String) async throws -> User? {
    let (id, now): (UserID, Timestamp) = (context.ids.next(), context.time.now())
    return try await context.database.write { connection in
      let inserted = try connection.execute(
        """
        INSERT INTO users (id, email, name, password_hash, created_at, updated_at) VALUES ($1, $2, $3, $4, $5, $5)
        ON CONFLICT (email) DO NOTHING
        """, [.id(id), .text(email), .maybe(name), .text(passwordHash), .time(now)])
      return inserted == 1 ? User(id: id, email: email, name: name, createdAt: now) : nil
    }
  }

  /// Ends every session of the user: a new password is often set because the old one is known to others.
  package func setPassword(_ passwordHash: String, of user: UserID) async throws {
    let now = context.time.now()
    try await context.database.write { connection in
      try connection.execute(
        "UPDATE users SET password_hash = $2, updated_at = $3 WHERE id = $1",
        [.id(user), .text(passwordHash), .time(now)])
      _ = try connection.execute(
        "UPDATE refresh_tokens SET revoked_at = $2 WHERE user_id = $1 AND revoked_at IS NULL", [.id(user), .time(now)])
    }
  }

  package func user(_ id: UserID) async throws -> User? {
    try await context.database.read { try $0.first(Self.columns + " WHERE id = $1", [.id(id)]).map(Self.user) }
  }

  package func user(email: String) async throws -> User? {
    try await context.database.read { try $0.first(Self.columns + " WHERE email = $1", [.text(email)]).map(Self.user) }
  }

  package func passwordHash(email: String) async throws -> (user: UserID, hash: String)? {
    try await context.database.read { connection in
      try connection.first("SELECT id, password_hash FROM users WHERE email = $1", [.text(email)]).map {
        (user: try $0.id("id"), hash: try $0.text("password_hash"))
      }
    }
  }

  package func isEmpty() async throws -> Bool {
    try await context.database.read { try $0.first("SELECT 1 FROM users LIMIT 1") == nil }
  }

  // MARK: Stores

  /// By store.
  package func memberships(of user: UserID) async throws -> [Membership] {
    try await context.database.read { connection in
      try connection.query(
        "SELECT store_id, role FROM memberships WHERE user_id = $1 ORDER BY store_id", [.id(user)]
      ).map { Membership(storeID: try $0.id("store_id"), role: try $0.raw("role")) }
    }
  }

  /// Everybody of every store by e-mail address, for the operator.
  package func list() async throws -> [(user: User, memberships: [(store: String, role: StoreRole)])] {
    try await context.database.read { connection in
      let rows = try connection.query(
        "SELECT m.user_id, m.role, s.slug FROM memberships m JOIN stores s ON s.id = m.store_id ORDER BY s.slug")
      let byUser = try Dictionary(grouping: rows) { try $0.int64("user_id") }
      return try connection.query(Self.columns + " ORDER BY email").map { row in
        let own = byUser[try row.int64("id")] ?? []
        return (try Self.user(row), try own.map { (store: try $0.text("slug"), role: try $0.raw("role")) })
      }
    }
  }

  static func user(_ row: Row) throws -> User {
    User(
      id: try row.id("id"), email: try row.text("email"), name: try row.optionalText("name"),
      createdAt: try row.time("created_at"))
  }
}

/// Who works for one store.
package struct MemberRepository: Sendable {
  private let scope: StoreScope

  init(_ scope: StoreScope) { self.scope = scope }

  /// Newest first. - Parameter before: the last user of the page before.
  package func page(before: UserID?, limit: Int) async throws -> [Member] {
    try await scope.read { connection, store in
      try connection.query(
        """
        SELECT u.id, u.email, u.name, u.created_at, m.role FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE m.store_id = $1 AND m.user_id < $2 ORDER BY m.user_id DESC LIMIT $3
        """, [.id(store), .integer(before?.rawValue ?? .max), .int(limit)]
      ).map(Self.member)
    }
  }

  package func member(_ user: UserID) async throws -> Member? {
    try await scope.read { connection, store in
      try connection.first(
        """
        SELECT u.id, u.email, u.name, u.created_at, m.role FROM memberships m JOIN users u ON u.id = m.user_id
        WHERE m.store_id = $1 AND m.user_id = $2
        """, [.id(store), .id(user)]
      ).map(Self.member)
    }
  }

  /// Gives a user a role in the store, over any they had.
  /// - Returns: false for the last owner, who stays one where an owner must be kept.
  @discardableResult
  package func set(
    _ role: StoreRole, of user: UserID, keepingAnOwner: Bool = false, who: String
  ) async throws -> Bool {
    try await scope.write { transaction, store in
      if keepingAnOwner, role != .owner, try Self.isLastOwner(user, store, transaction.connection) { return false }
      try transaction.connection.execute(
        """
        INSERT INTO memberships (store_id, user_id, role, created_at) VALUES ($1, $2, $3, $4)
        ON CONFLICT (store_id, user_id) DO UPDATE SET role = excluded.role
        """, [.id(store), .id(user), .text(role.rawValue), .time(transaction.now)])
      try AuditTrail(transaction: transaction, store: store)
        .note("role \(role.rawValue) given", of: user.text, who: who, why: "asked for")
      return true
    }
  }

  /// - Returns: nil where the user had none; false for the last owner, who stays.
  package func remove(_ user: UserID, who: String) async throws -> Bool? {
    try await scope.write { transaction, store in
      let connection = transaction.connection
      if try Self.isLastOwner(user, store, connection) { return false }
      let removed = try connection.execute(
        "DELETE FROM memberships WHERE store_id = $1 AND user_id = $2", [.id(store), .id(user)])
      guard removed == 1 else { return nil }
      try AuditTrail(transaction: transaction, store: store)
        .note("role taken away", of: user.text, who: who, why: "asked for")
      return true
    }
  }

  private static func isLastOwner(_ user: UserID, _ store: StoreID, _ connection: any Connection) throws -> Bool {
    // The store's row is held, so that two owners do not remove each other at one moment.
    _ = try connection.first("SELECT 1 FROM stores WHERE id = $1" + connection.forUpdate, [.id(store)])
    let owners = try connection.query(
      "SELECT user_id FROM memberships WHERE store_id = $1 AND role = $2",
      [.id(store), .text(StoreRole.owner.rawValue)]
    ).map { try $0.id("user_id", UserEntity.self) }
    return owners == [user]
  }

  private static func member(_ row: Row) throws -> Member {
    Member(user: try UserRepository.user(row), role: try row.raw("role"))
  }
}
