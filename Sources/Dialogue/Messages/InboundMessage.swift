import Commerce

/// What a shopper (or a job) sent, in the engine's words.
package struct InboundMessage: Hashable, Codable, Sendable {
  package var account: ChannelAccountKey
  /// The channel's id of the message, unique in its account; a second message with it has no effect.
  package var messageID: String
  package var sender: Sender
  /// Where answers go.
  package var chat: ChatAddress
  /// By the channel's clock.
  package var sentAt: Timestamp
  package var content: InboundContent
  /// The message this one quotes, by the channel's id.
  package var replyToMessageID: String?
  /// The catalogue item the shopper asked from, by its SKU (WhatsApp's `referred_product`).
  package var referredSKU: String?

  package init(
    account: ChannelAccountKey, messageID: String, sender: Sender, chat: ChatAddress, sentAt: Timestamp,
    content: InboundContent, replyToMessageID: String? = nil, referredSKU: String? = nil
  ) {
    self.account = account
    self.messageID = messageID
    self.sender = sender
    self.chat = chat
    self.sentAt = sentAt
    self.content = content
    self.replyToMessageID = replyToMessageID
    self.referredSKU = referredSKU
  }
}

/// The address of a chat in its channel's own terms (a Telegram chat id; a WhatsApp wa_id or business-scoped id).
package struct ChatAddress: RawRepresentable, Hashable, Codable, Sendable {
  package let rawValue: String

  package init(rawValue: String) { self.rawValue = rawValue }

  package init(from decoder: any Decoder) throws { rawValue = try decoder.singleValueContainer().decode(String.self) }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}

/// Who wrote, as far as the channel says.
package struct Sender: Hashable, Codable, Sendable {
  /// At least one. Several of one person in one payload merge the customers behind them.
  package var identities: [ChannelIdentity]
  package var name: String?
  package var phone: String?
  /// ISO 639-1, from the channel's profile.
  package var language: String?

  package init(identities: [ChannelIdentity], name: String? = nil, phone: String? = nil, language: String? = nil) {
    self.identities = identities
    self.name = name
    self.phone = phone
    self.language = language
  }
}

/// A channel's own id of a person, unique in a store and channel: a wa_id, a business-scoped id, a Telegram user id.
package struct ChannelIdentity: Hashable, Codable, Sendable, CustomStringConvertible {
  package var channel: ChannelName
  package var value: String

  package init(channel: ChannelName, value: String) {
    self.channel = channel
    self.value = value
  }

  /// `whatsapp:15035550142`
  package var description: String { "\(channel):\(value)" }
}

/// What was said or done. Text is bounded by the adapters (``InboundContent/maximumTextLength``).
package enum InboundContent: Hashable, Codable, Sendable {
  case text(String)
  /// A tapped button or list row, by the id we gave it.
  case choice(id: String, title: String)
  /// `/start payload`: the name without its slash, in lower case.
  case command(name: String, arguments: String)
  case media(Media)
  case location(latitude: Double, longitude: Double, name: String?, address: String?)
  /// A shared contact; `isSender` only where the channel vouches that it is the sender's own.
  case contact(name: String, phone: String?, isSender: Bool)
  /// A catalogue cart. Prices in it come from the client: the shop's own are charged, and the difference is said.
  case order(items: [OrderedItem], note: String?)
  /// nil emoji: the reaction was taken back.
  case reaction(emoji: String?, messageID: String)
  case edit(messageID: String, text: String)
  case revoke(messageID: String)
  /// Something this channel can carry and Souk cannot read, by the channel's name for it.
  case unsupported(kind: String)
  /// The result of later work, from our own job.
  case system(kind: String, payload: String)

  /// Characters; more is cut by the adapter. WhatsApp and Telegram stop at 4,096.
  package static let maximumTextLength = 8_192
}

/// A file a shopper sent; its bytes are fetched only where a workflow wants them.
package struct Media: Hashable, Codable, Sendable {
  package enum Kind: String, Codable, Sendable {
    case image, video, audio, voice, document, sticker
  }

  package var kind: Kind
  package var fileID: String
  package var mimeType: String?
  package var fileName: String?
  package var caption: String?

  package init(kind: Kind, fileID: String, mimeType: String? = nil, fileName: String? = nil, caption: String? = nil) {
    self.kind = kind
    self.fileID = fileID
    self.mimeType = mimeType
    self.fileName = fileName
    self.caption = caption
  }
}

package struct OrderedItem: Hashable, Codable, Sendable {
  package var sku: String
  package var quantity: Int
  /// For one piece, as the catalogue showed it; nothing is charged by it.
  package var shownPrice: Money?

  package init(sku: String, quantity: Int, shownPrice: Money? = nil) {
    self.sku = sku
    self.quantity = quantity
    self.shownPrice = shownPrice
  }
}

/// What became of a message we sent, as the channel reports it.
package struct DeliveryUpdate: Hashable, Sendable {
  package var account: ChannelAccountKey
  /// The channel's id of our message.
  package var providerMessageID: String
  /// Our outbox id, where the channel gives it back.
  package var callbackData: String?
  package var status: DeliveryStatus
  package var at: Timestamp
  package var error: String?

  package init(
    account: ChannelAccountKey, providerMessageID: String, callbackData: String? = nil, status: DeliveryStatus,
    at: Timestamp, error: String? = nil
  ) {
    self.account = account
    self.providerMessageID = providerMessageID
    self.callbackData = callbackData
    self.status = status
    self.at = at
    self.error = error
  }
}

/// Reports move forward only: sent < delivered < read; failed is final.
package enum DeliveryStatus: Int, Codable, Sendable, Comparable {
  case sent = 1
  case delivered = 2
  case read = 3
  case failed = 4

  package static func < (left: Self, right: Self) -> Bool { left.rawValue < right.rawValue }
}

/// Two identities of one person, said by the channel outside any message (a changed number or business-scoped id).
package struct IdentityLink: Hashable, Sendable {
  package var account: ChannelAccountKey
  package var known: ChannelIdentity
  package var added: ChannelIdentity

  package init(account: ChannelAccountKey, known: ChannelIdentity, added: ChannelIdentity) {
    self.account = account
    self.known = known
    self.added = added
  }
}

/// A chat that cannot be reached (blocked) or can again.
package struct ReachabilityChange: Hashable, Sendable {
  package var account: ChannelAccountKey
  package var identity: ChannelIdentity
  package var chat: ChatAddress
  package var isReachable: Bool

  package init(account: ChannelAccountKey, identity: ChannelIdentity, chat: ChatAddress, isReachable: Bool) {
    self.account = account
    self.identity = identity
    self.chat = chat
    self.isReachable = isReachable
  }
}
