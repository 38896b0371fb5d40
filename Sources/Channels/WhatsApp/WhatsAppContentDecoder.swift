import Commerce
import Dialogue

/// Reads what one message says. Whatever it is, there is an answer: a kind not known, or known and without what
/// it must have, is `.unsupported`, so that the shopper hears that it was not understood.
enum WhatsAppContentDecoder {
  /// Lines of a catalogue order kept; WhatsApp's carts hold far fewer.
  private static let maximumOrderItems = 500
  /// Of one line; WhatsApp's carts stop at 99.
  private static let maximumQuantity: Int64 = 1_000_000

  static func content(of message: WhatsAppJSON, from sender: WhatsAppPerson) -> InboundContent {
    let type = message["type"]?.text.map { WhatsAppBound.cut($0, to: 64) } ?? "untyped"
    let body = message[type]
    let content: InboundContent? =
      switch type {
      case "text": body?["body"]?.text.map { .text(bounded($0)) }
      case "image": media(.image, body)
      case "video": media(.video, body)
      case "audio": media(body?["voice"]?.bool == true ? .voice : .audio, body)
      case "document": media(.document, body)
      case "sticker": media(.sticker, body)
      case "location": location(body)
      case "contacts": contact(body, sender: sender)
      case "interactive": interactive(body)
      case "button": choice(id: body?["payload"], title: body?["text"])
      case "order": order(body)
      case "reaction": reaction(body)
      case "edit": edit(body)
      case "revoke": WhatsAppBound.messageID(body?["original_message_id"]).map { .revoke(messageID: $0) }
      case "unsupported": body?["type"]?.text.map { .unsupported(kind: WhatsAppBound.cut($0, to: 64)) }
      default: nil
      }
    return content ?? .unsupported(kind: type)
  }

  private static func bounded(_ text: String) -> String {
    WhatsAppBound.cut(text, to: InboundContent.maximumTextLength)
  }

  private static func media(_ kind: Media.Kind, _ json: WhatsAppJSON?) -> InboundContent? {
    guard let id = json?["id"]?.token, id.utf8.count <= WhatsAppBound.maximumIDBytes else { return nil }
    let media = Media(
      kind: kind, fileID: id, mimeType: json?["mime_type"]?.text.map { WhatsAppBound.cut($0, to: 256) },
      fileName: json?["filename"]?.text.map { WhatsAppBound.cut($0, to: 256) },
      caption: json?["caption"]?.text.map(bounded))
    return .media(media)
  }

  private static func location(_ json: WhatsAppJSON?) -> InboundContent? {
    guard let latitude = json?["latitude"]?.double, let longitude = json?["longitude"]?.double,
      abs(latitude) <= 90, abs(longitude) <= 180
    else { return nil }
    return .location(
      latitude: latitude, longitude: longitude, name: json?["name"]?.text.map { WhatsAppBound.cut($0, to: 1_024) },
      address: json?["address"]?.text.map { WhatsAppBound.cut($0, to: 1_024) })
  }

  /// The sender's own card if it is among those shared, else the first. A card is the sender's own where its `wa_id`
  /// is: the sender's is vouched for by WhatsApp.
  private static func contact(_ json: WhatsAppJSON?, sender: WhatsAppPerson) -> InboundContent? {
    let cards = (json?.elements ?? []).filter { $0.members != nil }
    let own = cards.first { ownPhone(on: $0, of: sender) != nil }
    guard let card = own ?? cards.first else { return nil }
    let name = card["name"]
    let phones = card["phones"]?.elements ?? []
    let phone = own.flatMap { ownPhone(on: $0, of: sender) } ?? phones.first
    return .contact(
      name: WhatsAppBound.cut((name?["formatted_name"] ?? name?["first_name"])?.text ?? "", to: 256),
      phone: (phone?["phone"] ?? phone?["wa_id"])?.token.map { WhatsAppBound.cut($0, to: 64) }, isSender: own != nil)
  }

  private static func ownPhone(on card: WhatsAppJSON, of sender: WhatsAppPerson) -> WhatsAppJSON? {
    guard let waID = sender.waID else { return nil }
    return card["phones"]?.elements.first { WhatsAppPerson.waID($0["wa_id"]) == waID }
  }

  private static func interactive(_ json: WhatsAppJSON?) -> InboundContent? {
    guard let type = json?["type"]?.text else { return nil }
    let body = json?[type]
    switch type {
    case "button_reply", "list_reply": return choice(id: body?["id"], title: body?["title"])
    case "nfm_reply": return flow(body)
    default: return .unsupported(kind: "interactive." + WhatsAppBound.cut(type, to: 64))
    }
  }

  /// A reply without its id is still an answer by its title.
  private static func choice(id: WhatsAppJSON?, title: WhatsAppJSON?) -> InboundContent? {
    let title = title?.text.map(bounded)
    guard let id = id?.token.map(bounded) else { return title.flatMap { $0.isEmpty ? nil : .text($0) } }
    return .choice(id: id, title: title ?? "")
  }

  /// Souk sends no flows, so this comes from one that the shop made in WhatsApp Manager: what was filled in is given
  /// as text, one line a field, for the interpreter and for staff to read.
  private static func flow(_ json: WhatsAppJSON?) -> InboundContent? {
    guard let fields = json?["response_json"]?.text.flatMap({ WhatsAppJSON($0) })?.members else { return nil }
    let lines = fields.keys.sorted().compactMap { key -> String? in
      guard key != "flow_token", let value = fields[key]?.token else { return nil }
      return "\(key): \(value)"
    }
    return lines.isEmpty ? nil : .text(bounded(lines.joined(separator: "\n")))
  }

  private static func order(_ json: WhatsAppJSON?) -> InboundContent? {
    let items = (json?["product_items"]?.elements ?? []).prefix(maximumOrderItems).compactMap { item -> OrderedItem? in
      guard let sku = item["product_retailer_id"]?.token, sku.utf8.count <= 256,
        let quantity = item["quantity"]?.integer, (1...maximumQuantity).contains(quantity)
      else { return nil }
      return OrderedItem(sku: sku, quantity: Int(quantity), shownPrice: price(item))
    }
    guard !items.isEmpty else { return nil }
    return .order(items: items, note: json?["text"]?.text.map(bounded))
  }

  /// nil for a price that no currency has: it is the client's, and nothing depends on it.
  private static func price(_ item: WhatsAppJSON) -> Money? {
    guard let text = item["item_price"]?.token, let currency = item["currency"]?.text.flatMap(Currency.init(code:))
    else {
      return nil
    }
    return Money(decimal: text, currency: currency)
  }

  private static func reaction(_ json: WhatsAppJSON?) -> InboundContent? {
    guard let id = WhatsAppBound.messageID(json?["message_id"]) else { return nil }
    let emoji = json?["emoji"]?.text.map { WhatsAppBound.cut($0, to: 64) }
    return .reaction(emoji: emoji.flatMap { $0.isEmpty ? nil : $0 }, messageID: id)
  }

  /// Of an edited picture the caption counts.
  private static func edit(_ json: WhatsAppJSON?) -> InboundContent? {
    guard let id = WhatsAppBound.messageID(json?["original_message_id"]), let message = json?["message"],
      let type = message["type"]?.text, let text = (message[type]?["body"] ?? message[type]?["caption"])?.text
    else { return nil }
    return .edit(messageID: id, text: bounded(text))
  }
}
