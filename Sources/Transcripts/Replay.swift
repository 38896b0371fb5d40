import Channels
import Commerce
import Dialogue
import Foundation
import Storage

/// Plays recorded conversations again on today's build, in a database of its own, and tells what would change.
package struct Replay: Sendable {
  private let parts: TranscriptParts
  private let store: Store
  private let products: [Product]

  /// - Parameter products: the store's catalogue as it is now; what was sold then is not known any more.
  package init(parts: TranscriptParts, store: Store, products: [Product]) {
    self.parts = parts
    self.store = store
    self.products = products
  }

  /// - Parameters:
  ///   - moment: turns before it are played for what they lead to, and not compared.
  ///   - stage: of the conversation's channel.
  /// - Returns: the turns compared, in order.
  package func run(
    _ conversation: RecordedConversation, since moment: Timestamp, on stage: any TranscriptStage
  ) async throws -> [ReplayedTurn] {
    guard let first = conversation.turns.first else { return [] }
    let shop = ShopFixture(
      name: store.name, currency: store.currency, timeZone: store.timeZone, settings: store.settings, catalog: [],
      products: products)
    var replayed: [ReplayedTurn] = []
    try await ShopWorld.with(shop, from: first.receivedAt, on: stage, parts: parts) { world in
      for turn in conversation.turns {
        let (acts, replies) = try await play(turn, in: world)
        guard turn.handledAt >= moment else { continue }
        replayed.append(
          ReplayedTurn(
            conversation: conversation.key.conversationID, said: turn.messages.map(Self.text).joined(separator: " / "),
            actsThen: TraceLine.acts(in: turn.trace), actsNow: acts,
            repliesThen: turn.calls.map { stage.shown($0).text }, repliesNow: replies))
      }
    }
    return replayed
  }

  private func play(_ turn: RecordedTurn, in world: ShopWorld) async throws -> (acts: [String], replies: [String]) {
    world.clock.set(turn.receivedAt)
    let messages = turn.messages.map { message in
      var message = message
      message.account = world.account
      return message
    }
    try await world.receive(messages)
    try await world.settle()
    let replies = try await world.sent().map { world.stage.shown($0.call).text }
    let acts = world.notebook.takeTraces().flatMap(TraceLine.acts)
    let failures = world.notebook.takeFailures().map { "failed: \($0)" }
    return (acts + failures, replies)
  }

  private static func text(_ message: InboundMessage) -> String {
    switch message.content {
    case .text(let text): text
    case .choice(_, let title): "[\(title)]"
    case .command(let name, let arguments): arguments.isEmpty ? "/\(name)" : "/\(name) \(arguments)"
    default: "(no text)"
    }
  }
}

/// A turn then and now.
package struct ReplayedTurn: Sendable {
  package var conversation: Int64
  package var said: String
  /// Intents, without how sure they were.
  package var actsThen: [String]
  package var actsNow: [String]
  package var repliesThen: [String]
  package var repliesNow: [String]

  package var changesActs: Bool { actsThen != actsNow }

  /// Order numbers are given anew in every replay and do not count.
  package var changesReplies: Bool { repliesThen.map(Self.plain) != repliesNow.map(Self.plain) }

  private static func plain(_ text: String) -> String { text.replacing(/#?\d{4,}/, with: "#") }
}
