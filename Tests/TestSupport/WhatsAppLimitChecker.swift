import Foundation

/// Meta's documented limits on an outgoing body, checked without a line of the adapter's code: the JSON is read by
/// Foundation and lengths are counted both ways.
package enum WhatsAppLimitChecker {
  /// What is wrong, and the error code Meta gives for it.
  package struct Breach: Hashable, Sendable, CustomStringConvertible {
    package var code: Int
    package var text: String

    package var description: String { "\(code): \(text)" }
  }

  /// Every breach of one body posted to `/{phone number id}/messages`.
  package static func breaches(in body: [UInt8]) -> [Breach] {
    guard let object = try? JSONSerialization.jsonObject(with: Data(body)) as? [String: Any] else {
      return [Breach(code: 100, text: "the body is not a JSON object")]
    }
    var check = Check()
    check.message(object)
    return check.breaches
  }

  private struct Check {
    var breaches: [Breach] = []

    mutating func fail(_ text: String, code: Int = 100) { breaches.append(Breach(code: code, text: text)) }

    mutating func message(_ body: [String: Any]) {
      if body["messaging_product"] as? String != "whatsapp" { fail("messaging_product is not whatsapp") }
      if body["status"] != nil { return status(body) }
      recipient(body)
      if let data = body["biz_opaque_callback_data"] { string(data, "biz_opaque_callback_data", 1...512) }
      guard let type = body["type"] as? String else { return fail("type is missing", code: 131_008) }
      guard let content = body[type] as? [String: Any] else { return fail("\(type) is missing", code: 131_008) }
      let known: Set<String> = [
        "messaging_product", "recipient_type", "to", "recipient", "type", "context", "biz_opaque_callback_data", type,
      ]
      for key in body.keys where !known.contains(key) { fail("unexpected key \(key)") }
      switch type {
      case "text":
        string(content["body"], "text.body", 1...4_096)
        keys(content, "text", ["body", "preview_url"])
      case "image": media(content, "image", captioned: true)
      case "interactive": interactive(content)
      case "reaction": string(content["message_id"], "reaction.message_id", 1...512)
      default: fail("type \(type) is not supported here", code: 131_051)
      }
    }

    private mutating func status(_ body: [String: Any]) {
      if body["status"] as? String != "read" { fail("status is not read") }
      string(body["message_id"], "message_id", 1...512)
      if let typing = body["typing_indicator"] as? [String: Any], typing["type"] as? String != "text" {
        fail("typing_indicator.type is not text")
      }
      keys(body, "body", ["messaging_product", "status", "message_id", "typing_indicator"])
    }

    private mutating func recipient(_ body: [String: Any]) {
      if let type = body["recipient_type"] as? String, type != "individual" { fail("recipient_type is \(type)") }
      let to = body["to"] as? String
      let recipient = body["recipient"] as? String
      if to == nil && recipient == nil { fail("neither to nor recipient", code: 131_008) }
      if let to {
        let digits = to.hasPrefix("+") ? to.dropFirst() : to[...]
        if digits.isEmpty || !digits.allSatisfy({ $0.isASCII && $0.isNumber }) { fail("to is not a number: \(to)") }
      }
      if let recipient, !recipient.contains(".") { fail("recipient is not a business-scoped id: \(recipient)") }
    }

    private mutating func media(_ content: [String: Any], _ name: String, captioned: Bool) {
      let link = content["link"] as? String ?? ""
      if content["id"] == nil, URL(string: link)?.host() == nil { fail("\(name) has neither id nor a usable link") }
      if let caption = content["caption"] { string(caption, "\(name).caption", 1...1_024) }
      keys(content, name, ["link", "id"] + (captioned ? ["caption"] : []))
    }

    private mutating func interactive(_ content: [String: Any]) {
      keys(content, "interactive", ["type", "header", "body", "footer", "action"])
      let type = content["type"] as? String ?? ""
      string((content["body"] as? [String: Any])?["text"], "interactive.body", 1...1_024)
      if let footer = content["footer"] as? [String: Any] { string(footer["text"], "footer", 1...60) }
      if let header = content["header"] as? [String: Any] { self.header(header, of: type) }
      guard let action = content["action"] as? [String: Any] else { return fail("no action", code: 131_008) }
      switch type {
      case "button": buttons(action)
      case "list": list(action)
      case "cta_url": link(action)
      case "product": product(action)
      case "product_list": products(action, header: content["header"])
      case "location_request_message":
        if action["name"] as? String != "send_location" { fail("action.name is not send_location") }
      default: fail("interactive type \(type) is not supported here", code: 131_051)
      }
    }

    private mutating func header(_ header: [String: Any], of type: String) {
      let kind = header["type"] as? String ?? ""
      switch (type, kind) {
      case ("button", "text"), ("list", "text"), ("cta_url", "text"), ("product_list", "text"):
        string(header["text"], "header.text", 1...60)
      case ("button", "image"): media(header["image"] as? [String: Any] ?? [:], "header.image", captioned: false)
      default: fail("a \(type) message has no \(kind) header")
      }
    }

    private mutating func buttons(_ action: [String: Any]) {
      keys(action, "action", ["buttons"])
      let buttons = action["buttons"] as? [[String: Any]] ?? []
      if !(1...3).contains(buttons.count) { fail("\(buttons.count) buttons") }
      let replies = buttons.compactMap { $0["reply"] as? [String: Any] }
      if replies.count != buttons.count || buttons.contains(where: { $0["type"] as? String != "reply" }) {
        fail("a button is no reply button")
      }
      for reply in replies {
        string(reply["id"], "button id", 1...256)
        string(reply["title"], "button title", 1...20, oneLine: true)
      }
      unique(replies.map { $0["title"] as? String ?? "" }, "button titles")
      unique(replies.map { $0["id"] as? String ?? "" }, "button ids")
    }

    private mutating func list(_ action: [String: Any]) {
      keys(action, "action", ["button", "sections"])
      string(action["button"], "list button", 1...20, oneLine: true)
      let sections = action["sections"] as? [[String: Any]] ?? []
      if !(1...10).contains(sections.count) { fail("\(sections.count) sections") }
      for section in sections where sections.count > 1 || section["title"] != nil {
        string(section["title"], "section title", 1...24, oneLine: true)
      }
      let rows = sections.flatMap { $0["rows"] as? [[String: Any]] ?? [] }
      if !(1...10).contains(rows.count) { fail("\(rows.count) rows") }
      for row in rows {
        keys(row, "row", ["id", "title", "description"])
        string(row["id"], "row id", 1...200)
        string(row["title"], "row title", 1...24, oneLine: true)
        if let detail = row["description"] { string(detail, "row description", 1...72, oneLine: true) }
      }
      unique(rows.map { $0["id"] as? String ?? "" }, "row ids")
      unique(rows.map { $0["title"] as? String ?? "" }, "row titles")
    }

    private mutating func product(_ action: [String: Any]) {
      keys(action, "action", ["catalog_id", "product_retailer_id"])
      string(action["catalog_id"], "catalog_id", 1...100, oneLine: true)
      string(action["product_retailer_id"], "product_retailer_id", 1...100, oneLine: true)
    }

    private mutating func products(_ action: [String: Any], header: Any?) {
      keys(action, "action", ["catalog_id", "sections"])
      string(action["catalog_id"], "catalog_id", 1...100, oneLine: true)
      if header == nil { fail("a product_list has no header", code: 131_008) }
      let sections = action["sections"] as? [[String: Any]] ?? []
      if !(1...10).contains(sections.count) { fail("\(sections.count) sections") }
      var ids: [String] = []
      for section in sections {
        keys(section, "section", ["title", "product_items"])
        string(section["title"], "section title", 1...24, oneLine: true)
        let items = section["product_items"] as? [[String: Any]] ?? []
        if items.isEmpty { fail("a section without products") }
        for item in items {
          keys(item, "item", ["product_retailer_id"])
          string(item["product_retailer_id"], "product_retailer_id", 1...100, oneLine: true)
          ids.append(item["product_retailer_id"] as? String ?? "")
        }
      }
      if !(1...30).contains(ids.count) { fail("\(ids.count) products") }
      unique(ids, "product ids")
    }

    private mutating func link(_ action: [String: Any]) {
      let parameters = action["parameters"] as? [String: Any] ?? [:]
      if action["name"] as? String != "cta_url" { fail("action.name is not cta_url") }
      string(parameters["display_text"], "display_text", 1...20, oneLine: true)
      let url = parameters["url"] as? String ?? ""
      if !(url.hasPrefix("https://") || url.hasPrefix("http://")) { fail("url is no web address: \(url)") }
    }

    /// Within the range in UTF-16 units and in code points, and with something to be seen in it.
    private mutating func string(
      _ value: Any?, _ name: String, _ range: ClosedRange<Int>, oneLine: Bool = false
    ) {
      guard let text = value as? String else { return fail("\(name) is missing", code: 131_008) }
      if !range.contains(text.utf16.count) || !range.contains(text.unicodeScalars.count) {
        fail("\(name) has \(text.utf16.count) characters, not \(range.lowerBound) to \(range.upperBound)")
      }
      if text.trimmingCharacters(in: .whitespacesAndNewlines).isEmpty { fail("\(name) is blank") }
      if oneLine && text.contains(where: \.isNewline) { fail("\(name) has several lines") }
      if text.unicodeScalars.contains(where: { $0.value < 0x20 && $0 != "\n" }) {
        fail("\(name) has a control character")
      }
    }

    private mutating func keys(_ object: [String: Any], _ name: String, _ allowed: [String]) {
      for key in object.keys where !allowed.contains(key) { fail("unexpected key \(name).\(key)") }
    }

    private mutating func unique(_ values: [String], _ name: String) {
      if Set(values).count != values.count { fail("\(name) are not unique: \(values)") }
    }
  }
}
