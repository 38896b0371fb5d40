/// A CSV or TSV file as a header and rows; cells stay in the file's bytes until they are asked for.
struct DelimitedTable: Sendable {
  struct Row: Sendable {
    /// The file's own line number, from 1.
    let line: Int
    let firstCell: Int
    let cellCount: Int
  }

  /// The figure the whole import is laid out for.
  static let maximumRows = 500_000
  /// Shopify exports of large shops have some 200.
  static let maximumColumns = 2_000

  let header: TableHeader
  /// Those that fit the header.
  let rows: [Row]
  /// All that have any text, those that do not fit among them.
  let rowCount: Int
  private let bytes: [UInt8]
  private let cells: [DelimitedScanner.Cell]

  /// Rows that do not fit the header are reported and left out; empty ones are passed over.
  init(_ text: DecodedText, log: inout ImportLog) throws {
    let start = Separator(text.bytes)
    var scanner = DelimitedScanner(
      text.bytes, separator: start.byte, position: start.position, line: start.line)
    guard let head = Self.firstFilledRow(&scanner, text.bytes) else { throw ImportError.empty }
    guard head.cellCount <= Self.maximumColumns else {
      throw ImportError.tooManyColumns(found: head.cellCount, limit: Self.maximumColumns)
    }
    header = TableHeader(
      scanner.cells[head.firstCell..<head.firstCell + head.storedCells].map { CellText.string($0, in: text.bytes) })
    if let note = text.note {
      log.note(
        RowProblem(line: head.line, reason: note, hint: "save it as UTF-8 if letters with accents look wrong"))
    }
    (rows, rowCount) = try Self.rows(&scanner, text.bytes, header: header, log: &log)
    bytes = text.bytes
    cells = scanner.cells
  }

  /// A cell without the spaces around it; empty where the row or the file has no such column.
  func text(_ row: Row, _ column: Int?) -> String {
    guard let column, column < row.cellCount else { return "" }
    return CellText.string(cells[row.firstCell + column], in: bytes)
  }

  private static func firstFilledRow(_ scanner: inout DelimitedScanner, _ bytes: [UInt8]) -> DelimitedScanner.Row? {
    while let row = scanner.nextRow(limit: maximumColumns) {
      if row.fault == nil, !isEmpty(row, scanner.cells, bytes) { return row }
    }
    return nil
  }

  private static func rows(
    _ scanner: inout DelimitedScanner, _ bytes: [UInt8], header: TableHeader, log: inout ImportLog
  ) throws -> (rows: [Row], count: Int) {
    var rows: [Row] = []
    var misfits = 0
    let width = header.names.count
    while let row = scanner.nextRow(limit: width + 1) {
      if let problem = fault(row, header) {
        log.problem(problem)
        misfits += 1
      } else if isEmpty(row, scanner.cells, bytes) {
        continue
      } else if row.cellCount < width || isFilled(row, beyond: width, scanner.cells, bytes) {
        log.problem(ragged(row, width))
        misfits += 1
      } else {
        rows.append(Row(line: row.line, firstCell: row.firstCell, cellCount: min(row.storedCells, width)))
      }
      guard rows.count + misfits <= maximumRows else { throw ImportError.tooManyRows(limit: maximumRows) }
    }
    return (rows, rows.count + misfits)
  }

  private static func fault(_ row: DelimitedScanner.Row, _ header: TableHeader) -> RowProblem? {
    switch row.fault {
    case nil: return nil
    case .unclosedQuote(let line):
      return RowProblem(
        line: row.line, reason: "a quote (\") opened on line \(line) is never closed",
        hint: "close it, or write a quote inside a text as two (\"\")")
    case .longCell(let index):
      let column = header.names.indices.contains(index) ? header.names[index] : nil
      return RowProblem(
        line: row.line, column: column,
        reason: "\(column.map { "'\($0)'" } ?? "a cell") is longer than \(DelimitedScanner.maximumCellBytes) bytes",
        hint: "shorten it, or look for a quote (\") that is not closed")
    }
  }

  private static func ragged(_ row: DelimitedScanner.Row, _ width: Int) -> RowProblem {
    RowProblem(
      line: row.line, reason: "the row has \(row.cellCount) cells and the header has \(width)",
      hint: "put quotes (\") around texts with separators or line breaks, or add the missing cells")
  }

  /// Extra cells are harmless where they are empty. Beyond the one that was kept, a row is too long to tell.
  private static func isFilled(
    _ row: DelimitedScanner.Row, beyond width: Int, _ cells: [DelimitedScanner.Cell], _ bytes: [UInt8]
  ) -> Bool {
    guard row.cellCount > width else { return false }
    return row.cellCount > width + 1 || !CellText.isBlank(cells[row.firstCell + width], in: bytes)
  }

  private static func isEmpty(
    _ row: DelimitedScanner.Row, _ cells: [DelimitedScanner.Cell], _ bytes: [UInt8]
  ) -> Bool {
    row.cellCount == row.storedCells
      && (row.firstCell..<row.firstCell + row.storedCells).allSatisfy { CellText.isBlank(cells[$0], in: bytes) }
  }
}
