import Commerce
import HTTPTypes
import Storage

extension View<Member> {
  static let member = View(
    "Member",
    [
      .init("user_id", .id(UserEntity.self)) { .id($0.user.id) },
      .init("email", .text(3...254)) { .text($0.user.email) },
      .init("name", .text(0...1_000).orNull) { .maybe($0.user.name) },
      .init("role", .role) { .text($0.role.rawValue) },
    ])
}

/// Who works for a store.
enum MemberOperations {
  static let all = [list, set, remove]

  private static let missing = APIError(.memberNotFound, "Nobody of this address or id works for this store.")

  private static let list = Operation(
    .get, "/members", "listMembers", "List who works for the store", for: .store(.admin), answer: .page(.member)
  ) { call in
    let page = call.page
    let members = try await call.rows.members.page(before: page.before(), limit: page.readLimit)
    return page.answer(.member, members) { $0.user.id.rawValue }
  }.with {
    $0.query = Page.parameters
  }

  private static let set = Operation(
    .post, "/members", "setMember", "Give a user a role in the store, over any they had", for: .store(.owner),
    answer: .created(.member)
  ) { call in
    guard let email = call.body.text("email").flatMap(EMailAddress.init),
      let user = try await call.storage.users.user(email: email.text)
    else { throw APIError(.memberNotFound, "There is no user with this address; have them register first.") }
    let role: StoreRole = call.body.raw("role") ?? .staff
    let isLastOwner = try await call.rows.members.set(role, of: user.id, keepingAnOwner: true, who: call.who) == false
    if isLastOwner { throw APIError(.lastOwner, "A store has one owner at least: make another one first.") }
    guard let member = try await call.rows.members.member(user.id) else { throw missing }
    return .created(.member, member)
  }.with {
    $0.body = .body("NewMember", [.needed("email", .email), .needed("role", .role)])
    $0.errors = [.memberNotFound, .lastOwner]
  }

  private static let remove = Operation(
    .delete, "/members/{user}", "removeMember", "Take a user's role in the store away", for: .store(.owner),
    answer: .empty
  ) { call in
    switch try await call.rows.members.remove(call.id("user", else: missing), who: call.who) {
    case nil: throw missing
    case false: throw APIError(.lastOwner, "A store has one owner at least: make another one first.")
    case true: return .empty
    }
  }.with {
    $0.pathValues = ["user": .id(UserEntity.self)]
    $0.errors = [.memberNotFound, .lastOwner]
  }
}
