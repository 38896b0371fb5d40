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

  /// "2 of them": nothing that comes after a comma or "and" is of them.
  func isCountOfThem(_ item: ItemPhrase) -> Bool {
    item.quantity?.isExplicit == true && item.reference == .focus && item.isUnnamed && item.attributes.isEmpty
  }

  func isParted(_ start: Int, _ end: Int) -> Bool {
    start < end
      && (start..<end).contains {
        reading.words[$0] == "," || grammar.separators.longestMatch(in: reading.words, from: $0) != nil
      }
  }
}
