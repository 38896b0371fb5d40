import Commerce
import Dialogue
import Foundation
import Testing

@testable import Storage

/// What is written is JSON, and read back it is the same.
@Suite struct JSONLineTests {
  private struct Sample: Codable, Hashable {
    enum Shape: Codable, Hashable {
      case point
      case circle(radius: Double, name: String?)
      indirect case pair(Shape, Shape)
    }

    var text: String
    var numbers: [Int64] = [.min, -1, 0, .max]
    var small: [UInt8] = [0, 255]
    var real = [0.1, -2.5e-8, 1e22, 3]
    var flag = true
    var missing: String?
    var nested: [String: [String: Int]] = ["a": ["b": 1], "": [:]]
    var byNumber: [Int: String] = [3: "three"]
    var shapes: [Shape] = [.point, .circle(radius: 2, name: nil), .pair(.circle(radius: 1, name: "x"), .point)]
    var empty: [Sample] = []
    var timestamp = Timestamp(milliseconds: 1_790_000_000_123)
    var product: ProductID = ProductID(rawValue: 77)
  }

  @Test(arguments: [
    "", "plain", "\"quoted\\\"", "line\nbreak\ttab\u{0}\u{1f}", "emoji 👩‍👩‍👧 é ع \u{2028}", "</script>",
  ])
  func `a value comes back as it was`(text: String) throws {
    let sample = Sample(text: text, empty: [Sample(text: text)])
    let line = try JSONLine.encode(sample)
    #expect(!line.utf8.contains { $0 < 0x20 })
    #expect(try JSONText.decode(Sample.self, from: line) == sample)
    #expect(try JSONText.decode(String.self, from: try JSONLine.encode(text)) == text)
  }

  @Test func `a conversation comes back as it was`() throws {
    var state = ConversationState()
    state.workflows = [WorkflowFrame(name: "checkout", version: 2, state: #"{"step":"name"}"#)]
    state.memory.shownProducts = [ProductID(rawValue: 1), ProductID(rawValue: 2)]
    state.memory.lastReplies = [Reply("engine.apology")]
    state.memory.lastQuery = ProductQuery(text: "blue tea")
    #expect(try JSONText.decode(ConversationState.self, from: try JSONLine.encode(state)) == state)
    #expect(
      try JSONText.decode(ConversationState.self, from: try JSONLine.encode(ConversationState())) == ConversationState()
    )
  }

  @Test(arguments: [
    "[]", #"["a"]"#, #"["a","b c","é"]"#, #"["a" ,"b"]"#, #"["q\"uote","line\n"]"#, #"[ "a"]"#, #"["a",]"#,
    #"["a""#, "[1]", #"["a","]"#, "", "null", #"["",""]"#,
  ])
  func `a list of strings is read as the decoder reads it`(text: String) throws {
    guard let read = JSONStrings.read(text) else { return }
    #expect(try JSONText.decode([String].self, from: text) == read)
  }

  @Test func `what is no number is refused`() {
    #expect(throws: EncodingError.self) { try JSONLine.encode([Double.nan]) }
  }
}
