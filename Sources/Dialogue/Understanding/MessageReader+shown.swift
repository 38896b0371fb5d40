import Commerce
import Language

/// Names read by the list that was shown last.
extension MessageReader {
  /// "the orange one", right after a list in which one thing is called or told so, whatever else in the shop is.
  func preferShown(_ reading: inout Reading, _ shown: [Product]) {
    guard shown.count > 1 else { return }
    for index in reading.links.indices {
      guard case .products(let ids) = reading.links[index].target, isPointedAt(reading.links[index].tokens, reading)
      else { continue }
      let own = ids.filter { id in shown.contains { $0.id == id } }
      if !own.isEmpty {
        reading.links[index].target = .products(own)
        if own.count == 1 { reading.links[index].confidence = max(reading.links[index].confidence, Self.pointedAt) }
      } else if reading.links[index].confidence < 1 {
        let words = Array(reading.words[reading.links[index].tokens])
        let told = shown.filter { ProductSpeech.mentions($0, words, language: reading.language) }
        if told.count == 1 {
          reading.links[index].target = .products([told[0].id])
          reading.links[index].confidence = Self.pointedAt
        }
      }
    }
  }

  /// How sure a name is that points at one thing of a list.
  private static let pointedAt = 0.9

  /// "the orange one", "la de naranja", "yang jeruk".
  private func isPointedAt(_ name: Range<Int>, _ reading: Reading) -> Bool {
    guard name.lowerBound > 0 else { return false }
    let before = reading.words[name.lowerBound - 1]
    let isDummy =
      name.upperBound < reading.words.count && grammar.roles[.dummyNouns].contains(reading.words[name.upperBound])
    if grammar.roles[.definites].contains(before), isDummy { return true }
    if grammar.roles[.describingArticles].contains(before) { return true }
    return name.lowerBound > 1 && grammar.roles[.partitives].contains(before)
      && grammar.roles[.describingArticles].contains(reading.words[name.lowerBound - 2])
  }

  /// "la de naranja", of two jams of which one is called so, though the word is a name of nothing by itself.
  func readPointed(_ reading: inout Reading, _ shown: [Product], taken: inout [Bool]) {
    guard shown.count > 1 else { return }
    for index in reading.words.indices.dropLast(2)
    where grammar.roles[.describingArticles].contains(reading.words[index])
      && grammar.roles[.partitives].contains(reading.words[index + 1]) && !taken[index + 2]
    {
      let stem = Stemmer.stem(reading.words[index + 2], language: reading.language)
      let told = shown.filter { ProductSpeech.stems($0.title, reading.language).contains(stem) }
      guard told.count == 1 else { continue }
      reading.links.append(
        CatalogMention(target: .products([told[0].id]), tokens: index + 2..<index + 3, confidence: Self.pointedAt))
      taken[index + 2] = true
    }
    reading.links.sort { $0.tokens.lowerBound < $1.tokens.lowerBound }
  }
}
