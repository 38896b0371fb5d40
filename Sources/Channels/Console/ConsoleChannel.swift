import Dialogue
import Foundation

/// A terminal or a pipe as a channel: one line in is one message, replies are handed to whoever prints them.
package struct ConsoleChannel: Channel {
  package static let channelName = ChannelName(rawValue: "console")
  /// The one method of its calls.
  package static let method = "print"

  /// Shows one reply; called in the order of a conversation.
  package typealias Sink = @Sendable (_ text: String, _ chat: ChatAddress) async -> Void

  package let capabilities: ChannelCapabilities
  private let renderer = ConsoleRenderer()
  private let sink: Sink

  package init(capabilities: ChannelCapabilities, sink: @escaping Sink) {
    self.capabilities = capabilities
    self.sink = sink
  }

  package var name: ChannelName { Self.channelName }
  package var pacing: ChannelPacing { .unlimited }

  package func render(_ message: OutboundMessage, to chat: ChatAddress) -> [ChannelCall] {
    renderer.render(message, to: chat)
  }

  package func text(of call: ChannelCall) -> String? { reply(in: call)?.text }

  private func reply(in call: ChannelCall) -> ConsoleReply? {
    do {
      return try JSONDecoder().decode(ConsoleReply.self, from: Data(call.body.utf8))
    } catch {
      return nil
    }
  }

  package func send(_ call: ChannelCall, from account: ChannelAccount, callbackData: String) async -> SendOutcome {
    guard let reply = reply(in: call) else {
      return .rejected(reason: "a \(call.method) call of another form than the console's own")
    }
    let picture = reply.picture.map(Self.written) ?? ""
    await sink(reply.text + picture, ChatAddress(rawValue: reply.chat ?? ""))
    return .sent(providerMessageID: nil)
  }

  /// A console shows no pictures: one is left in a file.
  private static func written(_ png: Data) -> String {
    let path = FileManager.default.temporaryDirectory.appending(path: "souk-\(UUID().uuidString.prefix(8)).png").path
    return FileManager.default.createFile(atPath: path, contents: png) ? "\n\(path)" : ""
  }

  package func acknowledge(_ message: InboundMessage, from account: ChannelAccount) async {}
}

/// The body of a call: what to print, and for whom.
struct ConsoleReply: Codable, Hashable {
  var chat: String?
  var text: String
  var picture: Data?
}
