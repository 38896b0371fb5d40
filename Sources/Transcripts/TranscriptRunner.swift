/// Plays files of transcripts and tells how each went.
package struct TranscriptRunner: Sendable {
  private let parts: TranscriptParts

  package init(parts: TranscriptParts) { self.parts = parts }

  /// - Throws: only where a file cannot be read at all; what is wrong in it is a verdict.
  package func run(file path: String) async throws -> [TranscriptVerdict] {
    var verdicts: [TranscriptVerdict] = []
    for read in try TranscriptFile(path: path).read() {
      switch read {
      case .failure(let error):
        verdicts.append(
          TranscriptVerdict(title: "\(error)", place: "\(error.file):\(error.line)", outcome: .unreadable))
      case .success(let transcript):
        for channel in transcript.channels { verdicts.append(await run(transcript, on: channel)) }
      }
    }
    return verdicts
  }

  private func run(_ transcript: Transcript, on channel: TranscriptChannel) async -> TranscriptVerdict {
    var verdict = TranscriptVerdict(
      title: transcript.title, place: "\(transcript.file):\(transcript.line)", channel: channel, outcome: .passed)
    guard let stage = parts.stage(channel) else {
      verdict.outcome = .leftOut
      return verdict
    }
    do {
      try await ShopWorld.with(transcript, on: stage, parts: parts) { world in
        var player = TranscriptPlayer(transcript, on: channel, in: world)
        try await player.play()
        verdict.log = player.log.text
        if player.log.failures > 0 { verdict.outcome = .failed }
        if let line = player.log.firstFailureLine { verdict.place = "\(transcript.file):\(line)" }
      }
    } catch {
      verdict.outcome = .unreadable
      verdict.log = "\(error)"
    }
    if transcript.pending[channel] != nil {
      verdict.outcome = verdict.outcome == .passed ? .unexpectedlyPassed : .pending
    }
    return verdict
  }
}

/// How a transcript went on a channel.
package struct TranscriptVerdict: Sendable {
  package enum Outcome: String, Sendable {
    case passed
    case failed
    /// Marked `pending`, and it fails as said.
    case pending
    /// Marked `pending`, and it goes well: the mark must go.
    case unexpectedlyPassed = "passed, though marked pending"
    case unreadable = "cannot be read"
    /// For a channel that is not played here.
    case leftOut = "left out"
  }

  package var title: String
  /// File and line, of the first failure where there is one.
  package var place: String
  package var channel: TranscriptChannel?
  package var outcome: Outcome
  /// The chat, with a mark where it is not as it should be.
  package var log = ""

  package var isFailure: Bool { [.failed, .unexpectedlyPassed, .unreadable].contains(outcome) }
}
