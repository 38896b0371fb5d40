import Commerce
import Language

/// Models that goods are made for: "iPhone 15", "Galaxy S24".
extension OptionWords {
  /// "a case for iphone 13", of cases that are made for others: asked for as a value, although nothing comes so, so that
  /// it can be said. It is no count of cases.
  func takeUnknownModel(
    _ products: [Product], in region: Range<Int>, except name: Range<Int>, _ reading: inout Reading,
    _ taken: inout [Bool]
  ) {
    let values = products.flatMap { OptionValues(of: $0, grammar: grammar).all }
    guard !values.isEmpty else { return }
    for index in region where !name.contains(index) && isFree(index, reading) {
      guard let (value, range) = unknown(at: index, values, in: region, reading) else { continue }
      reading.links.removeAll { $0.tokens.meets(range) }
      reading.links.append(
        CatalogMention(
          target: .attribute(AttributeFilter(name: value.option, value: reading.original(range))), tokens: range,
          confidence: 1))
      for place in range { taken[place] = true }
      return
    }
  }

  private func unknown(
    at index: Int, _ values: [OptionValues.Value], in region: Range<Int>, _ reading: Reading
  ) -> (value: OptionValues.Value, range: Range<Int>)? {
    let word = reading.words[index]
    guard reading.tokens[index].kind == .word else { return nil }
    // "iphone 13"
    let next = index + 1
    if region.contains(next), reading.tokens[next].kind == .number, word.count >= Self.shortestModel,
      !grammar.words.contains(word)
    {
      let alike = values.filter { $0.words.count > 1 && $0.words[0] == word && Double($0.words[1]) != nil }
      let isKnown = alike.contains { $0.words[1] == reading.words[next] }
      return alike.isEmpty || isKnown ? nil : (alike[0], index..<next + 1)
    }
    // "s23", of an "S24"
    guard let letters = Self.modelLetters(word) else { return nil }
    let alike = values.filter { $0.words.contains { Self.modelLetters($0) == letters } }
    let isKnown = alike.contains { $0.words.contains(word) }
    return alike.isEmpty || isKnown ? nil : (alike[0], index..<next)
  }

  private static let shortestModel = 3

  /// "iphone" may well be a tag.
  private func isFree(_ index: Int, _ reading: Reading) -> Bool {
    !reading.links.contains { link in
      guard link.tokens.contains(index) else { return false }
      if case .attribute(let filter) = link.target { return !filter.name.isEmpty }
      return true
    }
  }

  /// The letters that digits stand behind.
  private static func modelLetters(_ word: String) -> String? {
    let letters = word.prefix(while: \.isLetter)
    let digits = word.dropFirst(letters.count)
    guard (1...2).contains(letters.count), (1...3).contains(digits.count), digits.allSatisfy(\.isNumber) else {
      return nil
    }
    return String(letters)
  }
}
