import Commerce
import Crypto
import Foundation
import JWTKit
import Storage

/// What a sign-in gives.
struct TokenPair: Sendable {
  let accessToken: String
  let refreshToken: String
  let expiresInSeconds: Int
}

/// Signs people in and knows them again.
package struct Sessions: Sendable {
  /// Short: an access token cannot be taken back.
  private static let accessSeconds = 900
  private static let refreshMilliseconds: Int64 = 30 * 86_400_000

  private struct AccessToken: JWTPayload {
    var sub: SubjectClaim
    var iat: IssuedAtClaim
    var exp: ExpirationClaim

    /// The signature is checked already; the time is checked by us, whose clock may be a test's.
    func verify(using _: some JWTAlgorithm) async throws {}
  }

  private let storage: SoukStorage
  private let time: TimeSource
  private let keys: JWTKeyCollection

  package init(storage: SoukStorage, time: TimeSource, key: SecretKey) async {
    self.storage = storage
    self.time = time
    keys = await JWTKeyCollection().add(
      hmac: HMACKey(key: key.derived(for: "access tokens of the API")), digestAlgorithm: .sha256)
  }

  func begin(_ user: UserID) async throws -> TokenPair {
    let refresh = Secret.make(Secret.refreshPrefix)
    try await storage.sessions.begin(
      user, tokenHash: Secret.hash(refresh), lifetimeMilliseconds: Self.refreshMilliseconds)
    return try await pair(user, refresh)
  }

  /// - Throws: ``APIError``.
  func renew(_ token: String) async throws -> TokenPair {
    let refresh = Secret.make(Secret.refreshPrefix)
    let renewal = try await storage.sessions.renew(
      Secret.hash(token), with: Secret.hash(refresh), lifetimeMilliseconds: Self.refreshMilliseconds)
    switch renewal {
    case .renewed(let user): return try await pair(user, refresh)
    case .unknown: throw APIError(.tokenInvalid, "This refresh token is not known. Sign in again.")
    case .expired: throw APIError(.tokenExpired, "This refresh token has run out. Sign in again.")
    case .reused:
      throw APIError(
        .tokenReused, "This refresh token was used before; the session has been ended for safety. Sign in again.")
    }
  }

  func end(_ token: String) async throws { _ = try await storage.sessions.end(Secret.hash(token)) }

  private func pair(_ user: UserID, _ refresh: String) async throws -> TokenPair {
    let now = Double(time.now().milliseconds) / 1_000
    let payload = AccessToken(
      sub: SubjectClaim(value: user.text), iat: IssuedAtClaim(value: Date(timeIntervalSince1970: now)),
      exp: ExpirationClaim(value: Date(timeIntervalSince1970: now + Double(Self.accessSeconds))))
    return TokenPair(
      accessToken: try await keys.sign(payload), refreshToken: refresh, expiresInSeconds: Self.accessSeconds)
  }

  /// Who a bearer's token stands for: a user, or a machine's key.
  /// - Throws: ``APIError``.
  func principal(_ token: String) async throws -> Principal {
    if token.hasPrefix(Secret.keyPrefix) { return try await machine(token) }
    let payload: AccessToken
    do { payload = try await keys.verify(token, as: AccessToken.self) } catch {
      throw APIError(.tokenInvalid, "This access token is not one of ours, or was changed.")
    }
    guard payload.exp.value.timeIntervalSince1970 * 1_000 > Double(time.now().milliseconds) else {
      throw APIError(.tokenExpired, "This access token has run out. Renew it at /api/v1/auth/refresh.")
    }
    guard let user = UserID(text: payload.sub.value) else {
      throw APIError(.tokenInvalid, "This access token names nobody.")
    }
    return Principal(name: user.text, user: user, memberships: try await storage.users.memberships(of: user))
  }

  private func machine(_ token: String) async throws -> Principal {
    guard let key = try await storage.apiKeys.key(hash: Secret.hash(token)) else {
      throw APIError(.tokenInvalid, "This API key is not known, or was revoked.")
    }
    return Principal(
      name: key.id.text, user: nil, memberships: [Membership(storeID: key.storeID, role: key.role)])
  }
}
