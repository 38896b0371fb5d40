import Commerce
import Dialogue
import Synchronization

/// Proposals to questions asked before, so that the same words in the same place cost one call. Bounded in number and
/// age; the question's whole text is the key, so that nothing of one store or context is given to another.
final class AnswerCache<Proposal: Sendable>: Sendable {
  static var maximumEntries: Int { 1_024 }
  static var maximumAgeMilliseconds: Int64 { 3_600_000 }

  private struct Entry: Sendable {
    var proposal: Proposal
    var at: Timestamp
    var lastUse: UInt64
  }

  private struct Contents: Sendable {
    var entries: [String: Entry] = [:]
    var uses: UInt64 = 0
  }

  private let contents = Mutex(Contents())
  private let time: TimeSource

  init(time: TimeSource) { self.time = time }

  func proposal(for key: String) -> Proposal? {
    let now = time.now()
    return contents.withLock { contents in
      guard var entry = contents.entries[key] else { return nil }
      guard now < entry.at.adding(milliseconds: Self.maximumAgeMilliseconds) else {
        contents.entries[key] = nil
        return nil
      }
      contents.uses += 1
      entry.lastUse = contents.uses
      contents.entries[key] = entry
      return entry.proposal
    }
  }

  func keep(_ proposal: Proposal, for key: String) {
    let now = time.now()
    contents.withLock { contents in
      contents.uses += 1
      contents.entries[key] = Entry(proposal: proposal, at: now, lastUse: contents.uses)
      guard contents.entries.count > Self.maximumEntries else { return }
      // An eighth at once, so that a full cache is sorted seldom.
      let oldest = contents.entries.sorted { $0.value.lastUse < $1.value.lastUse }.prefix(Self.maximumEntries / 8)
      for (key, _) in oldest { contents.entries[key] = nil }
    }
  }

  var count: Int { contents.withLock { $0.entries.count } }
}
