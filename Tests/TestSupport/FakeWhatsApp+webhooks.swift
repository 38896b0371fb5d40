import Crypto
import Dialogue
import Foundation
import Synchronization

/// A body as Meta would post it, with its signature.
package struct WhatsAppWebhook: Sendable {
  package var body: [UInt8]
  package var signature: String

  /// For `WebhookReceiver.receive`.
  package var request: WebhookRequest {
    WebhookRequest(
      method: .post, headers: ["content-type": ["application/json"], "x-hub-signature-256": [signature]], body: body)
  }

  /// For a post over HTTP.
  package var headers: [(name: String, value: String)] {
    [("Content-Type", "application/json"), ("X-Hub-Signature-256", signature)]
  }

  package init(body: [UInt8], appSecret: String) {
    self.body = body
    let code = HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(appSecret.utf8)))
    signature = "sha256=" + code.map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
  }
}

extension FakeWhatsApp {
  package func text(_ body: String, from shopper: Shopper, id: String? = nil) -> WhatsAppWebhook {
    message(["type": "text", "text": ["body": body]], from: shopper, id: id)
  }

  package func location(latitude: Double, longitude: Double, from shopper: Shopper) -> WhatsAppWebhook {
    message(
      ["type": "location", "location": ["latitude": latitude, "longitude": longitude]], from: shopper)
  }

  package func order(_ items: [(sku: String, quantity: Int)], from shopper: Shopper) -> WhatsAppWebhook {
    let lines = items.map { item -> [String: Any] in
      ["product_retailer_id": item.sku, "quantity": item.quantity, "item_price": 1, "currency": "USD"]
    }
    return message(
      ["type": "order", "order": ["catalog_id": "400000000000001", "product_items": lines]], from: shopper)
  }

  package func image(caption: String?, from shopper: Shopper) -> WhatsAppWebhook {
    var image: [String: Any] = ["id": "300000000000001", "mime_type": "image/jpeg"]
    image["caption"] = caption
    return message(["type": "image", "image": image], from: shopper)
  }

  /// Taps the newest button or row with this title that the shopper was shown.
  package func tap(_ title: String, from shopper: Shopper) throws -> WhatsAppWebhook {
    let shown = messages(to: shopper)
    for message in shown.reversed() {
      if let choice = message.choices.first(where: { $0.title == title }) {
        return tap(choice, of: message, from: shopper)
      }
    }
    throw FakeWhatsAppError.notShown(title: title, shown: shown.flatMap { $0.choices.map(\.title) })
  }

  /// Taps what is shown under one message.
  package func tap(
    _ choice: WhatsAppCall.Choice, of message: WhatsAppCall, from shopper: Shopper
  ) -> WhatsAppWebhook {
    let kind = choice.isListRow ? "list_reply" : "button_reply"
    var reply: [String: Any] = ["id": choice.id, "title": choice.title]
    reply["description"] = choice.detail
    return self.message(
      [
        "type": "interactive", "interactive": ["type": kind, kind: reply],
        "context": ["from": options.displayPhoneNumber, "id": message.messageID ?? ""],
      ], from: shopper)
  }

  /// A delivery report of one of our messages: `sent`, `delivered`, `read` or `failed`.
  package func status(_ status: String, of message: WhatsAppCall, errorCode: Int? = nil) -> WhatsAppWebhook {
    var report: [String: Any] = [
      "id": message.messageID ?? "", "status": status, "timestamp": Self.timestamp, "recipient_id": message.recipient,
    ]
    report["biz_opaque_callback_data"] = message.callbackData
    if let errorCode { report["errors"] = [["code": errorCode, "title": "injected"]] }
    return webhook(["statuses": [report]])
  }

  /// Any message: `content` has its `type` and the object named by it.
  package func message(_ content: [String: Any], from shopper: Shopper, id: String? = nil) -> WhatsAppWebhook {
    let number = state.withLock { state in
      state.lastID += 1
      state.writers.insert(shopper.waID)
      if let userID = shopper.userID { state.writers.insert(userID) }
      return state.lastID
    }
    var message = content
    message["from"] = shopper.waID
    message["from_user_id"] = shopper.userID
    message["id"] = id ?? "wamid.FAKEIN\(number)"
    message["timestamp"] = Self.timestamp
    var contact: [String: Any] = ["profile": ["name": shopper.name], "wa_id": shopper.waID]
    contact["user_id"] = shopper.userID
    return webhook(["contacts": [contact], "messages": [message]])
  }

  /// Any value of a `messages` change.
  package func webhook(_ value: [String: Any]) -> WhatsAppWebhook {
    var value = value
    value["messaging_product"] = "whatsapp"
    value["metadata"] = [
      "display_phone_number": options.displayPhoneNumber, "phone_number_id": options.phoneNumberID,
    ]
    let body: [String: Any] = [
      "object": "whatsapp_business_account",
      "entry": [
        ["id": "200000000000001", "changes": [["field": "messages", "value": value] as [String: Any]]] as [String: Any]
      ],
    ]
    return WhatsAppWebhook(body: Array(Self.json(body).utf8), appSecret: options.appSecret)
  }

  private static var timestamp: String { String(Int(Date().timeIntervalSince1970)) }
}
