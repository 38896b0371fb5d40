/// Lists of different lengths in one array.
struct Rows<Element: Sendable>: Sendable {
  private(set) var offsets: [Int32] = [0]
  private(set) var values: [Element] = []

  init() {}

  /// - Parameter offsets: where each row begins, and the end of the last.
  init(offsets: [Int32], values: [Element]) {
    self.offsets = offsets
    self.values = values
  }

  var count: Int { offsets.count - 1 }

  subscript(row: Int) -> ArraySlice<Element> { values[Int(offsets[row])..<Int(offsets[row + 1])] }

  func withRow(_ row: Int, _ body: (UnsafeBufferPointer<Element>) -> Void) {
    values.withUnsafeBufferPointer { values in
      body(UnsafeBufferPointer(rebasing: values[Int(offsets[row])..<Int(offsets[row + 1])]))
    }
  }

  func count(of row: Int) -> Int { Int(offsets[row + 1] - offsets[row]) }

  mutating func append(_ row: some Sequence<Element>) {
    values.append(contentsOf: row)
    offsets.append(Int32(values.count))
  }

  /// The same without the room that was kept for more.
  func compacted() -> Rows {
    var exact = [Element]()
    exact.reserveCapacity(values.count)
    exact.append(contentsOf: values)
    return Rows(offsets: offsets, values: exact)
  }

  mutating func reserve(rows: Int, values count: Int) {
    offsets.reserveCapacity(rows + 1)
    values.reserveCapacity(count)
  }
}

extension Rows<Int32> {
  /// The rows by their values: where each stands, in order.
  func inverted(rows count: Int) -> Rows<Int32> {
    var ends = [Int32](repeating: 0, count: count + 1)
    for value in values { ends[Int(value) + 1] += 1 }
    for row in 0..<count { ends[row + 1] += ends[row] }
    var next = ends
    var inverted = [Int32](repeating: 0, count: values.count)
    for row in 0..<self.count {
      for value in self[row] {
        inverted[Int(next[Int(value)])] = Int32(row)
        next[Int(value)] += 1
      }
    }
    return Rows(offsets: ends, values: inverted)
  }
}
