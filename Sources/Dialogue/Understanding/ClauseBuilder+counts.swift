import Commerce
import Language

/// Counts that stand behind what they count.
extension ClauseBuilder {
  /// "x 2", "x2": a count that stands behind what it counts.
  func isMultiplied(_ stretch: Range<Int>) -> Bool {
    let first = reading.words[stretch.lowerBound]
    return grammar.multipliers.contains(first) || first.first == "x" && Int(first.dropFirst()) != nil
  }

  /// "micellar water 2, cotton pads 1"
  func isBeforeComma(_ stretch: Range<Int>) -> Bool {
    var next = stretch.upperBound
    if next < range.upperBound, grammar.units.contains(reading.words[next]) { next += 1 }
    return next < range.upperBound && reading.words[next] == ","
  }

  /// "the bubble wands uh three packs and …": a count of packs right behind goods, with nothing after it to count.
  func closesGoods(_ stretch: Range<Int>, _ end: Int) -> Bool {
    let unit = stretch.upperBound
    guard unit < range.upperBound, grammar.units.contains(reading.words[unit]), end < stretch.lowerBound,
      !isParted(end, stretch.lowerBound)
    else { return false }
    return unit + 1 == range.upperBound || reading.tokens[unit + 1].kind == .mark
      || grammar.separators.longestMatch(in: reading.words, from: unit + 1) != nil
  }

  /// "pink, two bunches please": a count behind a form that has none is its.
  func counted(_ items: [ItemPhrase]) -> [ItemPhrase] {
    guard items.count == 2, let count = items[1].quantity, count.isExplicit, !count.isAdditional, count.change == nil,
      items[1].isBare, items[1].attributes.isEmpty, items[0].quantity?.isExplicit != true, items[0].isUnnamed,
      !items[0].attributes.isEmpty, items[0].isOutgoing == items[1].isOutgoing
    else { return items }
    var item = items[0]
    item.quantity = count
    return [item]
  }

  /// "2 of them": nothing that comes after a comma or "and" is of them.
  func isCountOfThem(_ item: ItemPhrase) -> Bool {
    item.quantity?.isExplicit == true && item.reference == .focus && item.isUnnamed && item.attributes.isEmpty
  }

  /// "saffron 2 grams, two of them"
  private static func counted(_ items: [ItemPhrase]) -> [ItemPhrase] {
    items.reduce(into: []) { out, item in
      if let last = out.indices.last, item.reference == .focus, item.isUnnamed, item.attributes.isEmpty,
        item.quantity?.isExplicit == true, item.quantity?.isAdditional == false, item.quantity?.change == nil,
        !out[last].candidates.isEmpty, out[last].quantity?.isExplicit != true, !item.isOutgoing, !out[last].isOutgoing
      {
        out[last].quantity = item.quantity
      } else {
        out.append(item)
      }
    }
  }

  /// "one black one white, both L": what is said of both is of each.
  static func shared(_ said: [ItemPhrase]) -> [ItemPhrase] {
    var items = counted(said)
    guard let last = items.last, items.count > 1, [.both, .all].contains(last.reference), last.isUnnamed,
      last.quantity?.isExplicit == true, !last.attributes.isEmpty
    else { return items }
    for index in items.indices.dropLast() where items[index].isUnnamed && !items[index].attributes.isEmpty {
      let own = Set(items[index].attributes.map(\.name))
      items[index].attributes += last.attributes.filter { !$0.name.isEmpty && !own.contains($0.name) }
    }
    items[items.count - 1].reference = nil
    return items
  }

  func isParted(_ start: Int, _ end: Int) -> Bool {
    start < end
      && (start..<end).contains {
        reading.words[$0] == "," || grammar.separators.longestMatch(in: reading.words, from: $0) != nil
      }
  }

  /// "we're 12": a number of something that is not ordered.
  func isLabelled(_ index: Int) -> Bool {
    guard reading.tokens[index].kind == .number else { return false }
    return reading.countsGuests(index..<index + 1, in: range, grammar)
      || index > range.lowerBound && grammar.roles[.numberLabels].contains(reading.words[index - 1])
      || index + 1 < range.upperBound && grammar.roles[.people].contains(reading.words[index + 1])
  }

  /// "4 yr old", "18 months", "is 7": how old somebody is.
  func age(at index: Int) -> (range: Range<Int>, isChild: Bool)? {
    guard
      case .whole(let age)? = NumberWords.mentions(in: [reading.tokens[index]], language: reading.language).first?.value
    else { return nil }
    var end = index + 1
    func takes(_ role: WordRole) -> Bool {
      guard end < range.upperBound else { return false }
      let next = reading.words[end] == "-" && end + 1 < range.upperBound ? end + 1 : end
      guard grammar.roles[role].contains(reading.words[next]) else { return false }
      end = next + 1
      return true
    }
    if takes(.months) { return takes(.olds) || isOfSomebody(index) ? (index..<end, true) : nil }
    let hasYears = takes(.years)
    let isOld = takes(.olds)
    let isTold = index > range.lowerBound && grammar.roles[.ageVerbs].contains(reading.words[index - 1])
    guard hasYears && isOld || isTold || hasYears && isOfSomebody(index) else { return nil }
    return (index..<end, age <= Self.oldestChild)
  }

  /// Years up to which goods for children are looked for.
  private static let oldestChild = 12

  private func isOfSomebody(_ index: Int) -> Bool {
    reading.words[range.lowerBound..<index].contains(where: grammar.roles[.persons].contains)
  }
}
