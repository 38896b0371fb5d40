import Commerce
import Language

/// Gathers products' words into the tables of a ``Segment``.
struct SegmentBuilder: ~Copyable {
  let lexis: Lexis
  private(set) var terms: [String] = []
  private(set) var termIDs: [String: Int32] = [:]
  /// Folded words as the catalogue writes them, each with its term.
  private(set) var surfaces = WordNumbers()
  private(set) var surfaceTerms: [Int32] = []
  private(set) var lengths: [FieldLengths] = []
  private(set) var cells = Rows<Segment.Cell>()
  private(set) var titles = Rows<Segment.TitleWord>()
  private(set) var labels: [LabelEntry] = []
  private(set) var documentLabels = Rows<Int32>()
  private(set) var compounds: [String: [String]] = [:]
  private(set) var vectors = VectorTable()
  private var labelIDs: [Label: Int32] = [:]
  private var labelsByText: [LabelText: Int32] = [:]
  private var reader = PlainWordReader()
  /// The cells of the document at hand.
  private var current: [Segment.Cell] = []
  /// By term: the document whose cells it was last among, and its place there.
  private var places: [(document: Int32, position: Int32)] = []
  private var currentLengths = FieldLengths()
  private var currentLabels: Set<Int32> = []

  init(lexis: Lexis) { self.lexis = lexis }

  /// Reads a product's texts; it becomes the next document.
  mutating func add(_ product: Product) {
    begin()
    addTitle(product)
    if let brand = product.brand {
      addText(brand, to: .brand)
      addLabel(.brand, value: brand)
    }
    for category in product.categoryPath {
      addText(category, to: .category)
      addLabel(.category, value: category)
    }
    addAttributes(of: product)
    addText(product.description, to: .description)
    addPicked(product.pickedBy ?? [], title: product.title)
    end()
  }

  /// Takes a document over from another segment without reading its texts again.
  mutating func add(_ document: Int, of segment: Segment, mapping: inout SegmentMapping) {
    begin()
    segment.documentTerms.forEach(of: document) { known in
      guard let weights = segment.weights(of: known, in: document) else { return }
      let term = map(known, of: segment, mapping: &mapping)
      current[place(of: term)].weights = weights
    }
    currentLengths = segment.lengths[document]
    var title: [Segment.TitleWord] = []
    for var word in segment.titles[document] {
      word.term = map(word.term, of: segment, mapping: &mapping)
      title.append(word)
    }
    titles.append(title)
    for label in segment.documentLabels[document] {
      currentLabels.insert(labelID(segment.labels[Int(label)].label))
    }
    vectors.append(document, of: segment.vectors)
    end()
  }

  /// Takes over the spellings of the terms that were mapped.
  mutating func addSpellings(of segment: Segment, mapping: SegmentMapping) {
    for (position, surface) in segment.surfaces.enumerated() {
      let term = mapping.terms[Int(segment.surfaceTerms[position])]
      if term >= 0 { add(surface: surface, term: term) }
    }
    compounds.merge(segment.compounds) { first, _ in first }
  }

  /// Takes the vectors of the products that were read, in their order.
  mutating func add(_ made: [ByteVector]) {
    for vector in made { vectors.append(vector) }
  }

  /// Completes the vectors; nothing is added after it.
  mutating func finish() { vectors.finish() }

  private mutating func begin() {
    current.removeAll(keepingCapacity: true)
    currentLengths = FieldLengths()
    currentLabels.removeAll(keepingCapacity: true)
  }

  private mutating func end() {
    current.sort { $0.term < $1.term }
    cells.append(current)
    lengths.append(currentLengths)
    let sorted = currentLabels.sorted()
    documentLabels.append(sorted)
  }

  private mutating func addTitle(_ product: Product) {
    let words = TextReader.words(in: product.title)
    let shape = TitleShape(words: words, brand: product.brand, lexis: lexis)
    var title: [Segment.TitleWord] = []
    for (position, word) in words.enumerated() {
      let term = addWord(word.surface, to: .title)
      if shape.heads.contains(position) { current[place(of: term)].weights.markHead() }
      if position > shape.complement { current[place(of: term)].weights.markComplement() }
      guard !lexis.isFunctionWord(word.surface) else { continue }
      title.append(
        Segment.TitleWord(
          term: term, isHead: shape.heads.contains(position), isOptional: shape.optional.contains(position),
          isBrand: shape.brand.contains(position), isCode: TitleShape.isCode(word.surface)))
    }
    titles.append(title)
    addCompounds(words)
  }

  /// "T-Shirt" is also found as "tshirt".
  private mutating func addCompounds(_ words: [Word]) {
    for (left, right) in zip(words, words.dropFirst()) where right.isJoined && !left.isNumber && !right.isNumber {
      compounds[lexis.term(of: left.surface + right.surface)] = [
        lexis.term(of: left.surface), lexis.term(of: right.surface),
      ]
    }
  }

  private mutating func addAttributes(of product: Product) {
    for (name, value) in product.attributes {
      let isOn = AttributeText.isOn(value)
      guard isOn || !AttributeText.isEmpty(value) else { continue }
      addText(isOn ? name : value, to: .attribute)
      addLabel(.attribute(name: name.lowercased()), value: isOn ? name : value, spelling: isOn ? value : nil)
    }
    for (position, name) in product.optionNames.enumerated() {
      var values: Set<String> = []
      for variant in product.variants where position < variant.options.count {
        let value = variant.options[position]
        guard !AttributeText.isEmpty(value), values.insert(value).inserted else { continue }
        addText(value, to: .attribute)
        addLabel(.attribute(name: name.lowercased()), value: value)
      }
    }
    for tag in product.tags {
      addText(tag, to: .attribute)
      addLabel(.attribute(name: ""), value: tag)
    }
  }

  /// Words by which shoppers came to take the product, as far as its own texts have none like them: what is nearly a
  /// word of its title is a slip, which is repaired when it is made.
  private mutating func addPicked(_ words: [String], title: String) {
    guard !words.isEmpty else { return }
    let own = TypoTable(Array(Set(TextReader.words(in: title).map(\.surface))))
    for surface in words.flatMap({ TextReader.words(in: $0).map(\.surface) }) {
      guard !lexis.isStopWord(surface), !lexis.isFunctionWord(surface), !lexis.isCommandWord(surface) else { continue }
      guard own.matches(for: surface, distance: surface.utf8.count > 6 ? 2 : 1).isEmpty else { continue }
      var word = surface
      let term = surfaceTerms[Int(word.withUTF8 { surfaceNumber(of: $0) })]
      if places[Int(term)].document != Int32(lengths.count) { add(term, to: .attribute) }
    }
  }

  private mutating func addText(_ text: String, to field: Field) {
    var reader = PlainWordReader()
    swap(&reader, &self.reader)
    let isPlain = reader.read(text) { word in add(surfaceTerms[Int(surfaceNumber(of: word))], to: field) }
    swap(&reader, &self.reader)
    if !isPlain {
      for word in TextReader.words(in: text) { addWord(word.surface, to: field) }
    }
  }

  @discardableResult
  private mutating func addWord(_ surface: String, to field: Field) -> Int32 {
    var surface = surface
    let term = surfaceTerms[Int(surface.withUTF8 { surfaceNumber(of: $0) })]
    add(term, to: field)
    return term
  }

  private mutating func add(_ term: Int32, to field: Field) {
    current[place(of: term)].weights.add(field)
    currentLengths[field.lengthIndex] += 1
  }

  /// Where the term's cell of the document at hand is.
  private mutating func place(of term: Int32) -> Int {
    let document = Int32(lengths.count)
    let known = places[Int(term)]
    if known.document == document { return Int(known.position) }
    places[Int(term)] = (document, Int32(current.count))
    current.append(Segment.Cell(term: term, weights: TermWeights()))
    return current.count - 1
  }

  private mutating func surfaceNumber(of word: UnsafeBufferPointer<UInt8>) -> Int32 {
    let (number, isNew) = surfaces.number(of: word)
    if isNew { surfaceTerms.append(termID(of: lexis.term(of: surfaces.word(Int(number))))) }
    return number
  }

  private mutating func add(surface: String, term: Int32) {
    var surface = surface
    let (number, isNew) = surface.withUTF8 { surfaces.number(of: $0) }
    if isNew { surfaceTerms.append(term) } else { surfaceTerms[Int(number)] = term }
  }

  private mutating func termID(of term: String) -> Int32 {
    if let known = termIDs[term] { return known }
    let id = Int32(terms.count)
    terms.append(term)
    places.append((document: -1, position: 0))
    termIDs[term] = id
    return id
  }

  private mutating func addLabel(_ kind: Label.Kind, value: String, spelling: String? = nil) {
    let text = LabelText(kind: kind, value: value, spelling: spelling)
    if let known = labelsByText[text] {
      if known >= 0 { currentLabels.insert(known) }
      return
    }
    labelsByText[text] = -1
    let words = TextReader.words(in: value).map(\.surface)
    // A menu lists categories whatever their length.
    guard !words.isEmpty, words.count <= AttributeText.longestLabel || kind == .category else { return }
    let id = labelID(Label(kind: kind, key: lexis.labelKey(words), spelling: spelling ?? value))
    labelsByText[text] = id
    currentLabels.insert(id)
  }

  private mutating func labelID(_ label: Label) -> Int32 {
    if let known = labelIDs[label] { return known }
    let id = Int32(labels.count)
    var nameKey = ""
    if case .attribute(let name) = label.kind {
      nameKey = lexis.labelKey(TextReader.words(in: name).map(\.surface))
    }
    labels.append(LabelEntry(label: label, nameKey: nameKey))
    labelIDs[label] = id
    return id
  }

  private mutating func map(_ term: Int32, of segment: Segment, mapping: inout SegmentMapping) -> Int32 {
    let known = mapping.terms[Int(term)]
    if known >= 0 { return known }
    let id = termID(of: segment.terms[Int(term)])
    mapping.terms[Int(term)] = id
    return id
  }
}

/// A label as it is written, so that each spelling is read once.
private struct LabelText: Hashable {
  var kind: Label.Kind
  var value: String
  var spelling: String?
}

/// Which terms of a segment have which numbers in the one it is merged into; -1 where not met yet.
struct SegmentMapping {
  var terms: [Int32]

  init(of segment: Segment) { terms = [Int32](repeating: -1, count: segment.terms.count) }
}

extension Field {
  fileprivate var lengthIndex: Int {
    switch self {
    case .title: 0
    case .brand: 1
    case .category, .attribute: 2
    case .description: 3
    }
  }
}
