import Commerce
import Dialogue

/// Turns updates, polled or pushed, into the engine's words.
///
/// The shop answers private chats only: what is written in groups and channels is skipped with a reason, commands to
/// the bot included, for a cart and an address are nobody else's business. That is also why `/cart@Name` needs no look
/// at the name: in a private chat there is no other bot.
struct TelegramDecoder: Sendable {
  var account: ChannelAccountKey

  enum Reading: Hashable, Sendable {
    case message(InboundMessage)
    case reachability(ReachabilityChange)
    case skipped(reason: String)
  }

  /// - Parameter receivedAt: stands in where an update has no time of its own, as a tapped button.
  func read(_ update: TelegramUpdate, receivedAt: Timestamp) -> Reading {
    if let message = update.message { return read(message) }
    if let edited = update.editedMessage { return readEdit(edited, updateID: update.updateID) }
    if let tap = update.callbackQuery { return read(tap, receivedAt: receivedAt) }
    if let change = update.chatMember { return read(change) }
    if let reaction = update.reaction { return read(reaction, updateID: update.updateID) }
    if update.preCheckout != nil { return .skipped(reason: "a question about an invoice, answered by itself") }
    return .skipped(reason: "updates of the kind \(update.otherKinds.joined(separator: ", ")) are not for a shop")
  }

  private func read(_ message: TelegramMessage) -> Reading {
    if let refusal = refusal(of: message) { return .skipped(reason: refusal) }
    switch TelegramContent.read(message) {
    case .content(let content): return .message(inbound(message, id: Self.messageID(message), content: content))
    case .service(let kind): return .skipped(reason: "service message \(kind)")
    }
  }

  /// An edit has its own id, for it is a message of its own beside the one it changes.
  private func readEdit(_ message: TelegramMessage, updateID: Int64) -> Reading {
    if let refusal = refusal(of: message) { return .skipped(reason: refusal) }
    guard let text = message.text ?? message.caption else {
      return .skipped(reason: "an edit without text, as of a live location")
    }
    let original = Self.messageID(message)
    let content = InboundContent.edit(messageID: original, text: TelegramContent.text(text))
    var edit = inbound(message, id: "\(original):edit:\(updateID)", content: content)
    edit.sentAt = Self.time(message.editDate ?? message.date)
    return .message(edit)
  }

  private func read(_ tap: TelegramCallbackQuery, receivedAt: Timestamp) -> Reading {
    let chat = tap.message?.chat
    guard chat?.isPrivate ?? true else { return .skipped(reason: "a button tapped in a group") }
    guard let data = tap.data, !data.isEmpty else { return .skipped(reason: "a tapped button without data") }
    let chatID = chat?.id ?? tap.from.id
    let buttons = (tap.message?.replyMarkup?.rows ?? []).joined()
    let title = buttons.first { $0.data == data }?.text ?? ""
    let inbound = InboundMessage(
      account: account, messageID: TelegramCallbackID.messageID(of: tap.id), sender: sender(tap.from),
      chat: ChatAddress(rawValue: "\(chatID)"), sentAt: receivedAt,
      content: .choice(id: TelegramContent.text(data), title: TelegramContent.name(title)),
      replyToMessageID: tap.message.map { Self.messageID(chat: chatID, message: $0.messageID) })
    return .message(inbound)
  }

  private func read(_ change: TelegramChatMemberChange) -> Reading {
    guard change.chat.isPrivate else { return .skipped(reason: "the bot's membership of a group") }
    let isReachable: Bool
    switch change.newMember.status {
    case "kicked": isReachable = false
    case "member": isReachable = true
    default: return .skipped(reason: "the bot's membership became something other than kicked or member")
    }
    return .reachability(
      ReachabilityChange(
        account: account, identity: identity(change.from.id), chat: ChatAddress(rawValue: "\(change.chat.id)"),
        isReachable: isReachable))
  }

  private func read(_ change: TelegramReactionChange, updateID: Int64) -> Reading {
    guard change.chat.isPrivate, let user = change.user else { return .skipped(reason: "a reaction in a group") }
    let emoji = change.newReaction.lazy.compactMap(\.emoji).first
    guard emoji != nil || change.newReaction.isEmpty else { return .skipped(reason: "a reaction with a custom emoji") }
    let target = Self.messageID(chat: change.chat.id, message: change.messageID)
    return .message(
      InboundMessage(
        account: account, messageID: "\(target):reaction:\(updateID)", sender: sender(user),
        chat: ChatAddress(rawValue: "\(change.chat.id)"), sentAt: Self.time(change.date),
        content: .reaction(emoji: emoji.map(TelegramContent.name), messageID: target)))
  }

  private func refusal(of message: TelegramMessage) -> String? {
    if !message.chat.isPrivate { return "a message in a chat that is not private" }
    if message.from?.isBot == true { return "a message from a bot" }
    return nil
  }

  private func inbound(_ message: TelegramMessage, id: String, content: InboundContent) -> InboundMessage {
    InboundMessage(
      account: account, messageID: id, sender: sender(of: message),
      chat: ChatAddress(rawValue: "\(message.chat.id)"), sentAt: Self.time(message.date), content: content,
      replyToMessageID: message.repliedTo.map { Self.messageID(chat: message.chat.id, message: $0.messageID) })
  }
}

extension TelegramDecoder {
  /// Telegram numbers messages within a chat, the inbox within an account.
  static func messageID(chat: Int64, message: Int64) -> String { "\(chat):\(message)" }

  private static func messageID(_ message: TelegramMessage) -> String {
    messageID(chat: message.chat.id, message: message.messageID)
  }

  /// The year 9999: times from outside are bounded so that no arithmetic on them can overflow.
  private static let latestSeconds: Int64 = 253_402_300_799

  private static func time(_ seconds: Int64) -> Timestamp {
    Timestamp(seconds: min(max(seconds, 0), latestSeconds))
  }

  private func identity(_ userID: Int64) -> ChannelIdentity {
    ChannelIdentity(channel: account.channel, value: "\(userID)")
  }

  /// A private chat has its user's id and name, should `from` be missing.
  private func sender(of message: TelegramMessage) -> Sender {
    guard let user = message.from else {
      let name = TelegramContent.fullName(message.chat.firstName, message.chat.lastName)
      return Sender(identities: [identity(message.chat.id)], name: name)
    }
    return sender(user)
  }

  private func sender(_ user: TelegramUser) -> Sender {
    Sender(
      identities: [identity(user.id)], name: TelegramContent.fullName(user.firstName, user.lastName),
      language: user.languageCode.flatMap(Self.language))
  }

  /// `pt` of `pt-br`; nil for the three-letter codes (`fil` is not Finnish).
  private static func language(_ tag: String) -> String? {
    let primary = tag.utf8.prefix { $0 != UInt8(ascii: "-") && $0 != UInt8(ascii: "_") }
    let isPlain = primary.allSatisfy { (UInt8(ascii: "a")...UInt8(ascii: "z")).contains($0 | 0x20) }
    guard primary.count == 2, isPlain else { return nil }
    return String(decoding: primary.map { $0 | 0x20 }, as: UTF8.self)
  }
}

/// The inbox's id of a tapped button, from which the query that waits for its answer is found again.
enum TelegramCallbackID {
  private static let prefix = "cb:"

  static func messageID(of queryID: String) -> String { prefix + TelegramContent.name(queryID) }

  static func queryID(of messageID: String) -> String? {
    messageID.hasPrefix(prefix) ? String(messageID.dropFirst(prefix.count)) : nil
  }
}
