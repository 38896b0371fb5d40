import Synchronization

/// What one document has of a query's words.
struct WordSums {
  var score: Float = 0
  /// The best of the alternates of the word at hand.
  var wordScore: Float = 0
  /// A bit for each of the query's words that the document has, and ``near``.
  var mask: UInt32 = 0
  /// The words that stand elsewhere than only in its description.
  var nameMask: UInt32 = 0
  /// The words that are its title's head.
  var headMask: UInt32 = 0
  /// The words that are in its categories.
  var categoryMask: UInt32 = 0

  /// The document is near the query in meaning; no word has this bit.
  static let near: UInt32 = 1 << 31

  var isNear: Bool { mask & Self.near != 0 }
  var words: UInt32 { mask & ~Self.near }
}

/// The tables that one search fills, as long as the catalogue; kept from search to search, all zero between them.
struct SearchScratch: Sendable {
  /// By document's number.
  var sums: [WordSums] = []
  /// The documents with any of the words, and those near in meaning.
  var touched: [Int32] = []
  var distances: [UInt16] = []
  /// By place in `touched`: what the words count, and the share of the query's meaning, below zero for no find.
  var weights: [Float] = []
  var shares: [Float] = []

  mutating func reserve(documents: Int) {
    guard sums.count < documents else { return }
    sums = [WordSums](repeating: WordSums(), count: documents)
  }

  mutating func clear() {
    for document in touched { sums[Int(document)] = WordSums() }
    touched.removeAll(keepingCapacity: true)
    weights.removeAll(keepingCapacity: true)
    shares.removeAll(keepingCapacity: true)
  }

  /// Forgets what was found of some of the touched documents.
  mutating func dropTouched(where isDropped: (Int32) -> Bool) {
    var kept: [Int32] = []
    kept.reserveCapacity(touched.count)
    for document in touched {
      if isDropped(document) { sums[Int(document)] = WordSums() } else { kept.append(document) }
    }
    touched = kept
  }
}

/// Hands out scratch tables; nobody waits for another, who finds the pool in use makes a new one.
final class ScratchPool: Sendable {
  /// About as many as search side by side; at 100,000 products each is 3 MB.
  private static let mostKept = 4

  private let free = Mutex<[SearchScratch]>([])

  func take(documents: Int) -> SearchScratch {
    var scratch = free.withLockIfAvailable { $0.popLast() ?? SearchScratch() } ?? SearchScratch()
    scratch.reserve(documents: documents)
    return scratch
  }

  /// - Parameter scratch: cleared.
  func give(_ scratch: consuming SearchScratch) {
    let given = scratch
    free.withLockIfAvailable { free in
      if free.count < Self.mostKept { free.append(given) }
    }
  }
}
