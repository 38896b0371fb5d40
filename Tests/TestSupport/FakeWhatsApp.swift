import Foundation
import Synchronization

/// A WhatsApp Cloud API that runs here: it enforces the documented limits, remembers what it was sent in order, fails
/// as it is told to, and writes the webhooks of the shoppers it plays.
///
///     let whatsApp = try await FakeWhatsApp.start()
///     // … point WHATSAPP_API_BASE at whatsApp.apiBase, then post whatsApp.text("hi", from: ana) …
///     let reply = try await whatsApp.nextMessage(to: ana)
///     // … post try whatsApp.tap("Checkout", from: ana) …
///     #expect(whatsApp.breaches.isEmpty)
package final class FakeWhatsApp: Sendable {
  package struct Options: Sendable {
    package var phoneNumberID = "100000000000001"
    package var displayPhoneNumber = "15550100001"
    package var accessToken = "test-access-token"
    package var appSecret = "test_app_secret"
    package var verifyToken = "test-verify-token"
    /// Refuses (131056) more than 45 messages at once and one each 6 s to one shopper, and (130429) over 80 a second.
    package var enforcesPace = false
    /// The pace's clock; one that stands still makes it independent of the machine.
    package var now: @Sendable () -> ContinuousClock.Instant = { .now }
    /// Refuses (131047) messages to shoppers who have not written.
    package var requiresOpenWindow = false
    /// The ids of the first messages it takes; after them it makes its own.
    package var firstMessageIDs: [String] = []
    /// Further numbers served by the same app, each with its token.
    package var otherNumbers: [String: String] = [:]

    package init() {}
  }

  /// A shopper with a phone.
  package struct Shopper: Hashable, Sendable {
    package var waID: String
    package var userID: String?
    package var name: String

    package init(waID: String, userID: String? = nil, name: String = "Ana Example") {
      self.waID = waID
      self.userID = userID
      self.name = name
    }
  }

  /// What the next calls meet in place of an answer.
  package enum Fault: Sendable {
    /// A Graph error; the message is not taken.
    case error(code: Int, status: Int = 400, retryAfterSeconds: Int? = nil)
    /// A status without a Graph error.
    case status(Int, html: String = "<html><body>Bad gateway</body></html>", retryAfterSeconds: Int? = nil)
    /// The connection ends; the message is taken, or not.
    case reset(isTaken: Bool)
    /// The answer comes late; the message is taken at once.
    case late(milliseconds: Int)
    /// 200 with a body that cannot be read; the message is taken.
    case garbledAnswer
  }

  let options: Options
  let state = Mutex(State())
  private let server: Mutex<FakeHTTPServer?> = Mutex(nil)

  struct State {
    var calls: [WhatsAppCall] = []
    var faults: [(recipient: String?, fault: Fault)] = []
    var lastWritten: [String: Int] = [:]
    var read: [String: Int] = [:]
    var lastID = 0
    /// Uploaded pictures by the id they were given.
    var media: [String: [UInt8]] = [:]
    var mediaFaults: [Fault] = []
    /// Messages taken so far.
    var taken = 0
    var writers: Set<String> = []
    var pace = WhatsAppPace()
  }

  private init(options: Options) { self.options = options }

  package static func start(_ options: Options = Options()) async throws -> FakeWhatsApp {
    let fake = FakeWhatsApp(options: options)
    let server = try await FakeHTTPServer.start { request in await fake.answer(request) }
    fake.server.withLock { $0 = server }
    return fake
  }

  package func stop() async { await server.withLock { $0 }?.stop() }

  /// `http://127.0.0.1:…/v23.0`
  package var apiBase: String { (server.withLock { $0?.baseURL } ?? "") + "/v23.0" }

  package var phoneNumberID: String { options.phoneNumberID }
  package var accessToken: String { options.accessToken }
  package var appSecret: String { options.appSecret }
  package var verifyToken: String { options.verifyToken }

  /// Every call in the order it came, refused ones and read marks too.
  package var calls: [WhatsAppCall] { state.withLock { $0.calls } }

  /// What shoppers have on their screens, in order.
  package var messages: [WhatsAppCall] { calls.filter { $0.isMessage && $0.messageID != nil } }

  /// Every limit that was broken; a test ends with none.
  package var breaches: [WhatsAppLimitChecker.Breach] { calls.flatMap(\.breaches) }

  package func messages(to shopper: Shopper) -> [WhatsAppCall] {
    messages.filter { $0.recipient == shopper.waID || ($0.recipient == shopper.userID && shopper.userID != nil) }
  }

  /// The next `times` messages (to one shopper, if given) meet the fault.
  package func inject(_ fault: Fault, times: Int = 1, to shopper: Shopper? = nil) {
    state.withLock { state in
      for _ in 0..<times { state.faults.append((shopper?.waID, fault)) }
    }
  }

  /// The next upload of a picture meets the fault.
  package func injectIntoUpload(_ fault: Fault) { state.withLock { $0.mediaFaults.append(fault) } }

  /// A picture of a message, as it was uploaded.
  package func picture(of call: WhatsAppCall) -> [UInt8]? {
    call.pictureID.flatMap { id in state.withLock { $0.media[id] } }
  }

  /// Whether a fault still waits for a message to meet it.
  package var hasFaults: Bool { state.withLock { !$0.faults.isEmpty } }

  package func clearFaults() { state.withLock { $0.faults = [] } }

  /// The oldest message to the shopper that was not looked at yet.
  /// - Throws: ``FakeWhatsAppError/noMessage(to:seen:)`` where none came in time.
  package func nextMessage(to shopper: Shopper, withinSeconds limit: Double = 15) async throws -> WhatsAppCall {
    let end = ContinuousClock.now.advanced(by: .seconds(limit))
    while true {
      let messages = messages(to: shopper)
      let next: WhatsAppCall? = state.withLock { state in
        let read = state.read[shopper.waID, default: 0]
        guard read < messages.count else { return nil }
        state.read[shopper.waID] = read + 1
        return messages[read]
      }
      if let next { return next }
      guard ContinuousClock.now < end else {
        throw FakeWhatsAppError.noMessage(to: shopper.waID, seen: messages.map(\.shownText))
      }
      try await Task.sleep(for: .milliseconds(5))
    }
  }

  /// Looks past messages until one passes.
  package func nextMessage(
    to shopper: Shopper, withinSeconds limit: Double = 15, where passes: (WhatsAppCall) -> Bool
  ) async throws -> WhatsAppCall {
    while true {
      let message = try await nextMessage(to: shopper, withinSeconds: limit)
      if passes(message) { return message }
    }
  }
}

package enum FakeWhatsAppError: Error, CustomStringConvertible {
  case noMessage(to: String, seen: [String])
  case notShown(title: String, shown: [String])

  package var description: String {
    switch self {
    case .noMessage(let to, let seen): "no further message to \(to); it has seen \(seen)"
    case .notShown(let title, let shown): "nothing titled '\(title)' can be tapped; what can: \(shown)"
    }
  }
}
