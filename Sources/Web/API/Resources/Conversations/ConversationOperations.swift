import Commerce
import Dialogue
import HTTPTypes
import Storage

/// What is said with shoppers, and who says it: the bot or a person.
enum ConversationOperations {
  static let all = [list, get, messages, handOver, handBack, say, tasks, closeTask]

  private static let missing = APIError.notFound(.conversationNotFound, "conversation")
  private static let pathValues = ["conversation": Schema.number]
  private static let maximumMessages: Int64 = 200

  private static func id(_ call: APICall, _ name: String, else missing: APIError) throws -> Int64 {
    guard let text = call.path[name], text.utf8.allSatisfy({ (48...57).contains($0) }), let id = Int64(text) else {
      throw missing
    }
    return id
  }

  private static func conversation(of call: APICall) async throws -> ConversationSummary {
    let id = try id(call, "conversation", else: missing)
    guard let found = try await call.rows.conversations.find(id) else { throw missing }
    return found
  }

  private static let list = Operation(
    .get, "/conversations", "listConversations", "List conversations", for: .store(.staff),
    answer: .page(.conversation)
  ) { call in
    let page = call.page
    let found = try await call.rows.conversations.page(
      before: page.before, limit: page.readLimit, waitingOnly: call.query.flag("handed_over") ?? false)
    return page.answer(.conversation, found) { $0.key.conversationID }
  }.with {
    $0.query = Page.parameters + [.optional("handed_over", .flag("only those that a person has"))]
  }

  private static let get = Operation(
    .get, "/conversations/{conversation}", "getConversation", "Read who has a conversation", for: .store(.staff),
    answer: .ok(.conversation)
  ) { call in
    .ok(.conversation, try await conversation(of: call))
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.conversationNotFound]
  }

  private static let messages = Operation(
    .get, "/conversations/{conversation}/messages", "listMessages", "Read what was said", for: .store(.staff),
    answer: .init(
      status: .ok, meaning: "The newest messages, the oldest of them first",
      schema: .body(
        "Messages", [.needed("data", .list(View<ShownMessage>.message.schema, 0...Int(maximumMessages)))]))
  ) { call in
    let found = try await conversation(of: call)
    let messages = try await call.rows.conversations
      .recentMessages(of: found.key.conversationID, limit: call.query.int("limit") ?? Page.defaultLimit)
      .compactMap { ShownMessage($0) { call.parts.shop.words($0, found.account.channel) } }
    return APIAnswer(status: .ok, body: .object([("data", View<ShownMessage>.message.list(messages))]))
  }.with {
    $0.pathValues = pathValues
    $0.query = [.optional("limit", .integer(1...maximumMessages))]
    $0.errors = [.conversationNotFound]
  }

  private static let handOver = Operation(
    .post, "/conversations/{conversation}/hand-over", "takeConversation", "Take a conversation: the bot falls silent",
    for: .store(.staff), answer: .created(.conversation)
  ) { call in
    let found = try await conversation(of: call)
    try await call.rows.conversations.handOver(
      found.key.conversationID, reason: call.body.text("reason") ?? "taken over by \(call.who)")
    return .created(.conversation, try await conversation(of: call))
  }.with {
    $0.pathValues = pathValues
    $0.body = .body("HandOver", [.optional("reason", .text(1...500))])
    $0.errors = [.conversationNotFound]
  }

  private static let handBack = Operation(
    .post, "/conversations/{conversation}/hand-back", "returnConversation", "Give a conversation back to the bot",
    for: .store(.staff), answer: .created(.conversation)
  ) { call in
    let found = try await conversation(of: call)
    try await call.rows.conversations.handBack(found.key.conversationID, by: call.who)
    return .created(.conversation, try await conversation(of: call))
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.conversationNotFound]
  }

  private static let say = Operation(
    .post, "/conversations/{conversation}/messages", "sayInConversation",
    "Say something to the shopper in the bot's place", for: .store(.staff), answer: .created(.conversation)
  ) { call in
    let found = try await conversation(of: call)
    guard !found.isOptedOut else {
      throw APIError(.optedOut, "The shopper wrote STOP: nothing may be sent until they write START.")
    }
    let calls = try call.parts.shop.calls(call.body.text("text") ?? "", found)
    try await call.rows.conversations.say(calls, in: found, by: call.who)
    return .created(.conversation, try await conversation(of: call))
  }.with {
    $0.note = "It is sent as the bot's words are; the bot is silent from then on, until the conversation is given back."
    $0.pathValues = pathValues
    $0.body = .body("NewMessage", [.needed("text", .text(1...4_000))])
    $0.errors = [.conversationNotFound, .optedOut]
  }

  // MARK: Tasks

  private static let missingTask = APIError.notFound(.taskNotFound, "open task")

  private static let tasks = Operation(
    .get, "/tasks", "listTasks", "List what waits for a person", for: .store(.staff), answer: .page(.task)
  ) { call in
    let page = call.page
    let found = try await call.rows.staffTasks.page(before: page.before, limit: page.readLimit)
    return page.answer(.task, found) { $0.id }
  }.with {
    $0.query = Page.parameters
  }

  private static let closeTask = Operation(
    .post, "/tasks/{task}/close", "closeTask", "Say that a task is done", for: .store(.staff), answer: .empty
  ) { call in
    let id = try id(call, "task", else: missingTask)
    guard try await call.rows.staffTasks.close(id, by: call.who) else { throw missingTask }
    return .empty
  }.with {
    $0.pathValues = ["task": .number]
    $0.errors = [.taskNotFound]
  }
}
