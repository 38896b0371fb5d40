import Commerce
import Language

/// The acts of a message seen together: what a list has in common, what mends what, what is said twice.
struct ActList {
  var acts: [Act]
  let scene: Scene

  /// Below this a thing named in passing is not taken as ordered.
  private static let plainConfidence = 0.65
  /// The same where it is counted or told by its options, too.
  private static let toldConfidence = 0.6
  /// The same beside something that is named without doubt.
  private static let halfConfidence = 0.38

  /// The acts of one sentence. "a loaf of bread and 2 coffees": where one of a list is ordered, all are; so are several
  /// things each named without doubt.
  func ordered() -> [Act] {
    let acts = ActList(
      acts: withoutGroups(withoutEchoes(counted(taken(mended(bundled(withoutLook(acts))))))), scene: scene
    ).spread()
    let listed = acts.filter { $0.isListItem && [.find, .add, .pick].contains($0.intent) }
    // "a watercolour set and the brushes"; "a crank radio, pick-up, name Ana": who says where it goes orders it.
    let saysWhereTo = acts.contains { $0.intent == .inform && $0.facts.fulfilment != nil }
    let areAllPlain =
      listed.count > (saysWhereTo ? 0 : 1) && listed.allSatisfy { isPlain($0) || isHalfPlain($0) }
      && listed.contains(where: isPlain) && !listed.contains(where: \.isQuestion)
    let isOrdering = acts.contains { $0.intent == .add } || areAllPlain
    guard isOrdering else { return acts }
    return acts.map { act in
      var act = act
      let isPart = act.isListItem || isNamedLoosely(act) || isUnheardOf(act)
      if isPart, act.intent == .find || act.intent == .pick { act.intent = .add }
      return act
    }
  }

  /// "large hot choc" in a list that is ordered: goods that a search by name finds.
  private func isNamedLoosely(_ act: Act) -> Bool {
    guard act.intent == .find, !act.isQuestion, act.constraints.isEmpty, act.items.count == 1,
      let item = act.items.first, item.candidates.isEmpty, item.reference == nil, !item.words.isEmpty,
      act.isNamed == true,
      let best = scene.catalog.search(ProductQuery(text: item.words, limit: 1)).hits.first
    else { return false }
    let title = ProductSpeech.stems(best.product.title, .english)
    return !ProductSpeech.stems(item.words, .english).isDisjoint(with: title)
  }

  /// "a headlamp, a rope and a unicorn horn": ordered like the rest, so that the cart's answer says what there is not.
  private func isUnheardOf(_ act: Act) -> Bool {
    guard act.intent == .find, act.source == .rule, !act.isQuestion, act.constraints.isEmpty, act.items.count == 1,
      let item = act.items.first, item.candidates.isEmpty, item.category == nil, item.reference == nil,
      !item.words.isEmpty, case .count? = item.quantity?.value
    else { return false }
    return scene.catalog.search(ProductQuery(text: item.words, limit: 1)).total == 0
  }

  /// "the 72-hour kit, without the stove": what is said of a bundle's part orders the bundle named before.
  private func bundled(_ acts: [Act]) -> [Act] {
    guard acts.count > 1, acts[0].isListItem, [.find, .pick, .add].contains(acts[0].intent),
      [.remove, .swap].contains(acts[1].intent), acts[0].items.count == 1, let kit = acts[0].items.first,
      kit.candidates.count == 1, let product = scene.catalog.product(kit.candidates[0]), !product.bundles.isEmpty
    else { return acts }
    var acts = acts
    acts[1].items.insert(kit, at: 0)
    return Array(acts.dropFirst())
  }

  /// "inner tubes for 700c, 4 of them": the count behind is that of what was named before it.
  func counted(_ acts: [Act]) -> [Act] {
    var out: [Act] = []
    for act in acts {
      if let last = out.indices.last, let whole = setAnew(act, after: out[last]) {
        out[last] = whole
        continue
      }
      guard [.add, .changeQuantity].contains(act.intent), let count = act.items.first,
        count.isUnnamed, count.attributes.isEmpty,
        count.reference == .focus || count.reference == nil && act.items.count == 1,
        count.quantity?.isExplicit == true, count.quantity?.change == nil,
        count.quantity?.isAdditional == false, let last = out.indices.last,
        [.find, .add, .pick, .narrow].contains(out[last].intent), !out[last].isQuestion,
        let item = out[last].items.indices.last, out[last].items[item].quantity?.isExplicit != true,
        !out[last].items[item].candidates.isEmpty || !out[last].items[item].attributes.isEmpty
          || isOneOfThem(out[last].items[item].reference)
      else {
        out.append(act)
        continue
      }
      out[last].items[item].quantity = count.quantity
      out[last].intent = .add
      // "2 of them, and the 10 m one"
      if act.items.count > 1 {
        out.append(act)
        out[last + 1].items.removeFirst()
        out[last + 1].intent = .add
      }
    }
    return out
  }

  /// "the cheaper one then. 4 of them"
  private func isOneOfThem(_ reference: Reference?) -> Bool {
    switch reference {
    case .ordinal, .cheapest, .dearest, .other: true
    default: false
    }
  }

  /// "too many juices, make it 10": of what is in the cart, how many there shall be.
  private func setAnew(_ act: Act, after named: Act) -> Act? {
    guard act.intent == .changeQuantity, act.items.count == 1, let count = act.items.first, count.isUnnamed,
      count.attributes.isEmpty, count.quantity?.isExplicit == true, count.quantity?.change == nil,
      Tokenizer.tokens(in: act.text).first?.kind == .word, [.find, .pick].contains(named.intent), !named.isQuestion,
      named.items.count == 1, named.items[0].quantity?.isExplicit != true,
      scene.cart.lines.contains(where: { named.items[0].candidates.contains($0.productID) })
    else { return nil }
    var whole = act
    whole.items = named.items
    whole.items[0].quantity = count.quantity
    return whole
  }

  /// "the volume one, please add it": what was pointed at is added.
  func taken(_ acts: [Act]) -> [Act] {
    guard acts.count > 1, let last = acts.last, last.intent == .add, last.items.count == 1, last.items[0].isUnnamed,
      last.items[0].attributes.isEmpty, last.items[0].reference == .focus
    else { return acts }
    var out = Array(acts.dropLast())
    let index = out.count - 1
    // "sage green paint, 1 litre, add it", "teal is fine, add it" ask once.
    if out[index].intent == .add, last.items[0].quantity == nil,
      !out[index].items.allSatisfy({ $0.isUnnamed && $0.attributes.isEmpty })
    {
      return out
    }
    let mayBe: Set<Intent> = out[index].isListItem ? [.pick, .narrow, .find] : [.pick, .narrow]
    guard mayBe.contains(out[index].intent), !out[index].isQuestion, out[index].items.count == 1 else { return acts }
    out[index].intent = .add
    out[index].items[0].quantity = last.items[0].quantity ?? out[index].items[0].quantity
    return out
  }

  /// One thing, whose name may be another's too; beside one that is named without doubt it is ordered.
  private func isHalfPlain(_ act: Act) -> Bool {
    act.items.count == 1 && act.items[0].candidates.count == 1 && act.items[0].linkConfidence >= Self.halfConfidence
  }

  /// One thing, named by itself and so that hardly another is meant: "masking tape", "a brush set".
  private func isPlain(_ act: Act) -> Bool {
    guard act.items.count == 1, let item = act.items.first, !item.candidates.isEmpty else { return false }
    let isOne =
      item.candidates.count == 1
      && item.linkConfidence
        >= (item.attributes.isEmpty && item.quantity == nil ? Self.plainConfidence : Self.toldConfidence)
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
      if let (place, item) = namedBefore(act.items[0], in: out) {
        out[place].items[item].quantity = act.items[0].quantity
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

  /// "codenames x2 and one dixit, no actually just one codenames": how many of what was said in the same breath.
  private func namedBefore(_ item: ItemPhrase, in acts: [Act]) -> (Int, Int)? {
    guard item.candidates.count == 1, item.attributes.isEmpty else { return nil }
    for place in acts.indices where acts[place].intent == .add {
      if let index = acts[place].items.firstIndex(where: { $0.candidates == item.candidates }) { return (place, index) }
    }
    return nil
  }

  /// "2 tees, one white and one black, both size L": a value said last belongs to each that has none of its kind.
  private func spread() -> [Act] {
    guard let index = acts.indices.last, index > 0, acts[index].items.count == 1, let shared = acts[index].items.first,
      acts[index].constraints.isEmpty, shared.isUnnamed, shared.quantity == nil, !shared.attributes.isEmpty,
      acts[index].intent == .narrow || acts[index].intent == .add || acts[index].intent == .find,
      [nil, .both, .all, .described].contains(shared.reference), acts[..<index].contains(where: { $0.intent == .add })
    else { return acts }
    var acts = Array(acts[..<index])
    for act in acts.indices where acts[act].intent == .add || acts[act].isListItem || acts[act].intent == .narrow {
      for item in acts[act].items.indices {
        let names = Set(acts[act].items[item].attributes.map(\.name))
        acts[act].items[item].attributes += shared.attributes.filter { $0.name.isEmpty || !names.contains($0.name) }
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
              && Set(other.attributes).isSuperset(of: item.attributes.filter { !$0.name.isEmpty })
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
          && Set(other.attributes).isSuperset(of: item.attributes.filter { !$0.name.isEmpty })
      }
    }.map(\.element)
  }

  private static let notUnderstood: Set<Intent> = [.unclear, .outOfScope]

  /// Said twice, meant once: "hello hello", or a list under one intent that has no goods of its own.
  func merged() -> [Act] {
    var out: [Act] = []
    for act in acts {
      var act = act
      if act.intent == .add { act.items = withoutEchoes(act.items) }
      // "undo! bring it all back" is said twice and meant once.
      if out.last?.intent == .undo, act.intent == .undo { continue }
      if let last = out.last, Self.notUnderstood.contains(last.intent), Self.notUnderstood.contains(act.intent) {
        continue
      }
      if let last = out.last, last.intent == act.intent, act.items.isEmpty, act.facts.isEmpty, act.constraints.isEmpty {
        continue
      }
      if let last = out.indices.last, act.intent == .inform,
        out[last].intent == .inform || out[last].intent == .checkout
      {
        out[last].facts.fill(from: act.facts)
        continue
      }
      // "pick up in store, name Mia, pay there": whoever tells all at once has not seen the summary yet.
      if let last = out.indices.last, act.intent == .checkout, act.items.isEmpty,
        out[last].intent == .inform || out[last].intent == .checkout
      {
        out[last].intent = .checkout
        out[last].facts.fill(from: act.facts)
        continue
      }
      // "the drill and the impact driver": asked of both.
      if let last = out.indices.last, act.isListItem, act.intent == .find || act.intent == .pick,
        [.details, .askPrice, .askStock].contains(out[last].intent), isPlain(act)
      {
        out[last].items += act.items
        continue
      }
      // "just the bourbon and gin": both are kept.
      if let last = out.indices.last, out[last].intent == .keepOnly, act.isListItem, !act.isQuestion,
        act.items.allSatisfy({ item in scene.cart.lines.contains { item.candidates.contains($0.productID) } })
      {
        out[last].items += act.items
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

extension [Act] {
  /// "the claw one. and wood screws, 2 boxes": what is pointed at before more is ordered is ordered, too.
  func pickedToo() -> [Act] {
    guard count > 1, self[0].intent == .pick, !self[0].isQuestion, self[0].constraints.isEmpty,
      self[0].items.count == 1,
      self[1].items.contains(where: { !$0.isUnnamed })
    else { return self }
    // "the second one, and a whisk"
    var isOneMore = false
    if case .ordinal? = self[0].items[0].reference {
      isOneMore =
        self[1].intent == .find && self[1].isListItem && !self[1].isQuestion && self[1].constraints.isEmpty
        && self[1].items.allSatisfy { $0.candidates.count == 1 }
    }
    guard self[1].intent == .add || isOneMore else { return self }
    var acts = self
    for index in 0...1 { acts[index].intent = .add }
    return acts
  }

  /// "put them back, 2 of them": how many there shall be of what comes back.
  func putBack() -> [Act] {
    guard count == 2, self[0].intent == .undo, self[1].intent == .add, self[1].items.count == 1,
      self[1].items[0].isUnnamed, self[1].items[0].attributes.isEmpty, self[1].items[0].quantity?.isExplicit == true
    else { return self }
    var acts = self
    acts[1].intent = .changeQuantity
    return acts
  }

  /// "the big one then, swap": a verb of exchanging behind what is wanted instead.
  func exchanged(_ roles: RoleWords) -> [Act] {
    guard count > 1, let last, last.items.isEmpty, [.swap, .askReturns, .unclear].contains(last.intent),
      Tokenizer.tokens(in: last.text).filter({ $0.kind == .word }).allSatisfy({ roles[.swapVerbs].contains($0.text) }),
      self[count - 2].intent == .add, self[count - 2].items.allSatisfy({ $0.isUnnamed && !$0.attributes.isEmpty })
    else { return self }
    var acts = Array(dropLast())
    acts[count - 2].intent = .swap
    return acts
  }

  /// "zip hoodie grey S. the same in L": whoever wants one more like it wants the first, too.
  func likeTheFirst() -> [Act] {
    guard count > 1, self[0].isListItem, [.find, .pick].contains(self[0].intent), self[0].items.count == 1,
      !self[0].items[0].attributes.isEmpty, !self[1].isQuestion,
      [.add, .narrow, .pick, .find, .swap, .unclear, .outOfScope].contains(self[1].intent), !self[1].items.isEmpty,
      self[1].items.allSatisfy({
        $0.isUnnamed && !$0.attributes.isEmpty && ($0.keepsOptions || $0.quantity?.isAdditional == true)
      })
    else { return self }
    var acts = self
    for index in 0...1 { acts[index].intent = .add }
    for item in acts[1].items.indices { acts[1].items[item].candidates = acts[0].items[0].candidates }
    return acts
  }

  /// "the 8 inch one. two of them": the count may come in a sentence of its own.
  func countsTaken(_ scene: Scene) -> [Act] { ActList(acts: self, scene: scene).counted(self) }
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
