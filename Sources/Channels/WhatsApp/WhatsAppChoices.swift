import Dialogue

/// One to three reply buttons with titles and ids that differ.
struct WhatsAppButtons: Sendable {
  static let maximumCount = 3
  private static let maximumIDLength = 256

  private let buttons: [(id: String, title: WhatsAppText<WhatsAppButtonTitle>)]

  /// nil where there are too many choices, none, or titles too long to be shown whole on a button.
  init?(_ choices: [Choice], limits: WhatsAppLimits) {
    guard !choices.isEmpty, choices.count <= min(limits.buttons, Self.maximumCount),
      choices.allSatisfy({ WhatsAppPlainText.line($0.title).utf16.count <= limits.buttonTitle }),
      WhatsAppChoiceIDs.areUsable(choices, maximumLength: Self.maximumIDLength)
    else { return nil }
    let titles = WhatsAppTitles<WhatsAppButtonTitle>(choices, limit: limits.buttonTitle).titles
    buttons = Array(zip(choices.map(\.id), titles))
  }

  var json: WhatsAppJSON {
    .array(
      buttons.map { button in
        ["type": "reply", "reply": ["id": .string(button.id), "title": button.title.json]]
      })
  }
}

/// One to ten rows of a list.
struct WhatsAppRows: Sendable {
  /// In all sections together.
  static let maximumCount = 10
  private static let maximumIDLength = 200

  private struct Row {
    let id: String
    let title: WhatsAppText<WhatsAppRowTitle>
    let detail: WhatsAppText<WhatsAppRowDetail>?
  }

  private let rows: [Row]

  init?(_ choices: [Choice], limits: WhatsAppLimits) {
    guard !choices.isEmpty, choices.count <= min(limits.listRows, Self.maximumCount),
      WhatsAppChoiceIDs.areUsable(choices, maximumLength: Self.maximumIDLength)
    else { return nil }
    let titles = WhatsAppTitles<WhatsAppRowTitle>(choices, limit: limits.rowTitle).titles
    rows = zip(choices, titles).map { choice, title in
      Row(
        id: choice.id, title: title,
        detail: WhatsAppText(Self.detail(of: choice, shownAs: title.value), limit: limits.rowDetail))
    }
  }

  /// A title that had to be cut is given whole after the detail, as far as it goes.
  private static func detail(of choice: Choice, shownAs shown: String) -> String {
    let title = WhatsAppPlainText.line(choice.title)
    let detail = WhatsAppPlainText.line(choice.detail ?? "")
    return [detail, shown == title ? "" : title].filter { !$0.isEmpty }.joined(separator: " · ")
  }

  var json: WhatsAppJSON {
    .array(
      rows.map { row in
        var members: [String: WhatsAppJSON] = ["id": .string(row.id), "title": row.title.json]
        members["description"] = row.detail?.json
        return .object(members)
      })
  }
}

/// Titles within their limit and unlike each other; a title without anything to see is its choice's number.
private struct WhatsAppTitles<Field: WhatsAppTextField> {
  let titles: [WhatsAppText<Field>]

  init(_ choices: [Choice], limit: Int) {
    var titles: [WhatsAppText<Field>] = []
    var taken: Set<String> = []
    for (index, choice) in choices.enumerated() {
      let line = WhatsAppPlainText.line(choice.title)
      let title = WhatsAppPlainText.isBlank(line) ? String(index + 1) : line
      // Each try differs from those before, and there are more tries than titles taken.
      let unique = (1...choices.count + 1).lazy
        .compactMap { WhatsAppText<Field>(Self.numbered(title, $0, limit: limit), limit: limit) }
        .first { !taken.contains(WhatsAppPlainText.visible($0.value)) }
      guard let unique else { continue }
      taken.insert(WhatsAppPlainText.visible(unique.value))
      titles.append(unique)
    }
    self.titles = titles
  }

  /// `Blue tea`, then `Blue tea (2)`, `Blue tea (3)`; a long title gives way to its number.
  private static func numbered(_ title: String, _ number: Int, limit: Int) -> String {
    guard number > 1 else { return title }
    let suffix = " (\(number))"
    return WhatsAppTextCutter.cut(title, to: limit - suffix.utf16.count) + suffix
  }
}

/// An id comes back when its choice is tapped, so it cannot be cut, and one that two choices share tells nothing.
private enum WhatsAppChoiceIDs {
  static func areUsable(_ choices: [Choice], maximumLength: Int) -> Bool {
    Set(choices.map(\.id)).count == choices.count
      && choices.allSatisfy { !WhatsAppPlainText.isBlank($0.id) && $0.id.utf16.count <= maximumLength }
  }
}
