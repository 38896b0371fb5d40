internal import Commerce

/// The rows a product was read from, as the file has them: `{"format":"…","rows":[{"Handle":"…"}]}`. The same file
/// gives the same text again.
struct SourceRecord: Sendable {
  private let format: ImportFormat
  private var rows: [UInt8] = []
  private var rowsLeftOut = 0

  /// Bytes for what stands around the rows.
  private static let frameBytes = 100

  init(_ format: ImportFormat) { self.format = format }

  /// The row's cells that are not empty. Rows beyond the bound are counted only.
  mutating func add(_ row: DelimitedTable.Row, of table: DelimitedTable) {
    add(table.header.names.indices.map { (table.header.names[$0], table.text(row, $0)) })
  }

  mutating func add(_ cells: [(name: String, value: String)]) {
    var row: [UInt8] = rows.isEmpty ? [] : [Self.comma]
    row.append(UInt8(ascii: "{"))
    var isFirst = true
    for (name, value) in cells where !value.isEmpty {
      if !isFirst { row.append(Self.comma) }
      isFirst = false
      Self.quote(name, into: &row)
      row.append(UInt8(ascii: ":"))
      Self.quote(value, into: &row)
    }
    row.append(UInt8(ascii: "}"))
    guard rowsLeftOut == 0, rows.count + row.count + Self.frameBytes <= ProductSource.maximumRecordBytes else {
      rowsLeftOut += 1
      return
    }
    rows += row
  }

  var json: String {
    let left = rowsLeftOut == 0 ? "" : ",\"rows_left_out\":\(rowsLeftOut)"
    return "{\"format\":\"\(format.rawValue)\",\"rows\":[\(String(decoding: rows, as: UTF8.self))]\(left)}"
  }

  private static let comma = UInt8(ascii: ",")
  private static let hexDigits = Array("0123456789abcdef".utf8)

  private static func quote(_ text: String, into bytes: inout [UInt8]) {
    bytes.append(UInt8(ascii: "\""))
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "\""), UInt8(ascii: "\\"): bytes += [UInt8(ascii: "\\"), byte]
      case UInt8(ascii: "\n"): bytes += [UInt8(ascii: "\\"), UInt8(ascii: "n")]
      case 0..<0x20:
        bytes += Array("\\u00".utf8) + [hexDigits[Int(byte >> 4)], hexDigits[Int(byte & 15)]]
      default: bytes.append(byte)
      }
    }
    bytes.append(UInt8(ascii: "\""))
  }
}
