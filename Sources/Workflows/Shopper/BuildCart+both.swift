import Commerce
import Dialogue
import Language

/// "both", "all of them": what is said to a question of one thing is of more.
extension BuildCart {
  /// "both dragon school books": what names just two things means each of them.
  func bothNamed(_ item: ItemPhrase, _ act: Act, _ context: Context) -> [ItemPhrase] {
    guard item.candidates.count == 2, item.variant == nil,
      Tokenizer.tokens(in: act.text).contains(where: { context.words[.bothWords].contains($0.text) })
    else { return [item] }
    return item.candidates.map { id in
      var one = item
      (one.candidates, one.reference) = ([id], nil)
      return one
    }
  }

  /// "take both", to "which one would you like?".
  func all(_ item: ItemPhrase, of candidates: [ProductID], _ wish: Wish) -> [Wish]? {
    guard item.isUnnamed, item.reference == .all || item.reference == .both && candidates.count == 2,
      candidates.count > 1
    else { return nil }
    return candidates.map { id in
      var phrase = wish.phrase
      (phrase.candidates, phrase.reference, phrase.words, phrase.category) = ([id], nil, "", nil)
      phrase.attributes += item.attributes.filter { !phrase.attributes.contains($0) }
      return Wish(phrase: phrase, quantity: count(item) ?? wish.quantity)
    }
  }

  /// "both with oat milk", to what milk the latte shall have, with a cappuccino to be asked about next.
  func sharing(_ act: Act, _ rest: [Wish], _ context: Context) -> [Wish] {
    let shared = act.items.filter { [.both, .all].contains($0.reference) }.flatMap(\.attributes)
    guard !shared.isEmpty else { return rest }
    return rest.map { wish in
      let own = ItemResolver(context: context).products(for: wish.phrase)
      let told = Set(wish.phrase.attributes.map(\.name)).subtracting([""])
      var wish = wish
      wish.phrase.attributes += shared.filter { filter in
        !told.contains(filter.name) && own.contains { OptionMatch.anyFits($0, filter) }
      }
      return wish
    }
  }

  /// What is left of a wish where the answer tells of fewer than were asked for.
  func others(_ act: Act, of wish: Wish, _ said: [AttributeFilter]) -> [Wish] {
    guard act.items.count == 1, let count = count(act.items[0]), count < wish.quantity, !said.isEmpty,
      !act.isCorrection, act.intent != .changeQuantity, act.items[0].quantity?.isAdditional != true
    else { return [] }
    return [Wish(phrase: wish.phrase, quantity: wish.quantity - count)]
  }
}
