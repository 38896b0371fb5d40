import Commerce
import Dialogue
import Foundation
import Storage

/// What staff and owners can do from the console: see conversations and orders, answer a shopper in the bot's place,
/// hand back, move orders along.
actor StaffDesk {
  private let scope: StoreScope
  private let words: StaffWords
  /// As last listed, for "/open 2".
  private var listed: [Int64] = []
  private var open: Open?

  /// The conversation whose shopper reads what is typed.
  private struct Open {
    var conversation: ConversationSummary
    /// The place in the inbox of what was shown last.
    var seen: Int64

    var shopper: String { conversation.shopperName }
  }

  private static let maximumListed = 20
  private static let shownMessages = 10
  private static let help = """
    /conversations   who talks, and who waits for a person
    /open NUMBER     answer one of them: what you type then goes to the shopper, and the bot is silent
    /back            hand it back to the bot (/back ID for another one)
    /leave           stop answering, with the bot still silent
    /take ID         silence the bot without answering
    /orders, /move NUMBER STATE, /tasks
    With no conversation open, what you type goes to the bot, as a customer's words would.
    """

  init(souk: Souk, store: Store) {
    scope = souk.storage.store(store.id)
    words = StaffWords(souk: souk, store: store)
  }

  /// nil for a line that is meant for the bot.
  func answer(_ line: String) async throws -> String? {
    guard line.hasPrefix("/") else {
      guard let open else { return nil }
      return try await saying { try await words.say(line, in: open.conversation.key.conversationID, by: "staff") }
    }
    let parts = line.dropFirst().split(separator: " ").map(String.init)
    return try await saying { try await command(parts.first ?? "", Array(parts.dropFirst())) }
  }

  /// What the shopper of the open conversation has written since it was last looked at.
  func news() async throws -> [String] {
    guard var open else { return [] }
    let id = open.conversation.key.conversationID
    let messages = try await scope.conversations.inbound(of: id, after: open.seen, limit: Self.maximumListed)
    guard let last = messages.last else { return [] }
    open.seen = last.sequence
    if self.open?.conversation.key == open.conversation.key { self.open = open }
    return messages.map { "\(open.shopper)> \($0.message.content.shownText)" }
  }

  /// What went wrong is an answer too: the desk stays.
  private func saying(_ body: () async throws -> String?) async throws -> String? {
    do { return try await body() } catch { return "\(error)" }
  }

  private func command(_ name: String, _ arguments: [String]) async throws -> String? {
    switch (name, arguments.count) {
    case ("help", _): return Self.help
    case ("conversations", _): return try await conversations()
    case ("tasks", _): return try await tasks()
    case ("orders", _): return try await orders()
    case ("open", 1): return try await open(try await number(arguments[0]))
    case ("open", _): return "Which one? /open NUMBER, as /conversations lists them."
    case ("leave", _): return leave()
    case ("take", 1):
      let id = try await number(arguments[0])
      try await scope.conversations.handOver(id, reason: "taken over by staff")
      return "The bot is silent in \(id) now."
    case ("back", 0...1): return try await handBack(arguments.first)
    case ("move", 2): return try await move(arguments[0], to: arguments[1])
    default: return open == nil ? nil : "No command /\(name) here; /help lists them."
    }
  }

  // MARK: Conversations

  private func conversations() async throws -> String {
    let all = try await scope.conversations.list(limit: Self.maximumListed)
    guard !all.isEmpty else { return "No conversations yet." }
    // Those who wait for a person come first.
    let sorted = all.filter { $0.handedOverAt != nil } + all.filter { $0.handedOverAt == nil }
    listed = sorted.map(\.key.conversationID)
    return sorted.enumerated().map { index, conversation in
      let wait = conversation.handedOverAt == nil ? "" : "  waits for a person: \(conversation.handOverReason ?? "")"
      return "\(index + 1). \(conversation.shopperName)  \(conversation.account.channel)  "
        + "\(conversation.key.conversationID)\(wait)"
    }.joined(separator: "\n")
  }

  /// A number of the list, or the conversation's own id.
  private func number(_ text: String) async throws -> Int64 {
    if listed.isEmpty { _ = try await conversations() }
    guard let value = Int64(text) else {
      throw SoukError.failed("'\(text)' is no conversation; /conversations lists them")
    }
    return value >= 1 && value <= Int64(listed.count) ? listed[Int(value) - 1] : value
  }

  private func open(_ id: Int64) async throws -> String {
    let conversation = try await scope.conversations.summary(id)
    if conversation.handedOverAt == nil { try await scope.conversations.handOver(id, reason: "taken over by staff") }
    let seen = try await scope.conversations.newestInbound(of: id)
    let history = try await words.history(of: conversation, limit: Self.shownMessages)
    open = Open(conversation: conversation, seen: seen)
    return (history + ["— You are talking with \(conversation.shopperName); /back hands back to the bot."])
      .joined(separator: "\n")
  }

  private func leave() -> String {
    guard let left = open else { return "No conversation is open." }
    open = nil
    return "You have left; the bot is still silent for \(left.shopper)."
  }

  private func handBack(_ argument: String?) async throws -> String {
    guard let id = try await argument.asyncMap(number) ?? open?.conversation.key.conversationID else {
      return "Which one? /back ID, as /conversations lists them."
    }
    try await scope.conversations.handBack(id, by: "staff")
    if open?.conversation.key.conversationID == id { open = nil }
    return "The bot answers in \(id) again."
  }

  // MARK: Orders and tasks

  private func tasks() async throws -> String {
    let tasks = try await scope.staffTasks.open(limit: Self.maximumListed)
    guard !tasks.isEmpty else { return "Nobody waits." }
    return tasks.map { task in
      "\(task.conversation.conversationID)  \(task.reason), since "
        + Date(timeIntervalSince1970: Double(task.createdAt.milliseconds) / 1_000).formatted(.iso8601)
    }.joined(separator: "\n")
  }

  private func orders() async throws -> String {
    let orders = try await scope.orders.list(limit: Self.maximumListed)
    guard !orders.isEmpty else { return "No orders yet." }
    return orders.map { order in
      let total = Money(minorUnits: order.totalMinor, currency: order.currency).text
      let items = order.items.map { "\($0.quantity) × \($0.name)" }.joined(separator: ", ")
      return "\(order.number)  \(order.status.rawValue)  \(total)  \(items)"
    }.joined(separator: "\n")
  }

  private func move(_ number: String, to text: String) async throws -> String {
    guard let state = OrderState(rawValue: text) else {
      return "No state '\(text)': one of \(OrderState.allCases.map(\.rawValue).joined(separator: ", "))."
    }
    let order = try await scope.orders.move(number: number, to: state, who: "staff", why: "moved at the console")
    return "Order \(order.number) is \(order.state.rawValue)."
  }
}

extension Optional {
  fileprivate func asyncMap<Value>(_ body: (Wrapped) async throws -> Value) async rethrows -> Value? {
    if let self { try await body(self) } else { nil }
  }
}
