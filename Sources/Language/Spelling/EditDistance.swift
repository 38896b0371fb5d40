/// The optimal string alignment distance: insertions, deletions, replacements and swaps of neighbours cost one each.
package enum EditDistance {
  /// Words longer than this are not compared, which bounds time and stack.
  static let longestWord = 48

  /// Gives the distance, or nil where it is more than `limit` or a word is too long.
  package static func between(_ first: [UInt32], _ second: [UInt32], limit: Int) -> Int? {
    guard first.count <= longestWord, second.count <= longestWord, abs(first.count - second.count) <= limit
    else { return nil }
    var start = 0
    var firstEnd = first.count
    var secondEnd = second.count
    while start < firstEnd, start < secondEnd, first[start] == second[start] { start += 1 }
    while firstEnd > start, secondEnd > start, first[firstEnd - 1] == second[secondEnd - 1] {
      firstEnd -= 1
      secondEnd -= 1
    }
    if firstEnd == start || secondEnd == start {
      let distance = firstEnd - start + secondEnd - start
      return distance <= limit ? distance : nil
    }
    return align(first[start..<firstEnd], second[start..<secondEnd], limit: limit)
  }

  /// Fills the alignment table row by row and stops as soon as a whole row is over the limit.
  private static func align(_ first: ArraySlice<UInt32>, _ second: ArraySlice<UInt32>, limit: Int) -> Int? {
    let width = second.count + 1
    return withUnsafeTemporaryAllocation(of: Int.self, capacity: 3 * width) { table in
      var (old, previous, current) = (0, width, 2 * width)
      for column in 0..<width { table[previous + column] = column }
      for row in 1...first.count {
        let letter = first[first.startIndex + row - 1]
        table[current] = row
        var best = row
        for column in 1..<width {
          let other = second[second.startIndex + column - 1]
          var cost = table[previous + column - 1] + (letter == other ? 0 : 1)
          cost = min(cost, table[previous + column] + 1, table[current + column - 1] + 1)
          if row > 1, column > 1, letter == second[second.startIndex + column - 2],
            first[first.startIndex + row - 2] == other
          {
            cost = min(cost, table[old + column - 2] + 1)
          }
          table[current + column] = cost
          best = min(best, cost)
        }
        if best > limit { return nil }
        (old, previous, current) = (previous, current, old)
      }
      let distance = table[previous + width - 1]
      return distance <= limit ? distance : nil
    }
  }
}
