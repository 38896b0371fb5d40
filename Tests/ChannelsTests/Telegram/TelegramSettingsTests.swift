import Channels
import Dialogue
import Foundation
import Testing

@Suite("Telegram: settings")
struct TelegramSettingsTests {
  private let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().deletingLastPathComponent().appending(path: "channels/telegram.yaml")

  @Test func theShippedFileHoldsTelegramsLimits() throws {
    let settings = try TelegramSettings.read(contentsOfFile: file.path())
    #expect(
      settings.capabilities == ChannelCapabilities(maximumButtons: 100, maximumListRows: 0, maximumTextLength: 4_096))
    #expect(
      settings.pacing == ChannelPacing(messagesPerSecond: 30, millisecondsPerChatMessage: 1_000, chatBurst: 3))
    #expect(settings.polling == .init(timeoutSeconds: 50, marginSeconds: 10, limit: 100))
  }

  @Test func everyMistakeIsNamedWithItsLine() throws {
    var yaml = try String(contentsOf: file, encoding: .utf8)
    yaml = yaml.replacingOccurrences(of: "timeout_seconds: 50", with: "timeout_seconds: 51")
      .replacingOccurrences(of: "buttons: 100", with: "butons: 100")
    let error = #expect(throws: ChannelError.self) { try TelegramSettings.read(yaml, file: "telegram.yaml") }
    let text = try #require(error?.description)
    #expect(
      text.contains("polling.timeout_seconds") && text.contains("limits.butons") && text.contains("telegram.yaml:"))
  }
}
