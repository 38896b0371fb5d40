extension FakeTelegram {
  /// Telegram's documented limits, checked over a call's body as it came; written from the documentation and not from
  /// the adapter, so that the two can disagree.
  package enum Limits {
    /// Why Telegram would refuse the call, in its own words where they are known; nil where it would not.
    package static func refusal(of method: String, _ body: JSON) -> String? {
      switch method {
      case "sendMessage": refusalOfMessage(body)
      case "sendPhoto": refusalOfPhoto(body)
      case "answerCallbackQuery": refusalOfAnswer(body)
      case "sendChatAction": body["action"]?.string == "typing" ? nil : "Bad Request: wrong parameter action in request"
      case "setMyCommands": refusalOfCommands(body)
      case "getUpdates", "deleteWebhook", "setWebhook", "getMe", "getWebhookInfo": nil
      default: "Not Found: method not found"
      }
    }

    private static func refusalOfMessage(_ body: JSON) -> String? {
      guard body["chat_id"]?.integer != nil else { return "Bad Request: chat_id is empty" }
      guard let text = body["text"]?.string else { return "Bad Request: message text is empty" }
      return refusal(ofText: text, parseMode: body["parse_mode"]?.string, isRequired: true, limit: 4_096)
        ?? refusal(ofMarkup: body["reply_markup"])
    }

    private static func refusalOfPhoto(_ body: JSON) -> String? {
      guard body["chat_id"]?.integer != nil else { return "Bad Request: chat_id is empty" }
      guard let photo = body["photo"]?.string, !photo.isEmpty else {
        return "Bad Request: there is no photo in the request"
      }
      if photo.contains(":"), !isURL(photo), !photo.hasPrefix("attach://") {
        return "Bad Request: wrong file identifier/HTTP URL specified"
      }
      if let caption = body["caption"]?.string,
        let refusal = refusal(ofText: caption, parseMode: body["parse_mode"]?.string, isRequired: false, limit: 1_024)
      {
        return refusal
      }
      return refusal(ofMarkup: body["reply_markup"])
    }

    private static func refusalOfAnswer(_ body: JSON) -> String? {
      guard body["callback_query_id"]?.string?.isEmpty == false else {
        return "Bad Request: query is too old and response timeout expired or query ID is invalid"
      }
      guard (body["text"]?.string ?? "").utf16.count <= 200 else { return "Bad Request: MESSAGE_TOO_LONG" }
      return nil
    }

    private static func refusalOfCommands(_ body: JSON) -> String? {
      guard let commands = body["commands"]?.array, commands.count <= 100 else {
        return "Bad Request: BOT_COMMANDS_TOO_MUCH"
      }
      for command in commands {
        let name = command["command"]?.string ?? ""
        let isName = name.unicodeScalars.allSatisfy {
          ("a"..."z").contains($0) || ("0"..."9").contains($0) || $0 == "_"
        }
        guard isName, (1...32).contains(name.count) else { return "Bad Request: BOT_COMMAND_INVALID" }
        guard (1...256).contains((command["description"]?.string ?? "").utf16.count) else {
          return "Bad Request: BOT_COMMAND_DESCRIPTION_INVALID"
        }
      }
      return nil
    }

    private static func refusal(ofText text: String, parseMode: String?, isRequired: Bool, limit: Int) -> String? {
      let shown: String
      switch parseMode {
      case nil: shown = text
      case "HTML":
        switch HTML.parse(text) {
        case .success(let parsed): shown = parsed
        case .failure(let error): return "Bad Request: can't parse entities: \(error.reason)"
        }
      default: return "Bad Request: unsupported parse_mode"
      }
      if isRequired && !HTML.isVisible(shown) { return "Bad Request: message text is empty" }
      // Counted untrimmed: whether Telegram trims before it counts is not documented.
      if shown.utf16.count > limit {
        return isRequired ? "Bad Request: message is too long" : "Bad Request: message caption is too long"
      }
      return nil
    }

    private static func refusal(ofMarkup markup: JSON?) -> String? {
      guard let markup else { return nil }
      if let rows = markup["inline_keyboard"]?.array {
        guard markup.object?.count == 1 else { return "Bad Request: an inline keyboard mixed with other markup" }
        return refusal(ofRows: rows, button: refusal(ofInlineButton:))
      }
      if let rows = markup["keyboard"]?.array { return refusal(ofRows: rows, button: refusal(ofKey:)) }
      return markup["remove_keyboard"]?.bool == true ? nil : "Bad Request: object expected as reply markup"
    }

    private static func refusal(ofRows rows: [JSON], button: (JSON) -> String?) -> String? {
      let buttons = rows.map { $0.array ?? [] }
      guard !buttons.isEmpty, buttons.allSatisfy({ !$0.isEmpty }) else { return "Bad Request: an empty row of buttons" }
      guard buttons.allSatisfy({ $0.count <= 8 }) else { return "Bad Request: more than 8 buttons in a row" }
      guard buttons.joined().count <= 100 else { return "Bad Request: reply markup is too long" }
      return buttons.joined().lazy.compactMap(button).first
    }

    private static func refusal(ofInlineButton button: JSON) -> String? {
      guard HTML.isVisible(button["text"]?.string ?? "") else {
        return "Bad Request: inline keyboard button text must be non-empty"
      }
      switch (button["callback_data"]?.string, button["url"]?.string) {
      case (let data?, nil):
        return (1...64).contains(data.utf8.count) ? nil : "Bad Request: BUTTON_DATA_INVALID"
      case (nil, let url?): return isURL(url) ? nil : "Bad Request: inline keyboard button URL '\(url)' is invalid"
      default: return "Bad Request: text buttons are unallowed in the inline keyboard"
      }
    }

    private static func refusal(ofKey key: JSON) -> String? {
      HTML.isVisible(key["text"]?.string ?? "") ? nil : "Bad Request: keyboard button text must be non-empty"
    }

    /// http or https, a host that is not `localhost`, no blank or other character that a URL cannot hold.
    private static func isURL(_ text: String) -> Bool {
      for scheme in ["https://", "http://"] where text.lowercased().hasPrefix(scheme) {
        let rest = text.dropFirst(scheme.count)
        let host = rest.prefix { !"/?#".contains($0) }
        let isPlain = text.unicodeScalars.allSatisfy {
          $0.value > 0x20 && $0.value < 0x7f && !#"<>"\^`{|}"#.unicodeScalars.contains($0)
        }
        return isPlain && host.contains(".") && text.utf8.count <= 2_048
      }
      return false
    }
  }

  /// Telegram's HTML: a handful of tags, well nested, and five kinds of entities.
  package enum HTML {
    package struct Malformed: Error { package var reason: String }

    private static let tags: Set<String> = [
      "b", "strong", "i", "em", "u", "ins", "s", "strike", "del", "tg-spoiler", "code", "pre", "blockquote",
    ]
    private static let entities = ["lt": "<", "gt": ">", "amp": "&", "quot": "\""]

    /// The text with its tags taken out and its entities put in.
    package static func parse(_ html: String) -> Result<String, Malformed> {
      let scalars = Array(html.unicodeScalars)
      var shown = String.UnicodeScalarView()
      var open: [String] = []
      var position = 0
      while position < scalars.count {
        let scalar = scalars[position]
        if scalar == "<" {
          guard let end = scalars[position...].firstIndex(of: ">") else {
            return fail("unclosed start tag at \(position)")
          }
          let name = string(scalars[position + 1..<end])
          if name.hasPrefix("/") {
            guard open.popLast() == String(name.dropFirst()) else {
              return fail("unexpected end tag \(name) at \(position)")
            }
          } else {
            guard tags.contains(name) else { return fail("unsupported start tag \"\(name)\" at \(position)") }
            open.append(name)
          }
          position = end + 1
        } else if scalar == "&" {
          guard let end = scalars[position...].prefix(12).firstIndex(of: ";"),
            let meaning = meaning(of: string(scalars[position + 1..<end]))
          else { return fail("a bare & at \(position)") }
          shown.append(contentsOf: meaning.unicodeScalars)
          position = end + 1
        } else if scalar == ">" {
          return fail("a bare > at \(position)")
        } else {
          shown.append(scalar)
          position += 1
        }
      }
      return open.isEmpty ? .success(String(shown)) : fail("can't find end tag corresponding to start tag \(open)")
    }

    /// Whether Telegram would show anything of it.
    package static func isVisible(_ text: String) -> Bool {
      text.unicodeScalars.contains { scalar in
        !scalar.properties.isWhitespace && !scalar.properties.isDefaultIgnorableCodePoint
          && scalar.properties.generalCategory != .control && scalar.properties.generalCategory != .format
      }
    }

    private static func meaning(of entity: String) -> String? {
      if entity.hasPrefix("#") {
        let digits = entity.dropFirst()
        let value = digits.hasPrefix("x") ? UInt32(digits.dropFirst(), radix: 16) : UInt32(digits)
        return value.flatMap(Unicode.Scalar.init).map { String(Character($0)) }
      }
      return entities[entity]
    }

    private static func string(_ scalars: ArraySlice<Unicode.Scalar>) -> String {
      var view = String.UnicodeScalarView()
      view.append(contentsOf: scalars)
      return String(view)
    }

    private static func fail(_ reason: String) -> Result<String, Malformed> { .failure(Malformed(reason: reason)) }
  }
}
