import Channels
import Commerce
import Dialogue
import Logging
import Storage
import Transcripts
import Transport

/// A channel's own renderer without its network, for playing conversations again.
struct ReplayStage: TranscriptStage {
  let souk: Souk
  let name: ChannelName

  func channel(inbox: any InboxStore, time: TimeSource) throws -> any Channel {
    guard let kind = ChannelRegistry.kind(name) else {
      throw SoukError.failed("this program has no channel '\(name)'")
    }
    var parts = souk.channelParts(
      accounts: NoAccounts(), transport: NoNetwork(),
      stores: ChannelStores(
        inbox: inbox, leases: souk.storage.leases, listener: NoListener(), owner: souk.owner))
    parts.surroundings.time = time
    return try kind.open(parts, souk.configuration.channels[name] ?? ChannelEnvironment()).channel
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
