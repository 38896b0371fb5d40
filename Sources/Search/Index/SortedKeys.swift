/// Documents by 64-bit keys, twelve bytes each: found by halving.
struct SortedKeys: Sendable {
  private let keys: [UInt64]
  private let documents: [Int32]

  init(_ pairs: [(key: UInt64, document: Int32)]) {
    let sorted = pairs.sorted { ($0.key, $0.document) < ($1.key, $1.document) }
    keys = sorted.map(\.key)
    documents = sorted.map(\.document)
  }

  /// In order.
  func documents(of key: UInt64) -> ArraySlice<Int32> {
    var low = 0
    var high = keys.count
    while low < high {
      let middle = (low + high) / 2
      if keys[middle] < key { low = middle + 1 } else { high = middle }
    }
    var end = low
    while end < keys.count, keys[end] == key { end += 1 }
    return documents[low..<end]
  }

  func first(of key: UInt64) -> Int32? { documents(of: key).first }
}
