import Dialogue

/// Shows a reply with as few messages as WhatsApp's limits allow, nearly always one.
///
/// WhatsApp does not promise to show messages in the order they were sent, so where one reply needs several each can
/// be read alone, and what can be tapped comes with the end of the text.
struct WhatsAppRenderer: Sendable {
  /// UTF-16 units of one reply; what is longer ends in "…". Ten messages.
  private static let maximumTextLength = 40_000
  private static let maximumHeadingLength = 200
  /// Of a choice's title and detail where they stand in the text.
  private static let maximumChoiceLength = 300
  /// A longer address would take up the text it stands in, and is sent alone.
  private static let maximumInlineURLLength = 512

  let limits: WhatsAppLimits
  let listLabel: String

  func calls(for message: OutboundMessage, to chat: ChatAddress) -> [ChannelCall] {
    guard !chat.rawValue.isEmpty else { return [] }
    return messages(for: message).map { $0.call(to: chat) }
  }

  private func messages(for message: OutboundMessage) -> [WhatsAppOutgoing] {
    let shelf = shelf(of: message)
    let choices = shelf ?? shownChoices(of: message)
    let linkButton = choices == nil && !message.asksForLocation ? message.link.flatMap(button) : nil
    var before: [WhatsAppOutgoing] = []
    var text = paragraphs(of: message, choices: choices)
    if let written = message.link, linkButton == nil {
      let line = line(for: written)
      if line.utf16.count <= Self.maximumInlineURLLength {
        text = joined([text, line])
      } else {
        before += texts(line)
      }
    }
    let request = message.asksForLocation ? WhatsAppOutgoing.Control.locationRequest : nil
    // The catalogue has its own pictures.
    let image = shelf == nil ? picture(of: message) : nil
    return before
      + messages(
        text: text, image: image,
        controls: [request, choices, linkButton].compactMap { $0 }, label: label(of: message))
  }

  private func messages(
    text: String, image: WhatsAppPicture?, controls: [WhatsAppOutgoing.Control], label: String
  ) -> [WhatsAppOutgoing] {
    guard let first = controls.first else { return image.map { captioned($0, text) } ?? texts(text) }
    var out: [WhatsAppOutgoing] = []
    var control = first
    if let image {
      if case .buttons(let buttons, _) = first {
        control = .buttons(buttons, image: image)
      } else {
        out.append(.image(image, caption: nil))
      }
    }
    let (head, tail) = WhatsAppTextCutter.splitEnd(of: text, within: limits.interactiveBody)
    out += texts(head) + interactive(tail, control, label: label)
    for control in controls.dropFirst() { out += interactive("", control, label: label) }
    return out
  }

  /// The text a control stands under; a control cannot be without.
  private func interactive(
    _ text: String, _ control: WhatsAppOutgoing.Control, label: String
  ) -> [WhatsAppOutgoing] {
    let body =
      WhatsAppText<WhatsAppInteractiveBody>(text, limit: limits.interactiveBody)
      ?? WhatsAppText<WhatsAppInteractiveBody>(label, limit: limits.interactiveBody)
    return body.map { [.interactive(body: $0, control: control)] } ?? []
  }

  private func picture(of message: OutboundMessage) -> WhatsAppPicture? {
    if let made = message.picture { return .upload(made.png) }
    return message.imageURL.flatMap { WhatsAppURL($0) }.map { .link($0) }
  }

  private func captioned(_ image: WhatsAppPicture, _ text: String) -> [WhatsAppOutgoing] {
    let parts = WhatsAppTextCutter.split(text, every: limits.caption)
    let caption = parts.first ?? ""
    let rest = parts.dropFirst().joined(separator: "\n")
    return [.image(image, caption: WhatsAppText(caption, limit: limits.caption))] + texts(rest)
  }

  private func texts(_ text: String) -> [WhatsAppOutgoing] {
    WhatsAppTextCutter.split(text, every: limits.text)
      .compactMap { WhatsAppText<WhatsAppMessageBody>($0, limit: limits.text) }
      .map { .text($0) }
  }
}

extension WhatsAppRenderer {
  /// The shop's own goods; what else could be tapped then stands in the text with its number.
  private func shelf(of message: OutboundMessage) -> WhatsAppOutgoing.Control? {
    let label = label(of: message)
    guard let shelf = WhatsAppShelf(message, limits: limits, label: label),
      let header = WhatsAppText<WhatsAppHeader>(label, limit: WhatsAppHeader.maximumLength)
    else { return nil }
    return .products(shelf, header: header)
  }

  /// Buttons where the titles fit on them, else a list; nil for none, or for more than a list holds: those are
  /// numbered in the text.
  private func shownChoices(of message: OutboundMessage) -> WhatsAppOutgoing.Control? {
    if let buttons = WhatsAppButtons(message.choices, limits: limits) { return .buttons(buttons, image: nil) }
    guard let rows = WhatsAppRows(message.choices, limits: limits),
      let label = WhatsAppText<WhatsAppListLabel>(label(of: message), limit: limits.listLabel)
    else { return nil }
    return .list(rows, label: label)
  }

  private func label(of message: OutboundMessage) -> String {
    let label = WhatsAppPlainText.line(message.choicesLabel ?? "")
    return WhatsAppPlainText.isBlank(label) ? listLabel : label
  }

  /// nil for what no button can open; such a link stands in the text.
  private func button(for link: OutboundMessage.Link) -> WhatsAppOutgoing.Control? {
    guard let url = WhatsAppURL(link.url),
      let title = WhatsAppText<WhatsAppLinkTitle>(WhatsAppPlainText.line(link.title), limit: limits.linkTitle)
    else { return nil }
    return .link(url, title: title)
  }

  /// Heading, text, and what the choices' own control does not show of them.
  private func paragraphs(of message: OutboundMessage, choices: WhatsAppOutgoing.Control?) -> String {
    let heading = WhatsAppTextCutter.cut(
      WhatsAppPlainText.line(message.heading ?? ""), to: Self.maximumHeadingLength)
    let plain = WhatsAppPlainText.lines(message.text)
    let title = WhatsAppPlainText.isBlank(heading) ? "" : WhatsAppPlainText.bold(heading)
    let text = [title, WhatsAppPlainText.isBlank(plain) ? "" : WhatsAppPlainText.withoutMarkup(plain)]
      .filter { !$0.isEmpty }.joined(separator: "\n")
    let lines: [String] =
      switch choices {
      case .buttons: detailLines(message.choices, besides: plain)
      case nil, .products: Array(numberedLines(message.choices).dropFirst(message.choicesInText))
      default: []
      }
    return WhatsAppTextCutter.cut(
      joined([text, lines.joined(separator: "\n")]), to: Self.maximumTextLength)
  }

  /// A button has no room for a detail; one that the text does not tell already stands under it.
  private func detailLines(_ choices: [Choice], besides text: String) -> [String] {
    choices.compactMap { choice in
      let detail = shortened(choice.detail ?? "")
      guard !WhatsAppPlainText.isBlank(detail), !text.contains(detail) else { return nil }
      return WhatsAppPlainText.withoutMarkup("\(shortened(choice.title)): \(detail)")
    }
  }

  private func numberedLines(_ choices: [Choice]) -> [String] {
    choices.enumerated().map { index, choice in
      let words = [choice.title, choice.detail ?? ""].map(shortened).filter { !WhatsAppPlainText.isBlank($0) }
      return WhatsAppPlainText.withoutMarkup("\(index + 1). " + words.joined(separator: " – "))
    }
  }

  private func shortened(_ text: String) -> String {
    WhatsAppTextCutter.cut(WhatsAppPlainText.line(text), to: Self.maximumChoiceLength)
  }

  private func line(for link: OutboundMessage.Link) -> String {
    let title = WhatsAppPlainText.withoutMarkup(shortened(link.title))
    let url = WhatsAppPlainText.line(link.url)
    return WhatsAppPlainText.isBlank(title) ? url : "\(title): \(url)"
  }

  private func joined(_ paragraphs: [String]) -> String {
    paragraphs.filter { !$0.isEmpty }.joined(separator: "\n\n")
  }
}
