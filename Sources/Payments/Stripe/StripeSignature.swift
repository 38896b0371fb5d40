import Commerce
import Crypto
import Foundation

/// `Stripe-Signature: t=…,v1=…[,v1=…]` over the body as it came.
struct StripeSignature {
  let header: String?

  /// Older and newer ones than this are refused, in seconds: Stripe's own tolerance.
  static let toleranceSeconds: Int64 = 300
  /// During a change of secrets there are two; more are nonsense.
  private static let maximumSignatures = 8

  func isValid(_ body: [UInt8], secret: String, now: Timestamp) -> Bool {
    guard !secret.isEmpty, let header, let (time, signatures) = Self.parse(header) else { return false }
    guard abs(now.milliseconds / 1_000 - time) <= Self.toleranceSeconds else { return false }
    let key = SymmetricKey(data: Data(secret.utf8))
    let signed = Data("\(time).".utf8) + Data(body)
    // Compared by the library in constant time.
    return signatures.contains { HMAC<SHA256>.isValidAuthenticationCode($0, authenticating: signed, using: key) }
  }

  private static func parse(_ header: String) -> (time: Int64, signatures: [Data])? {
    var time: Int64?
    var signatures: [Data] = []
    for part in header.split(separator: ",").prefix(maximumSignatures) {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2 else { continue }
      switch pair[0].filter({ !$0.isWhitespace }) {
      case "t": time = Int64(pair[1])
      case "v1": if let bytes = hex(pair[1]) { signatures.append(bytes) }
      default: continue
      }
    }
    // A moment that far off would overflow the comparison, and is forged.
    guard let time, (0...1 << 40).contains(time), !signatures.isEmpty else { return nil }
    return (time, signatures)
  }

  private static func hex(_ text: Substring) -> Data? {
    let digits = Array(text.utf8)
    guard digits.count == 64 else { return nil }
    var bytes = Data(capacity: 32)
    for index in stride(from: 0, to: 64, by: 2) {
      guard let high = value(digits[index]), let low = value(digits[index + 1]) else { return nil }
      bytes.append(high << 4 | low)
    }
    return bytes
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    case UInt8(ascii: "A")...UInt8(ascii: "F"): digit - UInt8(ascii: "A") + 10
    default: nil
    }
  }
}
