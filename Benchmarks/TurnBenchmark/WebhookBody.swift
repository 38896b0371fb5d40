import Crypto
import Dialogue
import Foundation

/// A text message as Meta posts it, signed.
enum WebhookBody {
  static func text(_ text: String, from shopper: String, id: String, account: String) throws -> WebhookRequest {
    let message: [String: Any] = [
      "from": shopper, "id": id, "timestamp": "\(Int(Date().timeIntervalSince1970))", "type": "text",
      "text": ["body": text],
    ]
    let value: [String: Any] = [
      "messaging_product": "whatsapp",
      "metadata": ["display_phone_number": "15550783881", "phone_number_id": account],
      "contacts": [["profile": ["name": "A Shopper"], "wa_id": shopper]], "messages": [message],
    ]
    let change: [String: Any] = ["field": "messages", "value": value]
    let entry: [String: Any] = ["id": "102290129340398", "changes": [change]]
    let body = Array(
      try JSONSerialization.data(withJSONObject: ["object": "whatsapp_business_account", "entry": [entry]]))
    return WebhookRequest(
      method: .post, headers: ["x-hub-signature-256": ["sha256=" + signature(of: body)]], body: body)
  }

  private static func signature(of body: [UInt8]) -> String {
    HMAC<SHA256>.authenticationCode(for: body, using: SymmetricKey(data: Array(WebhookDesk.appSecret.utf8)))
      .map { byte in String(byte >> 4, radix: 16) + String(byte & 15, radix: 16) }.joined()
  }
}
