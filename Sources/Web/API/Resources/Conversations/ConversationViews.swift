import Commerce
import Dialogue
import Storage

extension View<ConversationSummary> {
  static let conversation = View(
    "Conversation",
    [
      .init("id", .number) { .text(String($0.key.conversationID)) },
      .init("channel", .text(0...100)) { .text($0.account.channel.rawValue) },
      .init("customer_id", .id(CustomerEntity.self)) { .id($0.customer.id) },
      .init("customer_name", .text(0...10_000).orNull) { .maybe($0.customer.name) },
      .init("handed_over_at", .time("since when a person has it or is waited for").orNull) {
        .maybe($0.handedOverAt)
      },
      .init("hand_over_reason", .text(0...10_000).orNull) { .maybe($0.handOverReason) },
      .init("is_opted_out", .flag) { .bool($0.isOptedOut) },
      .init("is_unreachable", .flag) { .bool($0.isUnreachable) },
      .init("last_inbound_at", .time().orNull) { .maybe($0.lastInboundAt) },
    ])
}

/// A message either way, in a line of words.
struct ShownMessage: Sendable {
  let isFromCustomer: Bool
  let text: String
  let at: Timestamp
  let state: String

  /// nil for what said nothing, such as a sign that the bot is typing.
  init?(_ message: ConversationMessage, words: (ChannelCall) -> String?) {
    at = message.at
    switch message {
    case .inbound(let message, _, let status, _):
      if case .system = message.content { return nil }
      (isFromCustomer, text, state) = (true, message.content.shownText, status)
    case .outbound(let call, _, let state, _, _):
      guard let words = words(call) else { return nil }
      (isFromCustomer, text, self.state) = (false, words, state)
    }
  }
}

extension View<ShownMessage> {
  static let message = View(
    "Message",
    [
      .init("from", .oneOf(["customer", "store"])) { .text($0.isFromCustomer ? "customer" : "store") },
      .init("text", .text(0...100_000)) { .text($0.text) },
      .init("at", .time()) { .time($0.at) },
      .init("state", .text(0...100, "of what came: pending, handled, dead; of what goes: pending, sent, dead and such"))
      {
        .text($0.state)
      },
    ])
}

extension View<StaffTask> {
  static let task = View(
    "Task",
    [
      .init("id", .number) { .text(String($0.id)) },
      .init("conversation_id", .number) { .text(String($0.conversation.conversationID)) },
      .init("kind", .text(0...100)) { .text($0.kind) },
      .init("reason", .text(0...10_000)) { .text($0.reason) },
      .init("created_at", .time()) { .time($0.createdAt) },
    ])
}
