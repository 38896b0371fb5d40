import Dialogue

/// Shows a reply as Telegram messages, none of which can break a limit: text is cut before it is escaped, buttons are
/// counted before they are laid out, and what no button can hold is a line of text.
struct TelegramRenderer: Sendable {
  /// The label of the button that shares the shopper's location.
  var locationLabel: String

  /// One call as a rule; more where the text outgrows a message, or a picture's caption.
  func render(_ message: OutboundMessage, to chat: ChatAddress) -> [ChannelCall] {
    let chat = TelegramChatID(chat.rawValue)
    let keyboard = TelegramKeyboard(message, locationLabel: locationLabel)
    let words = Words(message, lines: keyboard.lines)
    func photo(_ html: String?, _ markup: TelegramReplyMarkup?) -> ChannelCall? {
      if let made = message.picture { return call(.photo(to: chat, png: made.png, html: html, markup: markup)) }
      return message.imageURL.flatMap(TelegramURL.normalized).map {
        call(.photo(to: chat, url: $0, html: html, markup: markup))
      }
    }
    if words.isBlank || words.units <= TelegramText.maximumCaptionUnits,
      let captioned = photo(words.isBlank ? nil : words.html, keyboard.markup)
    {
      return [captioned]
    }
    guard let photo = photo(nil, nil) else {
      return texts(words, fallback: fallback(message), to: chat, markup: keyboard.markup)
    }
    return [photo] + texts(words, fallback: fallback(message), to: chat, markup: keyboard.markup)
  }

  private func texts(
    _ words: Words, fallback: String, to chat: TelegramChatID, markup: TelegramReplyMarkup?
  ) -> [ChannelCall] {
    var pieces = words.pieces(limit: TelegramText.maximumMessageUnits)
    if pieces.isEmpty { pieces = [TelegramText.escaped(fallback)] }
    return pieces.enumerated().map { index, html in
      call(.message(to: chat, html: html, markup: index == pieces.count - 1 ? markup : nil))
    }
  }

  /// Stands in for a text in which nothing is to be seen, which Telegram refuses.
  private func fallback(_ message: OutboundMessage) -> String {
    let label = [message.choicesLabel, message.link?.title].compactMap { $0 }.map(TelegramText.cleaned)
      .first { !TelegramText.isBlank($0) }
    return TelegramText.shortened(label ?? "…", to: TelegramKeyboard.maximumTitleUnits)
  }

  private func call(_ body: TelegramOutgoing) -> ChannelCall {
    ChannelCall(method: body.photo == nil ? "sendMessage" : "sendPhoto", body: body.telegramJSON())
  }
}

/// What is to be read: a heading in bold, then the rest.
private struct Words {
  private let heading: String?
  private let body: String

  /// UTF-16 units; a heading longer than this is no heading and is shown as text.
  private static let maximumHeadingUnits = 256
  /// Ten full messages are some twenty pages; a reply beyond is cut short.
  private static let maximumMessages = 10
  private static let gap = "\n\n"

  init(_ message: OutboundMessage, lines: [String]) {
    let heading = message.heading.map(TelegramText.cleaned).flatMap { TelegramText.isBlank($0) ? nil : $0 }
    let fits = (heading?.utf16.count ?? 0) <= Self.maximumHeadingUnits
    self.heading = fits ? heading : nil
    let parts = [fits ? nil : heading, TelegramText.cleaned(message.text), lines.joined(separator: "\n")]
    body = parts.compactMap { $0 }.filter { !TelegramText.isBlank($0) }.joined(separator: Self.gap)
  }

  var isBlank: Bool { heading == nil && body.isEmpty }

  var units: Int { headingUnits + body.utf16.count }

  private var headingUnits: Int { heading.map { $0.utf16.count + Self.gap.utf16.count } ?? 0 }

  var html: String { html(of: body) }

  /// None where there is nothing to read; none of them blank.
  func pieces(limit: Int) -> [String] {
    let parts = TextCut.parts(
      of: body, first: limit - headingUnits, rest: limit, maximumParts: Self.maximumMessages)
    guard !parts.isEmpty else { return heading.map { [TelegramText.bold($0)] } ?? [] }
    return parts.enumerated().compactMap { index, part in
      if index == 0 { return html(of: part) }
      return TelegramText.isBlank(part) ? nil : TelegramText.escaped(part)
    }
  }

  private func html(of text: String) -> String {
    let bold = heading.map(TelegramText.bold)
    return [bold, text.isEmpty ? nil : TelegramText.escaped(text)].compactMap { $0 }.joined(separator: Self.gap)
  }
}
