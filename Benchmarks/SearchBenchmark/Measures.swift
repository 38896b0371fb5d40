import Foundation

/// How good rankings are against graded documents (0 to 3), by query.
struct Measures {
  let judged: [Double]
  let ndcg: [Double]
  let recall: [Double]
  let reciprocal: [Double]

  init(rankings: [[Int64]], grades: [[Int64: Int]]) {
    let pairs = Array(zip(rankings, grades))
    judged = pairs.map { Self.judgedNDCG($0, grades: $1) }
    ndcg = pairs.map { Self.ndcg($0, grades: $1) }
    recall = pairs.compactMap { Self.recall100($0, grades: $1) }
    reciprocal = pairs.compactMap { Self.reciprocalRank10($0, grades: $1) }
  }

  /// Unjudged documents taken out of the ranking first.
  static func judgedNDCG(_ ranking: [Int64], grades: [Int64: Int]) -> Double {
    ndcg(ranking.filter { grades[$0] != nil }, grades: grades)
  }

  /// At 10; gains are 2^grade − 1, the ideal list is of all judged documents.
  static func ndcg(_ ranking: [Int64], grades: [Int64: Int]) -> Double {
    let gains = ranking.prefix(10).map { gain(grades[$0] ?? 0) }
    let ideal = grades.values.map(gain).sorted(by: >).prefix(10)
    let best = discounted(Array(ideal))
    return best == 0 ? 0 : discounted(gains) / best
  }

  /// Of at most 100 documents of grade 2 and more.
  static func recall100(_ ranking: [Int64], grades: [Int64: Int]) -> Double? {
    let relevant = Set(grades.filter { $0.value >= 2 }.keys)
    guard !relevant.isEmpty else { return nil }
    let found = ranking.prefix(100).count { relevant.contains($0) }
    return Double(found) / Double(min(100, relevant.count))
  }

  static func reciprocalRank10(_ ranking: [Int64], grades: [Int64: Int]) -> Double? {
    guard grades.values.contains(where: { $0 >= 2 }) else { return nil }
    let first = ranking.prefix(10).firstIndex { (grades[$0] ?? 0) >= 2 }
    return first.map { 1 / Double($0 + 1) } ?? 0
  }

  static func mean(_ values: [Double]) -> Double { values.isEmpty ? 0 : values.reduce(0, +) / Double(values.count) }

  /// The least and the greatest mean of five parts of the queries, every fifth from each on.
  static func folds(_ values: [Double]) -> (least: Double, most: Double) {
    let means = (0..<5).map { fold in mean(values.enumerated().filter { $0.offset % 5 == fold }.map(\.element)) }
    return (means.min() ?? 0, means.max() ?? 0)
  }

  /// Of the mean, 95 %: 1,000 resamplings of the queries, the same ones every time.
  static func interval(_ values: [Double]) -> (low: Double, high: Double) {
    shareInterval(of: values, in: values.map { _ in 1 })
  }

  /// Of the ratio of two means over the same queries, 95 %.
  static func shareInterval(of values: [Double], in whole: [Double]) -> (low: Double, high: Double) {
    guard !values.isEmpty, values.count == whole.count else { return (0, 0) }
    var random = Typos(seed: 1)
    let shares = (0..<1_000).map { _ in
      var sums = (0.0, 0.0)
      for _ in values {
        let query = Int(random.next() % UInt64(values.count))
        sums = (sums.0 + values[query], sums.1 + whole[query])
      }
      return sums.1 == 0 ? 0 : sums.0 / sums.1
    }.sorted()
    return (shares[25], shares[974])
  }

  private static func gain(_ grade: Int) -> Double { pow(2, Double(grade)) - 1 }

  private static func discounted(_ gains: [Double]) -> Double {
    gains.enumerated().reduce(0) { $0 + $1.element / log2(Double($1.offset + 2)) }
  }
}
