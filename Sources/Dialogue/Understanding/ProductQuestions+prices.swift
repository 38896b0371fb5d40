import Commerce
import Language

/// Questions that hold prices against each other: "what's the price difference?", "is the 9 litre one cheaper than the
/// 5 litre?".
extension ProductQuestions {
  /// "do you have the salmon food in the 14 kg bag?": of one form whether there is any, which only the stock tells.
  func asksOfOneForm(_ act: Act) -> Bool {
    guard act.intent == .askStock, act.items.count == 1, act.items[0].candidates.count == 1,
      let product = scene.catalog.product(act.items[0].candidates[0]), !act.items[0].attributes.isEmpty
    else { return false }
    return act.items[0].attributes.allSatisfy { filter in
      product.variants.contains { IntentRules.fits($0, filter, of: product) }
    }
  }

  func pricesApart(_ sentence: Range<Int>) -> ProductAnswer? {
    guard asksForDifference(sentence) else { return nil }
    let forms = compared(sentence)
    guard forms.count > 1, let product = scene.catalog.product(ofVariant: forms[0]) else { return nil }
    var answer = ProductAnswer(product: product.id)
    answer.forms = forms
    answer.passages = said(of: forms, product)
    return answer
  }

  /// "The 2018 is aged in oak; the 2020 is without": what the text says of the forms, by their values.
  private func said(of forms: [VariantID], _ product: Product) -> [String] {
    let values = forms.compactMap(product.variant).map { Set($0.options.map(Folding.fold)) }
    guard let shared = values.first.map({ values.dropFirst().reduce($0) { $0.intersection($1) } }) else { return [] }
    let own = values.flatMap { $0.subtracting(shared) }.map { Tokenizer.tokens(in: $0).map(\.text) }
    return Array(
      ProductPassages.sentences(of: product.description).filter { sentence in
        let words = Tokenizer.tokens(in: sentence).map(\.text)
        return own.contains { value in
          !value.isEmpty && words.indices.contains { Array(words[$0...].prefix(value.count)) == value }
        }
      }.prefix(Self.mostSaid))
  }

  private static let mostSaid = 3

  /// Of money: "the difference" alone may be of anything, and lists are held side by side for it.
  private func asksForDifference(_ sentence: Range<Int>) -> Bool {
    func says(_ words: Set<String>?) -> Bool { reading.words[sentence].contains { words?.contains($0) == true } }
    let asksPrice = reading.acts.contains {
      $0.range.overlaps(sentence) && $0.labels.contains(Intent.askPrice.rawValue)
    }
    if says(topics.differences[language]) { return asksPrice || scene.subject?.variants.count ?? 0 > 1 }
    return says(topics.than[language]) && !looksForGoods(sentence)
      && reading.sorts.contains { sort in
        sort.range.overlaps(sentence) && sort.labels.contains { ["cheaper", "dearer"].contains($0) }
      }
  }

  /// The forms that are said of one product, the products that are named, or what was talked about.
  private func compared(_ sentence: Range<Int>) -> [VariantID] {
    let named = named(in: sentence)
    if let product = named.count == 1 ? named[0] : named.isEmpty ? scene.subject : nil {
      let said = forms(of: product, in: sentence)
      return said.count > 1 ? said : apart(product)
    }
    let products = named.isEmpty ? scene.memory.shownProducts.compactMap(scene.catalog.product) : named
    guard (2...3).contains(products.count) else { return [] }
    return products.compactMap { cheapest($0.variants)?.id }
  }

  private func forms(of product: Product, in sentence: Range<Int>) -> [VariantID] {
    let values = reading.links.filter { $0.tokens.overlaps(sentence) }.compactMap { link -> String? in
      if case .attribute(let filter) = link.target { filter.value } else { nil }
    }
    var found: [VariantID] = []
    for value in values {
      guard let form = cheapest(product.variants.filter { $0.options.contains(value) }), !found.contains(form.id) else {
        continue
      }
      found.append(form.id)
    }
    return found
  }

  /// One of each price, few enough to be told at once.
  private func apart(_ product: Product) -> [VariantID] {
    var prices: Set<Int64> = []
    let forms = product.variants.filter { prices.insert($0.price.minorUnits).inserted }
    return (2...4).contains(forms.count) ? forms.map(\.id) : []
  }

  private func cheapest(_ variants: [Variant]) -> Variant? {
    variants.min { $0.price.minorUnits < $1.price.minorUnits }
  }

  // MARK: The total with delivery

  func withDelivery(_ acts: [Act], _ sentence: Range<Int>) -> Act? {
    guard !scene.cart.isEmpty, acts.contains(where: { Self.ofMoney.contains($0.intent) }) else { return nil }
    let joints = topics.joints[language] ?? []
    let starts =
      reading.fulfilments.filter { $0.labels.contains("delivery") }.map(\.range.lowerBound)
      + reading.acts.filter { $0.labels.contains(Intent.askDelivery.rawValue) }.map(\.range.lowerBound)
    let isWith = starts.contains { start in
      sentence.contains(start) && start > sentence.lowerBound
        && (max(sentence.lowerBound, start - 2)..<start).contains { joints.contains(reading.words[$0]) }
    }
    let hasPrice =
      reading.acts.contains { phrase in
        phrase.range.overlaps(sentence)
          && phrase.labels.contains { [Intent.askPrice.rawValue, Intent.viewCart.rawValue].contains($0) }
      } || reading.words[sentence].contains(where: grammar.roles[.totals].contains)
    guard isWith, hasPrice else { return nil }
    return Act(
      .viewCart, confidence: 0.9, text: reading.original(sentence), facts: Facts(fulfilment: .delivery),
      isQuestion: true)
  }

  private static let ofMoney: Set<Intent> = [.viewCart, .askPrice, .askDelivery, .inform, .unclear, .find, .details]

  /// "how much is the t-shirt and does it smell?": what it costs is told, too.
  func withPrice(_ acts: [Act], _ sentence: Range<Int>) -> [Act] {
    guard !acts.contains(where: { $0.intent == .askPrice }),
      let answer = acts.first(where: { $0.intent == .askAbout })?.answer, !answer.passages.isEmpty,
      let price = reading.acts.first(where: {
        sentence.contains($0.range.lowerBound) && $0.labels.contains(Intent.askPrice.rawValue)
      }),
      (price.range.upperBound..<sentence.upperBound).contains(where: { index in
        grammar.separators.longestMatch(in: [reading.words[index]], from: 0) != nil && index + 2 < sentence.upperBound
          && (topics.openers[language]?.contains(reading.words[index + 1]) ?? false)
      })
    else { return acts }
    return [
      Act(
        .askPrice, confidence: 0.9, text: reading.original(sentence),
        items: [ItemPhrase(candidates: [answer.product], linkConfidence: 1)], isQuestion: true)
    ] + acts
  }
}
