import Foundation

extension FakeTelegram {
  /// Somebody with a Telegram client.
  package struct Shopper: Hashable, Sendable {
    package var id: Int64
    package var firstName: String
    package var lastName: String?
    package var languageCode: String?
    package var phone: String

    package init(
      id: Int64, firstName: String, lastName: String? = nil, languageCode: String? = "en", phone: String = "15550109001"
    ) {
      self.id = id
      self.firstName = firstName
      self.lastName = lastName
      self.languageCode = languageCode
      self.phone = phone
    }

    package static let ana = Shopper(id: 700_000_001, firstName: "Ana", lastName: "Example")
    package static let bob = Shopper(id: 700_000_002, firstName: "Bob", phone: "15550109002")

    var user: JSON {
      var user: JSON = ["id": .integer(id), "is_bot": false, "first_name": .string(firstName)]
      if let lastName { user["last_name"] = .string(lastName) }
      if let languageCode { user["language_code"] = .string(languageCode) }
      return user
    }

    var chat: JSON {
      var chat: JSON = ["id": .integer(id), "type": "private", "first_name": .string(firstName)]
      if let lastName { chat["last_name"] = .string(lastName) }
      return chat
    }
  }

  /// A message of the bot as its reader sees it.
  package struct Shown: Sendable {
    package var chatID: Int64
    package var messageID: Int64
    /// Text or caption, with the markup taken out.
    package var text: String
    package var photoURL: String?
    /// A picture that came with the message.
    package var picture: [UInt8]?
    /// Rows of buttons under the message.
    package var buttons: [[Button]]
    /// Rows of keys in place of the reader's keyboard.
    package var keys: [[Key]]
    package var markup: JSON?

    package struct Button: Hashable, Sendable {
      package var title: String
      package var data: String?
      package var url: String?
    }

    package struct Key: Hashable, Sendable {
      package var title: String
      package var asksForLocation: Bool
    }

    package var titles: [String] { buttons.joined().map(\.title) + keys.joined().map(\.title) }
    package var urls: [String] { buttons.joined().compactMap(\.url) }
  }

  /// What goes wrong with the next call of a method.
  package enum Fault: Sendable {
    /// Answered so, and not done.
    case answer(status: Int, body: String, headers: [(name: String, value: String)] = [])
    /// Not done, the connection closed.
    case reset
    /// Done, and the connection closed before the answer.
    case doneThenReset
    /// Done, and the answer cut in the middle.
    case truncated
    /// Done, but only after so long.
    case late(milliseconds: Int)

    package static func tooManyRequests(retryAfter: Int) -> Fault {
      let description = "Too Many Requests: retry after \(retryAfter)"
      let parameters: JSON = ["retry_after": .integer(Int64(retryAfter))]
      return .answer(status: 429, body: FakeTelegram.refusalBody(429, description, parameters))
    }

    package static func refusal(_ status: Int, _ description: String) -> Fault {
      .answer(status: status, body: FakeTelegram.refusalBody(status, description))
    }

    package static let serverError = refusal(500, "Internal Server Error")
    package static let unauthorized = refusal(401, "Unauthorized")
    package static let otherPoller = refusal(
      409,
      "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running")
    package static let badGatewayPage = Fault.answer(
      status: 502, body: "<html>\n<head><title>502 Bad Gateway</title></head>\n<body></body>\n</html>\n",
      headers: [("content-type", "text/html")])
  }

  static func refusalBody(_ status: Int, _ description: String, _ parameters: JSON? = nil) -> String {
    var body: JSON = ["ok": false, "error_code": .integer(Int64(status)), "description": .string(description)]
    body["parameters"] = parameters
    return body.text
  }

  struct State {
    var isStopped = false
    var queue: [(id: Int64, update: JSON)] = []
    var nextUpdateID: Int64 = 900_000_001
    var nextMessageID: Int64 = 11
    var nextQueryID: Int64 = 3_000_000_000_000_000_001
    /// Which `getUpdates` is the latest; an earlier one that still waits is told to go.
    var pollGeneration = 0
    var webhookURL: String?
    var knownChats: Set<Int64> = []
    var blockedChats: Set<Int64> = []
    var shown: [Shown] = []
    /// How many of a chat's messages a test has asked for.
    var seen: [Int64: Int] = [:]
    var unansweredTaps: Set<String> = []
    var calls: [Call] = []
    var breaches: [String] = []
    var faults: [String: [Fault]] = [:]
    var sentAt: [(chat: Int64, at: ContinuousClock.Instant)] = []
  }
}
