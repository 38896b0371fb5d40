/// The commands that a channel may offer beside its text field, in one language.
package struct CommandMenu: Hashable, Sendable {
  /// ISO 639-1
  package var language: String
  package var entries: [Entry]

  package init(language: String, entries: [Entry]) {
    self.language = language
    self.entries = entries
  }

  package struct Entry: Hashable, Sendable {
    /// Without its slash; one of those that are understood as commands.
    package var command: String
    package var description: String

    package init(command: String, description: String) {
      self.command = command
      self.description = description
    }
  }
}

extension CommandMenu {
  /// In the order shown; each is understood as a command on every channel.
  private static let commands = ["shop", "cart", "checkout", "orders", "hours", "help", "human"]

  /// The texts that describe the commands.
  static let texts = commands.map(text(of:))

  private static func text(of command: String) -> TextKey { TextKey(rawValue: "command.\(command)") }

  init(language: String, texts: ReplyTexts) {
    self.init(
      language: language,
      entries: Self.commands.map { Entry(command: $0, description: texts.text(Self.text(of: $0))) })
  }
}

extension PromptLibrary {
  /// Every language's menu, the default language first.
  package var menus: [CommandMenu] {
    let others = languages.filter { $0 != Self.defaultLanguage }
    return ([Self.defaultLanguage] + others).map {
      CommandMenu(language: $0, texts: writer(language: $0).texts)
    }
  }
}
