import Commerce
import Foundation

/// Where the shop's figures are worked out for those who may ask: before a turn's transaction, on connections that can
/// only read.
package protocol FiguresDesk: Sendable {
  /// Whether a shopper's words ask for the shop's own figures. Quick, and without I/O.
  func isAboutFigures(_ text: String) -> Bool

  /// What is to be said to somebody of the shop; nil where the bot for shoppers is meant. It never fails: what went
  /// wrong is an answer.
  func answer(_ question: DeskQuestion) async -> DeskAnswer?
}

/// Something that an owner or somebody of the staff wrote or tapped, or that later work brings them.
package struct DeskQuestion: Sendable {
  package enum Said: Hashable, Sendable {
    case text(String)
    /// A tapped follow-up, which is always the desk's.
    case choice(String)
    /// The result of later work, by the job's kind.
    case news(kind: String, payload: String)
  }

  package var said: Said
  package var store: Store
  package var person: Customer
  package var role: PersonRole
  /// What later work for this person is sent to.
  package var recipient: JobRecipient
  package var memory: DeskMemory
  /// What the words would be for a shopper.
  package var shopActs: [Act]
  /// A workflow for shoppers waits for an answer.
  package var isShopping: Bool
  package var canShowPictures: Bool
  /// Whether the channel takes a message that nobody has just asked for.
  package var mayBeWrittenTo: Bool
  package var now: Timestamp

  package init(
    said: Said, store: Store, person: Customer, role: PersonRole, recipient: JobRecipient, memory: DeskMemory,
    now: Timestamp
  ) {
    self.said = said
    self.store = store
    self.person = person
    self.role = role
    self.recipient = recipient
    self.memory = memory
    self.now = now
    (shopActs, isShopping, canShowPictures, mayBeWrittenTo) = ([], false, false, true)
  }
}

/// What the desk says and what shall be kept.
package struct DeskAnswer: Sendable {
  package var replies: [Reply]
  package var changes: [DeskChange]
  package var memory: DeskMemory
  /// Said by the way: the bot for shoppers answers what was written.
  package var isAside: Bool

  package init(
    _ replies: [Reply], changes: [DeskChange] = [], memory: DeskMemory, isAside: Bool = false
  ) {
    self.replies = replies
    self.changes = changes
    self.memory = memory
    self.isAside = isAside
  }
}

/// How far a turn has come with the desk.
package enum DeskHearing: Sendable {
  /// It may still be asked.
  case possible
  case heard(DeskAnswer?)
}

/// What the desk remembers of a conversation.
package struct DeskMemory: Hashable, Codable, Sendable {
  /// The question answered last.
  package var query: AnalyticsQuery?
  /// What the rows of its answer were of.
  package var told: AnalyticsTold?
  /// The words it came of: the question that stands alone, and those that followed upon it.
  package var trail: [String] = []
  /// What was said last in the chat was the desk's, so that a few words may follow upon it.
  package var isOpen = false
  /// A question that waits for what one of its words means.
  package var unclear: String?
  /// News that came while nothing might be sent, told with the next message.
  package var held: [HeldNews] = []

  package static let maximumHeld = 5

  package init() {}
}

package struct HeldNews: Hashable, Codable, Sendable {
  package var kind: String
  package var payload: String

  package init(kind: String, payload: String) {
    self.kind = kind
    self.payload = payload
  }
}
