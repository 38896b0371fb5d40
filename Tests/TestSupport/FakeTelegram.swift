import Foundation
import Synchronization

/// Telegram's Bot API for one bot, over real HTTP: it keeps updates with their real offsets, refuses what breaks a
/// documented limit and writes the breach down, fails on demand, and speaks for the shoppers at the other end.
///
///     let telegram = try await FakeTelegram.start()
///     telegram.say("hi", from: .ana)
///     let answer = try await telegram.nextMessage(to: .ana)
///     try telegram.tap("Add to cart", by: .ana)
package final class FakeTelegram: Sendable {
  package struct Options: Sendable {
    package var token = "8000000001:TEST-token_of-the-fake"
    /// Answers 429 above 30 messages a second, or one a second in a chat once its burst is used.
    package var enforcesPace = false
    package var chatBurst = 3

    package init() {}
  }

  package let server: FakeHTTPServer
  package let options: Options
  let state: Mutex<State>

  private init(server: FakeHTTPServer, options: Options, state: Holder) {
    self.server = server
    self.options = options
    self.state = Mutex(State())
    state.telegram.withLock { $0 = self }
  }

  /// The server's handler is made before the fake that it asks.
  private final class Holder: Sendable { let telegram = Mutex<FakeTelegram?>(nil) }

  package static func start(_ options: Options = Options()) async throws -> FakeTelegram {
    let holder = Holder()
    let server = try await FakeHTTPServer.start { request in
      guard let telegram = holder.telegram.withLock({ $0 }) else { return FakeHTTPResponse(status: 503) }
      return await telegram.answer(request)
    }
    return FakeTelegram(server: server, options: options, state: holder)
  }

  package func stop() async {
    state.withLock { $0.isStopped = true }
    await server.stop()
  }

  /// Runs `body` with a fake and stops it after, whatever happens.
  package static func with<Result>(
    _ options: Options = Options(), isolation: isolated (any Actor)? = #isolation,
    _ body: (FakeTelegram) async throws -> Result
  ) async throws -> Result {
    let telegram = try await start(options)
    do {
      let result = try await body(telegram)
      await telegram.stop()
      return result
    } catch {
      await telegram.stop()
      throw error
    }
  }

  /// To be given as `TELEGRAM_API_BASE`.
  package var baseURL: String { server.baseURL }
  package var token: String { options.token }
  package var botID: String { String(options.token.prefix { $0 != ":" }) }

  /// A call as it came, good or bad.
  package struct Call: Sendable {
    package var method: String
    package var body: JSON
    /// What it was answered; 0 where the connection was reset.
    package var status: Int
  }

  package var calls: [Call] { state.withLock { $0.calls } }

  package func calls(of method: String) -> [Call] { calls.filter { $0.method == method } }

  /// Every limit that was broken; a test ends by expecting none.
  package var breaches: [String] { state.withLock { $0.breaches } }

  /// Taps that no `answerCallbackQuery` has answered yet.
  package var unansweredTaps: Set<String> { state.withLock { $0.unansweredTaps } }

  /// Updates that no poll has confirmed yet.
  package var unconfirmedUpdateIDs: [Int64] { state.withLock { $0.queue.map(\.id) } }
}

/// What is wrong with a test rather than with what it tests.
package enum FakeTelegramError: Error, CustomStringConvertible {
  case nothingCame(chat: Int64, shown: [String], breaches: [String])
  case noSuchButton(String, among: [String])

  package var description: String {
    switch self {
    case .nothingCame(let chat, let shown, let breaches):
      "no new message came to chat \(chat); shown so far: \(shown); limits broken: \(breaches)"
    case .noSuchButton(let title, let titles): "nothing to tap is called '\(title)'; there is \(titles)"
    }
  }
}
