/// Cuts UTF-8 bytes into rows and cells by RFC 4180, in one pass.
///
/// It is lenient where files in the wild are: any line ends, spaces before an opening quote, a quote inside an unquoted
/// cell, text after a closing quote.
struct DelimitedScanner {
  /// Where a cell lies in the bytes.
  struct Cell {
    /// Below 2^31, as files are at most 256 MiB.
    var start: Int32
    var end: Int32
    /// Whether the bytes hold quotes to be taken off.
    var isRaw: Bool
  }

  struct Row {
    var line: Int
    var firstCell: Int
    /// All of the row's cells, of which no more than the limit were kept.
    var cellCount: Int
    var storedCells: Int
    var fault: Fault?
  }

  enum Fault {
    /// A quote opened on this line and not closed before the end of the file.
    case unclosedQuote(line: Int)
    /// A cell over the bound, by its index.
    case longCell(Int)
  }

  private enum CellEnd {
    case separator
    case row
    case unclosed(line: Int)
  }

  /// 1 MiB: the longest description seen in the wild is far below, and an unclosed quote shows itself.
  static let maximumCellBytes = 1 << 20

  private let bytes: [UInt8]
  private let separator: UInt8
  private var position: Int
  private var line: Int
  private(set) var cells: [Cell] = []

  init(_ bytes: [UInt8], separator: UInt8, position: Int = 0, line: Int = 1) {
    self.bytes = bytes
    self.separator = separator
    self.position = position
    self.line = line
  }

  /// The next row, nil at the end; its cells beyond `limit` are counted and not kept.
  mutating func nextRow(limit: Int) -> Row? {
    guard position < bytes.count else { return nil }
    let start = position
    var row = Row(line: line, firstCell: cells.count, cellCount: 0, storedCells: 0)
    while true {
      let (cell, end) = scanCell()
      if case .unclosed(let quoteLine) = end {
        row.fault = .unclosedQuote(line: quoteLine)
        resume(after: start, line: row.line)
        return row
      }
      if cell.end - cell.start > Self.maximumCellBytes { row.fault = .longCell(row.cellCount) }
      row.cellCount += 1
      if row.storedCells < limit {
        cells.append(cell)
        row.storedCells += 1
      }
      if case .row = end { return row }
    }
  }

  /// Goes on behind the line that a broken row began on. What follows it holds only doubled quotes, else the quote
  /// would have closed, and those all close where they are read from outside; so this happens once a file.
  private mutating func resume(after start: Int, line startLine: Int) {
    position = start
    line = startLine
    while position < bytes.count, !isLineEnd(bytes[position]) { position += 1 }
    skipLineEnd()
  }

  private mutating func scanCell() -> (Cell, CellEnd) {
    let start = position
    while position < bytes.count, bytes[position] == UInt8(ascii: " ") { position += 1 }
    if position < bytes.count, bytes[position] == UInt8(ascii: "\"") { return scanQuoted() }
    let end = skipToCellEnd()
    return (Cell(start: Int32(start), end: Int32(end), isRaw: false), finishCell())
  }

  private mutating func scanQuoted() -> (Cell, CellEnd) {
    let quote = UInt8(ascii: "\"")
    let (opening, openingLine) = (position, line)
    var hasDoubled = false
    position += 1
    while position < bytes.count {
      let byte = bytes[position]
      if byte == quote {
        guard position + 1 < bytes.count, bytes[position + 1] == quote else { break }
        hasDoubled = true
        position += 2
      } else if isLineEnd(byte) {
        skipLineEnd()
      } else {
        position += 1
      }
    }
    guard position < bytes.count else {
      return (Cell(start: 0, end: 0, isRaw: false), .unclosed(line: openingLine))
    }
    let closing = position
    position += 1
    let end = skipToCellEnd()
    let isRaw = hasDoubled || end > closing + 1
    let cell = Cell(
      start: Int32(isRaw ? opening : opening + 1), end: Int32(isRaw ? end : closing), isRaw: isRaw)
    return (cell, finishCell())
  }

  private mutating func skipToCellEnd() -> Int {
    while position < bytes.count, bytes[position] != separator, !isLineEnd(bytes[position]) { position += 1 }
    return position
  }

  private mutating func finishCell() -> CellEnd {
    guard position < bytes.count else { return .row }
    if bytes[position] == separator {
      position += 1
      return .separator
    }
    skipLineEnd()
    return .row
  }

  private mutating func skipLineEnd() {
    guard position < bytes.count else { return }
    let isReturn = bytes[position] == UInt8(ascii: "\r")
    position += 1
    if isReturn, position < bytes.count, bytes[position] == UInt8(ascii: "\n") { position += 1 }
    line += 1
  }

  private func isLineEnd(_ byte: UInt8) -> Bool { byte == UInt8(ascii: "\n") || byte == UInt8(ascii: "\r") }
}
