import Commerce
import Language

/// Who, said behind where it goes.
extension DetailsReader {
  /// "Rue Vaneau 18, 75007 Paris, Iris Caron", "Calle 60 #210, Mérida, Sofía Pech": words in capitals behind a part
  /// with a postal code, or of which the first is what people are called.
  func nameBehind(_ address: Range<Int>) -> Range<Int>? {
    let parts = self.parts().filter { $0.overlaps(address) }
    guard expectsName, parts.count > 2, let last = parts.last, (1...3).contains(last.count), isNameLike(last),
      isCapitalised(last), !last.contains(where: { grammar.streetWords.contains(reading.words[$0]) })
    else { return nil }
    if grammar.roles[.givenNames].contains(reading.words[last.lowerBound]) { return last }
    let before = parts[parts.count - 2]
    return last.count > 1 && (hasPostalCode(before) || isTown(before) && isNoPlace(last)) ? last : nil
  }

  /// "…, Utrecht, Pieter de Vries": behind a street with its number and a town.
  private func isTown(_ part: Range<Int>) -> Bool {
    !hasNumber(part) && part.count <= 3 && isCapitalised(part)
      && !part.contains { grammar.streetWords.contains(reading.words[$0]) }
  }

  /// Not "New York", "Costa Rica".
  private func isNoPlace(_ part: Range<Int>) -> Bool {
    part.first.map { !grammar.roles[.placeOpenings].contains(reading.words[$0]) } ?? false
  }

  /// "75007", "CF10 1EP", "K1A 0B1".
  private func hasPostalCode(_ part: Range<Int>) -> Bool {
    let words = part.map { reading.words[$0] }
    if words.contains(where: { $0.count >= Self.postalCode && $0.allSatisfy(\.isNumber) }) { return true }
    guard words.count > 1 else { return false }
    let joined = reading.original(part).split(separator: " ").suffix(2)
    return joined.count == 2
      && joined.allSatisfy { $0.contains(where: \.isNumber) && $0.contains(where: \.isLetter) && $0.count <= 4 }
  }

  /// Digits of a postal code at least.
  private static let postalCode = 4

  /// "…, for Agnes Whitmore" behind an address.
  func recipientName(_ range: Range<Int>) -> String? {
    let name = range.dropFirst()
    guard let first = range.first, grammar.roles[.purposes].contains(reading.words[first]),
      (2...4).contains(name.count),
      isNameLike(name), isCapitalised(name)
    else { return nil }
    return reading.original(name)
  }

  /// "for Tom Baker" behind an address.
  func openedName(_ range: Range<Int>) -> String? {
    guard
      let cue = reading.factCues.first(where: {
        $0.labels.contains("name") && $0.range.lowerBound == range.lowerBound
      })
    else { return nil }
    return name(cue.range.upperBound..<max(cue.range.upperBound, range.upperBound))
  }

  /// "900 Gold Ave SE. Nina Cruz.": two or three words in capitals that are a sentence of their own.
  func sentencedName(_ range: Range<Int>) -> String? {
    let before = range.lowerBound - 1
    let isGiven = grammar.roles[.givenNames].contains(reading.words[range.lowerBound])
    guard before >= 0, reading.words[before] == "." || startsLine(range.lowerBound),
      (2...3).contains(range.count { reading.tokens[$0].kind == .word }) || range.count == 1 && isGiven,
      isNameLike(range), isCapitalised(range),
      !range.contains(where: { grammar.streetWords.contains(reading.words[$0]) })
    else { return nil }
    return reading.original(range)
  }
}
