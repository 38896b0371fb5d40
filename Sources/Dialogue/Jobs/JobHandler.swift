import Commerce

/// Does one kind of later work: a payment's expiry, a digest, the erasing of what is old.
///
/// A handler may be run twice for one job (its process died after the work and before the note of it), so what it does
/// outside is done under the job's key.
package protocol JobHandler: Sendable {
  /// The ``Job/kind`` of its jobs; never changed once released.
  var kind: String { get }
  /// Every store has one such job at all times, made by the runner with the kind as its key; its run says when it is
  /// due again. Other jobs are enqueued by whoever needs them.
  var isStanding: Bool { get }

  /// Does the work; cancelled at the runner's time limit.
  /// - Throws: anything, with a reason for the operator: the job is tried again later, and is dead after a bound.
  func run(_ job: Job) async throws -> JobOutcome
}

extension JobHandler {
  package var isStanding: Bool { false }
}

package enum JobOutcome: Sendable {
  /// The job is gone; its results come to their conversations as messages (``Job/result(to:payload:at:)``).
  case done([InboundMessage] = [])
  /// The same job once more, with its attempts forgotten.
  case again(at: Timestamp)
}

/// Where a job's result belongs: what is known of a conversation when the job is made.
package struct JobRecipient: Hashable, Codable, Sendable {
  package var account: ChannelAccountKey
  package var identity: ChannelIdentity
  package var chat: ChatAddress

  package init(account: ChannelAccountKey, identity: ChannelIdentity, chat: ChatAddress) {
    self.account = account
    self.identity = identity
    self.chat = chat
  }
}

extension Job {
  /// The result as a message to the engine, of the job's own kind. Its id follows from the job's key, so that a job run
  /// twice tells its result once.
  /// - Parameter payload: for the workflow that takes the intent ``Intent/result(ofJobs:)`` of this kind.
  package func result(to recipient: JobRecipient, payload: String, at now: Timestamp) -> InboundMessage {
    InboundMessage(
      account: recipient.account, messageID: "job:\(storeID.rawValue):\(key)",
      sender: Sender(identities: [recipient.identity]), chat: recipient.chat, sentAt: now,
      content: .system(kind: kind, payload: payload))
  }
}

extension Intent {
  private static let resultPrefix = "job_result."

  /// What a workflow takes to be given the results of jobs of one kind; their payload is the act's text.
  package static func result(ofJobs kind: String) -> Intent { Intent(rawValue: resultPrefix + kind) }

  /// Said by a job, not by the shopper.
  package var isJobResult: Bool { rawValue.hasPrefix(Self.resultPrefix) }
}
