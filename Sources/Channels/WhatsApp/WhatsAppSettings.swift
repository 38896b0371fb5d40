import Dialogue

/// `channels/whatsapp.yaml`, checked, and where the API is.
package struct WhatsAppSettings: Sendable {
  package var limits: WhatsAppLimits
  /// Opens a list where a reply names nothing; the text of a message that must have one and has none.
  package var listLabel: String
  package var pacing: ChannelPacing
  package var replyWindowHours: Int
  package var readMarks: Bool
  /// Needs read marks.
  package var showsTyping: Bool
  /// With its version and without a slash at its end.
  package var apiBase = "https://graph.facebook.com/v23.0"

  /// - Throws: ``ChannelError/invalidSettings(_:)``.
  package static func load(contentsOfFile path: String) throws -> WhatsAppSettings {
    try ChannelSettings.read(contentsOfFile: path, read)
  }

  /// - Parameter file: named in errors.
  package static func parse(_ yaml: String, file: String) throws -> WhatsAppSettings {
    try ChannelSettings.read(yaml, file: file, read)
  }

  private static func read(_ root: ChannelSettings) -> WhatsAppSettings {
    let pacing = root.section("pacing")
    let settings = WhatsAppSettings(
      limits: WhatsAppLimits(root.section("limits")),
      listLabel: root.string("list_label", maximumLength: WhatsAppListLabel.maximumLength),
      pacing: ChannelPacing(
        messagesPerSecond: pacing.number("messages_per_second", in: 0...1_000),
        millisecondsPerChatMessage: Int64(1_000 * pacing.number("seconds_per_chat_message", in: 0...3_600)),
        chatBurst: pacing.integer("chat_burst", in: 0...1_000)),
      replyWindowHours: root.integer("reply_window_hours", in: 1...24),
      readMarks: root.bool("read_marks"), showsTyping: root.bool("typing"))
    if settings.showsTyping && !settings.readMarks {
      root.report("typing", "needs read_marks: WhatsApp shows typing only with a read mark; set both or neither")
    }
    return settings
  }
}

/// The shop's own limits, each at most Meta's. In UTF-16 units, save buttons and rows, which are counted.
package struct WhatsAppLimits: Hashable, Sendable {
  package var text: Int
  package var interactiveBody: Int
  package var caption: Int
  package var buttons: Int
  package var buttonTitle: Int
  package var listRows: Int
  package var rowTitle: Int
  package var rowDetail: Int
  package var listLabel: Int
  package var linkTitle: Int
  /// Of the shop's own catalogue in one message, counted; 0 shows none from it.
  package var products: Int

  /// Room for a word, "…" and " (10)", which tells equal titles apart.
  private static let leastTitle = 8
  private static let leastBody = 256

  init(_ section: ChannelSettings) {
    text = section.integer("text", in: Self.leastBody...WhatsAppMessageBody.maximumLength)
    interactiveBody = section.integer("interactive_body", in: Self.leastBody...WhatsAppInteractiveBody.maximumLength)
    caption = section.integer("caption", in: Self.leastBody...WhatsAppCaption.maximumLength)
    buttons = section.integer("buttons", in: 0...WhatsAppButtons.maximumCount)
    buttonTitle = section.integer("button_title", in: Self.leastTitle...WhatsAppButtonTitle.maximumLength)
    listRows = section.integer("list_rows", in: 0...WhatsAppRows.maximumCount)
    rowTitle = section.integer("row_title", in: Self.leastTitle...WhatsAppRowTitle.maximumLength)
    rowDetail = section.integer("row_detail", in: Self.leastTitle...WhatsAppRowDetail.maximumLength)
    listLabel = section.integer("list_label", in: Self.leastTitle...WhatsAppListLabel.maximumLength)
    linkTitle = section.integer("link_title", in: Self.leastTitle...WhatsAppLinkTitle.maximumLength)
    products = section.integer("products", in: 0...WhatsAppShelf.maximumProducts)
  }
}
