import Dialogue

/// What `channels/telegram.yaml` says: limits, pace and polling; never credentials.
package struct TelegramSettings: Hashable, Sendable {
  package var capabilities: ChannelCapabilities
  package var pacing: ChannelPacing
  package var polling: Polling
  /// The label of the button that shares the shopper's location.
  package var locationLabel: String
  /// For one message to be taken by Telegram; a picture's address is fetched within it.
  package var sendTimeoutSeconds: Int64

  package init(
    capabilities: ChannelCapabilities, pacing: ChannelPacing, polling: Polling, locationLabel: String,
    sendTimeoutSeconds: Int64
  ) {
    self.capabilities = capabilities
    self.pacing = pacing
    self.polling = polling
    self.locationLabel = locationLabel
    self.sendTimeoutSeconds = sendTimeoutSeconds
  }

  package struct Polling: Hashable, Sendable {
    /// How long Telegram holds a poll open, at most 50 (it cuts more in silence).
    package var timeoutSeconds: Int64
    /// How much longer than that the client waits for the answer.
    package var marginSeconds: Int64
    /// Updates in one answer, 1–100.
    package var limit: Int

    package init(timeoutSeconds: Int64, marginSeconds: Int64, limit: Int) {
      self.timeoutSeconds = timeoutSeconds
      self.marginSeconds = marginSeconds
      self.limit = limit
    }
  }
}
