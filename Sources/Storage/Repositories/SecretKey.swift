import Crypto
import Foundation

/// The key that credentials are encrypted with at rest (AES-256-GCM).
package struct SecretKey: Sendable {
  private static let byteCount = 32

  private let key: SymmetricKey

  /// - Throws: ``StorageError/invalidSecretKey(reason:)`` unless there are 32 bytes.
  package init(bytes: [UInt8]) throws {
    guard bytes.count == Self.byteCount else {
      throw StorageError.invalidSecretKey(reason: "it has \(bytes.count) bytes where \(Self.byteCount) are needed")
    }
    key = SymmetricKey(data: bytes)
  }

  /// Reads 64 hex digits.
  package init(hex: String) throws {
    let digits = Array(hex.lowercased().utf8)
    var bytes: [UInt8] = []
    for pair in stride(from: 0, to: digits.count - digits.count % 2, by: 2) {
      guard let high = Self.value(digits[pair]), let low = Self.value(digits[pair + 1]) else {
        throw StorageError.invalidSecretKey(reason: "it holds something that is no hex digit")
      }
      bytes.append(high << 4 | low)
    }
    guard digits.count.isMultiple(of: 2) else {
      throw StorageError.invalidSecretKey(reason: "it has an odd number of digits")
    }
    try self.init(bytes: bytes)
  }

  /// A new random key, as 64 hex digits.
  package static func randomHex() -> String {
    SymmetricKey(size: .bits256).withUnsafeBytes { bytes in
      bytes.map { String($0 >> 4, radix: 16) + String($0 & 15, radix: 16) }.joined()
    }
  }

  /// A key of its own for one purpose: what is known of it tells nothing of this one or of another.
  package func derived(for purpose: String) -> SymmetricKey {
    HKDF<SHA256>.deriveKey(inputKeyMaterial: key, info: Data(purpose.utf8), outputByteCount: Self.byteCount)
  }

  /// - Parameter context: what the text belongs to; it opens only with the same.
  func seal(_ text: String, for context: String) throws -> String {
    let box = try AES.GCM.seal(Data(text.utf8), using: key, authenticating: Data(context.utf8))
    guard let combined = box.combined else { throw StorageError.invalidSecretKey(reason: "nothing could be sealed") }
    return combined.base64EncodedString()
  }

  /// - Throws: ``StorageError/wrongSecretKey(account:)`` where it was sealed with another key, or changed.
  func open(_ sealed: String, for context: String) throws -> String {
    do {
      let box = try AES.GCM.SealedBox(combined: Data(base64Encoded: sealed) ?? Data())
      return String(decoding: try AES.GCM.open(box, using: key, authenticating: Data(context.utf8)), as: UTF8.self)
    } catch {
      throw StorageError.wrongSecretKey(account: context)
    }
  }

  private static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case UInt8(ascii: "0")...UInt8(ascii: "9"): digit - UInt8(ascii: "0")
    case UInt8(ascii: "a")...UInt8(ascii: "f"): digit - UInt8(ascii: "a") + 10
    default: nil
    }
  }
}
