import Commerce
import Dialogue

/// The shoppers of a transcript, as their channel knows them, and what they send.
struct Cast {
  let channel: TranscriptChannel
  let account: ChannelAccountKey
  /// The profile's name of the first shopper.
  let profile: String?

  private var users: [String] = [Transcript.shopper]
  private var lastIDs: [String: String] = [:]
  private var sent = 0

  init(channel: TranscriptChannel, account: ChannelAccountKey, profile: String?) {
    self.channel = channel
    self.account = account
    self.profile = profile
  }

  mutating func message(
    _ content: InboundContent, by user: String, at moment: Timestamp, about sku: String? = nil
  ) -> InboundMessage {
    if !users.contains(user) { users.append(user) }
    sent += 1
    let id = messageID(content, chat: chat(of: user))
    if case .choice = content {} else { lastIDs[user] = id }
    let name = user == Transcript.shopper ? profile : nil
    return InboundMessage(
      account: account, messageID: id, sender: Sender(identities: [identity(of: user)], name: name),
      chat: chat(of: user), sentAt: moment, content: content, referredSKU: sku)
  }

  /// Somebody whom the shop knows before they write.
  mutating func join(_ user: String) {
    if !users.contains(user) { users.append(user) }
  }

  func lastMessageID(of user: String) -> String { lastIDs[user] ?? "none" }

  func identity(of user: String) -> ChannelIdentity {
    ChannelIdentity(channel: account.channel, value: chat(of: user).rawValue)
  }

  func chat(of user: String) -> ChatAddress {
    let place = users.firstIndex(of: user) ?? users.count
    return switch channel {
    case .whatsapp: ChatAddress(rawValue: "1503555\(1_000 + place)")
    case .telegram: ChatAddress(rawValue: "\(70_000 + place)")
    case .console: ChatAddress(rawValue: user.lowercased())
    }
  }

  func user(in chat: ChatAddress) -> String { users.first { self.chat(of: $0) == chat } ?? chat.rawValue }

  private func messageID(_ content: InboundContent, chat: ChatAddress) -> String {
    switch channel {
    case .whatsapp: return "wamid.\(sent)"
    case .telegram:
      if case .choice = content { return "cb:\(sent)" }
      return "\(chat.rawValue):\(sent)"
    case .console: return "\(chat.rawValue):\(sent)"
    }
  }
}

extension ShopperMessage {
  func content(on channel: TranscriptChannel, lastID: String) -> InboundContent {
    switch self {
    case .text(let text, _): .text(String(text.prefix(InboundContent.maximumTextLength)))
    case .media(let kind, let caption):
      .media(Media(kind: Media.Kind(rawValue: kind) ?? .document, fileID: "file", caption: caption))
    case .location(let latitude, let longitude, let name, let address):
      .location(latitude: latitude, longitude: longitude, name: name, address: address)
    case .contact(let name, let phone, let isOwn): .contact(name: name, phone: phone, isSender: isOwn)
    case .reaction(let emoji): .reaction(emoji: emoji, messageID: "sent.1")
    case .order(let items, let note, let shown):
      .order(
        items: items.map { item in
          OrderedItem(
            sku: item.sku, quantity: item.quantity,
            shownPrice: shown[item.sku].flatMap { Money(decimal: $0, currency: .usd) })
        }, note: note)
    case .edit(let text): .edit(messageID: lastID, text: text)
    case .revoke: .revoke(messageID: lastID)
    case .command(let text): Self.command(text, on: channel)
    case .unsupported(let kind): .unsupported(kind: kind)
    }
  }

  /// WhatsApp knows no commands: there it is a text.
  private static func command(_ text: String, on channel: TranscriptChannel) -> InboundContent {
    guard channel != .whatsapp, text.hasPrefix("/") else { return .text(text) }
    let parts = text.dropFirst().split(separator: " ", maxSplits: 1).map(String.init)
    return .command(name: (parts.first ?? "").lowercased(), arguments: parts.count > 1 ? parts[1] : "")
  }

  var sku: String? { if case .text(_, let sku) = self { sku } else { nil } }

  /// For the log.
  var text: String {
    switch self {
    case .text(let text, let sku): text + (sku.map { "  (asked from \($0))" } ?? "")
    case .media(let kind, let caption): "(\(kind)) \(caption ?? "")"
    case .command(let text): text
    case .reaction(let emoji): "(reacts \(emoji))"
    case .order(let items, _, _):
      "(catalogue order) " + items.map { "\($0.quantity) × \($0.sku)" }.joined(separator: ", ")
    case .edit(let text): "(edits) \(text)"
    case .revoke: "(deletes that message)"
    case .location(_, _, let name, let address):
      "(location) " + [name, address].compactMap { $0 }.joined(separator: ", ")
    case .contact(let name, _, let isOwn): "(contact) \(name)" + (isOwn ? ", their own" : "")
    case .unsupported(let kind): "(\(kind))"
    }
  }
}
