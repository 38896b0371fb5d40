import ArgumentParser
import Foundation
import OwnerChat
import Search
import Transcripts

/// `souk test FILE…`: conversations of one's own, played against today's build.
struct TestCommand: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "test", abstract: "Play transcripts of your own and tell which do not go as written.",
    discussion: """
      A transcript is a YAML file of what a shopper says and what must come back; docs/testing.md tells its form. Each \
      is played on the console, in memory of its own: 'shop' names the demo shop, a folder with shop.yaml and \
      catalog.csv beside the file, or a catalogue file beside it. Nothing is sent and no database of yours is touched.
      """)

  @Argument(help: "Transcript files.")
  var files: [String]

  @Flag(help: "Show every chat, not only those that fail.")
  var verbose = false

  @Option(help: "text or json.")
  var format: OutputFormat = .text

  struct Row: Encodable {
    var title: String
    var place: String
    var channel: String?
    var outcome: String
    var failed: Bool
    var chat: String
  }

  func run() async throws {
    let parts = try environment().transcriptParts()
    var verdicts: [TranscriptVerdict] = []
    for file in files {
      let found = try await Self.play(file, parts)
      if format == .text { for verdict in found { show(verdict) } }
      verdicts += found
    }
    if format == .json { try printJSON(verdicts.map(Self.row)) } else { Self.summarise(verdicts) }
    if verdicts.contains(where: \.isFailure) { throw ExitCode.failure }
  }

  /// Shops are looked for beside the file that names them.
  private static func play(_ file: String, _ parts: TranscriptParts) async throws -> [TranscriptVerdict] {
    let folder = URL(fileURLWithPath: file).deletingLastPathComponent().path
    var parts = parts
    parts.shops.shops = folder
    parts.shops.catalogs = folder
    do {
      let verdicts = try await TranscriptRunner(parts: parts).run(file: file)
      guard !verdicts.isEmpty else {
        throw SoukError.failed("\(file) holds no transcript\nhint: docs/testing.md tells how one is written")
      }
      return verdicts
    } catch let error as CocoaError {
      throw SoukError.failed("cannot read \(file): \(error.localizedDescription)\nhint: give a YAML file")
    }
  }

  private func show(_ verdict: TranscriptVerdict) {
    print("\(verdict.isFailure ? "✘" : "✓") \(verdict.place)  \(verdict.title)  (\(verdict.outcome.rawValue))")
    if verdict.isFailure || verbose, !verdict.log.isEmpty { print(verdict.log + "\n") }
  }

  private static func summarise(_ verdicts: [TranscriptVerdict]) {
    let played = verdicts.filter { $0.outcome != .leftOut }
    let failed = played.count(where: \.isFailure)
    print("\(played.count) played, \(failed) failed")
    if played.isEmpty, !verdicts.isEmpty { print("(only transcripts for the console can be played here)") }
  }

  private static func row(_ verdict: TranscriptVerdict) -> Row {
    Row(
      title: verdict.title, place: verdict.place, channel: verdict.channel?.rawValue,
      outcome: verdict.outcome.rawValue, failed: verdict.isFailure, chat: verdict.log)
  }
}

extension Configuration {
  /// The program's own words and the console; no database.
  func transcriptParts() throws -> TranscriptParts {
    let settings = home + "/channels/console.yaml"
    return TranscriptParts(
      prompts: try Souk.prompts(home: home), lexicon: try Souk.lexicon(home: home),
      wording: try TranscriptParts.wording(prompts: home + "/prompts"),
      shops: ShopPlaces(demo: home + "/prompts/demo", shops: ".", catalogs: "."),
      stage: { $0 == .console ? ConsoleStage(settingsPath: settings) : nil },
      desk: try DeskFiles.load(directory: home + "/prompts/analytics"))
  }
}
