/// A code that links a chat to somebody of the shop: short enough to be typed, long enough not to be guessed.
///
///     SOUK-7K2M-9QXP
package struct StaffCode: Hashable, Sendable {
  /// As it is shown and compared.
  package let text: String

  private static let mark = "SOUK"
  private static let markBytes = Array(mark.utf8)
  /// Crockford's: 40 bits in all.
  private static let digits = Array("0123456789ABCDEFGHJKMNPQRSTVWXYZ")
  private static let length = 8
  /// A message with more in it is about something else.
  private static let longestMessage = 40

  /// - Parameter random: as many as the code has digits are drawn.
  package init(random: (ClosedRange<Int>) -> Int) {
    let drawn = (0..<Self.length).map { _ in Self.digits[random(0...Self.digits.count - 1)] }
    text = Self.written(drawn)
  }

  /// The code of a message that has nothing else in it but a word of asking ("/link", "code"), in whatever case and
  /// with whatever dashes.
  package init?(in message: String) {
    guard Self.mayBeIn(message), message.count <= Self.longestMessage else { return nil }
    let letters = message.uppercased().filter { $0.isLetter || $0.isNumber }
    guard let start = letters.firstRange(of: Self.mark) else { return nil }
    let before = letters[..<start.lowerBound]
    guard ["", "LINK", "CODE", "START", "MYCODE", "MYCODEIS"].contains(before) else { return nil }
    // What is read aloud is written down as it sounds.
    let rest = letters[start.upperBound...].map { $0 == "O" ? "0" : $0 == "I" || $0 == "L" ? "1" : $0 }
    guard rest.count == Self.length, rest.allSatisfy(Self.digits.contains) else { return nil }
    text = Self.written(rest)
  }

  /// Every message is looked at, so that of most it is found out from their bytes that there is no code.
  private static func mayBeIn(_ message: String) -> Bool {
    let mark = markBytes
    var found = 0
    for byte in message.utf8 {
      switch byte {
      case 0x80...: return true
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
        UInt8(ascii: "0")...UInt8(ascii: "9"):
        let letter = byte >= UInt8(ascii: "a") ? byte - 0x20 : byte
        found = letter == mark[found] ? found + 1 : letter == mark[0] ? 1 : 0
        if found == mark.count { return true }
      default: continue
      }
    }
    return false
  }

  private static func written(_ digits: [Character]) -> String {
    "\(mark)-\(String(digits.prefix(4)))-\(String(digits.suffix(4)))"
  }
}
