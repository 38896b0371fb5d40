import Dialogue
import Foundation

/// Shows a reply as plain text: what other channels make a button of is a numbered line, to be answered by its number.
struct ConsoleRenderer: Sendable {
  /// Always one call.
  func render(_ message: OutboundMessage, to chat: ChatAddress) -> [ChannelCall] {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    let body: String
    do {
      body = String(
        decoding: try encoder.encode(
          ConsoleReply(chat: chat.rawValue, text: text(of: message), picture: message.picture?.png)), as: UTF8.self)
    } catch {
      // Two strings always encode.
      body = #"{"text":"…"}"#
    }
    return [ChannelCall(method: ConsoleChannel.method, body: body)]
  }

  func text(of message: OutboundMessage) -> String {
    let blocks = [
      [message.heading, message.text].compactMap { $0.map(shown) }.filter { !$0.isEmpty }.joined(separator: "\n"),
      message.imageURL.map(shown) ?? "",
      message.choices.enumerated().dropFirst(message.choicesInText).map { line(number: $0 + 1, $1) }
        .joined(separator: "\n"),
      message.link.map { "\(shown($0.title)): \(shown($0.url))" } ?? "",
    ]
    let text = blocks.filter { !$0.isEmpty }.joined(separator: "\n")
    return text.isEmpty ? "…" : text
  }

  private func line(number: Int, _ choice: Choice) -> String {
    let line = "\(number). \(shown(choice.title))"
    let detail = choice.detail.map(shown) ?? ""
    return detail.isEmpty ? line : "\(line) — \(detail)"
  }

  /// Without control characters: a product's name must not move the reader's cursor or change their title bar.
  private func shown(_ text: String) -> String {
    var scalars = String.UnicodeScalarView()
    for scalar in text.unicodeScalars where scalar == "\n" || scalar.properties.generalCategory != .control {
      scalars.append(scalar)
    }
    guard let start = scalars.firstIndex(where: { !$0.properties.isWhitespace }),
      let end = scalars.lastIndex(where: { !$0.properties.isWhitespace })
    else { return "" }
    return String(scalars[start...end])
  }
}
