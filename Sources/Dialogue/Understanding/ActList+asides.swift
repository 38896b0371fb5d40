import Commerce
import Language

/// What stands beside an order or a question and is none of its own.
extension ActList {
  /// "I need some spices for a stew, so that would be one jar of baharat": the group that the goods named are of.
  func withoutGroups(_ acts: [Act]) -> [Act] {
    let named = acts.filter { $0.intent == .add }.flatMap(\.items).flatMap(\.candidates)
      .compactMap(scene.catalog.product)
    guard !named.isEmpty else { return acts }
    return acts.compactMap { act in
      guard [.add, .find].contains(act.intent), !act.isQuestion else { return act }
      var act = act
      let count = act.items.count
      act.items.removeAll { item in
        guard let group = item.category, item.candidates.isEmpty, item.quantity?.isExplicit != true,
          item.attributes.isEmpty, item.reference == nil
        else { return false }
        return named.contains { $0.categoryPath.contains(group) }
      }
      return act.items.isEmpty && count > 0 ? nil : act
    }
  }

  /// "cordless drill, what do you have": what is looked at is named.
  func withoutLook(_ acts: [Act]) -> [Act] {
    guard
      acts.contains(where: { act in
        [.find, .details].contains(act.intent) && act.items.contains { !$0.candidates.isEmpty || $0.category != nil }
      })
    else { return acts }
    return acts.filter { $0.intent != .browse || !$0.items.isEmpty || !$0.constraints.isEmpty }
  }
}
