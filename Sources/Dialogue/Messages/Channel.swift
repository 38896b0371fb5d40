import Commerce

/// The name of a kind of channel: a value, not an enum, so that a channel is added without touching the engine.
package struct ChannelName: RawRepresentable, Hashable, Codable, Sendable, CustomStringConvertible {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  package var description: String { rawValue }

  package init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

/// One account of a store on a channel: a WhatsApp phone number id, a Telegram bot id, the console.
package struct ChannelAccountKey: Hashable, Codable, Sendable, CustomStringConvertible {
  package var storeID: StoreID
  package var channel: ChannelName
  /// The channel's own public id of the account; never a secret.
  package var externalID: String

  package init(storeID: StoreID, channel: ChannelName, externalID: String) {
    self.storeID = storeID
    self.channel = channel
    self.externalID = externalID
  }

  package var description: String { "\(channel):\(externalID)" }
}

/// An account with what is needed to speak for it. Credentials are kept encrypted at rest and are never logged.
package struct ChannelAccount: Sendable {
  package var key: ChannelAccountKey
  /// By the adapter's own names (`access_token`, `app_secret`, `verify_token`, `bot_token`, `secret_token`).
  package var credentials: [String: String]

  package init(key: ChannelAccountKey, credentials: [String: String]) {
    self.key = key
    self.credentials = credentials
  }
}

/// Finds accounts by what an inbound body names.
package protocol ChannelAccountDirectory: Sendable {
  func accounts(of channel: ChannelName) -> [ChannelAccount]
}

extension ChannelAccountDirectory {
  package func account(of channel: ChannelName, externalID: String) -> ChannelAccount? {
    accounts(of: channel).first { $0.key.externalID == externalID }
  }
}

/// A way to talk with shoppers. An adapter normalises what comes in and renders what goes out; the engine knows none
/// of them by name.
package protocol Channel: Sendable {
  var name: ChannelName { get }
  var capabilities: ChannelCapabilities { get }
  var pacing: ChannelPacing { get }

  /// Turns a reply into the provider calls that show it, each within every limit of the channel. Pure: the calls are
  /// stored in the turn's transaction and sent later.
  func render(_ message: OutboundMessage, to chat: ChatAddress) -> [ChannelCall]

  /// What a shopper reads of a stored call, for staff; nil for what is no message.
  func text(of call: ChannelCall) -> String?

  /// Makes one stored call. Never throws: whatever happened is an outcome.
  /// - Parameter callbackData: our outbox id, for channels that return it in delivery reports.
  func send(_ call: ChannelCall, from account: ChannelAccount, callbackData: String) async -> SendOutcome

  /// Shows that a message has arrived (read mark, typing, answered callback). Best effort: failures are only logged.
  func acknowledge(_ message: InboundMessage, from account: ChannelAccount) async

  /// When the sign is worth showing.
  func acknowledgement(of message: InboundMessage) -> AcknowledgementTime
}

extension Channel {
  package func acknowledgement(of message: InboundMessage) -> AcknowledgementTime { .atOnce }
}

package enum AcknowledgementTime: Sendable {
  case atOnce
  /// It says no more than that an answer is being written, and nothing once the answer is there.
  case whenAnswerIsLate
}

/// One provider call, ready to be made: the method's name (a channel's own) and its JSON body.
package struct ChannelCall: Hashable, Codable, Sendable {
  package var method: String
  package var body: String

  package init(method: String, body: String) {
    self.method = method
    self.body = body
  }
}

/// What became of a call.
package enum SendOutcome: Hashable, Sendable {
  case sent(providerMessageID: String?)
  /// Clearly not done; may be tried again after the wait the provider asked for, or after a back-off.
  case refused(reason: String, retryAfterMilliseconds: Int64?)
  /// Clearly not done, and trying again is useless (blocked, malformed, outside the 24-hour window).
  case rejected(reason: String)
  /// The answer was lost: it may have been done.
  case unknown(reason: String)
  /// The account itself cannot send (token revoked, restricted): nothing of it is tried until `retryAfter` passed.
  case accountBlocked(reason: String, retryAfterMilliseconds: Int64)
}

/// How fast an account may send. A rate of 0 removes that limit.
package struct ChannelPacing: Hashable, Sendable {
  package var messagesPerSecond: Double
  /// Between two sends to one chat, once its burst allowance is used.
  package var millisecondsPerChatMessage: Int64
  /// Sends to one chat that may go out at once before the pace above applies.
  package var chatBurst: Int

  package init(messagesPerSecond: Double, millisecondsPerChatMessage: Int64, chatBurst: Int) {
    self.messagesPerSecond = messagesPerSecond
    self.millisecondsPerChatMessage = millisecondsPerChatMessage
    self.chatBurst = chatBurst
  }

  package static let unlimited = ChannelPacing(messagesPerSecond: 0, millisecondsPerChatMessage: 0, chatBurst: 0)
}

/// What a channel can show; workflows never ask, the renderer and the reply writer do.
package struct ChannelCapabilities: Hashable, Sendable {
  /// Buttons under a message; 0 where the channel has none and choices become a numbered list.
  package var maximumButtons: Int
  /// Rows of a list message; 0 where the channel has none.
  package var maximumListRows: Int
  package var maximumTextLength: Int
  /// Hours after the shopper's last message in which free-form messages may be sent; nil for no limit.
  package var replyWindowHours: Int?
  /// Goods of the shop's own catalogue that one message can show; 0 where the channel has none.
  package var maximumProducts = 0
  /// Of a picture made here; 0 where the channel has none.
  package var maximumPictureBytes = 0

  package init(maximumButtons: Int, maximumListRows: Int, maximumTextLength: Int, replyWindowHours: Int? = nil) {
    self.maximumButtons = maximumButtons
    self.maximumListRows = maximumListRows
    self.maximumTextLength = maximumTextLength
    self.replyWindowHours = replyWindowHours
  }
}
