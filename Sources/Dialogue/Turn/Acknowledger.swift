import Commerce
import Logging
import ServiceLifecycle
import Synchronization

/// Shows read marks and typing beside the turns, never in their way: what does not fit in is left out.
///
/// A mark speaks for all that was written before it, so that of words that follow each other quickly only the first and
/// the newest are marked. A tap is always answered: its button waits for it.
package final class Acknowledger: Service {
  private struct Item: Sendable {
    var message: InboundMessage
    var channel: any Channel
  }

  private struct ChatKey: Hashable {
    var account: ChannelAccountKey
    var chat: ChatAddress
  }

  private struct Marked {
    var at: Timestamp
    /// Came since, to be marked when the pause is over.
    var newest: Item?
  }

  private struct Late {
    var item: Item
    var due: Timestamp
  }

  private struct Chats {
    var marked: [ChatKey: Marked] = [:]
    /// Whose answers have not come yet.
    var late: [ChatKey: Late] = [:]
  }

  private let accounts: any ChannelAccountDirectory
  private let time: TimeSource
  private let items: AsyncStream<Item>
  private let feed: AsyncStream<Item>.Continuation
  private let chats = Mutex(Chats())

  private static let maximumWaiting = 256
  private static let concurrent = 8
  /// Between two marks in a chat.
  private static let pauseMilliseconds: Int64 = 1_000
  /// An answer that takes longer is late.
  private static let lateMilliseconds: Int64 = 700
  /// Chats remembered; beyond it each message is marked, or left out.
  private static let maximumChats = 4_096

  package init(accounts: any ChannelAccountDirectory, time: TimeSource) {
    self.accounts = accounts
    self.time = time
    (items, feed) = AsyncStream.makeStream(bufferingPolicy: .bufferingNewest(Self.maximumWaiting))
  }

  package func acknowledge(_ message: InboundMessage, on channel: any Channel) {
    let item = Item(message: message, channel: channel)
    if channel.acknowledgement(of: message) == .whenAnswerIsLate { return noteLate(item) }
    if case .text = message.content {
      if waits(item) { return }
    } else {
      // It speaks for what waits, too: an older mark must not come after it.
      chats.withLock { $0.marked[ChatKey(account: message.account, chat: message.chat)]?.newest = nil }
    }
    feed.yield(item)
  }

  /// The answer is there: that it is being written need not be said any more.
  package func answered(_ account: ChannelAccountKey, _ chat: ChatAddress) {
    chats.withLock { _ = $0.late.removeValue(forKey: ChatKey(account: account, chat: chat)) }
  }

  private func noteLate(_ item: Item) {
    let key = ChatKey(account: item.message.account, chat: item.message.chat)
    let due = time.now().adding(milliseconds: Self.lateMilliseconds)
    chats.withLock { chats in
      guard chats.late.count < Self.maximumChats else { return }
      chats.late[key] = Late(item: item, due: due)
    }
  }

  /// Whether the chat was marked a moment ago, so that this waits for the pause's end.
  private func waits(_ item: Item) -> Bool {
    let key = ChatKey(account: item.message.account, chat: item.message.chat)
    let now = time.now()
    return chats.withLock { chats in
      if let last = chats.marked[key], Self.isPause(since: last.at, now) {
        chats.marked[key]?.newest = item
        return true
      }
      if chats.marked.count < Self.maximumChats { chats.marked[key] = Marked(at: now) }
      return false
    }
  }

  private static func isPause(since moment: Timestamp, _ now: Timestamp) -> Bool {
    // A clock that was turned back ends the pause.
    (0..<pauseMilliseconds).contains(now.milliseconds - moment.milliseconds)
  }

  package func run() async throws {
    await withGracefulShutdownHandler {
      await withTaskGroup(of: Void.self) { group in
        group.addTask { await self.endPauses() }
        await self.showAll()
        group.cancelAll()
      }
    } onGracefulShutdown: {
      self.feed.finish()
    }
  }

  private func showAll() async {
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
  }

  private func endPauses() async {
    while !Task.isCancelled {
      do { try await time.sleep(Self.pauseMilliseconds / 4) } catch { return }
      let now = time.now()
      for item in chats.withLock({ Self.due(in: &$0, now) }) { feed.yield(item) }
    }
  }

  private static func due(in chats: inout Chats, _ now: Timestamp) -> [Item] {
    let over = chats.marked.filter { !isPause(since: $0.value.at, now) }
    for (key, last) in over { chats.marked[key] = last.newest.map { _ in Marked(at: now) } }
    let late = chats.late.filter { $0.value.due <= now }
    for key in late.keys { chats.late[key] = nil }
    return over.values.compactMap(\.newest) + late.values.map(\.item)
  }

  private func show(_ item: Item) async {
    let key = item.message.account
    guard let account = accounts.account(of: key.channel, externalID: key.externalID) else { return }
    await item.channel.acknowledge(item.message, from: account)
  }
}
