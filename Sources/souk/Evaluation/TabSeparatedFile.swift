import Foundation

/// A tab-separated file with a header, for evaluations: no quotes, no line breaks within a cell.
struct TabSeparatedFile {
  struct Line {
    /// The file's own line number, from 1.
    var number: Int
    /// In the order of the columns asked for.
    var cells: [String]
  }

  /// What becomes of a line that lacks a needed cell.
  enum ShortLines {
    case fail
    /// It is left out and named in `problems`.
    case leaveOut
  }

  /// The figure that keeps a wrong file from filling the memory; the largest public sets have a tenth of it.
  private static let mostBytes = 512 << 20

  let lines: [Line]
  /// Columns of the file that were not asked for.
  let unread: [String]
  /// A sentence with file and line for each line left out.
  let problems: [String]

  /// - Parameters:
  ///   - columns: needed; their order in the file does not matter.
  ///   - optional: empty where the file does not have them; they follow the needed ones in `cells`.
  /// - Throws: `SoukError.failed` where the file cannot be read, lacks a column, or has no line that can be used.
  init(_ path: String, columns: [String], optional: [String] = [], shortLines: ShortLines = .fail) throws {
    let text = try Self.text(path)
    let rows = text.utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false)
    let header = Self.header(rows.first ?? text.utf8[...])
    let missing = columns.filter { !header.contains($0) }
    guard missing.isEmpty else {
      throw SoukError.failed(
        "\(path):1: no column \(Self.quoted(missing)); the header has \(Self.quoted(header))"
          + "\nhint: the first line names the columns, separated by tabs: \(columns.joined(separator: "<tab>"))")
    }
    unread = header.filter { !$0.isEmpty && !columns.contains($0) && !optional.contains($0) }
    let places = (columns + optional).map { header.firstIndex(of: $0) }
    let least = places.prefix(columns.count).compactMap { $0 }.max() ?? 0
    var lines: [Line] = []
    var problems: [String] = []
    for (number, row) in zip(2..., rows.dropFirst()) where !row.allSatisfy(Self.isBlank) {
      let cells = Self.cells(row)
      if cells.count > least {
        let read = places.map { place in place.flatMap { $0 < cells.count ? cells[$0] : nil } ?? "" }
        lines.append(Line(number: number, cells: read))
        continue
      }
      let problem = "\(path):\(number): \(Self.count(cells.count)) where the header has \(header.count)"
      guard shortLines == .leaveOut else {
        throw SoukError.failed(problem + "\nhint: separate cells by one tab each")
      }
      problems.append(problem)
    }
    guard !lines.isEmpty else {
      throw SoukError.failed(
        ([problems.first, "\(path) has no lines to read below its header"] as [String?])
          .compactMap { $0 }.joined(separator: "\n"))
    }
    (self.lines, self.problems) = (lines, problems)
  }

  /// A header's names as they are compared; a mark before the first says only how the file is encoded.
  static func header(_ row: some Sequence<UInt8>) -> [String] {
    String(decoding: Array(row), as: UTF8.self).split(separator: "\t", omittingEmptySubsequences: false).map { name in
      name.trimmingCharacters(in: .whitespacesAndNewlines.union(["\u{feff}"])).lowercased()
    }
  }

  static func quoted(_ names: [String]) -> String { names.map { "'\($0)'" }.joined(separator: ", ") }

  private static func count(_ cells: Int) -> String { cells == 1 ? "1 cell" : "\(cells) cells" }

  private static func isBlank(_ byte: UInt8) -> Bool {
    byte == UInt8(ascii: " ") || byte == UInt8(ascii: "\t") || byte == UInt8(ascii: "\r")
  }

  private static func text(_ path: String) throws -> String {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw SoukError.failed("cannot read \(path)\nhint: check the path and the file's permissions")
    }
    guard data.count <= mostBytes else { throw SoukError.failed("\(path) is over \(mostBytes >> 20) MiB") }
    return String(decoding: data, as: UTF8.self)
  }

  /// Lines may end as on Windows.
  private static func cells(_ row: Substring.UTF8View) -> [String] {
    let row = row.last == UInt8(ascii: "\r") ? row.dropLast() : row
    return row.split(separator: UInt8(ascii: "\t"), omittingEmptySubsequences: false).map { String(Substring($0)) }
  }
}
