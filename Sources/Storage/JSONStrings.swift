/// Reads `["a", "b"]` without a decoder: a shop of a hundred thousand products has half a million such lists, and they
/// are all read before the first shopper is answered.
enum JSONStrings {
  private static let quote = UInt8(ascii: "\"")

  /// - Returns: nil for what is anything else, or has an escape: that is the decoder's.
  static func read(_ text: String) -> [String]? {
    var text = text
    return text.withUTF8 { bytes in
      guard bytes.count >= 2, bytes[0] == UInt8(ascii: "["), bytes[bytes.count - 1] == UInt8(ascii: "]") else {
        return nil
      }
      return strings(UnsafeBufferPointer(rebasing: bytes[1..<bytes.count - 1]))
    }
  }

  private static func strings(_ bytes: UnsafeBufferPointer<UInt8>) -> [String]? {
    var found: [String] = []
    var position = 0
    while position < bytes.count {
      if !found.isEmpty {
        guard bytes[position] == UInt8(ascii: ",") else { return nil }
        position += 1
      }
      guard position < bytes.count, bytes[position] == quote else { return nil }
      let start = position + 1
      var end = start
      while end < bytes.count, bytes[end] != quote {
        if bytes[end] == UInt8(ascii: "\\") { return nil }
        end += 1
      }
      guard end < bytes.count else { return nil }
      found.append(String(decoding: UnsafeBufferPointer(rebasing: bytes[start..<end]), as: UTF8.self))
      position = end + 1
    }
    return found
  }
}
