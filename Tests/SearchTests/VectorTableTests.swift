import Testing

@testable import Search

@Suite("Scanning vectors")
struct VectorTableTests {
  private static let dimension = 256

  /// Vectors around some middles, the same for every table, as texts of some kinds of goods are.
  private func table(count: Int, generator: inout SeededGenerator) -> VectorTable {
    let middles = middles()
    var table = VectorTable()
    for row in 0..<count { table.append(near(middles[row % middles.count], &generator)) }
    table.finish()
    return table
  }

  private func middles() -> [[Float]] {
    var generator = SeededGenerator(state: 1)
    return (0..<40).map { _ in vector(&generator) }
  }

  private func near(_ middle: [Float], _ generator: inout SeededGenerator) -> ByteVector {
    ByteVector(zip(middle, vector(&generator)).map { $0 + 0.8 * $1 })
  }

  private func vector(_ generator: inout SeededGenerator) -> [Float] {
    (0..<Self.dimension).map { _ in Float.random(in: -0.1...0.1, using: &generator) }
  }

  @Test("Similarities are those of plain arithmetic")
  func similaritiesAreRight() {
    var generator = SeededGenerator(state: 3)
    var table = VectorTable()
    let rows = (0..<50).map { _ in ByteVector(vector(&generator)) }
    rows.forEach { table.append($0) }
    let query = ByteVector(vector(&generator))
    let all = table.similarities(to: query)
    let some = table.similarities(of: [49, 0, 7], to: query)
    for (row, similarity) in zip(rows, all) {
      let product = zip(row.values, query.values).reduce(0) { $0 + Int($1.0) * Int($1.1) }
      #expect(abs(similarity - Float(product) * row.scale * query.scale) < 1e-5)
    }
    #expect(some == [all[49], all[0], all[7]])
  }

  @Test("Of the nearest hundred, the sketches keep nearly all among their best two thousand")
  func sketchesKeepTheNearest() {
    var generator = SeededGenerator(state: 11)
    let table = table(count: 20_000, generator: &generator)
    var scratch: [UInt16] = []
    var kept = 0
    for query in 0..<20 {
      let query = near(middles()[query], &generator)
      let all = table.similarities(to: query)
      let nearest = all.indices.sorted { all[$0] > all[$1] }.prefix(100)
      let chosen = Set(table.nearest(2_000, to: query, scratch: &scratch))
      #expect(chosen.count == 2_000)
      kept += nearest.count { chosen.contains(Int32($0)) }
    }
    #expect(kept >= 1_900, "of 2,000")
  }

  @Test("A small table is read whole")
  func smallTableIsReadWhole() {
    var generator = SeededGenerator(state: 5)
    let table = table(count: 300, generator: &generator)
    var scratch: [UInt16] = []
    #expect(table.nearest(2_000, to: ByteVector(vector(&generator)), scratch: &scratch).count == 300)
    #expect(table.nearest(10, to: ByteVector(vector(&generator)), scratch: &scratch).count == 10)
  }
}
