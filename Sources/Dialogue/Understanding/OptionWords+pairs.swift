import Commerce
import Language

/// Values told beside one another: two that are both meant, and one that is meant against another.
extension OptionWords {
  /// "the 12 and the 24 set", "both the 6 and the 12": two sizes of one option, each with its article, are two forms and
  /// count nothing.
  func takePairs(
    _ values: OptionValues, in region: Range<Int>, except name: Range<Int>?, _ reading: inout Reading,
    _ taken: inout [Bool]
  ) {
    for start in region where isArticle(start, reading) {
      for place in Set(values.all.map(\.place)).sorted() {
        guard let first = sized(values, place, from: start, in: region, reading),
          first.range.upperBound < region.upperBound,
          let joint = grammar.separators.longestMatch(in: reading.words, from: first.range.upperBound),
          let second = sized(values, place, from: joint.end, in: region, reading), first.value != second.value,
          ![first.range, second.range].contains(where: { range in
            name.map { $0.meets(range) } ?? false
              || reading.links.contains {
                $0.isGoods && $0.tokens.meets(range) && !range.contains($0.tokens.lowerBound)
              }
          })
        else { continue }
        let isBoth =
          start > region.lowerBound
          && grammar.references.longestMatch(in: [reading.words[start - 1]], from: 0)?.labels.contains("both") == true
        take(first.value, (isBoth ? start - 1 : start)..<first.range.upperBound, &reading, &taken)
        take(second.value, second.range, &reading, &taken)
        return
      }
    }
  }

  /// "make it a 9", "the yellow one a 12 too": nobody counts behind an article.
  func takeSingled(
    _ values: OptionValues, in region: Range<Int>, except name: Range<Int>?, _ reading: inout Reading,
    _ taken: inout [Bool]
  ) {
    for index in region.dropFirst()
    where reading.tokens[index].kind == .number && grammar.roles[.oneArticles].contains(reading.words[index - 1])
      && !taken[index] && name?.contains(index) != true
    {
      let next = index + 1
      let isEnd =
        next == reading.words.count || reading.tokens[next].kind == .mark
        || [.tooWords, .courtesies, .instead, .decidingEnds].contains {
          grammar.roles[$0].contains(reading.words[next])
        }
      guard isEnd, let value = values.all.first(where: { $0.words == [reading.words[index]] }) else { continue }
      take(value, index - 1..<next, &reading, &taken)
    }
  }

  private func isArticle(_ index: Int, _ reading: Reading) -> Bool {
    grammar.roles[.definiteArticles].contains(reading.words[index])
      || grammar.roles[.describingArticles].contains(reading.words[index])
  }

  /// An article, a number that one value of the option starts with, and what it is a number of.
  private func sized(
    _ values: OptionValues, _ place: Int, from start: Int, in region: Range<Int>, _ reading: Reading
  ) -> (value: OptionValues.Value, range: Range<Int>)? {
    guard start < region.upperBound else { return nil }
    let number = isArticle(start, reading) ? start + 1 : start
    guard number < region.upperBound,
      let amount = numbers.first(where: { $0.range == number..<number + 1 && !$0.isOrdinal })?.amount
    else { return nil }
    let found = values.all.filter { $0.place == place && $0.number == amount }
    guard Set(found.map(\.value)).count == 1 else { return nil }
    var end = number + 1
    if end < region.upperBound, reading.words[end] == "-" { end += 1 }
    let isNoun =
      end < region.upperBound
      && (found[0].words.contains(OptionValues.plain(reading.words[end])) || grammar.units.contains(reading.words[end])
        || grammar.roles[.packs].contains(reading.words[end]) || values.names(reading.words[end], place: place))
    return (found[0], start..<(isNoun ? end + 1 : number + 1))
  }

  /// "the normal 15, not the pro", of an iPhone 15 and an iPhone 15 Pro: what both have, without what only one has.
  func takeContrasted(
    _ values: OptionValues, in region: Range<Int>, except name: Range<Int>?, _ reading: inout Reading,
    _ taken: inout [Bool]
  ) {
    for index in region {
      guard let negation = grammar.negations.longestMatch(in: reading.words, from: index) else { continue }
      let word = (negation.end..<max(negation.end, region.upperBound)).first {
        !grammar.articles.contains(reading.words[$0])
      }
      guard let word, word < negation.end + 2, name?.contains(word) != true,
        let other = values.all.first(where: { $0.words.count > 1 && $0.words.contains(reading.words[word]) })
      else { continue }
      let others = values.all.filter { $0.place == other.place && !$0.words.contains(reading.words[word]) }
      let said = (max(region.lowerBound, index - Self.contrastWords)..<index).last { before in
        name?.contains(before) != true && other.words.contains(reading.words[before])
          && others.count { $0.words.contains(reading.words[before]) } == 1
      }
      guard let said, let meant = others.first(where: { $0.words.contains(reading.words[said]) }) else { continue }
      let isPlain = said > region.lowerBound && grammar.roles[.middles].contains(reading.words[said - 1])
      take(meant, (isPlain ? said - 1 : said)..<said + 1, &reading, &taken)
      take(other, word..<word + 1, &reading, &taken)
      return
    }
  }

  private static let contrastWords = 5

  /// "a phone case for the s24", of two cases of which one is made for it: the values that were told say which is meant.
  func narrow(_ link: CatalogMention, _ meant: [Product], in region: Range<Int>, _ reading: inout Reading) {
    guard meant.count > 1, let index = reading.links.firstIndex(of: link) else { return }
    let told = reading.links.compactMap { link -> AttributeFilter? in
      guard case .attribute(let filter) = link.target, link.confidence == 1, !filter.name.isEmpty,
        region.contains(link.tokens.lowerBound)
      else { return nil }
      return filter
    }
    let own = meant.filter { product in
      told.allSatisfy { filter in product.variants.contains { $0.options.contains(filter.value) } }
    }
    guard !told.isEmpty, own.count == 1 else { return }
    reading.links[index].target = .products([own[0].id])
  }
}
