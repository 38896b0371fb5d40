import Channels
import Dialogue
import Foundation
import Testing
import TestSupport

/// Thousands of damaged bodies, rightly signed: whatever they are, there is an answer, and what was good is kept.
@Suite struct WhatsAppFuzzTests {
  private static var rounds: Int {
    ProcessInfo.processInfo.environment["SOUK_FUZZ_ROUNDS"].flatMap { Int($0) } ?? 20_000
  }

  @Test func noBodyWhateverIsInItIsTooMuch() async throws {
    let bench = try WhatsAppBench()
    let samples = try Fixtures.inboundNames().map { try Fixtures.bytes($0) }.filter { $0.count < 20_000 }
    var numbers = SeededNumbers(seed: 20_261_121)
    var statuses: [Int: Int] = [:]
    for _ in 0..<Self.rounds {
      let body = Mutation.mutated(samples, &numbers)
      statuses[await bench.post(body).status, default: 0] += 1
    }
    #expect(Set(statuses.keys).isSubset(of: [200, 400]), "\(statuses)")
    #expect(statuses[200, default: 0] > Self.rounds / 20, "\(statuses)")
    for message in bench.inbox.messages {
      #expect(!message.messageID.isEmpty && !message.chat.rawValue.isEmpty && !message.sender.identities.isEmpty)
      guard case .text(let text) = message.content else { continue }
      #expect(text.unicodeScalars.count <= InboundContent.maximumTextLength && !text.utf8.contains(0))
    }
  }

  @Test func oneBadMessageNeverSpoilsTheOthers() async throws {
    var numbers = SeededNumbers(seed: 7)
    let bench = try WhatsAppBench()
    for round in 0..<500 {
      let bad = Mutation.randomJSON(&numbers, depth: 3)
      let good =
        #"{"from":"15550109001","id":"wamid.GOOD\#(round)","timestamp":"1767225600","type":"text","text":{"body":"good"}}"#
      let body = """
        {"object":"whatsapp_business_account","entry":[{"changes":[{"field":"messages","value":{"metadata":\
        {"phone_number_id":"100000000000001"},"contacts":[\(bad)],"messages":[\(bad),\(good),\(bad)],"statuses":[\(bad)]}}]}]}
        """
      #expect(await bench.post(Array(body.utf8)).status == 200)
      #expect(bench.inbox.messages.contains { $0.messageID == "wamid.GOOD\(round)" }, "\(bad)")
    }
  }
}

enum Mutation {
  static func mutated(_ samples: [[UInt8]], _ numbers: inout SeededNumbers) -> [UInt8] {
    var body = samples[Int.random(in: 0..<samples.count, using: &numbers)]
    for _ in 0..<Int.random(in: 1...4, using: &numbers) where !body.isEmpty {
      let place = Int.random(in: 0..<body.count, using: &numbers)
      switch Int.random(in: 0..<7, using: &numbers) {
      case 0: body[place] ^= 1 << UInt8.random(in: 0..<8, using: &numbers)
      case 1: body[place] = UInt8.random(in: 0...255, using: &numbers)
      case 2: body.remove(at: place)
      case 3: body.insert(contentsOf: tokens.randomElement(using: &numbers).map { Array($0.utf8) } ?? [], at: place)
      case 4: body.removeSubrange(place..<min(body.count, place + Int.random(in: 1...40, using: &numbers)))
      case 5: replaceValue(in: &body, after: place, &numbers)
      default:
        let other = samples[Int.random(in: 0..<samples.count, using: &numbers)]
        let cut = Int.random(in: 0...other.count, using: &numbers)
        body.replaceSubrange(place..<body.count, with: other[cut...])
      }
    }
    return body
  }

  private static let tokens = [
    "null", "true", "[]", "{}", "\"\"", "-1", "1e999", "99999999999999999999", "\\ud800", "\\udc00\\ud800", "\\u0000",
    "\"\u{202E}\"", "{\"id\":null}", ",", ":", "\"", "\\", "]", "}", "[[[[[[[[", "0.1e-5", "\u{0}",
  ]

  /// Keeps the body well-formed: a whole value gives way to another.
  private static func replaceValue(in body: inout [UInt8], after place: Int, _ numbers: inout SeededNumbers) {
    guard let colon = body[place...].firstIndex(of: UInt8(ascii: ":")), colon + 2 < body.count,
      let quote = body[(colon + 1)...].firstIndex(of: UInt8(ascii: "\"")), quote < colon + 4,
      let end = body[(quote + 1)...].firstIndex(of: UInt8(ascii: "\""))
    else { return }
    body.replaceSubrange(quote...end, with: Array(randomJSON(&numbers, depth: 2).utf8))
  }

  static func randomJSON(_ numbers: inout SeededNumbers, depth: Int) -> String {
    let keys = [
      "id", "from", "from_user_id", "type", "text", "body", "timestamp", "context", "interactive", "image", "location",
      "wa_id", "user_id", "profile", "name", "status", "errors", "system", "order", "product_items", "contacts", "edit",
    ]
    switch Int.random(in: 0..<(depth > 0 ? 8 : 6), using: &numbers) {
    case 0: return "null"
    case 1: return Bool.random(using: &numbers) ? "true" : "false"
    case 2:
      return ["-1", "0", "1e999", "1767225600", "99999999999999999999", "0.5"].randomElement(using: &numbers) ?? "0"
    case 3: return "\"\(keys.randomElement(using: &numbers) ?? "")\""
    case 4:
      return ["\"\\ud83d\"", "\"\\u0000\"", "\"\"", "\"15550109001\"", "\"US.1\"", "\"system\""].randomElement(
        using: &numbers) ?? "\"\""
    case 5: return "[]"
    case 6:
      let members = (0..<Int.random(in: 0...6, using: &numbers)).map { _ in
        "\"\(keys.randomElement(using: &numbers) ?? "")\":" + randomJSON(&numbers, depth: depth - 1)
      }
      return "{" + members.joined(separator: ",") + "}"
    default:
      let elements = (0..<Int.random(in: 0...3, using: &numbers)).map { _ in randomJSON(&numbers, depth: depth - 1) }
      return "[" + elements.joined(separator: ",") + "]"
    }
  }
}
