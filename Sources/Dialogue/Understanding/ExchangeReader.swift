import Commerce

/// Tells what goes from what comes: "swap the latte for a tea", "tea instead of the latte", "two instead of four".
struct ExchangeReader {
  let grammar: Grammar
  let reading: Reading

  private static let longestPhrase = 3

  /// The stretches of a clause that tell of what is given up.
  func outgoing(in range: Range<Int>) -> [Range<Int>] {
    [afterInstead(in: range), afterVerb(in: range)].compactMap { $0 }.filter { !$0.isEmpty }
  }

  /// Up to a comma or to what is wanted: "instead of the tuna I want salmon".
  private func afterInstead(in range: Range<Int>) -> Range<Int>? {
    guard let cue = instead(in: range) else { return nil }
    let end = (cue.upperBound..<range.upperBound).first { index in
      reading.words[index] == ","
        || reading.acts.contains { phrase in
          phrase.range.lowerBound == index && !phrase.labels.allSatisfy { ["swap", "change_quantity"].contains($0) }
        }
    }
    return cue.upperBound..<(end ?? range.upperBound)
  }

  private func instead(in range: Range<Int>) -> Range<Int>? {
    for start in range {
      for length in stride(from: Self.longestPhrase, to: 0, by: -1) where start + length <= range.upperBound {
        let phrase = reading.words[start..<start + length].joined(separator: " ")
        if grammar.roles[.replacedAfter].contains(phrase) { return start..<start + length }
      }
    }
    return nil
  }

  /// Between the verb and what parts the two names.
  private func afterVerb(in range: Range<Int>) -> Range<Int>? {
    guard let verb = range.first(where: { grammar.roles[.swapVerbs].contains(reading.words[$0]) }) else { return nil }
    let joint = (verb + 1..<max(verb + 1, range.upperBound - 1)).first { index in
      grammar.roles[.newAfter].contains(reading.words[index])
        && !reading.links.contains { $0.tokens.lowerBound < index && index < $0.tokens.upperBound }
    }
    return joint.map { verb + 1..<$0 }
  }

  /// Whether nothing but what goes was said so far: "instead of the tuna, …".
  func isOnlyOutgoing(_ range: Range<Int>) -> Bool {
    guard let cue = instead(in: range) else { return false }
    return !reading.links.contains {
      range.lowerBound <= $0.tokens.lowerBound && $0.tokens.upperBound <= cue.lowerBound
    }
      && !reading.quantities.contains {
        range.lowerBound <= $0.range.lowerBound && $0.range.upperBound <= cue.lowerBound
      }
  }
}

extension Clause {
  /// "two instead of four" mends a count; "change the mugs to 3" counts what is there already.
  mutating func settleExchange() {
    let goes = items.filter(\.isOutgoing)
    guard !goes.isEmpty else { return }
    let comes = items.filter { !$0.isOutgoing }
    // "swap 2 for almond": so many of what is there go.
    if goes.count == 1, comes.count == 1, goes[0].isBare, goes[0].attributes.isEmpty,
      goes[0].quantity?.isExplicit == true, comes[0].quantity == nil, !comes[0].isBare || !comes[0].attributes.isEmpty
    {
      return
    }
    if goes.allSatisfy({ $0.isBare && $0.attributes.isEmpty }) {
      items = comes
      mendsCount = comes.contains { $0.quantity?.isExplicit == true }
    } else if comes.count == 1, comes[0].isBare, comes[0].attributes.isEmpty, goes.count == 1 {
      var counted = goes[0]
      counted.quantity = comes[0].quantity
      counted.isOutgoing = false
      items = [counted]
      mendsCount = true
    } else if comes.isEmpty, leftover.isEmpty, labels.contains("change_quantity") {
      for index in items.indices { items[index].isOutgoing = false }
    }
  }
}
