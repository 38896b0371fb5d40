/// What stands between a file's cells, judged by its first line.
struct Separator {
  let byte: UInt8
  /// Where the header begins, behind a line such as `sep=;` that spreadsheets write for themselves.
  let position: Int
  let line: Int

  init(_ bytes: [UInt8]) {
    if let declared = Self.declared(bytes) {
      self = declared
      return
    }
    byte = Self.commonest(in: bytes)
    position = 0
    line = 1
  }

  private init(byte: UInt8, position: Int) {
    self.byte = byte
    self.position = position
    line = 2
  }

  private static let candidates = [UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: "\t")]
  /// Headers are far shorter; a file without line ends is not searched to its end.
  private static let bytesLookedAt = 64 << 10

  private static func declared(_ bytes: [UInt8]) -> Separator? {
    guard bytes.count > 5, bytes.starts(with: Array("sep=".utf8)), candidates.contains(bytes[4]) else { return nil }
    switch (bytes[5], bytes.count > 6 ? bytes[6] : 0) {
    case (UInt8(ascii: "\r"), UInt8(ascii: "\n")): return Separator(byte: bytes[4], position: 7)
    case (UInt8(ascii: "\r"), _), (UInt8(ascii: "\n"), _): return Separator(byte: bytes[4], position: 6)
    default: return nil
    }
  }

  /// The candidate seen most often outside quotes in the first line that has any text; a comma where there is none.
  private static func commonest(in bytes: [UInt8]) -> UInt8 {
    var counts = [0, 0, 0]
    var isInside = false
    var hasText = false
    for byte in bytes.prefix(bytesLookedAt) {
      if byte == UInt8(ascii: "\"") { isInside.toggle() }
      guard !isInside else { continue }
      if byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") {
        if hasText { break }
      } else if let index = candidates.firstIndex(of: byte) {
        counts[index] += 1
      } else if byte != UInt8(ascii: " ") {
        hasText = true
      }
    }
    let most = counts.max() ?? 0
    return candidates[counts.firstIndex(of: most) ?? 0]
  }
}
