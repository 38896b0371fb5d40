import Commerce
import Language

/// Finds the stretches of a sentence whose words stand together in products' titles.
struct ProductLinker {
  /// More products than this are named by no word well.
  private static let maximumGraded = 400
  static let maximumCandidates = 10
  /// No title is named by more words than this.
  private static let longestStretch = 16

  let catalog: StoreCatalog
  let slots: [LinkSlot]
  let bases: [Int32]

  struct Stretch {
    /// Of slots.
    var slots: Range<Int>
    /// Best first.
    var documents: [Int32]
    var grade: TitleGrade
    var certainty: Double
    /// How many of the slots are words, not small ones.
    var words: Int
    /// How many products are named so, of which `documents` has the first.
    var total: Int
    /// The products' tag says the words, too: that is what the shop calls them.
    var isTagged = false

    var confidence: Double {
      (isTagged ? max(grade.confidence, Self.taggedConfidence + 0.2 * grade.share) : grade.confidence) * certainty
    }

    private static let taggedConfidence = 0.7
  }

  /// The longest stretch from every slot on that names something.
  func stretches() -> [Stretch] {
    slots.indices.compactMap { slots[$0].canNameProduct ? longest(from: $0) : nil }
  }

  /// What a tag names beside titles: "eyeliner" on an eyeliner pencil is the pencil, "vegan" on a toner no product.
  /// - Parameter documents: the products with the tag; at least half of them must have the words in their titles.
  func stretch(_ range: Range<Int>, tagged documents: [Int32], words: Int) -> Stretch? {
    let graded = grades(range, documents: documents[...]).sorted()
    guard let best = graded.first, graded.count * 2 >= documents.count else { return nil }
    let others = documents.filter { document in !graded.contains { $0.document == document } }
    return Stretch(
      slots: range, documents: graded.map(\.document) + others, grade: best.grade,
      certainty: range.reduce(1) { $0 * slots[$1].certainty }, words: words, total: documents.count, isTagged: true)
  }

  private func longest(from start: Int) -> Stretch? {
    let isFree = slots[start].kind == .word
    var reached = isFree ? [(end: start + 1, documents: slots[start].documents)] : []
    var walk = Walk(last: start, documents: slots[start].documents, isLoose: !isFree, crossesConjunction: false)
    if !isFree, slots[start].isCommand { reached.append((start + 1, walk.documents)) }
    for next in (start + 1)..<max(start + 1, min(slots.count, start + Self.longestStretch)) {
      if slots[next].kind == .end { break }
      if slots[next].kind == .conjunction { walk.crossesConjunction = true }
      guard slots[next].isContent else { continue }
      guard step(&walk, to: next) else { break }
      if !walk.isLoose { reached.append((next + 1, walk.documents)) }
    }
    for (end, documents) in reached.reversed() {
      if let stretch = grade(start..<end, documents: documents) { return stretch }
    }
    return nil
  }

  /// How far a stretch has come.
  private struct Walk {
    /// The last word taken in.
    var last: Int
    var documents: [Int32]
    /// The last word is bound and the word before it is not its neighbour in the titles, so the next must be.
    var isLoose: Bool
    var crossesConjunction: Bool
  }

  /// Takes the next word in; false where no product is left.
  private func step(_ walk: inout Walk, to next: Int) -> Bool {
    let common = Self.intersection(walk.documents, slots[next].documents)
    guard !common.isEmpty else { return false }
    let isBound = slots[next].kind == .bound
    let needsNeighbour = walk.isLoose || walk.crossesConjunction || isBound
    let neighbours = needsNeighbour ? followed(walk.last, by: next, in: common) : common
    if neighbours.isEmpty, walk.isLoose || walk.crossesConjunction { return false }
    walk = Walk(
      last: next, documents: neighbours.isEmpty ? common : neighbours, isLoose: neighbours.isEmpty,
      crossesConjunction: false)
    return true
  }

  private func grade(_ range: Range<Int>, documents: [Int32]) -> Stretch? {
    let graded = grades(range, documents: documents.prefix(Self.maximumGraded))
    guard let best = graded.map(\.grade.tier).max() else { return nil }
    // "tees" names a "Cotton Tee" as much as a "T-Shirt", which has two words for it.
    let said = range.count { slots[$0].isContent }
    let mostNamed = graded.reduce(0) { $1.grade.tier == best ? max($0, min(said, $1.grade.named)) : $0 }
    let equals = graded.filter { $0.grade.tier == best && min(said, $0.grade.named) == mostNamed }.sorted()
    guard let first = equals.first, isTelling(range, tier: best) else { return nil }
    return Stretch(
      slots: range, documents: equals.map(\.document), grade: first.grade,
      certainty: range.reduce(1) { $0 * slots[$1].certainty },
      words: range.count { slots[$0].isContent && !isUnit($0, in: range) },
      total: equals.count)
  }

  /// "4 kg" of "indoor cat food 4 kg" is one word more, not two.
  private func isUnit(_ slot: Int, in range: Range<Int>) -> Bool {
    slot > range.lowerBound && slots[slot - 1].isNumber && MeasureUnit.isUnit(slots[slot].surface)
  }

  /// Words of shopping name only what is called just so; ordinary and repaired words only what the thing is.
  private func isTelling(_ range: Range<Int>, tier: TitleGrade.Tier) -> Bool {
    let words = range.map { slots[$0] }.filter(\.isContent)
    if words.allSatisfy({ $0.kind == .bound }) {
      return (tier == .whole && words.contains { !$0.isNumber }) || (tier == .core && words.count { !$0.isNumber } > 1)
    }
    let plain = words.filter { $0.kind == .word }
    guard tier == .modifier, plain.count == 1, let only = plain.first else { return true }
    return !only.isCommon && only.certainty == 1
  }

  /// A product that is named, the better one first: what can be bought, then what is named in full, then the older.
  private struct Graded: Comparable {
    var document: Int32
    var grade: TitleGrade
    var isInStock: Bool
    var id: ProductID

    static func < (left: Graded, right: Graded) -> Bool {
      if left.isInStock != right.isInStock { return left.isInStock }
      if left.grade.share != right.grade.share { return left.grade.share > right.grade.share }
      return left.id < right.id
    }

    static func == (left: Graded, right: Graded) -> Bool { left.document == right.document }
  }

  private func grades(_ range: Range<Int>, documents: ArraySlice<Int32>) -> [Graded] {
    let named = catalog.segments.indices.map { segment in
      range.flatMap { slots[$0].alternates }.flatMap { $0.terms.map { $0.ids[segment] } }
    }
    return documents.compactMap { document in
      let place = place(of: document)
      let terms = named[place.segment]
      guard let grade = TitleGrade(title: title(place), isNamed: { terms.contains($0.term) }) else { return nil }
      let entry = catalog.entry(place)
      return Graded(document: document, grade: grade, isInStock: entry.isInStock, id: entry.id)
    }
  }

  /// The documents whose titles have the second slot's word straight after the first's.
  private func followed(_ first: Int, by second: Int, in documents: [Int32]) -> [Int32] {
    let pairs = catalog.segments.indices.map { segment in
      (
        lasts: slots[first].alternates.compactMap { $0.terms.last?.ids[segment] },
        firsts: slots[second].alternates.compactMap { $0.terms.first?.ids[segment] }
      )
    }
    return documents.filter { document in
      let place = place(of: document)
      let (lasts, firsts) = pairs[place.segment]
      let title = title(place)
      return zip(title, title.dropFirst()).contains { lasts.contains($0.term) && firsts.contains($1.term) }
    }
  }

  private func title(_ place: Place) -> ArraySlice<Segment.TitleWord> {
    catalog.segments[place.segment].segment.titles[Int(place.document)]
  }

  func entry(_ document: Int32) -> CatalogEntry { catalog.entry(place(of: document)) }

  func place(of document: Int32) -> Place {
    var segment = bases.count - 1
    while segment > 0, bases[segment] > document { segment -= 1 }
    return Place(segment: segment, document: document - bases[segment])
  }

  static func intersection(_ left: [Int32], _ right: [Int32]) -> [Int32] {
    var common: [Int32] = []
    var (first, second) = (0, 0)
    while first < left.count, second < right.count {
      if left[first] == right[second] {
        common.append(left[first])
        first += 1
        second += 1
      } else if left[first] < right[second] {
        first += 1
      } else {
        second += 1
      }
    }
    return common
  }
}
