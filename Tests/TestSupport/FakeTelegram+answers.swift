import Foundation
import Synchronization

/// What the bot's program sees.
extension FakeTelegram {
  /// One call of the Bot API; also asked by tests that put several bots behind one address.
  package func answer(_ request: FakeHTTPRequest) async -> FakeHTTPResponse {
    let parts = request.path.split(separator: "/", omittingEmptySubsequences: true).map(String.init)
    guard parts.count == 2, parts[0] == "bot\(token)" else { return Self.refuse(401, "Unauthorized") }
    let method = parts[1]
    let form = FormReader(contentType: request.headers["content-type"], body: request.body)
    let body = form.map(Self.body) ?? JSON(parsing: request.body) ?? [:]
    if let form, let refusal = Self.refusal(of: form, body) {
      state.withLock { $0.breaches.append("\(method): \(refusal)") }
      return Self.refuse(400, refusal)
    }
    let fault: Fault? = state.withLock { state in
      guard var faults = state.faults[method], !faults.isEmpty else { return nil }
      let next = faults.removeFirst()
      state.faults[method] = faults
      return next
    }
    let response = await answer(method, body, fault, picture: Self.picture(in: form, body))
    let call = Call(method: method, body: body, status: response.resetsConnection ? 0 : response.status)
    state.withLock { $0.calls.append(call) }
    return response
  }

  /// A form's fields as the JSON they stand for.
  private static func body(of form: FormReader) -> JSON {
    var body: JSON = [:]
    for part in form.parts where part.fileName == nil {
      switch part.name {
      case "chat_id": body["chat_id"] = Int64(part.text).map { .integer($0) } ?? .string(part.text)
      case "reply_markup": body["reply_markup"] = JSON(parsing: part.bytes)
      default: body[part.name] = .string(part.text)
      }
    }
    return body
  }

  private static func picture(in form: FormReader?, _ body: JSON) -> [UInt8]? {
    guard let form, let photo = body["photo"]?.string, photo.hasPrefix("attach://") else { return nil }
    return form[String(photo.dropFirst("attach://".count))]?.bytes
  }

  /// Telegram's rules for photos: 10 MB, width and height together at most 10,000, and at most 20 to 1.
  private static func refusal(of form: FormReader, _ body: JSON) -> String? {
    guard let bytes = picture(in: form, body) else { return "Bad Request: file part not found" }
    guard bytes.count <= 10 << 20 else { return "Bad Request: file is too big" }
    guard let size = PNG.size(bytes) else { return "Bad Request: IMAGE_PROCESS_FAILED" }
    let isFair = size.width + size.height <= 10_000 && max(size.width, size.height) <= 20 * min(size.width, size.height)
    return isFair ? nil : "Bad Request: PHOTO_INVALID_DIMENSIONS"
  }

  private func answer(_ method: String, _ body: JSON, _ fault: Fault?, picture: [UInt8]?) async -> FakeHTTPResponse {
    switch fault {
    case .answer(let status, let text, let headers):
      return FakeHTTPResponse(status: status, headers: headers, body: Array(text.utf8))
    case .reset: return .reset
    case .doneThenReset:
      _ = await perform(method, body, picture)
      return .reset
    case .truncated:
      var response = await perform(method, body, picture)
      response.body.removeLast(response.body.count / 3 + 1)
      return response
    case .late(let milliseconds):
      do { try await Task.sleep(for: .milliseconds(milliseconds)) } catch { return .reset }
      return await perform(method, body, picture)
    case nil: return await perform(method, body, picture)
    }
  }

  private func perform(_ method: String, _ body: JSON, _ picture: [UInt8]?) async -> FakeHTTPResponse {
    if let refusal = Limits.refusal(of: method, body) {
      state.withLock { $0.breaches.append("\(method): \(refusal)") }
      return Self.refuse(refusal.hasPrefix("Not Found") ? 404 : 400, refusal)
    }
    switch method {
    case "getUpdates": return await updates(body)
    case "sendMessage", "sendPhoto": return show(body, picture)
    case "answerCallbackQuery": return settleTap(body)
    case "setWebhook":
      state.withLock { $0.webhookURL = body["url"]?.string }
      return Self.accept(true)
    case "deleteWebhook":
      state.withLock { $0.webhookURL = nil }
      return Self.accept(true)
    case "getMe":
      let id = JSON.integer(Int64(botID) ?? 0)
      return Self.accept(["id": id, "is_bot": true, "first_name": "Shop Bot", "username": "example_shop_bot"])
    case "getWebhookInfo":
      let (url, count) = state.withLock { ($0.webhookURL ?? "", Int64($0.queue.count)) }
      return Self.accept(["url": .string(url), "pending_update_count": .integer(count)])
    default: return Self.accept(true)
    }
  }

  private func settleTap(_ body: JSON) -> FakeHTTPResponse {
    let isKnown = state.withLock { $0.unansweredTaps.remove(body["callback_query_id"]?.string ?? "") != nil }
    guard isKnown else {
      return Self.refuse(
        400, "Bad Request: query is too old and response timeout expired or query ID is invalid")
    }
    return Self.accept(true)
  }

  private func show(_ body: JSON, _ picture: [UInt8]?) -> FakeHTTPResponse {
    state.withLock { state in
      let chat = body["chat_id"]?.integer ?? 0
      guard state.knownChats.contains(chat) else { return Self.refuse(400, "Bad Request: chat not found") }
      guard !state.blockedChats.contains(chat) else {
        return Self.refuse(403, "Forbidden: bot was blocked by the user")
      }
      if options.enforcesPace, let wait = paceBreach(&state, chat: chat) {
        state.breaches.append("pace: \(wait)")
        return Self.refuse(429, "Too Many Requests: retry after 1", parameters: ["retry_after": 1])
      }
      let raw = body["text"]?.string ?? body["caption"]?.string ?? ""
      let isHTML = body["parse_mode"]?.string == "HTML"
      let text = isHTML ? (try? HTML.parse(raw).get()) ?? raw : raw
      let shown = Shown(
        chatID: chat, messageID: state.newMessageID(), text: text,
        photoURL: picture == nil ? body["photo"]?.string : nil,
        picture: picture,
        buttons: Self.rows(body["reply_markup"]?["inline_keyboard"]) {
          .init(title: $0["text"]?.string ?? "", data: $0["callback_data"]?.string, url: $0["url"]?.string)
        },
        keys: Self.rows(body["reply_markup"]?["keyboard"]) {
          .init(title: $0["text"]?.string ?? "", asksForLocation: $0["request_location"]?.bool ?? false)
        }, markup: body["reply_markup"])
      state.shown.append(shown)
      return Self.accept([
        "message_id": .integer(shown.messageID), "chat": ["id": .integer(chat), "type": "private"],
        "date": .integer(Self.date), "text": .string(text),
      ])
    }
  }

  private static func rows<Item>(_ rows: JSON?, _ item: (JSON) -> Item) -> [[Item]] {
    (rows?.array ?? []).map { ($0.array ?? []).map(item) }
  }

  /// Counts the message, and says which pace it breaks.
  private func paceBreach(_ state: inout State, chat: Int64) -> String? {
    let now = ContinuousClock.now
    state.sentAt.removeAll { now - $0.at > .seconds(Double(options.chatBurst) + 1) }
    let lastSecond = state.sentAt.count { now - $0.at < .seconds(1) }
    guard lastSecond < 30 else { return "\(lastSecond + 1) messages in a second" }
    // One a second and a burst on top, seen over as many seconds as the burst has messages.
    let toChat = state.sentAt.count { $0.chat == chat && now - $0.at < .seconds(Double(options.chatBurst)) }
    guard toChat < options.chatBurst * 2 else { return "\(toChat + 1) messages to one chat in \(options.chatBurst) s" }
    state.sentAt.append((chat, now))
    return nil
  }

  static func accept(_ result: JSON) -> FakeHTTPResponse {
    FakeHTTPResponse(json: (["ok": true, "result": result] as JSON).text)
  }

  static func refuse(_ status: Int, _ description: String, parameters: JSON? = nil) -> FakeHTTPResponse {
    FakeHTTPResponse(status: status, json: refusalBody(status, description, parameters))
  }
}

/// Long polling with Telegram's own rules on offsets.
extension FakeTelegram {
  private enum Poll {
    case answer(FakeHTTPResponse)
    case wait
  }

  private func updates(_ body: JSON) async -> FakeHTTPResponse {
    let generation = state.withLock { state in
      state.pollGeneration += 1
      return state.pollGeneration
    }
    let timeout = min(max(body["timeout"]?.integer ?? 0, 0), 50)
    let deadline = ContinuousClock.now + .seconds(timeout)
    while true {
      let poll = state.withLock { Self.poll(&$0, body, generation: generation) }
      if case .answer(let response) = poll { return response }
      guard ContinuousClock.now < deadline else { return Self.accept([]) }
      do { try await Task.sleep(for: .milliseconds(3)) } catch { return .reset }
    }
  }

  private static func poll(_ state: inout State, _ body: JSON, generation: Int) -> Poll {
    guard !state.isStopped else { return .answer(.reset) }
    if state.webhookURL != nil {
      return .answer(
        refuse(
          409,
          "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first"
        ))
    }
    guard generation == state.pollGeneration else {
      return .answer(
        refuse(
          409,
          "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running"))
    }
    confirm(&state, below: body["offset"]?.integer ?? 0)
    let limit = Int(min(max(body["limit"]?.integer ?? 100, 1), 100))
    let allowed = body["allowed_updates"]?.array?.compactMap(\.string)
    let wanted = state.queue.filter { _, update in
      guard let allowed else { return true }
      let kinds = (update.object ?? [:]).keys.filter { $0 != "update_id" }
      return kinds.isEmpty || kinds.contains { allowed.contains($0) || !knownKinds.contains($0) }
    }
    return wanted.isEmpty ? .wait : .answer(accept(.array(wanted.prefix(limit).map(\.update))))
  }

  /// A negative offset keeps so many from the end. One far above the end is invalid and confirms nothing.
  private static func confirm(_ state: inout State, below offset: Int64) {
    if offset < 0 {
      state.queue = state.queue.suffix(Int(min(-offset, 1_000_000)))
    } else if offset <= state.nextUpdateID + 10 {
      state.queue.removeAll { $0.id < offset }
    }
  }

  private static let knownKinds: Set<String> = [
    "message", "edited_message", "channel_post", "edited_channel_post", "inline_query", "callback_query",
    "my_chat_member", "chat_member", "message_reaction", "pre_checkout_query", "shipping_query",
  ]
}
