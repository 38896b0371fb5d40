import Commerce
import Dialogue
import Foundation
import Testing

@testable import Storage
@testable import Web

@Suite("Signing in to the API")
struct APISignInTests {
  private static let credentials: JSONValue = ["email": "Ada@Example.com", "password": .string(ServedAPI.password)]

  /// Hashed once for the whole suite: it is slow on purpose.
  private static let hash = Task { await PasswordHash.make(ServedAPI.password) }

  private static func ada(_ api: ServedAPI) async throws -> User {
    let hash = try #require(await hash.value)
    return try #require(
      try await api.storage.users.create(email: "ada@example.com", name: nil, passwordHash: hash))
  }

  @Test func `a password opens its account and no other, however the address is written`() async throws {
    try await ServedAPI.with { api in
      _ = try await Self.ada(api)
      let good = try await api.send("POST", "/auth/login", Self.credentials)
      #expect(good.status == 200)
      #expect(good["access_token"]?.string?.isEmpty == false)
      #expect(good["expires_in"]?.integer ?? 0 > 0)
      for wrong in ["wrong horse battery", "", "correct horse batter"] {
        let bad = try await api.send("POST", "/auth/login", ["email": "ada@example.com", "password": .string(wrong)])
        #expect(bad.status == (wrong.isEmpty ? 422 : 401))
      }
      let nobody = try await api.send(
        "POST", "/auth/login", ["email": "eve@example.com", "password": .string(ServedAPI.password)])
      #expect(nobody.status == 401)
      #expect(nobody.code == "invalid_credentials")
    }
  }

  @Test func `the store is the only membership, else the one that is named`() async throws {
    try await ServedAPI.with { api in
      let ada = try await Self.ada(api)
      let login = try await api.send("POST", "/auth/login", Self.credentials)
      let token = try #require(login["access_token"]?.string)
      let none = try await api.send("GET", "/orders", token: token)
      #expect(none.status == 404)
      #expect(none.code == "store_not_found")
      let first = try await api.storage.stores.create(slug: "first", name: "First")
      let second = try await api.storage.stores.create(slug: "second", name: "Second")
      let foreign = try await api.storage.stores.create(slug: "foreign", name: "Foreign")
      try await api.storage.store(first.id).members.set(.staff, of: ada.id, who: "test")
      #expect(try await api.send("GET", "/orders", token: token).status == 200)
      try await api.storage.store(second.id).members.set(.owner, of: ada.id, who: "test")
      let unclear = try await api.send("GET", "/orders", token: token)
      #expect(unclear.status == 400)
      #expect(unclear.code == "store_required")
      #expect(try await api.send("GET", "/orders?store=second", token: token).status == 200)
      for slug in [foreign.slug, "nowhere"] {
        let other = try await api.send("GET", "/orders?store=\(slug)", token: token)
        #expect(other.status == 404)
        #expect(other.code == "store_not_found")
      }
      let me = try await api.send("GET", "/auth/me", token: token)
      #expect(me["stores"]?.array?.compactMap { $0["slug"]?.string }.sorted() == ["first", "second"])
    }
  }

  @Test func `a refresh token is used once, and a stolen one ends the session`() async throws {
    try await ServedAPI.with { api in
      _ = try await Self.ada(api)
      let login = try await api.send("POST", "/auth/login", Self.credentials)
      let first = try #require(login["refresh_token"])
      let renewed = try await api.send("POST", "/auth/refresh", ["refresh_token": first])
      #expect(renewed.status == 200)
      let second = try #require(renewed["refresh_token"])
      let again = try await api.send("POST", "/auth/refresh", ["refresh_token": first])
      #expect(again.status == 401)
      #expect(again.code == "token_reused")
      let after = try await api.send("POST", "/auth/refresh", ["refresh_token": second])
      #expect(after.status == 401)
      #expect(after.code == "token_invalid")
    }
  }

  @Test func `tokens run out, and one that was changed is none`() async throws {
    try await ServedAPI.with { api in
      _ = try await Self.ada(api)
      let login = try await api.send("POST", "/auth/login", Self.credentials)
      let token = try #require(login["access_token"]?.string)
      #expect(try await api.send("GET", "/auth/me", token: token).status == 200)
      for bad in [token.dropLast(4) + "AAAA", "nonsense", "souk_nonsense", "a.b.c"] {
        let answer = try await api.send("GET", "/auth/me", token: String(bad))
        #expect(answer.status == 401)
        #expect(answer.code == "token_invalid")
      }
      api.clock.advance(seconds: 901)
      #expect(try await api.send("GET", "/auth/me", token: token).code == "token_expired")
      api.clock.advance(seconds: 31 * 86_400)
      let refresh = try #require(login["refresh_token"])
      #expect(try await api.send("POST", "/auth/refresh", ["refresh_token": refresh]).code == "token_expired")
    }
  }

  @Test func `signing out ends the session`() async throws {
    try await ServedAPI.with { api in
      _ = try await Self.ada(api)
      let login = try await api.send("POST", "/auth/login", Self.credentials)
      let refresh = try #require(login["refresh_token"])
      #expect(try await api.send("POST", "/auth/logout", ["refresh_token": refresh]).status == 204)
      #expect(try await api.send("POST", "/auth/refresh", ["refresh_token": refresh]).code == "token_invalid")
    }
  }

  @Test func `registering is closed unless the operator opens it, and opens a store of one's own then`() async throws {
    let wish: JSONValue = ["email": "eve@example.com", "password": "a long enough sentence"]
    try await ServedAPI.with { api in
      let refused = try await api.send("POST", "/auth/register", wish)
      #expect(refused.code == "registration_closed")
    }
    try await ServedAPI.with(APISettings(requestsPerMinute: 0, isRegistrationOpen: true)) { api in
      let made = try await api.send("POST", "/auth/register", wish)
      #expect(made.status == 201)
      #expect(try await api.send("POST", "/auth/register", wish).code == "email_taken")
      let token = made["access_token"]?.string
      let store = try await api.send("POST", "/stores", ["slug": "eves", "name": "Eve's"], token: token)
      #expect(store.status == 201)
      #expect(try await api.send("GET", "/products", token: token).status == 200)
      #expect(
        try await api.send("POST", "/stores", ["slug": "eves", "name": "Again"], token: token).code == "slug_taken")
    }
  }

  @Test func `too many requests and too many guesses are 429 and told when to come again`() async throws {
    try await ServedAPI.with(APISettings(requestsPerMinute: 20)) { api in
      let guess: JSONValue = ["email": "ada@example.com", "password": "guess"]
      var statuses: [Int] = []
      for _ in 0..<11 { statuses.append(try await api.send("POST", "/auth/login", guess).status) }
      #expect(statuses.prefix(10).allSatisfy { $0 == 401 })
      #expect(statuses.last == 429)
      let shop = try await api.shop("main")
      for _ in 0..<20 { try await shop.ask(200, "GET", "/products") }
      let limited = try await shop.ask("GET", "/products")
      #expect(limited.status == 429)
      #expect(limited.code == "rate_limited")
      #expect(limited.headers["retry-after"] != nil)
      api.clock.advance(seconds: 60)
      try await shop.ask(200, "GET", "/products")
    }
  }
}
