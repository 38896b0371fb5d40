import Dialogue

/// Reads what a message carries.
enum TelegramContent {
  enum Reading {
    case content(InboundContent)
    /// Not written by anybody: something happened to the chat.
    case service(kind: String)
  }

  static func read(_ message: TelegramMessage) -> Reading {
    if let text = message.text { return .content(command(in: text) ?? .text(self.text(text))) }
    if let media = media(message) { return .content(.media(media)) }
    if let contact = message.contact { return .content(read(contact, from: message.from?.id)) }
    // A venue also carries its place as `location`.
    if let venue = message.venue { return .content(read(venue)) }
    if let place = message.location {
      return .content(.location(latitude: place.latitude, longitude: place.longitude, name: nil, address: nil))
    }
    if let kind = serviceFields.intersection(message.fieldNames).min() { return .service(kind: kind) }
    return .content(.unsupported(kind: name(message.fieldNames.subtracting(envelopeFields).min() ?? "empty")))
  }

  /// `/start payload` and `/cart@ShopBot`; nil for a text that only begins with a slash.
  private static func command(in text: String) -> InboundContent? {
    guard text.utf8.first == UInt8(ascii: "/") else { return nil }
    let body = text.utf8.dropFirst()
    let name = body.prefix(while: isCommandByte)
    guard (1...maximumCommandLength).contains(name.count) else { return nil }
    var rest = body[name.endIndex...]
    if rest.first == UInt8(ascii: "@") { rest = rest.dropFirst().drop(while: isCommandByte) }
    guard rest.first.map(isSpace) ?? true else { return nil }
    let arguments = rest.drop(while: isSpace)
    let lowered = name.map { (UInt8(ascii: "A")...UInt8(ascii: "Z")).contains($0) ? $0 | 0x20 : $0 }
    return .command(
      name: String(decoding: lowered, as: UTF8.self), arguments: self.text(String(decoding: arguments, as: UTF8.self)))
  }

  /// The Bot API's own bound on a command's name.
  private static let maximumCommandLength = 32

  private static func isCommandByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
      UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "_"):
      true
    default: false
    }
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (0x09...0x0d).contains(byte) }

  /// An animation also carries itself as `document`, so it is looked at before.
  private static func media(_ message: TelegramMessage) -> Media? {
    let kinds: [(Media.Kind, TelegramMessage.File?)] = [
      (.image, message.photo.flatMap(largest)), (.video, message.animation), (.video, message.video),
      (.video, message.videoNote), (.audio, message.audio), (.voice, message.voice), (.document, message.document),
      (.sticker, message.sticker),
    ]
    for case (let kind, let file?) in kinds {
      return Media(
        kind: kind, fileID: name(file.fileID), mimeType: file.mimeType.map(name), fileName: file.fileName.map(name),
        caption: message.caption.map(text))
    }
    return nil
  }

  private static func largest(of sizes: [TelegramMessage.File]) -> TelegramMessage.File? {
    func area(_ size: TelegramMessage.File) -> Double { Double(size.width ?? 0) * Double(size.height ?? 0) }
    return sizes.max { area($0) < area($1) }
  }

  /// A shopper can share anybody's card; only one with their own id is theirs.
  private static func read(_ contact: TelegramMessage.Contact, from userID: Int64?) -> InboundContent {
    let isSender = userID != nil && contact.userID == userID
    let name = fullName(contact.firstName, contact.lastName) ?? ""
    return .contact(name: name, phone: self.name(contact.phoneNumber), isSender: isSender)
  }

  private static func read(_ venue: TelegramMessage.Venue) -> InboundContent {
    .location(
      latitude: venue.location.latitude, longitude: venue.location.longitude, name: venue.title.map(name),
      address: venue.address.map(name))
  }
}

extension TelegramContent {
  /// Text as the engine takes it: bounded, and without NUL, which PostgreSQL cannot hold (one such message would make
  /// every later poll of its account fail).
  static func text(_ raw: String) -> String { bounded(raw, to: InboundContent.maximumTextLength) }

  /// Scalars of a name, title, address, file name or file id.
  private static let maximumNameLength = 512

  static func name(_ raw: String) -> String { bounded(raw, to: maximumNameLength) }

  static func fullName(_ first: String?, _ last: String?) -> String? {
    let parts = [first, last].compactMap { $0 }.map(name).filter { !$0.isEmpty }
    return parts.isEmpty ? nil : parts.joined(separator: " ")
  }

  private static func bounded(_ raw: String, to maximumScalars: Int) -> String {
    let hasNUL = raw.utf8.contains(0)
    if !hasNUL, raw.utf8.count <= maximumScalars { return raw }
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: raw.unicodeScalars.lazy.filter { $0.value != 0 }.prefix(maximumScalars))
    return String(scalars)
  }

  /// What a message has beside its content.
  private static let envelopeFields: Set<String> = [
    "message_id", "message_thread_id", "direct_messages_topic", "from", "sender_chat", "sender_boost_count",
    "sender_business_bot", "sender_tag", "date", "guest_query_id", "business_connection_id", "chat", "forward_origin",
    "is_topic_message", "is_automatic_forward", "reply_to_message", "external_reply", "quote", "reply_to_story",
    "reply_to_checklist_task_id", "reply_to_poll_option_id", "via_bot", "guest_bot_caller_user",
    "guest_bot_caller_chat", "edit_date", "has_protected_content", "is_from_offline", "is_paid_post",
    "media_group_id", "author_signature", "paid_star_count", "entities", "link_preview_options",
    "suggested_post_info", "effect_id", "caption", "caption_entities", "show_caption_above_media",
    "has_media_spoiler", "reply_markup",
  ]

  /// Messages that nobody wrote, Telegram's payments among them: Souk takes none through Telegram.
  private static let serviceFields: Set<String> = [
    "new_chat_members", "left_chat_member", "chat_owner_left", "chat_owner_changed", "new_chat_title",
    "new_chat_photo", "delete_chat_photo", "group_chat_created", "supergroup_chat_created", "channel_chat_created",
    "message_auto_delete_timer_changed", "migrate_to_chat_id", "migrate_from_chat_id", "pinned_message",
    "successful_payment", "refunded_payment", "users_shared", "chat_shared", "connected_website",
    "write_access_allowed", "passport_data", "proximity_alert_triggered", "boost_added", "chat_background_set",
    "checklist_tasks_done", "checklist_tasks_added", "direct_message_price_changed", "paid_message_price_changed",
    "managed_bot_created", "poll_option_added", "poll_option_deleted", "video_chat_scheduled", "video_chat_started",
    "video_chat_ended", "video_chat_participants_invited", "web_app_data",
  ]
}
