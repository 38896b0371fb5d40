import Commerce
import Dialogue

/// Turns one webhook body into what the inbox takes. Pure, and patient: whatever cannot be used is left out with a
/// note for the log, and costs nothing else of the body.
struct WhatsAppWebhookDecoder {
  /// What came out.
  struct Decoded: Sendable {
    var batch = InboundBatch()
    /// One sentence for each thing left out.
    var notes: [String] = []
  }

  /// Notes kept of one body; a hostile one could ask for thousands.
  private static let maximumNotes = 20

  /// The accounts this body may speak for, by phone number id.
  private let accounts: [String: ChannelAccountKey]
  /// For a message without a readable time.
  private let now: Timestamp
  private var decoded = Decoded()
  private var messages: [(message: InboundMessage, position: Int)] = []
  private var seen: Set<MessageKey> = []

  private struct MessageKey: Hashable {
    let account: ChannelAccountKey
    let id: String
  }

  init(accounts: [String: ChannelAccountKey], now: Timestamp) {
    self.accounts = accounts
    self.now = now
  }

  static func decode(_ body: WhatsAppJSON, accounts: [String: ChannelAccountKey], now: Timestamp) -> Decoded {
    var decoder = WhatsAppWebhookDecoder(accounts: accounts, now: now)
    return decoder.decode(body)
  }

  private mutating func decode(_ body: WhatsAppJSON) -> Decoded {
    guard body["object"]?.text == "whatsapp_business_account" else {
      note("the body is not about a WhatsApp business account")
      return decoded
    }
    for entry in body["entry"]?.elements ?? [] {
      for change in entry["changes"]?.elements ?? [] { decode(change: change) }
    }
    decoded.batch.messages =
      messages
      .sorted { ($0.message.sentAt, $0.position) < ($1.message.sentAt, $1.position) }
      .map(\.message)
    return decoded
  }

  private mutating func decode(change: WhatsAppJSON) {
    let field = change["field"]?.text ?? "messages"
    guard let value = change["value"], field == "messages" || field == "user_id_update" else {
      return note("a change of '\(WhatsAppBound.cut(field, to: 64))' is not for us")
    }
    guard let id = value["metadata"]?["phone_number_id"]?.token, let account = accounts[id] else {
      let id = value["metadata"]?["phone_number_id"]?.token ?? "none"
      return note("no account with this signature's secret has phone number id \(WhatsAppBound.cut(id, to: 64))")
    }
    if field == "user_id_update" { return decode(userIDUpdates: value, account: account) }
    let contacts = WhatsAppContacts(value["contacts"])
    for message in value["messages"]?.elements ?? [] { decode(message: message, contacts: contacts, account: account) }
    for status in value["statuses"]?.elements ?? [] { decode(status: status, account: account) }
    for error in value["errors"]?.elements ?? [] { note("\(account) has trouble: \(Self.describe(error: error))") }
  }

  private mutating func decode(message: WhatsAppJSON, contacts: WhatsAppContacts, account: ChannelAccountKey) {
    guard let id = WhatsAppBound.messageID(message["id"]) else {
      return note("a message without a usable id, which could not be told from its repetition")
    }
    guard message["group_id"] == nil || message["group_id"] == .null else {
      return note("message \(id) is from a group; only private chats are answered")
    }
    let person = contacts.sender(of: message)
    if message["type"]?.text == "system" { return decode(system: message, id: id, person: person, account: account) }
    guard let chat = person.chat else { return note("message \(id) has no sender that could be answered") }
    guard seen.insert(MessageKey(account: account, id: id)).inserted else {
      return note("message \(id) is in the body twice")
    }
    let context = message["context"]
    let sku = context?["referred_product"]?["product_retailer_id"]?.token
    let inbound = InboundMessage(
      account: account, messageID: id, sender: person.sender(on: account.channel), chat: chat,
      sentAt: timestamp(message["timestamp"]),
      content: WhatsAppContentDecoder.content(of: message, from: person),
      replyToMessageID: WhatsAppBound.messageID(context?["id"]), referredSKU: sku.map { WhatsAppBound.cut($0, to: 256) }
    )
    messages.append((inbound, messages.count))
  }

  /// A changed number or business-scoped id; it says nothing that a person would want answered.
  private mutating func decode(
    system message: WhatsAppJSON, id: String, person: WhatsAppPerson, account: ChannelAccountKey
  ) {
    let system = message["system"]
    let waID = WhatsAppPerson.waID(system?["wa_id"] ?? system?["new_wa_id"])
    let added = waID ?? WhatsAppPerson.userID(system?["user_id"])
    guard let added else { return note("system message \(id) names no new id") }
    // A number follows a number and a business-scoped id its like, where the message gives the choice.
    let known = waID == nil ? person.userID ?? person.waID : person.waID ?? person.userID
    guard let known else { return note("system message \(id) does not say whose id changed") }
    link(known, added, account: account)
  }

  /// `user_id_update`: `user_id {previous, current}`, in the value or in a list in it.
  private mutating func decode(userIDUpdates value: WhatsAppJSON, account: ChannelAccountKey) {
    let nested = value["user_id_update"]
    let candidates = [value] + (nested?.elements ?? []) + [nested].compactMap { $0 }
    let before = decoded.batch.identityLinks.count
    for candidate in candidates {
      let change = candidate["user_id"]?.members == nil ? candidate : candidate["user_id"]
      guard let previous = WhatsAppPerson.userID(change?["previous"]),
        let current = WhatsAppPerson.userID(change?["current"])
      else { continue }
      link(previous, current, account: account)
    }
    if decoded.batch.identityLinks.count == before { note("a user_id_update names no previous and current id") }
  }

  private mutating func link(_ known: String, _ added: String, account: ChannelAccountKey) {
    guard known != added else { return }
    decoded.batch.identityLinks.append(
      IdentityLink(
        account: account, known: ChannelIdentity(channel: account.channel, value: known),
        added: ChannelIdentity(channel: account.channel, value: added)))
  }

  private mutating func decode(status json: WhatsAppJSON, account: ChannelAccountKey) {
    guard let id = WhatsAppBound.messageID(json["id"]), let name = json["status"]?.text else {
      return note("a status without an id or a state")
    }
    guard let status = Self.statuses[name] else {
      return note("status '\(WhatsAppBound.cut(name, to: 64))' of \(id) is not known")
    }
    let error = status == .failed ? json["errors"]?.elements.first.map(Self.describe) ?? "no reason given" : nil
    decoded.batch.deliveries.append(
      DeliveryUpdate(
        account: account, providerMessageID: id,
        callbackData: json["biz_opaque_callback_data"]?.token.map { WhatsAppBound.cut($0, to: 512) }, status: status,
        at: timestamp(json["timestamp"]), error: error))
  }

  /// A voice note that was played was read.
  private static let statuses: [String: DeliveryStatus] = [
    "sent": .sent, "delivered": .delivered, "read": .read, "played": .read, "failed": .failed,
  ]

  /// `131047 Re-engagement message: Message failed to send because …`
  private static func describe(error: WhatsAppJSON) -> String {
    let details = error["error_data"]?["details"]?.text ?? error["message"]?.text
    let parts = [error["code"]?.token, error["title"]?.text].compactMap { $0 }.joined(separator: " ")
    return WhatsAppBound.cut([parts, details ?? ""].filter { !$0.isEmpty }.joined(separator: ": "), to: 300)
  }

  /// Unix seconds, as a string or a number; what is neither, or is no time of this age, counts as now.
  private func timestamp(_ json: WhatsAppJSON?) -> Timestamp {
    guard let seconds = json?.integer, (1...99_999_999_999).contains(seconds) else { return now }
    return Timestamp(seconds: seconds)
  }

  private mutating func note(_ text: String) {
    if decoded.notes.count < Self.maximumNotes { decoded.notes.append(text) }
  }
}
