import Dialogue

/// What `channels/console.yaml` says.
package struct ConsoleSettings: Hashable, Sendable {
  package var capabilities: ChannelCapabilities

  package init(capabilities: ChannelCapabilities) { self.capabilities = capabilities }

  /// - Throws: ``ChannelError/invalidSettings(_:)`` with all that is wrong in the file.
  package static func read(contentsOfFile path: String) throws -> ConsoleSettings {
    try ChannelSettings.read(contentsOfFile: path, read)
  }

  /// - Parameter file: named in errors.
  package static func read(_ yaml: String, file: String) throws -> ConsoleSettings {
    try ChannelSettings.read(yaml, file: file, read)
  }

  private static func read(_ root: ChannelSettings) -> ConsoleSettings {
    let limits = root.section("limits")
    return ConsoleSettings(
      capabilities: .init(
        maximumButtons: limits.integer("buttons", in: 0...0), maximumListRows: limits.integer("list_rows", in: 0...0),
        maximumTextLength: limits.integer("text_units", in: 256...1_000_000)))
  }
}
