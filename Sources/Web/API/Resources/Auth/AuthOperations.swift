import Commerce
import HTTPTypes
import Storage

/// Who somebody is: registering, signing in, renewing, signing out.
struct AuthOperations: Sendable {
  let limits: APILimits

  var all: [Operation] { [register, login, refresh, logout, me] }

  private static let password = Schema.text(
    PasswordHash.minimumCharacters...PasswordHash.maximumBytes, "at most \(PasswordHash.maximumBytes) bytes")
  private static let token = Schema.text(1...200)

  private var register: Operation {
    Operation(
      .post, "/auth/register", "register", "Become a user, where the operator lets anybody", for: .anyone,
      answer: .created(.tokens)
    ) { call in
      guard call.parts.settings.isRegistrationOpen else {
        throw APIError(.registrationClosed, "Ask the operator for an account: `souk users add`.")
      }
      guard let email = call.body.text("email").flatMap(EMailAddress.init) else { throw Self.wrongCredentials }
      try limits.admitSignIn(email)
      let password = call.body.text("password") ?? ""
      if let problem = PasswordHash.problem(with: password) {
        throw APIError(.invalidBody, "The password will not do: \(problem).")
      }
      guard let hash = await PasswordHash.make(password) else {
        throw APIError(.busy, "The password could not be kept just now. Try again.")
      }
      let made = try await call.storage.users.create(
        email: email.text, name: call.body.text("name"), passwordHash: hash)
      guard let made else { throw APIError(.emailTaken, "Somebody has registered this address already.") }
      return .created(.tokens, try await call.parts.sessions.begin(made.id))
    }.with {
      $0.note = "A new user has no store: make one, or have an owner give a role in theirs."
      $0.body = .body(
        "Registration",
        [.needed("email", .email), .needed("password", Self.password), .optional("name", .text(1...200))])
      $0.errors = [.registrationClosed, .emailTaken]
    }
  }

  private var login: Operation {
    Operation(
      .post, "/auth/login", "login", "Sign in", for: .anyone, answer: .ok(.tokens)
    ) { call in
      guard let email = call.body.text("email").flatMap(EMailAddress.init) else { throw Self.wrongCredentials }
      try limits.admitSignIn(email)
      let known = try await call.storage.users.passwordHash(email: email.text)
      let matches = await PasswordHash.matches(call.body.text("password") ?? "", known?.hash ?? PasswordHash.ofNothing)
      guard let matches else {
        throw APIError(.busy, "Too many are signing in at once. Try again.", retryAfterSeconds: 1)
      }
      guard matches, let known else { throw Self.wrongCredentials }
      return .ok(.tokens, try await call.parts.sessions.begin(known.user))
    }.with {
      $0.body = .body("Credentials", [.needed("email", .text(1...254)), .needed("password", .text(1...1_000))])
      $0.errors = [.invalidCredentials]
    }
  }

  /// The same words for an unknown address and a wrong password: nobody learns who has an account.
  private static let wrongCredentials = APIError(
    .invalidCredentials, "There is no account with this e-mail address and password.")

  private var refresh: Operation {
    Operation(
      .post, "/auth/refresh", "refresh", "Renew the tokens", for: .anyone, answer: .ok(.tokens)
    ) { call in
      .ok(.tokens, try await call.parts.sessions.renew(call.body.text("refresh_token") ?? ""))
    }.with {
      $0.note = "A refresh token is used once. One that comes a second time ends the session for everybody who has it."
      $0.body = .body("Renewal", [.needed("refresh_token", Self.token)])
      $0.errors = [.tokenInvalid, .tokenExpired, .tokenReused]
    }
  }

  private var logout: Operation {
    Operation(.post, "/auth/logout", "logout", "End a session", for: .anyone, answer: .empty) { call in
      try await call.parts.sessions.end(call.body.text("refresh_token") ?? "")
      return .empty
    }.with {
      $0.body = .body("SessionEnd", [.needed("refresh_token", Self.token)])
    }
  }

  private var me: Operation {
    Operation(
      .get, "/auth/me", "me", "Who the token stands for, and in which stores", for: .user, answer: .ok(.account)
    ) { call in
      guard let principal = call.principal else { throw APIError(.unauthorized, "Sign in first.") }
      let stores = try await call.storage.stores.stores(principal.memberships.map(\.storeID))
      let places = principal.memberships.compactMap { own in
        stores.first { $0.id == own.storeID }.map { Account.Place(store: $0, role: own.role) }
      }
      var user: User?
      if let id = principal.user { user = try await call.storage.users.user(id) }
      return .ok(.account, Account(principal: principal.name, user: user, places: places))
    }
  }
}
