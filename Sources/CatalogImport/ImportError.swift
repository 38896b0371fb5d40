/// Why a whole file could not be imported; a single row's troubles are a ``RowProblem``.
package enum ImportError: Error, Hashable, CustomStringConvertible {
  case unreadable(path: String, reason: String)
  case tooLarge(bytes: Int, limit: Int)
  case empty
  case tooManyRows(limit: Int)
  case tooManyColumns(found: Int, limit: Int)
  case unknownHeader(found: [String], nearest: ImportFormat, missing: [String])
  case unknownXML(root: String)
  case brokenXML(line: Int, reason: String)
  case demoShop(file: String, line: Int?, reason: String)

  package var description: String {
    switch self {
    case .unreadable(let path, let reason):
      "'\(path)' cannot be read: \(reason); check the path and its permissions"
    case .tooLarge(let bytes, let limit):
      "the file has \(bytes) bytes and at most \(limit) are read; split it into several files"
    case .empty: "the file is empty; export it again"
    case .tooManyRows(let limit): "the file has more than \(limit) rows; split it into several files"
    case .tooManyColumns(let found, let limit):
      "the header has \(found) columns and at most \(limit) are read; check that it is a CSV file"
    case .unknownHeader(let found, let nearest, let missing): Self.unknown(found, nearest, missing)
    case .unknownXML(let root):
      "the XML begins with <\(root)>; a Google Merchant feed begins with <rss> or <feed> and has <item>s or <entry>s"
    case .brokenXML(let line, let reason): "line \(line): \(reason); export the feed again"
    case .demoShop(let file, let line, let reason): "\(file)\(line.map { ":\($0)" } ?? ""): \(reason)"
    }
  }

  /// How many of a foreign file's columns are repeated to its owner.
  private static let columnsShown = 12

  private static func unknown(_ found: [String], _ nearest: ImportFormat, _ missing: [String]) -> String {
    let shown = found.prefix(columnsShown).map { "'\($0.clipped(to: 40))'" }.joined(separator: ", ")
    let more = found.count > columnsShown ? " and \(found.count - columnsShown) more" : ""
    let lacks = missing.map { "'\($0)'" }.joined(separator: ", ")
    return """
      the header is not one of a file that can be imported: found \(shown)\(more); nearest is a \(nearest.name), which \
      also needs \(lacks). Headers must be in English: export again with the shop's language set to English
      """
  }
}
