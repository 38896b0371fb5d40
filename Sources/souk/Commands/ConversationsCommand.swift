import ArgumentParser
import Commerce
import Dialogue
import Foundation
import Storage

struct ConversationsCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "conversations", abstract: "See conversations; answer one in the bot's place, and hand it back.",
    subcommands: [List.self, Show.self, Say.self], defaultSubcommand: List.self)

  struct List: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "List who talks, or take a conversation over or hand it back.")

    @OptionGroup var store: StoreOption

    @Option(help: "How many at most.")
    var limit = 20

    @Option(help: "Hand this conversation back to the bot.")
    var handBack: Int64?

    @Option(help: "Take this conversation over: the bot falls silent.")
    var takeOver: Int64?

    @Option(help: "text or json.")
    var format: OutputFormat = .text

    private struct Row: Encodable {
      var id: String
      var channel: String
      var customer: String
      var handed_over: Bool
      var reason: String?
    }

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let store = try await souk.store(store.store)
      let conversations = souk.storage.store(store.id).conversations
      if let handBack {
        try await conversations.handBack(handBack, by: "operator")
        return print("the bot answers conversation \(handBack) again")
      }
      if let takeOver {
        try await conversations.handOver(takeOver, reason: "taken over by the operator")
        return print("the bot is silent in conversation \(takeOver)")
      }
      let rows = try await conversations.list(limit: limit).map {
        Row(
          id: String($0.key.conversationID), channel: $0.account.channel.rawValue,
          customer: $0.customer.name ?? $0.customer.id.text,
          handed_over: $0.handedOverAt != nil, reason: $0.handOverReason)
      }
      switch format {
      case .json: try printJSON(rows)
      case .text: rows.forEach { print(Self.line($0)) }
      }
    }

    private static func line(_ row: Row) -> String {
      "\(row.id)  \(row.channel)  \(row.customer)\(row.handed_over ? "  waits for a person: \(row.reason ?? "")" : "")"
    }
  }

  struct Show: AsyncParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Show what was said in a conversation.")

    @Argument(help: "The conversation's id.")
    var conversation: Int64

    @OptionGroup var store: StoreOption

    @Option(help: "How many messages at most, the newest.")
    var limit = 20

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let store = try await souk.store(store.store)
      let summary = try await souk.storage.store(store.id).conversations.summary(conversation)
      for line in try await StaffWords(souk: souk, store: store).history(of: summary, limit: limit) { print(line) }
    }
  }

  struct Say: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Say something to the shopper; the bot is silent from then on, until --hand-back.")

    @Argument(help: "The conversation's id.")
    var conversation: Int64

    @Argument(help: "The words.")
    var words: [String]

    @OptionGroup var store: StoreOption

    func run() async throws {
      let souk = try await Souk.open(try environment())
      let store = try await souk.store(store.store)
      let text = words.joined(separator: " ")
      guard text.contains(where: { !$0.isWhitespace }) else {
        throw SoukError.failed("there is nothing to say in that")
      }
      let note = try await StaffWords(souk: souk, store: store).say(text, in: conversation, by: "operator")
      print(note.isEmpty ? "it waits to be sent; `souk serve` sends it" : note)
    }
  }
}
