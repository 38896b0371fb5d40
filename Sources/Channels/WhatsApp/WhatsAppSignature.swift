import Crypto

/// Meta's signature of a webhook body: HMAC-SHA256 with the app's secret over the bytes as received.
///
/// One app serves many numbers, and a tenant may bring an app of its own, so a body may be checked against several
/// secrets. Source: Meta, "Webhooks: validating payloads".
struct WhatsAppSignature: Sendable {
  static let headerName = "x-hub-signature-256"
  private static let prefix = "sha256="

  private let code: [UInt8]

  /// nil unless there is exactly one header and it is `sha256=` with 64 lower-case hex digits.
  init?(headers: [String]) {
    guard headers.count == 1, let header = headers.first, header.hasPrefix(Self.prefix) else { return nil }
    let digits = Array(header.utf8.dropFirst(Self.prefix.utf8.count))
    guard digits.count == 2 * SHA256.byteCount else { return nil }
    var code: [UInt8] = []
    for index in stride(from: 0, to: digits.count, by: 2) {
      guard let high = Self.hexDigit(digits[index]), let low = Self.hexDigit(digits[index + 1]) else { return nil }
      code.append(high << 4 | low)
    }
    self.code = code
  }

  /// Takes the same time whatever the bytes are. An empty secret signs nothing: anybody has it.
  func isValid(for body: [UInt8], secret: String) -> Bool {
    guard !secret.isEmpty else { return false }
    return HMAC<SHA256>.isValidAuthenticationCode(
      code, authenticating: body, using: SymmetricKey(data: Array(secret.utf8)))
  }

  /// Compares two secrets in a time that tells nothing about them; an empty one equals nothing.
  static func equal(_ left: String, _ right: String) -> Bool {
    let same = SHA256.hash(data: Array(left.utf8)) == SHA256.hash(data: Array(right.utf8))
    return same && !left.isEmpty
  }

  /// The value of a digit in lower case.
  static func hexDigit(_ byte: UInt8) -> UInt8? {
    switch byte {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
