import Commerce
import Dialogue

/// Tells whether an act speaks of a bundle's parts: it is then handed on as such.
struct BundleWords {
  let context: Context

  private var finder: BundleFinder { BundleFinder(context: context) }

  func change(_ act: Act) -> Act? {
    guard act.source != .structure else { return nil }
    let changed: Intent? =
      switch act.intent {
      case .remove: leavesOut(act) ? .bundleWithout : nil
      case .swap: isPart(act.items) ? .bundleSwap : nil
      case .add: namesExcluded(act) ? .bundleWithout : putsBack(act) ? .bundleWith : nil
      case .find, .pick, .details, .narrow: namesExcluded(act) ? .bundleWithout : nil
      default: nil
      }
    guard let changed else { return nil }
    var handed = act
    handed.intent = changed
    if handed.items.isEmpty || changed == .bundleWithout, let bundle = excluding(act) {
      handed.items = [bundle] + act.items.filter { $0 != bundle }
    }
    return handed
  }

  /// What is in the cart by itself is taken out by itself.
  private func isPart(_ items: [ItemPhrase]) -> Bool {
    let lines = LineFinder(context: context)
    guard let finding = finder.finding(items) else { return false }
    return !items.contains { phrase in
      !phrase.isUnnamed && finder.bundle(phrase) != finding.target
        && lines.lines(for: phrase).contains { $0.variantID != finding.target.variant.id }
    }
  }

  private func leavesOut(_ act: Act) -> Bool { isPart(act.items) }

  /// "the kit without the stove": a bundle is named, or talked about, and what is excluded is in it.
  private func namesExcluded(_ act: Act) -> Bool { excluding(act) != nil }

  private func excluding(_ act: Act) -> ItemPhrase? {
    let words = act.constraints.excludedWords
    guard !words.isEmpty else { return nil }
    func has(_ target: BundleTarget) -> Bool {
      words.contains { word in
        target.bundle.items.contains { item in
          context.catalog.product(item.standard.productID).map { finder.isCalled($0, word) } ?? false
        }
      }
    }
    if let named = act.items.first(where: { finder.bundle($0).map(has) ?? false }) { return named }
    guard act.items.allSatisfy(\.isUnnamed), let target = finder.targets.first(where: has) else { return nil }
    return ItemPhrase(variant: target.variant.id, words: target.product.title)
  }

  /// "put the stove back in": it was left out of the bundle in the cart.
  private func putsBack(_ act: Act) -> Bool {
    guard act.items.count == 1, act.items[0].quantity?.isExplicit != true, let finding = finder.finding(act.items),
      let choice = context.cart.line(finding.target.variant.id)?.bundle,
      finder.names(finding.item.standard, act.items[0])
    else { return false }
    return choice.leftOut.contains(finding.item.standard.variantID)
  }
}
