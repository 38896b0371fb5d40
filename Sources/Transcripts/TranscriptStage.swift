import Channels
import Commerce
import Dialogue

/// A channel's real renderer and its screen as the shopper sees it.
package protocol TranscriptStage: Sendable {
  func channel(inbox: any InboxStore, time: TimeSource) throws -> any Channel
  /// What a call shows.
  func shown(_ call: ChannelCall) -> ShownMessage
}

/// A message as it stands on the shopper's screen.
package struct ShownMessage: Sendable {
  /// Everything to be read, what can be tapped left out.
  package var text: String
  package var choices: [ShownChoice] = []
  /// Limits of the provider that the call breaks, and other things no shopper shall see.
  package var breaches: [String] = []
  /// A picture made here comes with it.
  package var hasPicture = false

  package init(text: String, choices: [ShownChoice] = [], breaches: [String] = []) {
    self.text = text
    self.choices = choices
    self.breaches = breaches
  }
}

package struct ShownChoice: Sendable {
  var title: String
  var detail: String = ""
  /// What arrives when it is tapped.
  var answer: InboundContent

  package init(title: String, detail: String = "", answer: InboundContent) {
    self.title = title
    self.detail = detail
    self.answer = answer
  }

  /// The beginning of the title is enough; a title that the channel has cut is known by what is left.
  func isCalled(_ name: String) -> Bool {
    let wanted = ShownText.folded(name)
    let title = ShownText.folded(title)
    if title.hasPrefix(wanted) || ShownText.folded(detail).contains(wanted) { return true }
    return title.hasSuffix("…") && title.count > 8 && wanted.hasPrefix(title.dropLast())
  }

  func isExactly(_ name: String) -> Bool { ShownText.folded(name) == ShownText.folded(title) }
}

/// The console, which needs no network to be played on.
package struct ConsoleStage: TranscriptStage {
  private let settingsPath: String

  /// - Parameter settingsPath: of `channels/console.yaml`.
  package init(settingsPath: String) { self.settingsPath = settingsPath }

  package func channel(inbox: any InboxStore, time: TimeSource) throws -> any Channel {
    let settings = try ConsoleSettings.read(contentsOfFile: settingsPath)
    return ConsoleChannel(capabilities: settings.capabilities) { _, _ in }
  }

  package func shown(_ call: ChannelCall) -> ShownMessage { Self.shown(call) }

  /// What other channels have to tap is a numbered line here, answered by its number.
  package static func shown(_ call: ChannelCall) -> ShownMessage {
    guard let body = json(call.body), let text = body["text"]?.string else {
      return ShownMessage(text: "", breaches: ["a console call without a text"])
    }
    let choices = text.split(separator: "\n").compactMap { line -> ShownChoice? in
      let digits = line.prefix(while: \.isNumber)
      guard !digits.isEmpty, line.dropFirst(digits.count).hasPrefix(". ") else { return nil }
      return ShownChoice(title: String(line.dropFirst(digits.count + 2)), answer: .text(String(digits)))
    }
    var message = ShownMessage(text: text, choices: choices)
    message.hasPicture = body["picture"] != nil
    return message
  }

  private static func json(_ text: String) -> JSONValue? {
    do { return try JSONValue(json: text.utf8) } catch { return nil }
  }
}
