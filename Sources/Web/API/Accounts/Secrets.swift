import Crypto

/// Random texts that open something, and how they are kept.
package enum Secret {
  private static let byteCount = 32

  /// A machine's key begins so, that a leaked one is found by those who look for leaks.
  package static let keyPrefix = "souk_"
  static let refreshPrefix = "rt_"

  /// 256 random bits behind a prefix.
  package static func make(_ prefix: String) -> String {
    var generator = SystemRandomNumberGenerator()
    let bytes = (0..<byteCount).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    return prefix + EntityTag.hex(bytes)
  }

  /// How it is kept. Nobody guesses 256 random bits, so that one fast hash is enough.
  package static func hash(_ secret: String) -> String { EntityTag.hex(SHA256.hash(data: Array(secret.utf8))) }
}
