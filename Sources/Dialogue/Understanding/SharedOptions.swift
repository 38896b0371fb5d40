import Commerce
import Language

/// Lists of goods whose last words are about all of them: "shampoo and conditioner, 250 ml", "the tee and the hoodie in
/// black", "a lamp and a radio, add both".
struct SharedOptions {
  let grammar: Grammar
  let reading: Reading
  let catalog: any CatalogSnapshot

  /// - Parameter ranges: where each act stands in the text.
  func spread(_ acts: [Act], at ranges: [Range<Int>]) -> [Act] {
    var acts = acts
    for index in acts.indices.dropLast().reversed() where isList(ranges[index], ranges[index + 1]) {
      guard let own = acts[index].items.last, own.attributes.isEmpty, !own.candidates.isEmpty,
        let next = acts[index + 1].items.first, !next.candidates.isEmpty
      else { continue }
      let trailing = trailing(in: ranges[index + 1]).filter(next.attributes.contains)
      let shared = trailing.filter { filter in own.candidates.contains { has($0, filter) } }
      acts[index].items[acts[index].items.count - 1].attributes = shared
    }
    return takingAll(takingNext(acts, at: ranges))
  }

  /// "one white and one black tube": a form with its own count before the next thing's form is of that thing.
  private func takingNext(_ acts: [Act], at ranges: [Range<Int>]) -> [Act] {
    var acts = acts
    for index in acts.indices.dropLast().reversed() where isList(ranges[index], ranges[index + 1]) {
      guard acts[index].intent == .add, acts[index + 1].intent == .add, acts[index].items.count == 1,
        let own = acts[index].items.first, own.isUnnamed, own.reference == nil, own.quantity != nil,
        !own.attributes.isEmpty, let next = acts[index + 1].items.first, next.candidates.count == 1,
        next.quantity != nil, !next.attributes.isEmpty, let product = catalog.product(next.candidates[0]),
        own.attributes.allSatisfy({ filter in
          let wanted = Folding.fold(filter.value)
          return product.variants.contains { $0.options.contains { Folding.fold($0).contains(wanted) } }
        })
      else { continue }
      acts[index].items[0].candidates = next.candidates
      acts[index].items[0].linkConfidence = next.linkConfidence
    }
    return acts
  }

  /// Nothing but a joint stands between two acts.
  private func isList(_ one: Range<Int>, _ other: Range<Int>) -> Bool {
    guard one.upperBound <= other.lowerBound else { return false }
    return (one.upperBound..<other.lowerBound).allSatisfy {
      ![".", "!", "?", ";"].contains(reading.words[$0])
    }
  }

  /// The values said behind the goods of a clause; those behind "with" are the last goods' own.
  private func trailing(in range: Range<Int>) -> [AttributeFilter] {
    let links = reading.links.filter {
      range.lowerBound <= $0.tokens.lowerBound && $0.tokens.upperBound <= range.upperBound
    }
    guard let goods = links.last(where: \.isGoods) else { return [] }
    return links.filter { $0.tokens.lowerBound >= goods.tokens.upperBound }.compactMap { link in
      guard case .attribute(let filter) = link.target,
        !reading.words[goods.tokens.upperBound..<link.tokens.lowerBound].contains(
          where: grammar.roles[.joints].contains)
      else { return nil }
      return filter
    }
  }

  private func has(_ id: ProductID, _ filter: AttributeFilter) -> Bool {
    let wanted = Folding.fold(filter.value)
    return catalog.product(id)?.variants.contains { $0.options.contains { Folding.fold($0) == wanted } } ?? false
  }

  /// "3 dips, one of each flavour": of each of its forms, not of each thing.
  private func countsForms(_ act: Act) -> Bool {
    let words = Tokenizer.tokens(in: act.text).filter { $0.kind == .word }.map(\.text)
    return zip(words, words.dropFirst()).contains { each, next in
      grammar.roles[.eachWords].contains(each) && !grammar.roles[.courtesies].contains(next)
    }
  }

  /// "…, add both": goods named before in the same message are meant, and they are ordered.
  private func takingAll(_ acts: [Act]) -> [Act] {
    guard acts.count > 1, let last = acts.last, last.intent == .add || last.intent == .pick,
      let all = last.items.last, all.isUnnamed, all.attributes.isEmpty, [.both, .all].contains(all.reference),
      !countsForms(last)
    else { return acts }
    var acts = acts
    acts[acts.count - 1].items.removeLast()
    acts[acts.count - 1].intent = .add
    for index in acts.indices.dropLast() where acts[index].isListItem || acts[index].intent == .add {
      acts[index].intent = .add
      guard all.quantity?.isExplicit == true else { continue }
      for item in acts[index].items.indices {
        acts[index].items[item].quantity = all.quantity
        acts[index].items[item].countsEach = true
      }
    }
    if acts[acts.count - 1].items.isEmpty { acts.removeLast() }
    return acts.contains { $0.intent == .add } ? acts : acts + [last]
  }
}
