import Commerce
import Dialogue
import Foundation
import Synchronization
import Transport

@testable import Dialogue
@testable import Inference

/// A clock that only the test turns.
final class TestClock: Sendable {
  private let milliseconds = Mutex<Int64>(1_772_445_600_000)

  var source: TimeSource { TimeSource { Timestamp(milliseconds: self.milliseconds.withLock { $0 }) } }

  func advance(_ more: Int64) { milliseconds.withLock { $0 += more } }
}

/// Answers every request with the same, and keeps what was asked.
final class FixedTransport: HTTPTransport {
  private let answer: @Sendable () throws -> HTTPResponse
  private let sent = Mutex<[HTTPRequest]>([])

  init(_ answer: @escaping @Sendable () throws -> HTTPResponse) { self.answer = answer }

  var requests: [HTTPRequest] { sent.withLock { $0 } }

  func send(_ request: HTTPRequest) async throws -> HTTPResponse {
    sent.withLock { $0.append(request) }
    return try answer()
  }
}

/// Gives one outcome after the other; the last for ever.
final class ScriptedModel: LanguageModel {
  private let outcomes: Mutex<[Result<String, ModelFailure>]>
  private let asked = Mutex(0)

  init(_ outcomes: Result<String, ModelFailure>...) { self.outcomes = Mutex(outcomes) }

  var name: String { "scripted" }
  var calls: Int { asked.withLock { $0 } }

  func complete(_ request: ModelRequest) async throws(ModelFailure) -> ModelAnswer {
    asked.withLock { $0 += 1 }
    let outcome = outcomes.withLock { $0.count > 1 ? $0.removeFirst() : $0[0] }
    return ModelAnswer(text: try outcome.get(), inputTokens: 100, outputTokens: 10)
  }
}

/// A budget in memory.
final class CountedBudget: ModelBudget {
  private let days = Mutex<[Int: Int]>([:])
  private let used = Mutex(0)

  var tokens: Int { used.withLock { $0 } }

  func take(store: StoreID, day: Int, limit: Int) async throws -> Bool {
    days.withLock { days in
      guard days[day, default: 0] < limit else { return false }
      days[day, default: 0] += 1
      return true
    }
  }

  func record(store: StoreID, day: Int, inputTokens: Int, outputTokens: Int) async throws {
    used.withLock { $0 += inputTokens + outputTokens }
  }
}

enum Project {
  static let folder = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .deletingLastPathComponent().path

  static func sample(_ name: String) throws -> [UInt8] {
    [UInt8](try Data(contentsOf: URL(fileURLWithPath: "\(folder)/Tests/Fixtures/llm/\(name).json")))
  }

  static func prompt() throws -> ModelPrompt { try ModelPrompt.load(path: folder + "/prompts/llm/understand.md") }
}

extension ModelQuestion {
  static func about(_ message: String, callsPerDay: Int? = nil, store: Int64 = 1) -> ModelQuestion {
    ModelQuestion(
      store: StoreID(store), storeName: "Hill & Co", currency: .usd, language: "en", message: message,
      openQuestion: nil, categories: ["Lamps"], goods: [], callsPerDay: callsPerDay, mask: Mask())
  }
}

extension ModelRequest {
  static func example(timeoutMilliseconds: Int64 = 2_000) -> ModelRequest {
    ModelRequest(
      system: "Read.", user: #"{"message":"hi"}"#, schema: ["type": "object"], maximumTokens: 100, temperature: 0,
      timeoutMilliseconds: timeoutMilliseconds)
  }
}
