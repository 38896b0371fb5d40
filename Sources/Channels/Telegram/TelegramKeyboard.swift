import Dialogue

/// What may be tapped under a message, and the lines of text for what no button can hold.
struct TelegramKeyboard {
  private(set) var markup: TelegramReplyMarkup?
  /// To be shown under the text: numbered choices, and a link that cannot be a button.
  private(set) var lines: [String] = []

  /// The Bot API's bounds.
  static let maximumButtons = 100
  static let maximumButtonsInRow = 8
  static let callbackBytes = 1...64
  /// UTF-16 units of a button's text; ours, for a phone shows hardly more.
  static let maximumTitleUnits = 64

  init(_ message: OutboundMessage, locationLabel: String) {
    let choices = message.choices.enumerated().map { Option(number: $0 + 1, choice: $1) }
    let url = message.link.flatMap { TelegramURL.normalized($0.url) }
    // A message has either its own buttons or a keyboard for the shopper's answers, never both.
    let hasLinkButton = url != nil && !message.asksForLocation
    let room = Self.maximumButtons - (hasLinkButton || message.asksForLocation ? 1 : 0)
    let hasDetails = choices.contains { $0.detail != nil }
    let unlisted = choices.dropFirst(message.choicesInText)
    if unlisted.contains(where: { $0.detail != nil || !$0.fitsButton }) || choices.count > room {
      lines = unlisted.map(\.line)
    }
    if let link = message.link, !hasLinkButton { lines.append(Self.line(of: link)) }
    if message.asksForLocation {
      markup = Self.answerKeyboard(Array(choices.prefix(room)), locationLabel: locationLabel)
    } else {
      let button = hasLinkButton ? message.link.map { Self.button(of: $0, url: url) } : nil
      let tappable = choices.prefix(room).filter { Self.callbackBytes.contains($0.id.utf8.count) }
      markup = Self.inlineKeyboard(button, tappable, isList: hasDetails)
    }
  }

  /// The link stands first: where there is one, it is what the message is about.
  private static func inlineKeyboard(
    _ link: TelegramReplyMarkup.InlineButton?, _ choices: [Option], isList: Bool
  ) -> TelegramReplyMarkup? {
    let labels = choices.map(\.label)
    let rows = isList ? labels.indices.map { [$0] } : TelegramButtonRows.rows(of: labels)
    let buttons = rows.map { row in
      row.map { TelegramReplyMarkup.InlineButton(text: labels[$0], callbackData: choices[$0].id) }
    }
    let keyboard = (link.map { [[$0]] } ?? []) + buttons
    return keyboard.isEmpty ? nil : TelegramReplyMarkup(inlineKeyboard: keyboard)
  }

  /// A tapped key is sent as a text, which the engine knows as the choice of that title or number.
  private static func answerKeyboard(_ choices: [Option], locationLabel: String) -> TelegramReplyMarkup {
    let labels = choices.map { $0.isShortened ? "\($0.number)" : $0.label }
    let location = TelegramReplyMarkup.KeyboardButton(
      text: TelegramText.shortened(locationLabel, to: maximumTitleUnits), requestsLocation: true)
    let rows = TelegramButtonRows.rows(of: labels).map { row in
      row.map { TelegramReplyMarkup.KeyboardButton(text: labels[$0]) }
    }
    return TelegramReplyMarkup(keyboard: [[location]] + rows, resizesKeyboard: true, isOneTime: true)
  }

  private static func button(of link: OutboundMessage.Link, url: String?) -> TelegramReplyMarkup.InlineButton {
    let title = TelegramText.cleaned(link.title)
    let text = TelegramText.isBlank(title) ? link.url : title
    return .init(text: TelegramText.shortened(text, to: maximumTitleUnits), url: url)
  }

  private static func line(of link: OutboundMessage.Link) -> String {
    let title = TelegramText.cleaned(link.title)
    let url = TelegramText.cleaned(link.url)
    return TelegramText.isBlank(title) ? url : "\(title): \(url)"
  }
}

/// A choice with its place in the list.
private struct Option {
  let number: Int
  let id: String
  let detail: String?
  private let title: String

  init(number: Int, choice: Choice) {
    self.number = number
    id = choice.id
    let title = TelegramText.cleaned(choice.title)
    self.title = TelegramText.isBlank(title) ? "\(number)" : title
    detail = choice.detail.map(TelegramText.cleaned).flatMap { TelegramText.isBlank($0) ? nil : $0 }
  }

  var isShortened: Bool { title.utf16.count > TelegramKeyboard.maximumTitleUnits }

  /// Whether a button says all of it and can carry its id.
  var fitsButton: Bool { !isShortened && TelegramKeyboard.callbackBytes.contains(id.utf8.count) }

  var label: String { TelegramText.shortened(title, to: TelegramKeyboard.maximumTitleUnits) }

  var line: String { detail.map { "\(number). \(title) — \($0)" } ?? "\(number). \(title)" }
}
