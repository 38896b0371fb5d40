import Commerce
import Language

/// Sentences that belong together: what is looked for and how it shall be, why something is wanted and what.
extension Interpreter {
  /// "I'm looking for a piñata, do you have a unicorn?": of the one thing that is looked for, whether there is one like
  /// that.
  func askedOfForm(_ acts: [Act], _ scene: Scene) -> [Act] {
    guard acts.count > 1, let last = acts.last, last.isQuestion, [.find, .narrow, .askStock].contains(last.intent),
      last.constraints.isEmpty, last.items.count == 1, last.items[0].isUnnamed, !last.items[0].attributes.isEmpty,
      let goods = acts.dropLast().last, goods.intent == .find, goods.items.count == 1,
      goods.items[0].candidates.count == 1, let product = scene.catalog.product(goods.items[0].candidates[0]),
      last.items[0].attributes.allSatisfy({ filter in
        product.variants.contains { $0.options.contains(filter.value) }
      })
    else { return acts }
    var asked = last
    asked.intent = .askStock
    asked.items[0].candidates = goods.items[0].candidates
    asked.items[0].linkConfidence = goods.items[0].linkConfidence
    asked.items[0].words = goods.items[0].words
    asked.items[0].reference = nil
    return acts.dropLast(2) + [asked]
  }

  /// "6 white hand towels and 2 white bath sheets, the Egyptian cotton ones": forms that are counted, of what is named last.
  func formsOfTheLast(_ acts: [Act]) -> [Act] {
    guard let last = acts.last, acts.count > 1, [.find, .pick, .add].contains(last.intent), !last.isQuestion,
      last.items.count == 1, last.items[0].candidates.count == 1, last.items[0].reference == .described,
      acts.dropLast().allSatisfy({ act in
        [.narrow, .add].contains(act.intent) && !act.items.isEmpty
          && act.items.allSatisfy { $0.isUnnamed && !$0.attributes.isEmpty && $0.quantity?.isExplicit == true }
      })
    else { return acts }
    return acts.dropLast().map { act in
      var act = act
      act.intent = .add
      for index in act.items.indices {
        act.items[index].candidates = last.items[0].candidates
        act.items[index].linkConfidence = last.items[0].linkConfidence
        act.items[index].words = last.items[0].words
        act.items[index].attributes += last.items[0].attributes
        act.items[index].reference = nil
      }
      return act
    }
  }

  /// "ok, I'll talk to my husband first. Bye!": why somebody goes need not be understood.
  func leaving(_ acts: [Act]) -> [Act] {
    guard acts.contains(where: { $0.intent == .goodbye || $0.intent == .thanks }) else { return acts }
    return acts.filter { ![.unclear, .outOfScope].contains($0.intent) }
  }

  /// "and a roller", "hmm and cumin": it begins with what joins it to what was said before.
  func goesOn(_ reading: Reading, at start: Int) -> Bool {
    let first = reading.words.indices[start...].first { index in
      reading.tokens[index].kind != .mark
        && (grammar.separators.longestMatch(in: reading.words, from: index) != nil
          || !grammar.roles[.interjections].contains(reading.words[index]))
    }
    return first.map { grammar.separators.longestMatch(in: reading.words, from: $0) != nil } ?? false
  }

  /// "is there a bigger one?" … "I'll take that instead", of what is in the cart in another form: the form shown takes its
  /// place.
  func takenInstead(_ acts: [Act], _ reading: Reading, _ scene: Scene) -> [Act] {
    guard acts.count == 1, acts[0].intent == .add, acts[0].items.allSatisfy({ $0.isUnnamed && $0.attributes.isEmpty }),
      reading.words.contains(where: grammar.roles[.instead].contains), let product = scene.subject,
      let form = scene.memory.focusVariant.flatMap(product.variant), scene.cart.line(form.id) == nil,
      scene.cart.lines.count(where: { $0.productID == product.id }) == 1
    else { return acts }
    var swap = acts[0]
    swap.intent = .swap
    swap.items = [
      ItemPhrase(
        quantity: acts[0].items.first?.quantity?.isExplicit == true ? acts[0].items[0].quantity : nil,
        attributes: zip(product.optionNames, form.options).map {
          AttributeFilter(name: $0.lowercased(), value: $1)
        })
    ]
    return [swap]
  }

  /// "his brother wants one too. one red as well": what is guessed to order something that nobody sells only tells why
  /// the next is ordered.
  func withoutReasons(_ acts: [Act], _ scene: Scene) -> [Act] {
    acts.enumerated().filter { index, act in
      guard act.intent == .add, act.source == .classifier, !act.items.isEmpty,
        act.items.allSatisfy({ $0.candidates.isEmpty && $0.category == nil && !$0.words.isEmpty }),
        index + 1 < acts.count, acts[index + 1].intent == .add, acts[index + 1].source == .rule
      else { return true }
      return act.items.contains { scene.catalog.search(ProductQuery(text: $0.words, limit: 1)).total > 0 }
    }.map(\.element)
  }
}
