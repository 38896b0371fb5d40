import Commerce
import Language

/// Parts of what was counted as a whole.
extension Interpreter {
  /// "2 flat whites, one with oat milk": the one behind the comma is of the two, and how the other shall be is open.
  /// Where the parts are all there is, "two tees, one in M, one in L", they stand for the whole later. The parts are
  /// named as the whole and come first, so that what is open is asked last.
  func withoutParts(_ acts: [Act], at ranges: [Range<Int>], _ reading: Reading, _ scene: Scene) -> [Act] {
    var acts = acts
    for index in acts.indices.dropLast() {
      guard acts[index].intent == .add, let whole = acts[index].items.last, whole.candidates.count == 1,
        whole.attributes.isEmpty, let count = Self.count(whole), count > 1,
        let product = scene.catalog.product(whole.candidates[0])
      else { continue }
      let parts = acts[(index + 1)...].indices.prefix { place in
        isPart(acts[place], at: ranges[place], isFirst: place == index + 1, of: product, reading)
      }
      let counted = parts.compactMap { acts[$0].items.first.flatMap(Self.count) }.reduce(0, +)
      guard counted > 0, counted < count else { continue }
      guard acts[index].items.count == 1 else { continue }
      var open = acts[index]
      open.items[0].quantity?.value = .count(count - counted)
      for place in parts {
        acts[place - 1] = acts[place]
        acts[place - 1].items[0].candidates = whole.candidates
        acts[place - 1].items[0].linkConfidence = whole.linkConfidence
        acts[place - 1].items[0].words = whole.words
      }
      acts[index + parts.count] = open
    }
    return acts
  }

  private func isPart(
    _ act: Act, at range: Range<Int>, isFirst: Bool, of product: Product, _ reading: Reading
  ) -> Bool {
    guard act.intent == .add, act.items.count == 1, let item = act.items.first, item.isUnnamed,
      item.reference == nil, !item.attributes.isEmpty, item.quantity?.isAdditional == false, Self.count(item) != nil,
      range.lowerBound > 0, !isFirst || reading.words[range.lowerBound - 1] == ",",
      ![".", "!", "?", ";"].contains(reading.words[range.lowerBound - 1])
    else { return false }
    return product.variants.contains { variant in
      item.attributes.allSatisfy { IntentRules.fits(variant, $0, of: product) }
    }
  }

  private static func count(_ item: ItemPhrase) -> Int? {
    guard item.quantity?.isExplicit == true, item.quantity?.change == nil,
      case .count(let count)? = item.quantity?.value
    else { return nil }
    return count
  }
}
