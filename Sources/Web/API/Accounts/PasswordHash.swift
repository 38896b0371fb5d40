import CCrypt
import Dispatch
import Foundation
import Synchronization

/// Passwords as bcrypt of the system's libcrypt keeps them.
package enum PasswordHash {
  /// 2^12 rounds: about a quarter of a second, which a guesser pays for each guess.
  private static let cost: UInt = 12
  /// bcrypt reads no more; a longer password would match with any end.
  package static let maximumBytes = 72
  package static let minimumCharacters = 10

  /// Hashed at once: each keeps a core busy.
  private static let places = DispatchSemaphore(value: 2)
  /// Waiting for one of them; one more is refused.
  private static let maximumWaiting = 32
  private static let waiting = Mutex(0)

  /// Of no password: as much is worked for an unknown e-mail address as for a known one.
  package static let ofNothing = "$2b$12$abcdefghijklmnopqrstuu5Q0Mr3ZcyYv3c0Zl5VdJcRbQyJ4dW6e"

  /// - Returns: nil where the password cannot be kept.
  package static func make(_ password: String) async -> String? {
    await work { salt().flatMap { hash(password, setting: $0) } }
  }

  /// - Returns: nil where too many are being checked.
  package static func matches(_ password: String, _ known: String) async -> Bool? {
    let place = waiting.withLock { count in
      guard count < maximumWaiting else { return false }
      count += 1
      return true
    }
    guard place else { return nil }
    defer { waiting.withLock { $0 -= 1 } }
    return await work {
      guard let made = hash(password, setting: known) else { return false }
      return isEqual(Array(made.utf8), Array(known.utf8))
    }
  }

  /// What is wrong with a password that somebody wants, in words for them.
  package static func problem(with password: String) -> String? {
    if password.count < minimumCharacters { return "it has fewer than \(minimumCharacters) characters" }
    if password.utf8.count > maximumBytes { return "it has more than \(maximumBytes) bytes" }
    if password.utf8.contains(0) { return "it holds a character that cannot be typed" }
    return nil
  }

  /// Off Swift's own threads: they would wait.
  private static func work<Value: Sendable>(_ body: @escaping @Sendable () -> Value) async -> Value {
    await withCheckedContinuation { continuation in
      DispatchQueue.global(qos: .userInitiated).async {
        places.wait()
        defer { places.signal() }
        continuation.resume(returning: body())
      }
    }
  }

  private static func salt() -> String? {
    var output = [CChar](repeating: 0, count: 192)
    // Without bytes of ours it takes them from the system.
    guard crypt_gensalt_rn("$2b$", cost, nil, 0, &output, Int32(output.count)) != nil else { return nil }
    return text(output)
  }

  private static func hash(_ password: String, setting: String) -> String? {
    let data = UnsafeMutablePointer<crypt_data>.allocate(capacity: 1)
    data.initialize(to: crypt_data())
    defer {
      // The password is in there too.
      data.withMemoryRebound(to: UInt8.self, capacity: MemoryLayout<crypt_data>.size) {
        $0.update(repeating: 0, count: MemoryLayout<crypt_data>.size)
      }
      data.deallocate()
    }
    guard let made = crypt_r(password, setting, data) else { return nil }
    let text = String(cString: made)
    // A failure is a text that begins with a star.
    return text.hasPrefix("$2b$") ? text : nil
  }

  private static func text(_ characters: [CChar]) -> String {
    String(decoding: characters.prefix { $0 != 0 }.map { UInt8(bitPattern: $0) }, as: UTF8.self)
  }

  /// Takes as long for the first wrong byte as for the last.
  private static func isEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    left.count == right.count && zip(left, right).reduce(0) { $0 | ($1.0 ^ $1.1) } == 0
  }
}
