import Dialogue

/// The console: it has no accounts, and a server only thinks for it.
struct ConsoleKind: ChannelKind {
  let name = ConsoleChannel.channelName
  let credentials: [ChannelCredential] = []
  let variables: ChannelVariables? = nil
  let isServed = false

  func externalID(of credentials: [String: String]) -> String? { nil }

  func open(_ parts: ChannelParts, _ environment: ChannelEnvironment) throws -> OpenChannel {
    let settings = try ConsoleSettings.read(contentsOfFile: parts.settingsFile(name))
    return OpenChannel(ConsoleChannel(capabilities: settings.capabilities) { _, _ in })
  }
}
