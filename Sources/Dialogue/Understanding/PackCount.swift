import Commerce
import Language

/// "masa harina 2kg", of what is sold by the kilo: so many packs as make up what was said.
struct PackCount {
  let reading: Reading
  let catalog: any CatalogSnapshot

  /// More packs than this are no plain multiple.
  private static let most = 12.0

  func counted(_ act: Act, in range: Range<Int>) -> Act {
    guard [.find, .add].contains(act.intent), !act.isQuestion, act.items.count == 1, act.constraints.isEmpty,
      act.items[0].quantity?.isExplicit != true, act.items[0].candidates.count == 1,
      let product = catalog.product(act.items[0].candidates[0]), product.variants.count == 1,
      let pack = measure(Tokenizer.tokens(in: product.title)), let said = measure(Array(reading.tokens[range])),
      pack.dimension == said.dimension, pack.dimension != .length
    else { return act }
    let count = (said.amount / pack.amount).rounded()
    guard (2...Self.most).contains(count), abs(count * pack.amount - said.amount) < said.amount / 50 else { return act }
    var act = act
    act.items[0].quantity = QuantityPhrase(.count(Int(count)))
    return act
  }

  private func measure(_ tokens: [Token]) -> Measure? { Measure.first(in: tokens, language: reading.language) }
}
