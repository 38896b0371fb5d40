import Commerce

/// The shop's own names among the words of a question.
extension QuestionScanner {
  func isName(
    _ names: [(dimension: String, value: String)], _ index: Int, _ entry: Lexicon.Entry, isFigure: Bool, isWord: Bool
  ) -> Bool {
    guard isWord || isFigure else { return true }
    if let dimension = heard.dimensions.last, index - dimension.index <= 2,
      names.contains(where: { $0.dimension == dimension.name })
    {
      return true
    }
    // "revenue from bundles" where a category has that name; "by bundle" splits all the same.
    let isKind = entry.meanings.contains { if case .dimension = $0 { true } else { false } }
    let splits: Set<WordRole> = [.by, .which, .top, .bottom, .bestSellers, .popular]
    if isKind, !isFigure, !(last.map(splits.contains) ?? false),
      names.contains(where: { ["category", "brand", "product"].contains($0.dimension) })
    {
      return true
    }
    let next = index + entry.length
    // "how much cash did we take"
    if !isFigure, entry.meanings.contains(.role(.ignored)), last == .howMuch, words[index].count >= 4 { return true }
    // "Friday nights, cash only": a way of paying of this shop is no filler in it.
    let isPayment = names.contains { $0.dimension == "payment_method" }
    if !isFigure, isPayment, entry.meanings.contains(.role(.ignored)) { return true }
    // "cash sales", "paid in cash": ignored elsewhere.
    let prepositions: Set<String> = [
      "paid", "with", "via", "by", "using", "in", "from", "through", "excluding", "except",
    ]
    if !isFigure, entry.meanings.contains(.role(.ignored)), words[index].count >= 4,
      next < words.count && lexicon.entry(words, at: next)?.isFigure == true
        || index > 0 && prepositions.contains(words[index - 1])
    {
      return true
    }
    let links: Set<String> = ["vs", "versus", "v", "against", "and", "or"]
    // "cash vs debit": both of them, whichever is said first.
    if !isFigure, words.indices.contains(next), links.contains(words[next]), isNamed(names.map(\.dimension), next + 1) {
      return true
    }
    if !isFigure, entry.meanings.contains(.role(.ignored)), index > 0, links.contains(words[index - 1]),
      heard.filters.contains(where: { filter in names.contains { $0.dimension == filter.dimension } })
    {
      return true
    }
    let isStatus = names.contains { $0.dimension.hasSuffix("status") }
    if isStatus, words.indices.contains(next), ["orders", "order"].contains(words[next]) { return true }
    // "paid cash" says how, not whether, and so does "paid with PayPal".
    if isStatus, isNamed(["payment_method"], next) { return false }
    if words.indices.contains(next), ["with", "by", "via", "in", "through", "using"].contains(words[next]) {
      return false
    }
    return isStatus && !isFigure && index > 0
      && ["are", "is", "were", "still", "status", "currently"].contains(words[index - 1])
  }

  /// Whether a name of one of these dimensions is said there.
  private func isNamed(_ dimensions: [String], _ index: Int) -> Bool {
    guard index < words.count, let entry = lexicon.entry(words, at: index) else { return false }
    return entry.meanings.contains { meaning in
      if case .name(let dimension, _) = meaning { dimensions.contains(dimension) } else { false }
    }
  }

  mutating func add(_ names: [(dimension: String, value: String)], _ index: Int, _ length: Int) {
    let asked = heard.dimensions.last { index - $0.index <= 2 }
    let chosen = names.first { $0.dimension == asked?.name } ?? names.first
    guard let chosen else { return }
    if let asked, asked.name == chosen.dimension, !isExcluding {
      heard.dimensions.removeAll { $0.index == asked.index }
    }
    let values = names.filter { $0.dimension == chosen.dimension }.map(\.value)
    lastName = (chosen.dimension, index)
    // "the split between Instagram and web"
    if index > 0, words[index - 1] == "between" { heard.comparesNames = true }
    noteMention(chosen.dimension, index, index + length)
    if chosen.dimension == "segment", lastNameEnd == index, heard.mentions.dropLast().last?.dimension == "segment" {
      // "churned VIPs": a customer is of one kind.
      heard.unknown.append(HeardQuestion.Unknown(words: Array(words[max(0, index - 1)..<index + length])))
    }
    // "how many VIPs": of a kind of customers, and so customers.
    if last == .howMany, chosen.dimension == "segment" { heard.counted = heard.counted ?? "customer" }
    let known = heard.filters.firstIndex { $0.dimension == chosen.dimension && $0.isExcluding == isExcluding }
    if let known {
      heard.filters[known].values += values.filter { !heard.filters[known].values.contains($0) }
    } else {
      heard.filters.append(AnalyticsFilter(dimension: chosen.dimension, values: values, isExcluding: isExcluding))
    }
  }
}
