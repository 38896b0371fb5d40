/// A table's column names and where they stand; compared without case and with single spaces.
struct TableHeader: Sendable {
  /// As the file writes them.
  let names: [String]
  private let positions: [String: Int]

  init(_ names: [String]) {
    self.names = names
    positions = Dictionary(
      names.enumerated().map { (Self.folded($0.element), $0.offset) }, uniquingKeysWith: { first, _ in first })
  }

  /// The first of these names that the file has; a platform renames its columns over the years.
  func column(_ names: String...) -> Int? {
    for name in names {
      if let position = positions[name] { return position }
    }
    return nil
  }

  func has(_ name: String) -> Bool { positions[name] != nil }

  /// The column as the file writes it.
  func name(_ column: Int?) -> String? { column.flatMap { names.indices.contains($0) ? names[$0] : nil } }

  /// Columns with what their folded names begin with.
  func columns(where matches: (String) -> Bool) -> [(name: String, column: Int)] {
    names.enumerated().compactMap { matches(Self.folded($0.element)) ? ($0.element, $0.offset) : nil }
  }

  static func folded(_ name: String) -> String {
    name.lowercased().split(whereSeparator: \.isWhitespace).joined(separator: " ")
  }
}
