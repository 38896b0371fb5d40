/// Lays buttons out: short ones two or three to a row, long ones alone, all in their order.
enum TelegramButtonRows {
  /// UTF-16 units that a phone shows of each of so many buttons side by side.
  private static let readableUnits = [1: Int.max, 2: 16, 3: 10]

  /// Rows of indices into `titles`.
  static func rows(of titles: [String]) -> [[Int]] {
    var rows: [[Int]] = []
    var next = 0
    while next < titles.count {
      let width = width(of: titles[next...].prefix(4).map(\.utf16.count), left: titles.count - next)
      rows.append(Array(next..<next + width))
      next += width
    }
    return rows
  }

  /// - Parameter left: how many titles there still are; of four, two and two look better than three and one.
  private static func width(of lengths: [Int], left: Int) -> Int {
    for width in [3, 2] where width <= lengths.count {
      if width == 3 && left == 4 { continue }
      let readable = readableUnits[width] ?? 0
      if lengths.prefix(width).allSatisfy({ $0 <= readable }) { return width }
    }
    return 1
  }
}
