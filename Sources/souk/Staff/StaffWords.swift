import Commerce
import Dialogue
import Storage

/// A person of the shop speaks in a conversation, and reads it.
struct StaffWords: Sendable {
  let souk: Souk
  let store: Store

  private var conversations: ConversationRepository { souk.storage.store(store.id).conversations }

  /// Puts the words into the outbox, where the server sends them from as it does the bot's; the bot is silent from then
  /// on.
  /// - Returns: what the speaker should know; empty where all is well.
  func say(_ text: String, in id: Int64, by who: String) async throws -> String {
    let conversation = try await conversations.summary(id)
    if conversation.isOptedOut {
      throw SoukError.failed("the shopper has opted out (STOP); nothing may be sent until they write START")
    }
    let channel = try souk.channel(conversation.account.channel)
    let calls = channel.render(OutboundMessage(text: text), to: conversation.chat)
    try await conversations.say(calls, in: conversation, by: who)
    if let hours = channel.capabilities.replyWindowHours, let last = conversation.lastInboundAt,
      souk.time.now() > last.adding(milliseconds: Int64(hours) * 3_600_000)
    {
      return "The shopper last wrote over \(hours) hours ago: \(channel.name) will not take this message."
    }
    return ""
  }

  /// The newest messages both ways, oldest first, a line each.
  func history(of conversation: ConversationSummary, limit: Int) async throws -> [String] {
    let channel = try souk.channel(conversation.account.channel)
    return try await conversations.recentMessages(of: conversation.key.conversationID, limit: limit).compactMap {
      switch $0 {
      case .inbound(let message, _, _, _): "\(conversation.shopperName)> \(message.content.shownText)"
      case .outbound(let call, _, let state, _, let reason):
        channel.text(of: call).map { text in
          "\(store.name)> \(text)" + (state == "dead" ? "  (not sent: \(reason ?? "no reason was kept"))" : "")
        }
      }
    }
  }
}

extension ConversationSummary {
  var shopperName: String { customer.name ?? customer.identities.first ?? customer.id.text }
}
