/// How far a misspelt word is from the one that was meant.
extension Lexicon {
  /// Insertions, deletions, replacements and swaps of neighbours; nil where it is more than the limit.
  static func distance(_ first: String, _ second: String, limit: Int) -> Int? {
    let (left, right) = (Array(first.utf8), Array(second.utf8))
    guard abs(left.count - right.count) <= limit, left.first == right.first || limit > 1 else { return nil }
    var rows = [[Int]](repeating: [Int](repeating: 0, count: right.count + 1), count: left.count + 1)
    for index in 0...left.count { rows[index][0] = index }
    for index in 0...right.count { rows[0][index] = index }
    for row in stride(from: 1, through: left.count, by: 1) {
      for column in stride(from: 1, through: right.count, by: 1) {
        let cost = left[row - 1] == right[column - 1] ? 0 : 1
        var best = min(rows[row - 1][column] + 1, rows[row][column - 1] + 1, rows[row - 1][column - 1] + cost)
        if row > 1, column > 1, left[row - 1] == right[column - 2], left[row - 2] == right[column - 1] {
          best = min(best, rows[row - 2][column - 2] + 1)
        }
        rows[row][column] = best
      }
    }
    let distance = rows[left.count][right.count]
    return distance <= limit ? distance : nil
  }
}
