import ArgumentParser
import Commerce
import Dialogue
import Foundation
import Storage
import Transcripts

/// `souk replay`: what today's build would have said yesterday.
struct ReplayCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Play recorded conversations again on this build and print what would change.",
    discussion: """
      Each conversation is played from its oldest message that is still kept, with today's catalogue, prices and \
      settings, in a database of its own: nothing is sent, and the shop's database is only read. Turns whose acts or \
      replies differ are printed; order numbers do not count. A language model is not asked.
      """)

  @OptionGroup var store: StoreOption

  @Option(help: "Compare the turns of so many hours.")
  var hours = 24

  @Option(help: "Conversations at most.")
  var limit = 200

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  struct Report: Encodable {
    var conversations: Int
    var turns: Int
    var acts_changed: Int
    var replies_changed: Int
    var changes: [Change]
  }

  struct Change: Encodable {
    var conversation: String
    var said: String
    var acts_then: [String]
    var acts_now: [String]
    var replies_then: [String]
    var replies_now: [String]
  }

  func validate() throws {
    guard (1...24 * 31).contains(hours) else { throw ValidationError("--hours is 1 to 744") }
    guard (1...10_000).contains(limit) else { throw ValidationError("--limit is 1 to 10000") }
  }

  func run() async throws {
    let souk = try await Souk.open(try environment(), checkingSchema: false)
    guard case .current = try await souk.storage.schemaStatus() else {
      throw SoukError.failed("the database's schema is not current\nhint: `souk migrate`, or `souk doctor` for more")
    }
    let report = try await replay(souk, try await souk.store(store.store))
    try await souk.storage.database.close()
    switch format {
    case .json: try printJSON(report)
    case .text: Self.show(report)
    }
  }

  private func replay(_ souk: Souk, _ store: Store) async throws -> Report {
    let scope = souk.storage.store(store.id)
    let since = souk.time.now().adding(milliseconds: -Int64(hours) * 3_600_000)
    let replay = Replay(
      parts: try souk.configuration.transcriptParts(), store: store, products: try await scope.catalog.all())
    let conversations = try await scope.recordings.conversations(since: since, limit: limit)
    var turns: [ReplayedTurn] = []
    for conversation in conversations {
      let stage = ReplayStage(souk: souk, name: conversation.account.channel)
      turns += try await replay.run(conversation, since: since, on: stage)
    }
    let changed = turns.filter { $0.changesActs || $0.changesReplies }
    return Report(
      conversations: conversations.count, turns: turns.count, acts_changed: turns.count(where: \.changesActs),
      replies_changed: turns.count(where: \.changesReplies), changes: changed.map(Self.change))
  }

  private static func change(_ turn: ReplayedTurn) -> Change {
    Change(
      conversation: String(turn.conversation), said: turn.said, acts_then: turn.actsThen, acts_now: turn.actsNow,
      replies_then: turn.repliesThen, replies_now: turn.repliesNow)
  }

  private static func show(_ report: Report) {
    for change in report.changes {
      print("\(change.conversation)  \(change.said)")
      if change.acts_then != change.acts_now {
        print("  acts   - \(change.acts_then.joined(separator: ", "))")
        print("         + \(change.acts_now.joined(separator: ", "))")
      }
      if change.replies_then != change.replies_now {
        print("  reply  - \(indented(change.replies_then))")
        print("         + \(indented(change.replies_now))")
      }
    }
    print(
      "\(report.turns) turns of \(report.conversations) conversations: \(report.acts_changed) with other acts, "
        + "\(report.replies_changed) with other replies")
  }

  private static func indented(_ replies: [String]) -> String {
    replies.joined(separator: "\n").replacing("\n", with: "\n           ")
  }
}
