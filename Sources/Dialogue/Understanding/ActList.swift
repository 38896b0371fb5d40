import Commerce
import Language

/// The acts of a message seen together: what a list has in common, what mends what, what is said twice.
struct ActList {
  var acts: [Act]
  let scene: Scene

  /// Below this a thing named in passing is not taken as ordered.
  private static let plainConfidence = 0.8

  /// The acts of one sentence. "a loaf of bread and 2 coffees": where one of a list is ordered, all are; so are several
  /// things each named without doubt.
  func ordered() -> [Act] {
    let acts = ActList(acts: withoutEchoes(mended(acts)), scene: scene).spread()
    let listed = acts.filter { $0.isListItem && [.find, .add, .pick].contains($0.intent) }
    let areAllPlain = listed.count > 1 && listed.allSatisfy(isPlain)
    let isOrdering = acts.contains { $0.intent == .add } || areAllPlain
    guard isOrdering else { return acts }
    return acts.map { act in
      var act = act
      if act.isListItem, act.intent == .find || act.intent == .pick { act.intent = .add }
      return act
    }
  }

  /// One thing, named by itself and so that hardly another is meant: "masking tape", "a brush set".
  private func isPlain(_ act: Act) -> Bool {
    guard act.items.count == 1, let item = act.items.first, !item.candidates.isEmpty else { return false }
    let isOne = item.candidates.count == 1 && item.linkConfidence >= Self.plainConfidence
    return isOne || (item.quantity != nil && item.candidates.count <= 2)
  }

  /// "2, no 3 tote bags", "2 tote bags, no 3": the later count stands.
  private func mended(_ acts: [Act]) -> [Act] {
    var out: [Act] = []
    for act in acts {
      guard act.isCorrection, let last = out.indices.last, act.items.count == 1,
        act.items[0].quantity?.isExplicit == true
      else {
        out.append(act)
        continue
      }
      if act.items[0].isBare, act.items[0].attributes.isEmpty, let item = out[last].items.indices.last,
        !out[last].items[item].isBare
      {
        out[last].items[item].quantity = act.items[0].quantity
      } else if out[last].items.allSatisfy({ $0.isBare && $0.attributes.isEmpty }), !out[last].items.isEmpty {
        out[last] = act
        out[last].intent = .add
      } else {
        out.append(act)
      }
    }
    return out
  }

  /// "2 tees, one white and one black, both size L": what is said of both belongs to each.
  private func spread() -> [Act] {
    guard let index = acts.indices.last, index > 0, acts[..<index].contains(where: { $0.intent == .add }),
      acts[index].items.count == 1, let shared = acts[index].items.first, shared.isUnnamed,
      shared.reference == .both || shared.reference == .all, !shared.attributes.isEmpty
    else { return acts }
    var acts = Array(acts[..<index])
    for act in acts.indices where acts[act].intent == .add || acts[act].isListItem || acts[act].intent == .narrow {
      for item in acts[act].items.indices where !acts[act].items[item].attributes.isEmpty {
        acts[act].items[item].attributes += shared.attributes
      }
    }
    return acts
  }

  /// "my rabbit needs hay, so two bags of hay please" asks once.
  private func withoutEchoes(_ acts: [Act]) -> [Act] {
    acts.enumerated().filter { index, act in
      let named = act.items.filter { !$0.candidates.isEmpty }
      guard named.count == 1, let item = named.first, item.quantity?.isExplicit != true,
        [.find, .add].contains(act.intent)
      else { return true }
      return !acts[(index + 1)...].contains { later in
        later.intent == .add
          && later.items.contains { other in
            other.quantity?.isExplicit == true && !Set(other.candidates).isDisjoint(with: item.candidates)
              && Set(other.attributes).isSuperset(of: item.attributes)
          }
      }
    }.map(\.element)
  }

  /// The same within a wish list: "hay, so two bags of hay".
  private func withoutEchoes(_ items: [ItemPhrase]) -> [ItemPhrase] {
    items.enumerated().filter { index, item in
      guard item.quantity?.isExplicit != true, !item.candidates.isEmpty, item.quantity == nil else { return true }
      return !items[(index + 1)...].contains { other in
        other.quantity?.isExplicit == true && !Set(other.candidates).isDisjoint(with: item.candidates)
          && Set(other.attributes).isSuperset(of: item.attributes)
      }
    }.map(\.element)
  }

  /// Said twice, meant once: "hello hello", or a list under one intent that has no goods of its own.
  func merged() -> [Act] {
    var out: [Act] = []
    for act in acts {
      var act = act
      if act.intent == .add { act.items = withoutEchoes(act.items) }
      if let last = out.last, last.intent == act.intent, act.items.isEmpty, act.facts.isEmpty, act.constraints.isEmpty {
        continue
      }
      if let last = out.indices.last, act.intent == .inform,
        out[last].intent == .inform || out[last].intent == .checkout
      {
        out[last].facts.fill(from: act.facts)
        continue
      }
      // Several additions are one wish list: what is clear goes in at once, and one question is asked for the rest.
      if let last = out.indices.last, act.intent == .add, out[last].intent == .add {
        out[last].items = withoutEchoes(out[last].items + act.items)
        out[last].facts.fill(from: act.facts)
        out[last].text += ", " + act.text
        continue
      }
      out.append(act)
    }
    return out
  }
}

/// What a shop says of a product, as far as a question's words are concerned.
enum ProductSpeech {
  /// Whether the product's own words have one of these, inflection aside.
  static func mentions(_ product: Product, _ words: [String], language: LanguageCode) -> Bool {
    let own = stems(
      ([product.title, product.description] + product.optionNames + product.attributes.keys + product.attributes.values)
        .joined(separator: " "), language)
    return words.contains { own.contains(Stemmer.stem($0, language: language)) }
  }

  static func stems(_ text: String, _ language: LanguageCode) -> Set<String> {
    Set(Tokenizer.tokens(in: text).filter { $0.kind == .word }.map { Stemmer.stem($0.text, language: language) })
  }
}
