/// The terms of each document in order, as the steps from one to the next: a byte or two each.
struct TermLists: Sendable {
  private let bytes: Rows<UInt8>

  init(_ cells: Rows<Segment.Cell>) {
    var packed = Rows<UInt8>()
    // Most steps take a byte, some two.
    packed.reserve(rows: cells.count, values: cells.values.count * 2)
    var row: [UInt8] = []
    for document in 0..<cells.count {
      row.removeAll(keepingCapacity: true)
      var last: Int32 = 0
      for cell in cells[document] {
        Self.append(UInt32(cell.term - last), to: &row)
        last = cell.term
      }
      packed.append(row)
    }
    bytes = packed.compacted()
  }

  /// In order.
  func forEach(of document: Int, _ body: (Int32) -> Void) {
    var term: UInt32 = 0
    var step: UInt32 = 0
    var shift: UInt32 = 0
    for byte in bytes[document] {
      step |= UInt32(byte & 0x7f) << shift
      if byte >= 0x80 {
        shift += 7
        continue
      }
      term += step
      body(Int32(term))
      (step, shift) = (0, 0)
    }
  }

  private static func append(_ number: UInt32, to row: inout [UInt8]) {
    var rest = number
    while rest >= 0x80 {
      row.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    row.append(UInt8(rest))
  }
}
