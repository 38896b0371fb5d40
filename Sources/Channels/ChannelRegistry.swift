import Dialogue

/// Every kind of channel there is: a new one is a folder, a YAML and a line.
package enum ChannelRegistry {
  package static let kinds: [any ChannelKind] = [
    WhatsAppKind(),
    TelegramKind(),
    ConsoleKind(),
  ]

  /// Those that an account can be connected to.
  package static var connectable: [any ChannelKind] { kinds.filter { !$0.credentials.isEmpty } }

  package static func kind(_ name: ChannelName) -> (any ChannelKind)? { kinds.first { $0.name == name } }
}
