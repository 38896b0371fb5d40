import Commerce
import Language

/// An immutable part of a store's index: what some products' texts hold. Prices and stock are not in here.
final class Segment: Sendable {
  /// A term of a document.
  struct Cell {
    var term: Int32
    var weights: TermWeights
  }

  /// A document of a term, with what the term's standing in it counts.
  struct Posting {
    var document: Int32
    /// The weights, and above them the impact.
    private var packed: UInt32

    init(document: Int32, weights: TermWeights, impact: Float) {
      self.document = document
      packed = weights.rawValue | UInt32(max(1, min(1, impact) * Self.impactSteps)) << TermWeights.bits
    }

    var weights: TermWeights { TermWeights(rawValue: packed & (1 << TermWeights.bits - 1)) }
    /// From 0 to 1, in steps of 1/255: what of a term's weight the document gets.
    var impact: Float { Float(packed >> TermWeights.bits) / Self.impactSteps }

    private static let impactSteps: Float = 255
  }

  /// A word of a title in its place; function words are left out.
  struct TitleWord {
    var term: Int32 {
      get { Int32(bits >> Self.flagBits) }
      set { bits = UInt32(newValue) << Self.flagBits | bits & (1 << Self.flagBits - 1) }
    }
    var isHead: Bool { bits & 1 != 0 }
    /// A brand, a number, a measure or a size: a title is named in full without it.
    var isOptional: Bool { bits & 2 != 0 }
    var isBrand: Bool { bits & 4 != 0 }
    /// A model's letters and digits, "g2", by which a thing may be named although its title needs them not.
    var isCode: Bool { bits & 8 != 0 }

    private static let flagBits: UInt32 = 4
    private var bits: UInt32

    init(term: Int32, isHead: Bool, isOptional: Bool, isBrand: Bool, isCode: Bool) {
      bits =
        UInt32(term) << Self.flagBits | (isHead ? 1 : 0) | (isOptional ? 2 : 0) | (isBrand ? 4 : 0) | (isCode ? 8 : 0)
    }
  }

  let terms: [String]
  let termIDs: [String: Int32]
  let lengths: [FieldLengths]
  /// By document.
  let documentTerms: TermLists
  /// By term, in order of document.
  let postings: Rows<Posting>
  /// By document.
  let titles: Rows<TitleWord>
  let labels: [LabelEntry]
  let categoryLabels: [Int32]
  /// By label key, whatever its kind.
  let labelIDs: [String: [Int32]]
  /// The first terms of the labels' keys.
  let labelBeginnings: Set<String>
  /// By document, in order.
  let documentLabels: Rows<Int32>
  /// By label, in order.
  let labelDocuments: Rows<Int32>
  /// Folded words as the catalogue writes them, sorted, each with its term.
  let surfaces: [String]
  let surfaceTerms: [Int32]
  /// Titles' joined words as one term ("tshirt") with their parts' terms.
  let compounds: [String: [String]]
  let typos: TypoTable
  let sounds: SoundTable
  let vectors: VectorTable

  var documentCount: Int { lengths.count }

  init(builder: consuming SegmentBuilder) {
    terms = builder.terms
    termIDs = builder.termIDs
    lengths = builder.lengths
    documentTerms = TermLists(builder.cells)
    titles = builder.titles.compacted()
    let labels = builder.labels
    self.labels = labels
    let documentLabels = builder.documentLabels.compacted()
    self.documentLabels = documentLabels
    labelDocuments = documentLabels.inverted(rows: labels.count)
    compounds = builder.compounds
    vectors = builder.vectors
    categoryLabels = labels.indices.filter { labels[$0].label.kind == .category }.map(Int32.init)
    var labelIDs: [String: [Int32]] = [:]
    for (id, entry) in labels.enumerated() { labelIDs[entry.label.key, default: []].append(Int32(id)) }
    self.labelIDs = labelIDs
    labelBeginnings = Set(labelIDs.keys.map { String($0.prefix { $0 != " " }) })
    postings = Self.invert(builder.cells, lengths: lengths, termCount: terms.count)
    let numbered = zip(0..<builder.surfaces.count, builder.surfaceTerms)
    let sorted = numbered.map { (key: builder.surfaces.word($0), value: $1) }.sorted { $0.key < $1.key }
    surfaces = sorted.map(\.key)
    surfaceTerms = sorted.map(\.value)
    typos = Self.typoTable(surfaces)
    sounds = SoundTable(surfaces)
  }

  /// How a term stands in a document, or nil.
  func weights(of term: Int32, in document: Int) -> TermWeights? {
    let row = postings[Int(term)]
    var low = row.startIndex
    var high = row.endIndex
    while low < high {
      let middle = (low + high) / 2
      if row[middle].document < document { low = middle + 1 } else { high = middle }
    }
    return low < row.endIndex && row[low].document == document ? row[low].weights : nil
  }

  /// The words that begin with this one, as a range of `surfaces`.
  func surfaces(withPrefix prefix: String) -> Range<Int> {
    let start = lowerBound { $0 < prefix }
    var end = start
    while end < surfaces.count, surfaces[end].hasPrefix(prefix) { end += 1 }
    return start..<end
  }

  /// The term of a word as the catalogue writes it.
  func term(ofSurface surface: String) -> Int32? {
    let position = lowerBound { $0 < surface }
    return position < surfaces.count && surfaces[position] == surface ? surfaceTerms[position] : nil
  }

  private func lowerBound(_ isBefore: (String) -> Bool) -> Int {
    var low = 0
    var high = surfaces.count
    while low < high {
      let middle = (low + high) / 2
      if isBefore(surfaces[middle]) { low = middle + 1 } else { high = middle }
    }
    return low
  }

  /// Turns documents' terms into terms' documents by counting.
  private static func invert(_ cells: Rows<Cell>, lengths: [FieldLengths], termCount: Int) -> Rows<Posting> {
    var ends = [Int32](repeating: 0, count: termCount + 1)
    for cell in cells.values { ends[Int(cell.term) + 1] += 1 }
    for term in 0..<termCount { ends[term + 1] += ends[term] }
    var next = ends
    var postings = [Posting](
      repeating: Posting(document: 0, weights: TermWeights(), impact: 0), count: cells.values.count)
    for document in 0..<cells.count {
      for cell in cells[document] {
        postings[Int(next[Int(cell.term)])] = Posting(
          document: Int32(document), weights: cell.weights,
          impact: FieldScoring.impact(of: cell.weights, lengths: lengths[document]))
        next[Int(cell.term)] += 1
      }
    }
    return Rows(offsets: ends, values: postings)
  }

  private static func typoTable(_ surfaces: [String]) -> TypoTable {
    TypoTable(surfaces.filter { $0.utf8.count > 3 && $0.utf8.allSatisfy { $0 > 0x39 } })
  }
}
