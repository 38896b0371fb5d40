import Dialogue

extension TelegramSettings {
  /// - Throws: ``ChannelError/invalidSettings(_:)`` with all that is wrong in the file.
  package static func read(contentsOfFile path: String) throws -> TelegramSettings {
    try ChannelSettings.read(contentsOfFile: path, read)
  }

  /// - Parameter file: named in errors.
  package static func read(_ yaml: String, file: String) throws -> TelegramSettings {
    try ChannelSettings.read(yaml, file: file, read)
  }

  private static func read(_ root: ChannelSettings) -> TelegramSettings {
    let limits = root.section("limits")
    let pacing = root.section("pacing")
    let polling = root.section("polling")
    let sending = root.section("sending")
    return TelegramSettings(
      capabilities: .init(
        maximumButtons: limits.integer("buttons", in: 1...TelegramKeyboard.maximumButtons), maximumListRows: 0,
        maximumTextLength: limits.integer("text_units", in: 256...TelegramText.maximumMessageUnits)),
      pacing: .init(
        messagesPerSecond: pacing.number("messages_per_second", in: 0...1_000),
        millisecondsPerChatMessage: Int64(pacing.integer("milliseconds_per_chat_message", in: 0...60_000)),
        chatBurst: pacing.integer("chat_burst", in: 0...20)),
      polling: .init(
        timeoutSeconds: Int64(polling.integer("timeout_seconds", in: 1...50)),
        marginSeconds: Int64(polling.integer("margin_seconds", in: 2...60)),
        limit: polling.integer("limit", in: 1...100)),
      locationLabel: root.section("labels").string("share_location", maximumLength: TelegramKeyboard.maximumTitleUnits),
      sendTimeoutSeconds: Int64(sending.integer("timeout_seconds", in: 1...120)))
  }
}
