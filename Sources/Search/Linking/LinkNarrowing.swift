import Commerce

/// Lets a product's name and what stands beside it settle each other: "large blue rain jacket", "tent for 4 people".
struct LinkNarrowing {
  /// A value that the product beside it has.
  private static let settledCertainty = 0.95

  let catalog: StoreCatalog
  let slots: [LinkSlot]
  let products: ProductLinker
  let labels: [LabelLinker.Match]

  /// - Parameter links: in order of the sentence.
  func apply(to links: inout [Link]) {
    turnIntoAttributes(&links)
    takeModifiersIn(&links)
    for position in links.indices {
      guard case .products(var stretch) = links[position].target, stretch.documents.count > 1 else { continue }
      for neighbour in neighbours(of: position, in: links) { narrow(&stretch, by: links[neighbour]) }
      links[position].target = .products(stretch)
    }
    settleAttributes(&links)
  }

  /// "Four people" is the kit's option beside a kit, whatever else is called so.
  private func settleAttributes(_ links: inout [Link]) {
    for position in links.indices {
      guard case .products(let stretch) = links[position].target, let document = stretch.documents.first else {
        continue
      }
      for neighbour in neighbours(of: position, in: links) {
        guard case .attribute(_, let key) = links[neighbour].target, let filter = attribute(key, of: document) else {
          continue
        }
        links[neighbour].target = .attribute(filter, key: key)
        links[neighbour].certainty = max(links[neighbour].certainty, Self.settledCertainty)
      }
    }
  }

  /// The product's own option or attribute with this value; nil where only a tag has it.
  private func attribute(_ key: String, of document: Int32) -> AttributeFilter? {
    let place = products.place(of: document)
    let segment = catalog.segments[place.segment].segment
    for id in segment.documentLabels[Int(place.document)] {
      let label = segment.labels[Int(id)].label
      if case .attribute(let name) = label.kind, label.key == key, !name.isEmpty {
        return AttributeFilter(name: name, value: label.spelling)
      }
    }
    return nil
  }

  /// "Chocolate" beside gummies is their flavour, although a bar is called so.
  private func turnIntoAttributes(_ links: inout [Link]) {
    for position in links.indices {
      guard case .products(let stretch) = links[position].target, stretch.words == 1, stretch.grade.tier < .core,
        let match = labels.first(where: { $0.slots == links[position].slots && $0.attribute != nil }),
        let filter = match.attribute
      else { continue }
      for other in [position - 1, position + 1] where links.indices.contains(other) && adjoin(links, position, other) {
        guard case .products(let named) = links[other].target,
          named.documents.contains(where: { has(match.key, $0) })
        else { continue }
        links[position].target = .attribute(filter, key: match.key)
        break
      }
    }
  }

  /// Words that only narrow a product's name become part of it.
  private func takeModifiersIn(_ links: inout [Link]) {
    var position = 0
    while position + 1 < links.count {
      if let joined = joined(links, position, position + 1) {
        links.replaceSubrange(position...(position + 1), with: [joined])
      } else {
        position += 1
      }
    }
  }

  private func joined(_ links: [Link], _ left: Int, _ right: Int) -> Link? {
    guard adjoin(links, left, right), case .products(let first) = links[left].target,
      case .products(let second) = links[right].target
    else { return nil }
    let isWeak = min(first.grade.tier, second.grade.tier) == .modifier
    let strong = first.grade.tier >= second.grade.tier ? first : second
    let weak = first.grade.tier >= second.grade.tier ? second : first
    let both = strong.documents.filter(weak.documents.contains)
    guard isWeak, strong.grade.tier < .whole, !both.isEmpty else { return nil }
    var stretch = strong
    stretch.documents = both
    stretch.total = both.count
    stretch.words += weak.words
    stretch.slots = links[left].slots.lowerBound..<links[right].slots.upperBound
    return Link(slots: stretch.slots, target: .products(stretch), words: stretch.words)
  }

  /// The labels that stand beside a product's name, one after another.
  private func neighbours(of position: Int, in links: [Link]) -> [Int] {
    var found: [Int] = []
    for step in [-1, 1] {
      var current = position
      while links.indices.contains(current + step), adjoin(links, current, current + step) {
        current += step
        if case .products = links[current].target { break }
        found.append(current)
      }
    }
    return found
  }

  private func narrow(_ stretch: inout ProductLinker.Stretch, by link: Link) {
    let key: String
    switch link.target {
    case .brand(_, let label), .category(_, let label), .attribute(_, let label): key = label
    case .products: return
    }
    let fitting = stretch.documents.filter { has(key, $0) }
    if !fitting.isEmpty { stretch.documents = fitting }
  }

  private func has(_ key: String, _ document: Int32) -> Bool {
    let place = products.place(of: document)
    let segment = catalog.segments[place.segment].segment
    return segment.documentLabels[Int(place.document)].contains { segment.labels[Int($0)].label.key == key }
  }

  /// Only small words stand between: no comma, no "and", no number.
  private func adjoin(_ links: [Link], _ one: Int, _ other: Int) -> Bool {
    let (left, right) = (min(one, other), max(one, other))
    let gap = links[left].slots.upperBound..<max(links[left].slots.upperBound, links[right].slots.lowerBound)
    return gap.allSatisfy { slots[$0].kind == .function }
  }
}
