import Channels
import Commerce
import Dialogue
import Logging
import Transcripts
import Transport

/// A channel's own renderer without its network, for playing conversations again.
struct ReplayStage: TranscriptStage {
  let souk: Souk
  let name: ChannelName

  func channel(inbox: any InboxStore, time: TimeSource) throws -> any Channel {
    switch name {
    case WhatsAppChannel.channelName:
      return WhatsAppChannel(
        settings: try souk.whatsAppSettings(), accounts: NoAccounts(),
        intake: WhatsAppIntake(inbox: inbox, listener: NoListener(), time: time), transport: NoNetwork(),
        logger: souk.logger)
    case TelegramChannel.channelName:
      return TelegramChannel(
        settings: try souk.telegramSettings(), transport: NoNetwork(), baseURL: souk.configuration.telegramAPIBase,
        logger: souk.logger)
    default: return try souk.console { _, _ in }
    }
  }

  /// Everything to be read in a call, whatever the channel calls it.
  func shown(_ call: ChannelCall) -> ShownMessage {
    do {
      return ShownMessage(text: Self.texts(in: try JSONValue(json: call.body.utf8)).joined(separator: "\n"))
    } catch {
      return ShownMessage(text: call.body)
    }
  }

  private static let readable: Set<String> = ["text", "body", "caption", "title", "description", "display_text"]

  private static func texts(in value: JSONValue) -> [String] {
    switch value {
    case .object(let pairs):
      pairs.sorted { $0.key < $1.key }.flatMap { name, value in
        value.string.map { readable.contains(name) ? [$0] : [] } ?? texts(in: value)
      }
    case .array(let values): values.flatMap(texts)
    default: []
    }
  }
}

private struct NoAccounts: ChannelAccountDirectory {
  func accounts(of channel: ChannelName) -> [ChannelAccount] { [] }
}

private struct NoListener: WorkListener {
  func conversationsHaveWork(_ keys: [ConversationKey]) {}
}

/// Whatever is played again is never sent.
private struct NoNetwork: HTTPTransport {
  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    throw TransportError.notSent("a replay has no network")
  }
}
