import Foundation
import Testing

@testable import Transcripts

/// Every conversation of `Tests/Transcripts`, on every channel it is meant for.
@Suite struct TranscriptTests {
  @Test(arguments: TranscriptCase.all)
  func `the conversation goes as written`(_ item: TranscriptCase) async throws {
    let transcript = try item.transcript.get()
    guard let reason = transcript.pending[item.channel] else { return try await Self.play(transcript, item.channel) }
    await withKnownIssue(Comment(rawValue: reason)) { try await Self.play(transcript, item.channel) }
  }

  @Test func `there are conversations to play`() {
    #expect(TranscriptCase.all.count > 30)
  }

  private static func play(_ transcript: Transcript, _ channel: TranscriptChannel) async throws {
    try await Stage.shared.play { try await playAlone(transcript, channel) }
  }

  private static func playAlone(_ transcript: Transcript, _ channel: TranscriptChannel) async throws {
    try await ShopWorld.with(transcript, on: ChannelStage(name: channel), parts: SharedLanguage.parts()) { world in
      var player = TranscriptPlayer(transcript, on: channel, in: world)
      try await player.play()
      try Self.keep(player.log.text, of: transcript, on: channel)
      guard let line = player.log.firstFailureLine else { return }
      Issue.record(
        "\(transcript.file): \"\(transcript.title)\" on \(channel.rawValue)\n\(player.log.text)",
        sourceLocation: SourceLocation(
          fileID: "TranscriptTests/\(transcript.file)", filePath: transcript.path, line: line, column: 1))
    }
  }
}

extension TranscriptTests {
  /// `SOUK_TRANSCRIPT_LOGS` names a folder in which the chats are left to be read.
  private static func keep(_ log: String, of transcript: Transcript, on channel: TranscriptChannel) throws {
    guard let folder = ProcessInfo.processInfo.environment["SOUK_TRANSCRIPT_LOGS"] else { return }
    try FileManager.default.createDirectory(atPath: folder, withIntermediateDirectories: true)
    let place = "\(transcript.file.dropLast(5))-\(transcript.line)-\(channel.rawValue).txt"
    try (transcript.title + "\n" + log + "\n").write(toFile: "\(folder)/\(place)", atomically: true, encoding: .utf8)
  }
}

/// One transcript on one channel, or a file that cannot be read.
struct TranscriptCase: Sendable, CustomTestStringConvertible {
  var transcript: Result<Transcript, TranscriptError>
  var channel: TranscriptChannel

  var testDescription: String {
    switch transcript {
    case .success(let transcript): "\(transcript.file): \(transcript.title), on \(channel.rawValue)"
    case .failure(let error): "\(error)"
    }
  }

  /// `SOUK_TRANSCRIPTS` names the only files, or parts of titles, to play.
  static let all: [TranscriptCase] = {
    let folder = SharedLanguage.folder + "/Tests/Transcripts"
    let wanted = ProcessInfo.processInfo.environment["SOUK_TRANSCRIPTS"]
    return files(in: folder).flatMap { cases(of: TranscriptFile(path: "\(folder)/\($0)")) }.filter { item in
      wanted.map { item.testDescription.localizedCaseInsensitiveContains($0) } ?? true
    }
  }()

  private static func files(in folder: String) -> [String] {
    do {
      return try FileManager.default.contentsOfDirectory(atPath: folder).filter { $0.hasSuffix(".yaml") }.sorted()
    } catch {
      return []
    }
  }

  private static func cases(of file: TranscriptFile) -> [TranscriptCase] {
    do {
      return try file.read().flatMap { transcript -> [TranscriptCase] in
        guard case .success(let read) = transcript else {
          return [TranscriptCase(transcript: transcript, channel: .console)]
        }
        return read.channels.map { TranscriptCase(transcript: transcript, channel: $0) }
      }
    } catch let error as TranscriptError {
      return [TranscriptCase(transcript: .failure(error), channel: .console)]
    } catch {
      return [
        TranscriptCase(
          transcript: .failure(TranscriptError(file: file.path, line: 1, reason: "\(error)")), channel: .console)
      ]
    }
  }
}
