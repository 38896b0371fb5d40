import Commerce
import Language

/// Finds option values of the products a message is about: "38", "600", "espresso" say nothing in a shop at large and
/// everything beside "cargo pants", "claw hammer" or "house blend".
struct OptionWords {
  let grammar: Grammar
  let catalog: any CatalogSnapshot
  let numbers: [NumberMark]
  /// The product talked about last, for messages that name none.
  let focus: Product?
  /// What was listed last, for messages that name none while nothing is talked about.
  var shown: [Product] = []
  /// What is in the cart, for messages that say nothing of what was talked about last.
  var inCart: [Product] = []
  /// The form of it that is talked about.
  var form: Variant?
  /// The form of it that is talked about is known.
  var isSettled = false

  /// A name that fits more products than this is no one product's.
  private static let maximumCandidates = 3
  /// Of a list, as many are looked at.
  private static let maximumShown = 6

  /// Longer messages say more than an option of what was talked about.
  private static let shortMessage = 5
  /// The same of what is in the cart, where "actually make it" stands before.
  private static let shortChange = 7

  /// Values become attribute links in place of one-word links that the catalogue at large gave.
  func read(_ reading: inout Reading, taken: inout [Bool]) {
    // A number alone answers a numbered list, not "1 g".
    guard reading.tokens.count > 1 || reading.tokens.first?.kind != .number || isNoChoice(reading) else { return }
    var named = reading.links.filter { $0.isGoods && isOneProduct($0) }
    // "liver instead of chicken", of training bites: a value of what is talked about names nothing else.
    if !named.isEmpty, let focus {
      let values = OptionValues(of: focus, grammar: grammar)
      let own = Set(values.all.map(\.words))
      // "is a tray cheaper?", of what comes as "Tray of 12 tins", in a shop with litter trays.
      func tells(_ link: CatalogMention) -> Bool {
        guard link.tokens.count == 1, link.confidence < Self.plainName else { return false }
        let stem = Stemmer.stem(reading.words[link.tokens.lowerBound], language: reading.language)
        return values.all.contains { $0.telling.contains(stem) }
      }
      if named.allSatisfy({ own.contains(Array(reading.words[$0.tokens])) || tells($0) }) { named = [] }
    }
    let isOfOption = !named.isEmpty && named.allSatisfy { namesOption($0, reading) }
    if isOfOption {
      reading.links.removeAll(where: named.contains)
      named = []
    }
    if named.isEmpty {
      for product in focus.map({ [$0] }) ?? listed(reading) {
        absorb(product, in: 0..<reading.words.count, except: nil, isShort: isOfOption, &reading, &taken)
        if focus != nil { readExtreme(product, in: 0..<reading.words.count, &reading, &taken) }
      }
      if reading.links.isEmpty, reading.words.count <= Self.shortChange {
        for product in inCart.reversed() where reading.links.isEmpty {
          absorb(product, in: 0..<reading.words.count, except: nil, &reading, &taken)
        }
      }
    }
    let start = readAside(named, &reading, &taken)
    var claimed: Set<Int> = []
    for link in named {
      guard reading.links.contains(link) else { continue }
      let meant = products(of: link)
      func region() -> Range<Int> {
        let whole = self.region(of: link, reading).clamped(to: start..<reading.words.count)
        let own = behindJoint(whole, before: link, reading)
        // "2 udon single, 1 ramen": what was taken as the last thing's form stays so.
        return claimed.contains { whole.lowerBound <= $0 && $0 < own.lowerBound } ? own : whole
      }
      for product in meant {
        absorb(product, in: region(), except: link.tokens, &reading, &taken)
        if meant.count == 1 {
          readExtreme(product, in: behindJoint(region(), before: link, reading), &reading, &taken)
        }
        if meant.count == 1 {
          claimed.formUnion(reading.links.filter { !$0.isGoods && $0.confidence == 1 }.map(\.tokens.lowerBound))
        }
      }
      narrow(link, meant, in: behindJoint(region(), before: link, reading), &reading)
      takeUnknownModel(meant, in: behindJoint(region(), before: link, reading), except: link.tokens, &reading, &taken)
    }
    reading.links.sort { $0.tokens.lowerBound < $1.tokens.lowerBound }
  }

  /// "an americano large and a carrot cake": what stands before the joint is said of the goods before it.
  private func behindJoint(_ region: Range<Int>, before link: CatalogMention, _ reading: Reading) -> Range<Int> {
    guard reading.links.contains(where: { $0.isGoods && $0.tokens.upperBound == region.lowerBound }) else {
      return region
    }
    let joint = (region.lowerBound..<link.tokens.lowerBound).last { index in
      reading.words[index] == "," || grammar.separators.longestMatch(in: [reading.words[index]], from: 0) != nil
    }
    return (joint.map { $0 + 1 } ?? region.lowerBound)..<region.upperBound
  }

  /// "the kit with the batteries", of a drill that comes as one: the option's name, whatever else is called so.
  private func namesOption(_ link: CatalogMention, _ reading: Reading) -> Bool {
    guard let focus, link.tokens.count == 1, link.confidence < Self.plainName, link.tokens.lowerBound > 0,
      grammar.roles[.definiteArticles].contains(reading.words[link.tokens.lowerBound - 1])
    else { return false }
    let values = OptionValues(of: focus, grammar: grammar)
    return values.isOptionName(reading.words[link.tokens.lowerBound])
      && reading.words[link.tokens.upperBound...].contains { word in
        values.all.contains { $0.telling.contains(Stemmer.stem(word, language: reading.language)) }
      }
  }

  private static let plainName = 0.9

  /// "the smaller bottle. And rice noodles?", "one case please, and a box of crackers": what names nothing is of what
  /// was talked about before it.
  /// - Returns: where what it tells ends.
  private func readAside(_ named: [CatalogMention], _ reading: inout Reading, _ taken: inout [Bool]) -> Int {
    guard let focus, let first = named.map(\.tokens.lowerBound).min(),
      let end = reading.words[..<first].lastIndex(where: { [".", "!", "?", ";"].contains($0) })
        ?? endOfCount(before: first, reading)
    else { return 0 }
    let links = reading.links
    absorb(focus, in: 0..<end, except: nil, &reading, &taken)
    readExtreme(focus, in: 0..<end, &reading, &taken)
    return reading.links == links ? 0 : end
  }

  /// "2 bottles then, and a corkscrew": a count with its unit, which is of what was talked about.
  private func endOfCount(before first: Int, _ reading: Reading) -> Int? {
    guard let comma = reading.words[..<first].firstIndex(of: ",") else { return nil }
    let isCounted = (0..<comma).contains { index in
      grammar.units.contains(reading.words[index]) && numbers.contains { $0.range.upperBound == index }
    }
    return isCounted ? comma : nil
  }

  /// "3.5", "48": no list has so many, and nobody counts so.
  private func isNoChoice(_ reading: Reading) -> Bool {
    guard let focus, let number = Double(reading.words[0]), number >= Self.longestList || number != number.rounded()
    else {
      return false
    }
    return OptionValues(of: focus, grammar: grammar).all.contains { $0.number == number }
  }

  private static let longestList = 10.0

  /// What was shown counts only where nothing else is named.
  private func listed(_ reading: Reading) -> [Product] {
    reading.links.contains(where: \.isGoods) ? [] : Array(shown.prefix(Self.maximumShown))
  }

  private func isOneProduct(_ link: CatalogMention) -> Bool { !products(of: link).isEmpty }

  /// The few products that a name means, be it their category's; none where it means many.
  private func products(of link: CatalogMention) -> [Product] {
    switch link.target {
    case .products(let ids): return ids.count > Self.maximumCandidates ? [] : ids.compactMap(catalog.product)
    case .category(let name): return catalog.fewProducts(inCategory: name, atMost: Self.maximumCandidates)
    case .brand, .attribute: return []
    }
  }

  /// From the end of the goods before to the start of the next goods that are told apart by more than one word.
  private func region(of link: CatalogMention, _ reading: Reading) -> Range<Int> {
    let others = reading.links.filter {
      $0.isGoods && $0 != link && ($0.tokens.count > 1 || !isValue($0, of: link, reading))
        && !isWholeValue($0, behind: link, reading)
    }
    let low = others.map(\.tokens.upperBound).filter { $0 <= link.tokens.lowerBound }.max() ?? 0
    let high = others.map(\.tokens.lowerBound).filter { $0 >= link.tokens.upperBound }.min()
    guard let high else { return low..<reading.words.count }
    // "… pilsner and half a dozen single daybreaks": from its count on it is of the next goods.
    let count = (link.tokens.upperBound..<high).first { place in
      place > low && numbers.contains { $0.range.lowerBound == place && !$0.isOrdinal }
        && grammar.separators.longestMatch(in: [reading.words[place - 1]], from: 0) != nil
    }
    return low..<(count ?? high)
  }

  /// "cotton towels, bath towel size", of what comes as "Bath Towel": the value and no other thing, without an article
  /// or a count of its own.
  private func isWholeValue(_ other: CatalogMention, behind link: CatalogMention, _ reading: Reading) -> Bool {
    let comma = other.tokens.lowerBound - 1
    guard comma == link.tokens.upperBound, reading.words[comma] == "," else { return false }
    let words = Array(reading.words[other.tokens])
    return products(of: link).contains { product in
      OptionValues(of: product, grammar: grammar).all.contains { $0.words == words }
    }
  }

  /// A word that the link's products have in their options or in the options' names: "medium dog" of a "Dog size".
  private func isValue(_ other: CatalogMention, of link: CatalogMention, _ reading: Reading) -> Bool {
    let words = Array(reading.words[other.tokens])
    return products(of: link).contains { product in
      let values = OptionValues(of: product, grammar: grammar)
      return values.all.contains { $0.words == words || $0.words.contains(words[0]) }
        || values.isOptionName(words[0])
    }
  }

  /// Left to right, the longest value at each place; a value that two options have belongs to the one that is named
  /// beside it, else to the first that has none yet: "32x34" is a waist and a length.
  private func absorb(
    _ product: Product, in region: Range<Int>, except name: Range<Int>?, isShort: Bool = false,
    _ reading: inout Reading, _ taken: inout [Bool]
  ) {
    let values = OptionValues(of: product, grammar: grammar)
    guard !values.all.isEmpty else { return }
    takeAmounts(product, values, in: region, &reading, &taken)
    takeNegated(values, in: region, except: name, &reading, &taken)
    takeListed(values, in: region, except: name, &reading, &taken)
    takeSingled(values, in: region, except: name, &reading, &taken)
    takePairs(values, in: region, except: name, &reading, &taken)
    takeContrasted(values, in: region, except: name, &reading, &taken)
    let matcher = OptionMatcher(
      grammar: grammar, numbers: numbers, values: values, region: region,
      isShort: isShort || name != nil || reading.words.count <= Self.shortMessage, isSettled: name == nil && isSettled)
    var used: Set<Int> = []
    var index = region.lowerBound
    while index < region.upperBound {
      guard
        let found = matcher.longest(
          at: index, in: reading,
          isFree: { range in
            (name.map { !$0.meets(range) } ?? true) && mayTake(range, reading, taken, values)
          }), let value = chosen(found.values, at: found.range, used, values, reading)
      else {
        index += 1
        continue
      }
      used.insert(value.place)
      let range = widened(found.range, by: value, in: region, values, reading, taken)
      take(value, range, &reading, &taken)
      index = takeMore(like: value, from: range.upperBound, in: region, values, &reading, &taken)
    }
  }

  /// "numbers 4 and 0", "size 8 and 9": numbers of one option behind one another.
  private func takeMore(
    like value: OptionValues.Value, from start: Int, in region: Range<Int>, _ values: OptionValues,
    _ reading: inout Reading, _ taken: inout [Bool]
  ) -> Int {
    var end = start
    guard Double(value.words[0]) != nil, value.words.count == 1,
      reading.words.contains(where: { values.names($0, place: value.place) })
    else { return end }
    while end + 1 < region.upperBound, reading.tokens[end + 1].kind == .number, !taken[end + 1],
      reading.words[end] == "," || grammar.separators.longestMatch(in: [reading.words[end]], from: 0) != nil,
      let next = values.all.first(where: { $0.place == value.place && $0.words == [reading.words[end + 1]] })
    {
      take(next, end + 1..<end + 2, &reading, &taken)
      end += 2
    }
    return end
  }

  private func chosen(
    _ found: [OptionValues.Value], at range: Range<Int>, _ used: Set<Int>, _ values: OptionValues, _ reading: Reading
  ) -> OptionValues.Value? {
    guard found.count > 1 else { return found.first }
    let open = found.filter { !used.contains($0.place) }.sorted { $0.place < $1.place }
    for place in [range.lowerBound - 1, range.upperBound] where reading.words.indices.contains(place) {
      if let named = open.first(where: { values.names(reading.words[place], place: $0.place) }) { return named }
    }
    return open.first ?? found.first
  }

  /// Takes the option's name beside its value in: "medium dog", "waist 32".
  private func widened(
    _ range: Range<Int>, by value: OptionValues.Value, in region: Range<Int>, _ values: OptionValues,
    _ reading: Reading, _ taken: [Bool]
  ) -> Range<Int> {
    func isName(_ index: Int) -> Bool {
      region.contains(index) && values.names(reading.words[index], place: value.place)
        && reading.links.allSatisfy { !$0.tokens.contains(index) || $0.tokens.count == 1 || !$0.isGoods }
    }
    let before = range.lowerBound - 1
    let isLabel = region.contains(before) && grammar.roles[.numberLabels].contains(reading.words[before])
    let low = isName(before) || isLabel ? before : range.lowerBound
    return low..<(isName(range.upperBound) ? range.upperBound + 1 : range.upperBound)
  }

  /// "a gift card for $50", "the $55 one": an amount that is an option's value, or what one of them costs.
  private func takeAmounts(
    _ product: Product, _ values: OptionValues, in region: Range<Int>, _ reading: inout Reading, _ taken: inout [Bool]
  ) {
    for price in reading.prices where price.range.clamped(to: region) == price.range {
      guard let amount = price.amount, let value = values.value(worth: amount, of: product) else { continue }
      reading.prices.removeAll { $0 == price }
      take(value, price.range, &reading, &taken)
    }
  }

  /// "ga pedas", "no syrup": a value that a negation stands before is never chosen; the one that says so itself is
  /// ("Tidak pedas", "None").
  private func takeNegated(
    _ values: OptionValues, in region: Range<Int>, except name: Range<Int>?, _ reading: inout Reading,
    _ taken: inout [Bool]
  ) {
    for index in region.dropLast() where isNegation(reading.words[index]) && !taken[index] {
      let next = index + 1
      guard name?.contains(next) != true,
        !reading.links.contains(where: { $0.isGoods && $0.tokens.count > 1 && $0.tokens.contains(next) }),
        let value = values.negated(reading.words[next], isNegation: isNegation)
      else { continue }
      take(value, index..<next + 1, &reading, &taken)
    }
  }

  /// "numbers 4 and 0", "sizes 8 and 10": behind the option's name each number is a value of it, be it right before goods.
  private func takeListed(
    _ values: OptionValues, in region: Range<Int>, except name: Range<Int>?, _ reading: inout Reading,
    _ taken: inout [Bool]
  ) {
    for start in region where values.isOptionName(reading.words[start]) && name?.contains(start) != true {
      var found: [(value: OptionValues.Value, at: Int)] = []
      for next in start + 1..<max(start + 1, region.upperBound) {
        if grammar.separators.longestMatch(in: [reading.words[next]], from: 0) != nil || reading.words[next] == "," {
          continue
        }
        let isFree = !taken[next] || reading.links.contains { !$0.isGoods && $0.tokens.contains(next) }
        guard reading.tokens[next].kind == .number, isFree,
          let value = values.all.first(where: { value in
            value.words == [reading.words[next]] && values.names(reading.words[start], place: value.place)
          })
        else { break }
        found.append((value, next))
      }
      guard found.count > 1 else { continue }
      for (value, place) in found {
        take(value, (place == found[0].at ? start : place)..<place + 1, &reading, &taken)
      }
    }
  }

  private func isNegation(_ word: String) -> Bool {
    grammar.negations.longestMatch(in: [word], from: 0) != nil || grammar.roles[.no].contains(word)
  }

  /// One-word links give way; longer names, prices and plain counts before goods do not. A link that goes on with the
  /// option's name ("dry skin" of a "Skin type") is no longer name.
  private func mayTake(_ range: Range<Int>, _ reading: Reading, _ taken: [Bool], _ values: OptionValues) -> Bool {
    if range.count == 1, reading.tokens[range.lowerBound].kind == .number,
      OptionMatcher.isCount(range.lowerBound, reading, grammar)
    {
      return false
    }
    let links = reading.links.filter { $0.tokens.meets(range) }
    guard
      links.allSatisfy({ link in
        link.tokens.count <= range.count
          || !link.isGoods
            && (link.isTag
              || link.tokens.allSatisfy {
                range.contains($0) || values.isOptionName(reading.words[$0])
              })
      })
    else { return false }
    return range.allSatisfy { index in !taken[index] || links.contains { $0.tokens.contains(index) } }
  }

  func take(
    _ value: OptionValues.Value, _ range: Range<Int>, _ reading: inout Reading, _ taken: inout [Bool]
  ) {
    reading.links.removeAll { $0.tokens.meets(range) }
    reading.links.append(
      CatalogMention(
        target: .attribute(AttributeFilter(name: value.option, value: value.value)), tokens: range, confidence: 1))
    for index in range { taken[index] = true }
  }
}
