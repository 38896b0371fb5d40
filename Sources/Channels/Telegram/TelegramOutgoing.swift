import Foundation

/// The body of `sendMessage` or `sendPhoto`; what a method has no use for is left out.
struct TelegramOutgoing: Codable, Hashable {
  var chatID: TelegramChatID
  var text: String?
  /// An address, or ``attachedPhoto`` for a picture that goes with the call.
  var photo: String?
  /// PNG in base 64, of a picture that goes with the call; Telegram never sees it in this form.
  var photoData: String?
  var caption: String?
  var parseMode: String?
  var linkPreviewOptions: LinkPreviewOptions?
  var replyMarkup: TelegramReplyMarkup?

  struct LinkPreviewOptions: Codable, Hashable {
    var isDisabled: Bool

    enum CodingKeys: String, CodingKey { case isDisabled = "is_disabled" }
  }

  enum CodingKeys: String, CodingKey {
    case text, photo, caption
    case chatID = "chat_id"
    case photoData = "photo_data"
    case parseMode = "parse_mode"
    case linkPreviewOptions = "link_preview_options"
    case replyMarkup = "reply_markup"
  }

  static func message(to chat: TelegramChatID, html: String, markup: TelegramReplyMarkup?) -> Self {
    Self(
      chatID: chat, text: html, parseMode: "HTML", linkPreviewOptions: .init(isDisabled: true), replyMarkup: markup)
  }

  static func photo(to chat: TelegramChatID, url: String, html: String?, markup: TelegramReplyMarkup?) -> Self {
    Self(chatID: chat, photo: url, caption: html, parseMode: html == nil ? nil : "HTML", replyMarkup: markup)
  }

  /// Names the part of the form that holds the picture.
  static let attachedPhoto = "attach://chart"

  static func photo(to chat: TelegramChatID, png: Data, html: String?, markup: TelegramReplyMarkup?) -> Self {
    var body = photo(to: chat, url: attachedPhoto, html: html, markup: markup)
    body.photoData = png.base64EncodedString()
    return body
  }

  /// What is read of it.
  var shownText: String { plain.text ?? plain.caption ?? "[picture]" }

  /// The same without formatting, for when Telegram cannot parse it.
  var plain: Self {
    var copy = self
    copy.parseMode = nil
    copy.text = text.map(TelegramText.plain(fromHTML:))
    copy.caption = caption.map(TelegramText.plain(fromHTML:))
    return copy
  }

  /// The same without its picture, for when Telegram cannot fetch it; nil where nothing else is in it.
  var withoutPhoto: Self? {
    guard photo != nil, let caption else { return nil }
    var copy = Self.message(to: chatID, html: caption, markup: replyMarkup)
    copy.parseMode = parseMode
    return copy
  }

  /// As Telegram is asked: for whoever looks at what would be sent.
  var posted: Self {
    var copy = self
    copy.photoData = nil
    return copy
  }
}

/// A chat's number, or a public name as it stands.
enum TelegramChatID: Codable, Hashable {
  case number(Int64)
  case name(String)

  init(_ text: String) {
    if let number = Int64(text) { self = .number(number) } else { self = .name(text) }
  }

  init(from decoder: any Decoder) throws {
    let value = try decoder.singleValueContainer()
    do { self = .number(try value.decode(Int64.self)) } catch { self = .name(try value.decode(String.self)) }
  }

  func encode(to encoder: any Encoder) throws {
    var value = encoder.singleValueContainer()
    switch self {
    case .number(let number): try value.encode(number)
    case .name(let name): try value.encode(name)
    }
  }
}

/// Either buttons under the message or a keyboard in place of the shopper's own.
struct TelegramReplyMarkup: Codable, Hashable {
  var inlineKeyboard: [[InlineButton]]?
  var keyboard: [[KeyboardButton]]?
  var resizesKeyboard: Bool?
  var isOneTime: Bool?

  enum CodingKeys: String, CodingKey {
    case keyboard
    case inlineKeyboard = "inline_keyboard"
    case resizesKeyboard = "resize_keyboard"
    case isOneTime = "one_time_keyboard"
  }

  struct InlineButton: Codable, Hashable {
    var text: String
    var callbackData: String?
    var url: String?

    enum CodingKeys: String, CodingKey {
      case text, url
      case callbackData = "callback_data"
    }
  }

  struct KeyboardButton: Codable, Hashable {
    var text: String
    var requestsLocation: Bool?

    enum CodingKeys: String, CodingKey {
      case text
      case requestsLocation = "request_location"
    }
  }
}

extension Encodable {
  /// Keys in order, so that one value has one text. Strings and whole numbers alone cannot fail to encode; the empty
  /// object stands for the impossible.
  func telegramJSON() -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    do {
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    } catch {
      return "{}"
    }
  }
}
