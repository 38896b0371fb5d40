import Foundation

/// A reply in the engine's words: plain text and what may be tapped. Adapters show it as their channel can.
package struct OutboundMessage: Hashable, Codable, Sendable {
  /// Shown in bold above the text where the channel can.
  package var heading: String?
  /// Plain text; a channel's own markup in it is escaped or harmless.
  package var text: String
  /// A public http(s) picture shown with the text.
  package var imageURL: String?
  /// A picture made here, in place of one at an address.
  package var picture: OutboundPicture?
  /// What the shopper may tap or answer by number, in order. Ids are at most 64 bytes.
  package var choices: [Choice]
  /// The label that opens a list of choices; a channel's default where nil.
  package var choicesLabel: String?
  /// One link, shown as a button where the channel has one.
  package var link: Link?
  /// Asks for the shopper's location with the channel's own control, where it has one.
  package var asksForLocation: Bool
  /// So many of the first choices stand in the text with their numbers already and need not be listed again.
  package var choicesInText = 0
  /// The goods it speaks of, in its order.
  package var products: [ProductReference] = []
  /// Where the channel has those goods; nil shows the text alone.
  package var catalogID: String?

  package init(
    heading: String? = nil, text: String, imageURL: String? = nil, choices: [Choice] = [], choicesLabel: String? = nil,
    link: Link? = nil, asksForLocation: Bool = false
  ) {
    self.heading = heading
    self.text = text
    self.imageURL = imageURL
    self.choices = choices
    self.choicesLabel = choicesLabel
    self.link = link
    self.asksForLocation = asksForLocation
  }

  package struct Link: Hashable, Codable, Sendable {
    package var title: String
    package var url: String

    package init(title: String, url: String) {
      self.title = title
      self.url = url
    }
  }
}

/// A picture as it is, for channels that take one.
package struct OutboundPicture: Hashable, Codable, Sendable {
  /// PNG; stored as base 64.
  package var png: Data
  /// What it shows, for where pictures are not seen.
  package var title: String

  package init(png: Data, title: String) {
    self.png = png
    self.title = title
  }
}

/// Something to tap, or to answer by its number or its title.
package struct Choice: Hashable, Codable, Sendable {
  /// Telegram's `callback_data` holds 64 bytes; longer ids are a programmer's error.
  package static let maximumIDBytes = 64

  package var id: String
  package var title: String
  package var detail: String?

  package init(id: String, title: String, detail: String? = nil) {
    precondition(id.utf8.count <= Self.maximumIDBytes, "choice id '\(id)' is over \(Self.maximumIDBytes) bytes")
    self.id = id
    self.title = title
    self.detail = detail
  }
}
