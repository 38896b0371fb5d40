import ArgumentParser
import Commerce
import Foundation
import Storage

struct BackupCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "backup", abstract: "Copy the SQLite database into a new file, while it is in use.",
    discussion: """
      To restore: stop the server, put the copy in the database's place, remove the files beside it that end in -wal \
      and -shm, and start. Keep SOUK_SECRET_KEY, or the .key file beside the database, apart from the copy: without it \
      the stored credentials cannot be read.
      """)

  @Argument(help: "The file to write; it must not exist.")
  var file: String

  func run() async throws {
    let souk = try await Souk.open(try environment(), checkingSchema: false)
    try await souk.storage.backUp(to: file)
    print("copied to \(file) and checked")
  }
}

struct RetryCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "retry", abstract: "Try dead letters again: messages and answers that were given up.")

  @OptionGroup var store: StoreOption

  @Flag(help: "List them and change nothing.")
  var list = false

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  private static let listed = 100

  func run() async throws {
    let souk = try await Souk.open(try environment())
    let letters = souk.storage.store(try await souk.store(store.store).id).deadLetters
    if list { return try show(try await letters.list(limit: Self.listed)) }
    let replayed = try await letters.replay(who: "operator")
    print("\(replayed.messages) messages and \(replayed.answers) answers are tried again")
  }

  private func show(_ letters: [DeadLetterRepository.Letter]) throws {
    struct Row: Encodable {
      var direction: String
      var conversation: String
      var sequence: Int64
      var reason: String
      var at: String
    }
    let rows = letters.map {
      Row(
        direction: $0.direction, conversation: String($0.conversationID), sequence: $0.sequence, reason: $0.reason,
        at: $0.at.iso8601)
    }
    switch format {
    case .json: try printJSON(rows)
    case .text:
      if rows.isEmpty { print("no dead letters") }
      for row in rows { print("\(row.at)  \(row.direction)  \(row.conversation)/\(row.sequence)  \(row.reason)") }
    }
  }
}

struct AuditCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "audit", abstract: "List who changed what and why, newest first.")

  @OptionGroup var store: StoreOption

  @Option(help: "At most so many.")
  var limit = 50

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  func run() async throws {
    struct Row: Encodable {
      var at: String
      var who: String
      var what: String
      var subject: String
      var why: String
    }
    let souk = try await Souk.open(try environment())
    let entries = try await souk.storage.store(try await souk.store(store.store).id).audit.newest(limit: max(1, limit))
    let rows = entries.map { Row(at: $0.at.iso8601, who: $0.who, what: $0.what, subject: $0.subject, why: $0.why) }
    switch format {
    case .json: try printJSON(rows)
    case .text: rows.forEach { print("\($0.at)  \($0.who)  \($0.what)  \($0.subject)  (\($0.why))") }
    }
  }
}

extension Timestamp {
  fileprivate var iso8601: String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1_000).formatted(.iso8601)
  }
}
