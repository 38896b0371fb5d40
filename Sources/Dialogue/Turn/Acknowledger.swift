import Logging
import ServiceLifecycle

/// Shows read marks and typing beside the turns, never in their way: what does not fit in is left out.
package final class Acknowledger: Service {
  private struct Item: Sendable {
    var message: InboundMessage
    var channel: any Channel
  }

  private let accounts: any ChannelAccountDirectory
  private let items: AsyncStream<Item>
  private let feed: AsyncStream<Item>.Continuation

  private static let maximumWaiting = 256
  private static let concurrent = 8

  package init(accounts: any ChannelAccountDirectory) {
    self.accounts = accounts
    (items, feed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.maximumWaiting))
  }

  package func acknowledge(_ message: InboundMessage, on channel: any Channel) {
    feed.yield(Item(message: message, channel: channel))
  }

  package func run() async throws {
    await withGracefulShutdownHandler {
      await withTaskGroup(of: Void.self) { group in
        var running = 0
        for await item in items {
          if running >= Self.concurrent {
            await group.next()
            running -= 1
          }
          running += 1
          group.addTask { await self.show(item) }
        }
      }
    } onGracefulShutdown: {
      self.feed.finish()
    }
  }

  private func show(_ item: Item) async {
    let key = item.message.account
    guard let account = accounts.account(of: key.channel, externalID: key.externalID) else { return }
    await item.channel.acknowledge(item.message, from: account)
  }
}
