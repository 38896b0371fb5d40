/// One update, with the parts of it that a shop reads; field names are the Bot API's.
///
/// Everything optional there is optional here, and unknown fields are passed over: the live API is always ahead.
struct TelegramUpdate: Decodable {
  var updateID: Int64
  var message: TelegramMessage?
  var editedMessage: TelegramMessage?
  var callbackQuery: TelegramCallbackQuery?
  var chatMember: TelegramChatMemberChange?
  var reaction: TelegramReactionChange?
  var preCheckout: TelegramPreCheckout?
  /// The names of what else is in it, for the log.
  var otherKinds: [String]

  init(from decoder: any Decoder) throws {
    let fields = try decoder.container(keyedBy: TelegramKey.self)
    updateID = try fields.decode(Int64.self, forKey: "update_id")
    message = try fields.decodeIfPresent(TelegramMessage.self, forKey: "message")
    editedMessage = try fields.decodeIfPresent(TelegramMessage.self, forKey: "edited_message")
    callbackQuery = try fields.decodeIfPresent(TelegramCallbackQuery.self, forKey: "callback_query")
    chatMember = try fields.decodeIfPresent(TelegramChatMemberChange.self, forKey: "my_chat_member")
    reaction = try fields.decodeIfPresent(TelegramReactionChange.self, forKey: "message_reaction")
    preCheckout = try fields.decodeIfPresent(TelegramPreCheckout.self, forKey: "pre_checkout_query")
    otherKinds = fields.allKeys.map(\.stringValue).filter { $0 != "update_id" }.sorted()
  }
}

/// A key by its name, so that a container can also tell which keys it has.
struct TelegramKey: CodingKey, ExpressibleByStringLiteral {
  var stringValue: String
  var intValue: Int? { nil }

  init(stringLiteral value: String) { stringValue = value }
  init?(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { nil }
}

struct TelegramUser: Decodable {
  var id: Int64
  var isBot: Bool?
  var firstName: String?
  var lastName: String?
  var languageCode: String?

  enum CodingKeys: String, CodingKey {
    case id
    case isBot = "is_bot"
    case firstName = "first_name"
    case lastName = "last_name"
    case languageCode = "language_code"
  }
}

struct TelegramChat: Decodable {
  var id: Int64
  var type: String
  var firstName: String?
  var lastName: String?

  var isPrivate: Bool { type == "private" }

  enum CodingKeys: String, CodingKey {
    case id, type
    case firstName = "first_name"
    case lastName = "last_name"
  }
}

struct TelegramCallbackQuery: Decodable {
  var id: String
  var from: TelegramUser
  /// An inaccessible message has only `chat`, `message_id` and a `date` of 0.
  var message: TappedMessage?
  var data: String?

  struct TappedMessage: Decodable {
    var messageID: Int64
    var chat: TelegramChat?
    var replyMarkup: InlineKeyboard?

    enum CodingKeys: String, CodingKey {
      case messageID = "message_id"
      case chat
      case replyMarkup = "reply_markup"
    }
  }

  struct InlineKeyboard: Decodable {
    var rows: [[Button]]?

    enum CodingKeys: String, CodingKey { case rows = "inline_keyboard" }

    struct Button: Decodable {
      var text: String?
      var data: String?

      enum CodingKeys: String, CodingKey {
        case text
        case data = "callback_data"
      }
    }
  }
}

struct TelegramChatMemberChange: Decodable {
  var chat: TelegramChat
  var from: TelegramUser
  var newMember: Member

  struct Member: Decodable { var status: String }

  enum CodingKeys: String, CodingKey {
    case chat, from
    case newMember = "new_chat_member"
  }
}

struct TelegramReactionChange: Decodable {
  var chat: TelegramChat
  var messageID: Int64
  /// Absent where an anonymous administrator reacted.
  var user: TelegramUser?
  var date: Int64
  /// Empty where the reaction was taken back.
  var newReaction: [Reaction]

  struct Reaction: Decodable {
    /// Absent for a custom emoji.
    var emoji: String?
  }

  enum CodingKeys: String, CodingKey {
    case chat, user, date
    case messageID = "message_id"
    case newReaction = "new_reaction"
  }
}
