import Commerce
import Storage

extension View<TokenPair> {
  static let tokens = View(
    "Tokens",
    [
      .init("access_token", .text(1...2_000)) { .text($0.accessToken) },
      .init("refresh_token", .text(1...128, "used once: each renewal gives the next")) { .text($0.refreshToken) },
      .init("expires_in", .integer(1...86_400, "seconds the access token holds")) { .int($0.expiresInSeconds) },
    ])
}

/// Somebody as they see themselves.
struct Account: Sendable {
  struct Place: Sendable {
    let store: Store
    let role: StoreRole
  }

  let principal: String
  let user: User?
  let places: [Place]
}

extension Schema {
  static let role = Schema.oneOf(StoreRole.allCases.map(\.rawValue), "each may all that the one before it may")
}

extension View<Account> {
  static let account = View(
    "Account",
    [
      .init("id", .text(1...32, "of the user, or of the API key")) { .text($0.principal) },
      .init("email", .text(3...254).orNull) { .maybe($0.user?.email) },
      .init("name", .text(0...200).orNull) { .maybe($0.user?.name) },
      .init("stores", .list(View<Account.Place>.place.schema, 0...1_000)) { View<Account.Place>.place.list($0.places) },
    ])
}

extension View<Account.Place> {
  static let place = View(
    "Membership",
    [
      .init("store_id", .id(StoreEntity.self)) { .id($0.store.id) },
      .init("slug", .slug) { .text($0.store.slug) },
      .init("role", .role) { .text($0.role.rawValue) },
    ])
}
