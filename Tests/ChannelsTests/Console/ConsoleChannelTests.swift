import Channels
import Commerce
import Dialogue
import Foundation
import Synchronization
import Testing

@Suite("Console")
struct ConsoleChannelTests {
  private final class Printed: Sendable { let texts = Mutex<[String]>([]) }

  private let account = ChannelAccount(
    key: ChannelAccountKey(storeID: StoreID(1), channel: ConsoleChannel.channelName, externalID: "console"),
    credentials: [:])

  private func print(_ message: OutboundMessage) async -> [String] {
    let printed = Printed()
    let channel = ConsoleChannel(
      capabilities: .init(maximumButtons: 0, maximumListRows: 0, maximumTextLength: 16_384)
    ) { text, chat in
      printed.texts.withLock { $0.append("\(chat.rawValue)| \(text)") }
    }
    for call in channel.render(message, to: ChatAddress(rawValue: "ana")) {
      #expect(await channel.send(call, from: account, callbackData: "1") == .sent(providerMessageID: nil))
    }
    return printed.texts.withLock { $0 }
  }

  @Test func aReplyIsOneTextWithNumberedChoices() async {
    let message = OutboundMessage(
      heading: "Mugs", text: "I found two.", imageURL: "https://cdn.example/a.jpg",
      choices: [Choice(id: "a", title: "Blue mug", detail: "12.50 USD"), Choice(id: "b", title: "Red mug")],
      link: .init(title: "Shop", url: "https://shop.example/"))
    #expect(
      await print(message) == [
        """
        ana| Mugs
        I found two.
        https://cdn.example/a.jpg
        1. Blue mug — 12.50 USD
        2. Red mug
        Shop: https://shop.example/
        """
      ])
  }

  @Test func controlCharactersNeverReachTheTerminal() async {
    #expect(await print(OutboundMessage(text: "a\u{1b}[2Jb\u{7}\r\nc\t")) == ["ana| a[2Jb\nc"])
  }

  @Test func anEmptyReplyIsStillSomething() async {
    #expect(await print(OutboundMessage(text: " ")) == ["ana| …"])
  }

  @Test func aForeignCallIsRejected() async {
    let channel = ConsoleChannel(
      capabilities: .init(maximumButtons: 0, maximumListRows: 0, maximumTextLength: 16_384)
    ) { _, _ in Issue.record("nothing should be printed") }
    let outcome = await channel.send(
      ChannelCall(method: "sendMessage", body: "[]"), from: account, callbackData: "1")
    guard case .rejected = outcome else {
      Issue.record("\(outcome)")
      return
    }
  }

  @Test func theShippedFileSaysThatThereAreNoButtons() throws {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent().deletingLastPathComponent().appending(path: "channels/console.yaml")
    let settings = try ConsoleSettings.read(contentsOfFile: file.path())
    #expect(settings.capabilities.maximumButtons == 0 && settings.capabilities.maximumListRows == 0)
  }
}
