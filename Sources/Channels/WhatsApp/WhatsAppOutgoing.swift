import Dialogue

/// One message as the Cloud API takes it, made only of parts that cannot break a limit.
enum WhatsAppOutgoing: Sendable {
  case text(WhatsAppText<WhatsAppMessageBody>)
  case image(WhatsAppPicture, caption: WhatsAppText<WhatsAppCaption>?)
  case interactive(body: WhatsAppText<WhatsAppInteractiveBody>, control: Control)

  /// What can be tapped under a text.
  enum Control: Sendable {
    case buttons(WhatsAppButtons, image: WhatsAppPicture?)
    case list(WhatsAppRows, label: WhatsAppText<WhatsAppListLabel>)
    case link(WhatsAppURL, title: WhatsAppText<WhatsAppLinkTitle>)
    case locationRequest
    case products(WhatsAppShelf, header: WhatsAppText<WhatsAppHeader>)
  }

  /// Digits go to `to`, a business-scoped id to `recipient`. A wa_id has its country code, so it needs no `+`.
  func call(to chat: ChatAddress) -> ChannelCall {
    let isNumber = chat.rawValue.utf8.allSatisfy { $0 >= 0x30 && $0 <= 0x39 }
    var members: [String: WhatsAppJSON] = [
      "messaging_product": "whatsapp", "recipient_type": "individual",
      isNumber ? "to" : "recipient":
        .string(chat.rawValue), "type": .string(type),
    ]
    members[type] = content
    WhatsAppUpload.adding(picture, to: &members)
    return ChannelCall(method: "messages", body: WhatsAppJSON.object(members).encoded)
  }

  private var picture: WhatsAppPicture? {
    switch self {
    case .text: nil
    case .image(let picture, _): picture
    case .interactive(_, let control): if case .buttons(_, let picture) = control { picture } else { nil }
    }
  }

  private var type: String {
    switch self {
    case .text: "text"
    case .image: "image"
    case .interactive: "interactive"
    }
  }

  private var content: WhatsAppJSON {
    switch self {
    case .text(let body): return ["body": body.json, "preview_url": false]
    case .image(let picture, let caption):
      var members = picture.json
      members["caption"] = caption?.json
      return .object(members)
    case .interactive(let body, let control):
      var members = control.members
      members["body"] = ["text": body.json]
      return .object(members)
    }
  }
}

extension WhatsAppOutgoing.Control {
  fileprivate var members: [String: WhatsAppJSON] {
    switch self {
    case .buttons(let buttons, let image):
      var members: [String: WhatsAppJSON] = ["type": "button", "action": ["buttons": buttons.json]]
      members["header"] = image.map { ["type": "image", "image": .object($0.json)] }
      return members
    case .list(let rows, let label):
      return ["type": "list", "action": ["button": label.json, "sections": [["rows": rows.json]]]]
    case .link(let url, let title):
      return [
        "type": "cta_url",
        "action": ["name": "cta_url", "parameters": ["display_text": title.json, "url": url.json]],
      ]
    case .products(let shelf, let header): return shelf.members(header: header)
    case .locationRequest:
      return ["type": "location_request_message", "action": ["name": "send_location"]]
    }
  }
}

/// A link that Meta can open: http or https, of a length that every browser takes. Meta names no limit.
struct WhatsAppURL: Hashable, Sendable {
  static let maximumLength = 2_000

  let value: String

  init?(_ text: String) {
    let start = text.prefix(8).lowercased()
    guard start.hasPrefix("https://") || start.hasPrefix("http://"), text.utf8.count <= Self.maximumLength,
      text.utf8.count > 8, text.utf8.allSatisfy({ $0 > 0x20 && $0 != 0x7F })
    else { return nil }
    value = text
  }

  var json: WhatsAppJSON { .string(value) }
}
