import Commerce
import Dialogue

/// "both", "all of them": what is said to a question of one thing is of more.
extension BuildCart {
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
}
