import Foundation

/// One call that the fake WhatsApp was sent, and what it made of it. The body is read once, for tests ask often.
package struct WhatsAppCall: Sendable {
  /// The phone number id it was posted to.
  package var number: String
  package var body: [UInt8]
  /// The id it was given; nil where it was refused.
  package var messageID: String?
  package var breaches: [WhatsAppLimitChecker.Breach]
  /// What the caller was told: 200, or a refusal's status; 0 where it was told nothing.
  package var status = 200

  /// Not a read mark.
  package let isMessage: Bool
  package let isReadMark: Bool
  package let showsTyping: Bool
  /// The message a read mark is about.
  package let readMessageID: String?
  /// `text`, `image`, `interactive`
  package let type: String
  /// `button`, `list`, `cta_url`, `location_request_message`; nil for what is not interactive.
  package let interactiveType: String?
  /// Digits, or a business-scoped id.
  package let recipient: String
  package let callbackData: String?
  /// The text a shopper reads, the choices not counted.
  package let text: String
  package let imageURL: String?
  /// Of an uploaded picture.
  package let pictureID: String?
  package let link: Link?
  /// What may be tapped, in order.
  package let choices: [Choice]
  /// The catalogue's items it shows, in order.
  package let products: [String]

  package struct Link: Hashable, Sendable {
    package var title: String
    package var url: String
  }

  package struct Choice: Hashable, Sendable {
    package var id: String
    package var title: String
    package var detail: String?
    package var isListRow: Bool
  }

  /// A body as it was posted, or would be, with what is wrong in it.
  package init(body: [UInt8], number: String = "") {
    self.number = number
    self.body = body
    breaches = WhatsAppLimitChecker.breaches(in: body)
    let object = (try? JSONSerialization.jsonObject(with: Data(body))) as? [String: Any] ?? [:]
    let interactive = object["interactive"] as? [String: Any] ?? [:]
    let action = interactive["action"] as? [String: Any] ?? [:]
    isMessage = object["status"] == nil
    isReadMark = object["status"] as? String == "read"
    showsTyping = object["typing_indicator"] != nil
    readMessageID = object["message_id"] as? String
    type = object["type"] as? String ?? ""
    interactiveType = interactive["type"] as? String
    let to = (object["to"] ?? object["recipient"]) as? String ?? ""
    recipient = to.hasPrefix("+") ? String(to.dropFirst()) : to
    callbackData = object["biz_opaque_callback_data"] as? String
    text = Self.text(of: object, interactive: interactive)
    let header = interactive["header"] as? [String: Any] ?? [:]
    let image = (object["image"] ?? header["image"]) as? [String: Any]
    imageURL = image?["link"] as? String
    pictureID = image?["id"] as? String
    link = Self.link(in: action)
    choices = Self.choices(in: action)
    products = Self.products(in: action)
  }

  /// Text and choices in one string, for searching and for messages of failed tests.
  package var shownText: String {
    ([text] + choices.map { "[\($0.title)]" } + [link.map { "[\($0.title) → \($0.url)]" } ?? ""])
      .filter { !$0.isEmpty }.joined(separator: " ")
  }

  private static func text(of object: [String: Any], interactive: [String: Any]) -> String {
    let text =
      switch object["type"] as? String {
      case "text": (object["text"] as? [String: Any])?["body"]
      case "image": (object["image"] as? [String: Any])?["caption"]
      default: (interactive["body"] as? [String: Any])?["text"]
      }
    return text as? String ?? ""
  }

  private static func link(in action: [String: Any]) -> Link? {
    guard let parameters = action["parameters"] as? [String: Any], let title = parameters["display_text"] as? String,
      let url = parameters["url"] as? String
    else { return nil }
    return Link(title: title, url: url)
  }

  private static func choices(in action: [String: Any]) -> [Choice] {
    let buttons = (action["buttons"] as? [[String: Any]] ?? []).compactMap { $0["reply"] as? [String: Any] }
    let sections = action["sections"] as? [[String: Any]] ?? []
    let rows = sections.flatMap { $0["rows"] as? [[String: Any]] ?? [] }
    return buttons.map { choice($0, isListRow: false) } + rows.map { choice($0, isListRow: true) }
  }

  private static func products(in action: [String: Any]) -> [String] {
    let items = (action["sections"] as? [[String: Any]] ?? []).flatMap { $0["product_items"] as? [[String: Any]] ?? [] }
    return ([action] + items).compactMap { $0["product_retailer_id"] as? String }
  }

  private static func choice(_ object: [String: Any], isListRow: Bool) -> Choice {
    Choice(
      id: object["id"] as? String ?? "", title: object["title"] as? String ?? "",
      detail: object["description"] as? String, isListRow: isListRow)
  }
}
