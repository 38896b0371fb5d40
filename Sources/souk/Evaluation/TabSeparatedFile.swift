import Foundation

/// A tab-separated file with a header, for evaluations: no quotes, no line breaks within a cell.
struct TabSeparatedFile {
  struct Line {
    /// The file's own line number, from 1.
    var number: Int
    /// In the order of the columns asked for.
    var cells: [String]
  }

  /// The figure that keeps a wrong file from filling the memory; the largest public sets have a tenth of it.
  private static let mostBytes = 512 << 20

  let lines: [Line]

  /// - Parameters:
  ///   - columns: needed; their order in the file does not matter.
  ///   - optional: empty where the file does not have them; they follow the needed ones in `cells`.
  /// - Throws: `SoukError.failed` where the file cannot be read, lacks a column, or a line has too few cells.
  init(_ path: String, columns: [String], optional: [String] = []) throws {
    let text = try Self.text(path)
    let rows = text.split(separator: "\n", omittingEmptySubsequences: false)
    let header = Self.cells(rows.first ?? "").map { $0.trimmingCharacters(in: .whitespaces).lowercased() }
    let missing = columns.filter { !header.contains($0) }
    guard missing.isEmpty else {
      throw SoukError.failed(
        "\(path):1: no column \(missing.map { "'\($0)'" }.joined(separator: ", ")); the header has "
          + header.map { "'\($0)'" }.joined(separator: ", ")
          + "\nhint: the first line names the columns, separated by tabs: \(columns.joined(separator: "<tab>"))")
    }
    let places = (columns + optional).map { header.firstIndex(of: $0) }
    let least = places.prefix(columns.count).compactMap { $0 }.max() ?? 0
    lines = try zip(2..., rows.dropFirst()).compactMap { number, row in
      guard !row.allSatisfy(\.isWhitespace) else { return nil }
      let cells = Self.cells(row)
      guard cells.count > least else {
        throw SoukError.failed(
          "\(path):\(number): \(cells.count) cells where the header has \(header.count)"
            + "\nhint: separate cells by one tab each")
      }
      return Line(number: number, cells: places.map { $0.flatMap { $0 < cells.count ? cells[$0] : nil } ?? "" })
    }
    guard !lines.isEmpty else { throw SoukError.failed("\(path) has no lines below its header") }
  }

  private static func text(_ path: String) throws -> String {
    let data: Data
    do {
      data = try Data(contentsOf: URL(fileURLWithPath: path))
    } catch {
      throw SoukError.failed("cannot read \(path)\nhint: check the path and the file's permissions")
    }
    guard data.count <= mostBytes else { throw SoukError.failed("\(path) is over \(mostBytes >> 20) MiB") }
    let mark: [UInt8] = [0xef, 0xbb, 0xbf]
    let text = String(decoding: data.starts(with: mark) ? data.dropFirst(mark.count) : data, as: UTF8.self)
    return text.replacingOccurrences(of: "\r\n", with: "\n")
  }

  private static func cells(_ line: Substring) -> [String] {
    line.split(separator: "\t", omittingEmptySubsequences: false).map(String.init)
  }
}
