import Commerce

/// Refresh tokens, each used once; all of one sign-in are a family. Only their hashes are here.
package struct SessionRepository: Sendable {
  private let context: StorageContext

  package init(_ context: StorageContext) { self.context = context }

  package enum Renewal: Hashable, Sendable {
    case renewed(UserID)
    case unknown
    case expired
    /// Somebody used the token a second time: nobody can tell who of the two is the thief, so both are out.
    case reused(UserID)
  }

  /// Begins a session. Tokens of the user that have run out are forgotten by it.
  package func begin(_ user: UserID, tokenHash: String, lifetimeMilliseconds: Int64) async throws {
    let (now, family) = (context.time.now(), context.ids.nextValue())
    try await context.database.write { connection in
      try connection.execute(
        "DELETE FROM refresh_tokens WHERE user_id = $1 AND expires_at < $2", [.id(user), .time(now)])
      try Self.insert(tokenHash, user, family, now, lifetimeMilliseconds, connection)
    }
  }

  /// Uses a token up and puts the next in its place.
  package func renew(
    _ tokenHash: String, with nextHash: String, lifetimeMilliseconds: Int64
  ) async throws -> Renewal {
    let now = context.time.now()
    return try await context.database.write { connection in
      let row = try connection.first(
        "SELECT user_id, family, expires_at, used_at, revoked_at FROM refresh_tokens WHERE token_hash = $1"
          + connection.forUpdate, [.text(tokenHash)])
      guard let row else { return .unknown }
      let (user, family): (UserID, Int64) = (try row.id("user_id"), try row.int64("family"))
      guard try row.optionalInt64("revoked_at") == nil else { return .unknown }
      guard try row.optionalInt64("used_at") == nil else {
        try Self.revoke(family, now, connection)
        return .reused(user)
      }
      guard try row.time("expires_at") > now else { return .expired }
      try connection.execute(
        "UPDATE refresh_tokens SET used_at = $2 WHERE token_hash = $1", [.text(tokenHash), .time(now)])
      try Self.insert(nextHash, user, family, now, lifetimeMilliseconds, connection)
      return .renewed(user)
    }
  }

  /// Ends the session a token belongs to. - Returns: whether there was one.
  package func end(_ tokenHash: String) async throws -> Bool {
    let now = context.time.now()
    return try await context.database.write { connection in
      let row = try connection.first(
        "SELECT family FROM refresh_tokens WHERE token_hash = $1 AND revoked_at IS NULL", [.text(tokenHash)])
      guard let row else { return false }
      try Self.revoke(try row.int64("family"), now, connection)
      return true
    }
  }

  private static func insert(
    _ hash: String, _ user: UserID, _ family: Int64, _ now: Timestamp, _ lifetime: Int64, _ connection: any Connection
  ) throws {
    try connection.execute(
      """
      INSERT INTO refresh_tokens (token_hash, user_id, family, created_at, expires_at) VALUES ($1, $2, $3, $4, $5)
      """, [.text(hash), .id(user), .integer(family), .time(now), .time(now.adding(milliseconds: lifetime))])
  }

  private static func revoke(_ family: Int64, _ now: Timestamp, _ connection: any Connection) throws {
    try connection.execute(
      "UPDATE refresh_tokens SET revoked_at = $2 WHERE family = $1 AND revoked_at IS NULL",
      [.integer(family), .time(now)])
  }
}
