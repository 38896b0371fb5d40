/// A command that the bot offers in its menu.
package struct BotCommand: Hashable, Encodable, Sendable {
  /// 1–32 of `a-z`, `0-9` and `_`, without the slash.
  package var command: String
  /// 1–256 characters.
  package var description: String

  package init(command: String, description: String) {
    self.command = command
    self.description = description
  }

  /// The Bot API's bound on a bot's commands.
  static let maximumCount = 100

  var isAcceptable: Bool {
    let isName = command.utf8.allSatisfy { byte in
      (0x61...0x7a).contains(byte) || (0x30...0x39).contains(byte) || byte == 0x5f
    }
    return isName && (1...32).contains(command.utf8.count) && (1...256).contains(description.utf16.count)
      && !TelegramText.isBlank(description)
  }
}
