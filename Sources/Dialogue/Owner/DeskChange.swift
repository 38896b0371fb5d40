import Commerce

/// Something that an owner wants kept. It is written in the turn's transaction, for the person who wrote.
package enum DeskChange: Hashable, Sendable {
  case pin(questions: [String], title: String)
  case rename(chart: Int64, title: String)
  case drop(chart: Int64)
  /// - Parameter to: from 0.
  case move(chart: Int64, to: Int)
  case addDigest(DigestPlan, recipient: JobRecipient, first: Timestamp)
  case dropDigest(Int64)
  case watch(AlertKind, recipient: JobRecipient)
  case unwatch(AlertKind)
  /// How this person means a word, so that it is asked once.
  case prefer(word: String, meaning: String)
  /// The query behind a receipt's id, so that its figures can be had again.
  case keepQuery(id: String, question: String, query: AnalyticsQuery)
}

/// What is sent at its times without being asked for.
package struct DigestPlan: Hashable, Codable, Sendable {
  package enum Content: Hashable, Codable, Sendable {
    /// The day before, at a glance.
    case day
    /// The week before, at a glance.
    case week
    /// Questions, each following upon the one before.
    case questions([String])
  }

  package var title: String
  package var content: Content
  package var times: DigestTimes

  package init(title: String, content: Content, times: DigestTimes) {
    self.title = title
    self.content = content
    self.times = times
  }
}

/// What an owner can be told of without asking.
package enum AlertKind: String, Hashable, Codable, Sendable, CaseIterable {
  case stock
  case revenue
  case searches
  case payments
}

/// The kinds of jobs that bring news to the desk.
package enum DeskJobs {
  /// Payload: a digest's id. One job a time it is due.
  package static let digest = "digest"
  /// Payload: an alert's facts.
  package static let alert = "alert"
  /// Looks for what is worth an alert, in every store.
  package static let watch = "alerts"
}

/// What became of a code that links a chat to somebody of the shop.
package enum StaffCodeOutcome: Hashable, Sendable {
  case linked(PersonRole)
  /// Never given, used, or too old.
  case unknown
  /// Too many wrong ones from this person, or in this shop: none is looked at for a while.
  case closed
}
