/// Turns a cell's bytes into text.
enum CellText {
  /// Trimmed, quotes taken off.
  static func string(_ cell: DelimitedScanner.Cell, in bytes: [UInt8]) -> String {
    guard cell.isRaw else { return trimmed(bytes[Int(cell.start)..<Int(cell.end)]) }
    return trimmed(unquoted(bytes[Int(cell.start)..<Int(cell.end)])[...])
  }

  static func isBlank(_ cell: DelimitedScanner.Cell, in bytes: [UInt8]) -> Bool {
    cell.isRaw
      ? string(cell, in: bytes).isEmpty : bytes[Int(cell.start)..<Int(cell.end)].allSatisfy(isSpace)
  }

  private static func unquoted(_ raw: ArraySlice<UInt8>) -> [UInt8] {
    let quote = UInt8(ascii: "\"")
    var out: [UInt8] = []
    out.reserveCapacity(raw.count)
    var isInside = false
    var index = raw.startIndex
    while index < raw.endIndex {
      let byte = raw[index]
      index += 1
      guard byte == quote else {
        out.append(byte)
        continue
      }
      if isInside, index < raw.endIndex, raw[index] == quote {
        out.append(quote)
        index += 1
      } else {
        isInside.toggle()
      }
    }
    return out
  }

  private static func trimmed(_ bytes: ArraySlice<UInt8>) -> String {
    var rest = bytes
    while let first = rest.first, isSpace(first) { rest.removeFirst() }
    while let last = rest.last, isSpace(last) { rest.removeLast() }
    return String(decoding: rest, as: UTF8.self)
  }

  private static func isSpace(_ byte: UInt8) -> Bool { byte == 0x20 || (byte >= 0x09 && byte <= 0x0d) }
}
