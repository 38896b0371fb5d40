import Commerce
import Dialogue

/// Several open wishes answered in one message.
///
///     souk:    Which colour would you like for Dinner plate? White, Blue
///     shopper: blue plates, terracotta napkins
///     souk:    Added 6 × Dinner plate (Blue). Added 1 × Linen napkins (Terracotta). …
extension BuildCart {
  /// What is named with its form belongs to the wish for it, whose count stands; what no wish is for is one more.
  func answerSeveral(_ act: Act, _ state: State, _ context: Context) -> Step<State>? {
    guard [.add, .find, .pick, .narrow].contains(act.intent), !act.isQuestion, act.constraints.isEmpty,
      !act.items.isEmpty, act.items.allSatisfy({ !$0.candidates.isEmpty && !$0.isOutgoing })
    else { return nil }
    var wishes = state.wishes
    var answered: Set<Int> = []
    var more: [Wish] = []
    for item in act.items {
      guard
        let place = wishes.indices.first(where: { place in
          !answered.contains(place) && !goods(of: wishes[place], place, state).isDisjoint(with: item.candidates)
        })
      else {
        more.append(Wish(phrase: item, quantity: count(item) ?? 1))
        continue
      }
      let own = goods(of: wishes[place], place, state)
      wishes[place].phrase.candidates = item.candidates.filter(own.contains)
      wishes[place].phrase.category = nil
      wishes[place].phrase.reference = nil
      wishes[place].phrase.attributes.removeAll { old in
        item.attributes.contains { !$0.name.isEmpty && $0.name == old.name }
      }
      wishes[place].phrase.attributes += item.attributes
      wishes[place].quantity = count(item) ?? wishes[place].quantity
      answered.insert(place)
    }
    // "and the hollowfibre ones", of two pillows that wait until the duvet is settled
    let tellsALaterOne = act.items.count == 1 && more.isEmpty && !answered.contains(0)
    guard answered.contains(0) && act.items.count > 1 || tellsALaterOne else { return nil }
    var pass = CartPass(context: context)
    return pass.run(wishes + more)
  }

  private func goods(of wish: Wish, _ place: Int, _ state: State) -> Set<ProductID> {
    Set(wish.phrase.candidates + (place == 0 ? products(state.asking) : []))
  }
}
