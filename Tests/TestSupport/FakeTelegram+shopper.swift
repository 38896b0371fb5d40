import Foundation
import Synchronization

/// The other end: what shoppers write, tap and see.
extension FakeTelegram {
  /// - Returns: the message's id in its chat.
  @discardableResult
  package func say(_ text: String, from shopper: Shopper = .ana) -> Int64 {
    write(["text": .string(text)], from: shopper)
  }

  /// Sends a message with any content, as Telegram would pass it on.
  @discardableResult
  package func write(_ content: JSON, from shopper: Shopper = .ana) -> Int64 {
    state.withLock { state in
      let id = state.newMessageID()
      var message = Self.envelope(id, shopper)
      for (key, value) in content.object ?? [:] { message[key] = value }
      state.knownChats.insert(shopper.id)
      state.push(["message": message])
      return id
    }
  }

  /// Changes the text of an earlier message.
  package func edit(_ messageID: Int64, to text: String, by shopper: Shopper = .ana) {
    state.withLock { state in
      var message = Self.envelope(messageID, shopper)
      message["edit_date"] = .integer(Self.date + 60)
      message["text"] = .string(text)
      state.push(["edited_message": message])
    }
  }

  /// Taps what was last shown under this title: a button, or a key, which is sent as its text (or as the location).
  package func tap(_ title: String, by shopper: Shopper = .ana) throws {
    let mine = messages(to: shopper)
    let found = mine.last { $0.titles.contains(title) }
    if let found, let button = found.buttons.joined().first(where: { $0.title == title && $0.data != nil }) {
      return tap(button, of: found, by: shopper)
    }
    if let key = found?.keys.joined().first(where: { $0.title == title }) {
      if key.asksForLocation { shareLocation(from: shopper) } else { say(title, from: shopper) }
      return
    }
    throw FakeTelegramError.noSuchButton(title, among: mine.last?.titles ?? [])
  }

  private func tap(_ button: Shown.Button, of shown: Shown, by shopper: Shopper) {
    state.withLock { state in
      let queryID = "\(state.nextQueryID)"
      state.nextQueryID += 1
      var message: JSON = [
        "message_id": .integer(shown.messageID), "chat": shopper.chat, "date": .integer(Self.date),
        "text": .string(shown.text),
      ]
      message["reply_markup"] = shown.markup
      state.push([
        "callback_query": [
          "id": .string(queryID), "from": shopper.user, "message": message, "chat_instance": "-1",
          "data": .string(button.data ?? ""),
        ]
      ])
    }
  }

  package func shareContact(from shopper: Shopper = .ana) {
    write(
      [
        "contact": [
          "phone_number": .string(shopper.phone), "first_name": .string(shopper.firstName),
          "user_id": .integer(shopper.id),
        ]
      ], from: shopper)
  }

  package func shareLocation(latitude: Double = 38.722252, longitude: Double = -9.139337, from shopper: Shopper = .ana)
  {
    write(["location": ["latitude": .number(latitude), "longitude": .number(longitude)]], from: shopper)
  }

  /// Blocks the bot: every later message to the shopper is answered 403.
  package func block(by shopper: Shopper = .ana) { changeMembership("kicked", from: "member", shopper) }

  package func unblock(by shopper: Shopper = .ana) { changeMembership("member", from: "kicked", shopper) }

  private func changeMembership(_ status: String, from old: String, _ shopper: Shopper) {
    state.withLock { state in
      if status == "kicked" { state.blockedChats.insert(shopper.id) } else { state.blockedChats.remove(shopper.id) }
      state.push([
        "my_chat_member": [
          "chat": shopper.chat, "from": shopper.user, "date": .integer(Self.date),
          "old_chat_member": ["status": .string(old)], "new_chat_member": ["status": .string(status)],
        ]
      ])
    }
  }

  /// Everything shown to a shopper, oldest first.
  package func messages(to shopper: Shopper = .ana) -> [Shown] {
    state.withLock { $0.shown.filter { $0.chatID == shopper.id } }
  }

  /// The next message to the shopper that no call of this has given yet.
  /// - Parameter looks: how often to look, some 5 ms apart; not a time, for a busy machine is no failure.
  /// - Throws: ``FakeTelegramError/nothingCame(chat:shown:breaches:)`` after the last look.
  package func nextMessage(to shopper: Shopper = .ana, looks: Int = 4_000) async throws -> Shown {
    for _ in 0..<looks {
      let next: Shown? = state.withLock { state in
        let mine = state.shown.filter { $0.chatID == shopper.id }
        let seen = state.seen[shopper.id, default: 0]
        guard seen < mine.count else { return nil }
        state.seen[shopper.id] = seen + 1
        return mine[seen]
      }
      if let next { return next }
      try await Task.sleep(for: .milliseconds(5))
    }
    throw FakeTelegramError.nothingCame(
      chat: shopper.id, shown: messages(to: shopper).map(\.text), breaches: breaches)
  }

  /// Lets the next calls of a method go wrong, in this order.
  package func fail(_ method: String, _ faults: Fault...) {
    state.withLock { $0.faults[method, default: []].append(contentsOf: faults) }
  }

  /// Queues an update as it is; one without `update_id` is given the next.
  package func push(_ update: JSON) { state.withLock { $0.push(update) } }

  /// As after a week without updates.
  package func restartUpdateIDs(at id: Int64) { state.withLock { $0.nextUpdateID = id } }

  /// As another program might: polls are answered 409 until the webhook is deleted.
  package func activateWebhook(_ url: String) { state.withLock { $0.webhookURL = url } }

  static let date: Int64 = 1_767_225_600

  private static func envelope(_ id: Int64, _ shopper: Shopper) -> JSON {
    ["message_id": .integer(id), "from": shopper.user, "chat": shopper.chat, "date": .integer(date)]
  }
}

extension FakeTelegram.State {
  mutating func newMessageID() -> Int64 {
    defer { nextMessageID += 1 }
    return nextMessageID
  }

  mutating func push(_ update: FakeTelegram.JSON) {
    var update = update
    let id = update["update_id"]?.integer ?? nextUpdateID
    update["update_id"] = update["update_id"] ?? .integer(id)
    nextUpdateID = id + 1
    queue.append((id, update))
    meet(update)
  }

  /// Whoever writes or taps can be answered.
  private mutating func meet(_ update: FakeTelegram.JSON) {
    let tap = update["callback_query"]
    for message in [update["message"], update["edited_message"], tap?["message"]] {
      if let chat = message?["chat"]?["id"]?.integer { knownChats.insert(chat) }
    }
    if let user = tap?["from"]?["id"]?.integer { knownChats.insert(user) }
    if let query = tap?["id"]?.string { unansweredTaps.insert(query) }
  }
}

extension FakeTelegram {
  /// Lets the bot write to a chat that nothing here has come from.
  package func meet(chat: Int64) { state.withLock { _ = $0.knownChats.insert(chat) } }

  /// Takes what waits, oldest first, to be posted to a webhook: Telegram pushes to a bot that has one.
  package func takeUpdates() -> [JSON] {
    state.withLock { state in
      defer { state.queue = [] }
      return state.queue.map(\.update)
    }
  }
}
