import Commerce
import Foundation
import Transport

/// One call to a provider; every way of getting no answer is ``PaymentError/unavailable(_:)``, for every call bears a
/// key under which it may be sent again.
struct ProviderCall {
  let transport: any HTTPTransport

  func send(_ request: HTTPRequest) async throws(PaymentError) -> HTTPResponse {
    do {
      return try await transport.send(request)
    } catch {
      throw .unavailable("\(error)")
    }
  }

  static func decode<Answer: Decodable>(_ body: [UInt8]) throws(PaymentError) -> Answer {
    do {
      return try JSONDecoder().decode(Answer.self, from: Data(body))
    } catch {
      throw .unavailable("its answer cannot be read")
    }
  }
}

/// `application/x-www-form-urlencoded`
struct FormBody {
  private var pairs: [String] = []

  mutating func add(_ name: String, _ value: String) { pairs.append("\(Self.escape(name))=\(Self.escape(value))") }

  var bytes: [UInt8] { Array(pairs.joined(separator: "&").utf8) }

  static func escape(_ text: String) -> String {
    var out = ""
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "."):
        out.unicodeScalars.append(Unicode.Scalar(byte))
      default:
        let hex = String(byte, radix: 16, uppercase: true)
        out += hex.count == 1 ? "%0\(hex)" : "%\(hex)"
      }
    }
    return out
  }
}
