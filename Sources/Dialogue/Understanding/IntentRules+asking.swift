import Commerce
import Language

/// Questions whose answer is in what the shop says of a product, and which therefore order nothing and go nowhere else.
extension IntentRules {
  /// "is there a warranty on the drill?", "is it toxic for cats?": what the product's own text speaks of is answered by
  /// it, whatever the words mean elsewhere.
  func isTold(_ clause: Clause) -> Bool {
    let others = clause.labels.subtracting(Self.answeredByText)
    guard !clause.labels.isDisjoint(with: Self.readElsewhere), others.isEmpty, let product = asked(clause) else {
      return false
    }
    let language = clause.reading.language
    let title = ProductSpeech.stems(product.title, language)
    let said = clause.range.filter { clause.reading.tokens[$0].kind == .word }.map { clause.reading.words[$0] }
      .filter { $0.count >= Self.tellingLength && !title.contains(Stemmer.stem($0, language: language)) }
    let own = Set(Tokenizer.tokens(in: product.description).filter { $0.kind == .word }.map(\.text))
    let stems = Set(own.map { Stemmer.stem($0, language: language) })
    return said.contains { word in
      stems.contains(Stemmer.stem(word, language: language))
        || own.contains { $0.count >= Self.rootLength && $0.prefix(Self.rootLength) == word.prefix(Self.rootLength) }
    }
  }

  /// What else such a question would be taken for.
  private static let readElsewhere: Set<String> = ["ask_returns", "out_of_scope", "ask_advice"]
  private static let answeredByText = readElsewhere.union(["find", "details", "want"])
  /// Letters of a word that may tell something.
  private static let tellingLength = 5
  /// Letters that make two words one: "pregnant" and "pregnancy".
  private static let rootLength = 6

  /// The one product a clause names, else what is talked about.
  private func asked(_ clause: Clause) -> Product? {
    if let named = clause.items.first(where: { $0.candidates.count == 1 }) {
      return scene.catalog.product(named.candidates[0])
    }
    return clause.hasNamedGoods ? nil : scene.subject
  }

  /// "does it need batteries?", "does it fit the impact driver?": the other goods are only what is asked.
  func asksAboutIt(_ clause: Clause) -> Bool {
    guard clause.isQuestion, scene.subject != nil, clause.hasNamedGoods,
      clause.items.contains(where: { $0.reference == .focus })
    else { return false }
    if opensAsQuestion(clause), clause.labels.isSubset(of: ["want", "details"]) { return true }
    // "will it charge my phone as well": the pronoun right behind the verb is what it is asked of.
    let second = clause.range.filter { clause.reading.tokens[$0].kind != .mark }.dropFirst().first
    return clause.labels.isSubset(of: ["want", "details", "find", "add", "browse", "compare", "my_order"])
      && clause.reading.references.contains { $0.reference == .focus && $0.range.lowerBound == second }
  }

  /// "does the salmon dog food contain chicken?": one thing is named, and something is asked of it.
  func asksOfTheNamed(_ clause: Clause) -> Bool {
    guard clause.isQuestion, clause.labels.isEmpty, clause.items.count == 1, clause.items[0].candidates.count == 1,
      clause.constraints.isEmpty, !clause.hasExplicitQuantity
    else { return false }
    let words = Array(clause.reading.words[clause.range].prefix(2))
    return words.count == 2 && clause.roles[.asking].contains(words[0])
      && clause.roles[.definites].contains(words[1])
  }

  /// "how much weight can it take": of what is no price.
  func asksHowMuchOf(_ clause: Clause) -> Bool {
    guard clause.isQuestion, clause.length(.askPrice) == 2, asked(clause) != nil,
      let phrase = clause.reading.acts.first(where: {
        clause.range.contains($0.range.lowerBound) && $0.labels.contains("ask_price")
      }), phrase.range.upperBound < clause.range.upperBound
    else { return false }
    let next = clause.reading.words[phrase.range.upperBound]
    return clause.reading.acts.contains {
      $0.range.lowerBound == phrase.range.upperBound && $0.labels.contains("details")
    } || clause.leftover.first == next && clause.leftover.count > 1 && clause.labels.isSubset(of: ["ask_price"])
  }

  /// "do", "is", "what" first: nothing is ordered, as it may be with "can I have".
  func opensAsQuestion(_ clause: Clause) -> Bool {
    let first = clause.range.first { clause.reading.tokens[$0].kind != .mark }
    guard clause.isQuestion, let word = first.map({ clause.reading.words[$0] }) else { return false }
    return clause.roles[.asking].contains(word) || clause.roles[.openQuestions].contains(word)
  }

  /// "rice noodles, are they gluten free?": what is named is asked of.
  func asksInside(_ clause: Clause) -> Bool {
    clause.isQuestion
      && clause.range.dropFirst().contains { index in
        clause.reading.words[index - 1] == "," && clause.roles[.asking].contains(clause.reading.words[index])
      }
  }

  /// "cancel my first order": of an order something is said, and that it shall not be.
  func cancelsAnOrder(_ clause: Clause) -> Bool {
    guard clause.has(.stop), !clause.hasNamedGoods, !scene.orderNumbers.isEmpty,
      clause.reading.words[clause.range].contains(where: clause.roles[.cancelling].contains)
    else { return false }
    return clause.reading.factCues.contains {
      clause.range.contains($0.range.lowerBound) && $0.labels.contains("order_number")
    }
  }

  /// "what lengths are there", "what sizes": an option's name, of the product talked about.
  func asksForOptions(_ clause: Clause) -> Bool {
    guard let product = scene.subject, !clause.hasNamedGoods || clause.items.allSatisfy({ $0.linkConfidence < 0.8 })
    else { return false }
    let names = Set(
      product.optionNames.flatMap { Tokenizer.tokens(in: $0) }.map {
        Stemmer.stem($0.text, language: clause.reading.language)
      })
    let kinds = [WordRole.colourWords, .sizeWords, .flavourWords].map { clause.roles[$0] }
      .filter { kind in
        product.optionNames.contains { $0.split(separator: " ").contains { kind.contains(Folding.fold(String($0))) } }
      }
    // "ok what other shades"
    let words = clause.reading.words[clause.range].drop {
      clause.roles[.interjections].contains($0) || clause.roles[.agreeing].contains($0)
    }
    guard let first = words.first else { return false }
    let opening = words.prefix(3)
    if (2...3).contains(where: { clause.roles[.measureQuestions].contains(opening.prefix($0).joined(separator: " ")) })
    {
      return true
    }
    func isName(_ word: String) -> Bool {
      names.contains(Stemmer.stem(word, language: clause.reading.language)) || kinds.contains { $0.contains(word) }
    }
    if clause.roles[.optionQuestions].contains(first), words.contains(where: isName) { return true }
    // "im 1.68 which size"
    return zip(words, words.dropFirst()).contains { clause.roles[.optionQuestions].contains($0) && isName($1) }
  }

  /// "how tall is the tree"
  func asksMeasure(_ clause: Clause) -> Bool {
    let opening = clause.reading.words[clause.range].prefix(3)
    return (2...3).contains {
      clause.roles[.measureQuestions].contains(opening.prefix($0).joined(separator: " "))
    }
  }

  /// "can you bring it today?" before anybody asked how it shall come.
  func asksWhether(_ clause: Clause) -> Bool {
    let only = Facts(fulfilment: clause.facts.fulfilment)
    return clause.isQuestion && clause.facts == only && ![.fulfilment, .address, .yesOrNo].contains(scene.expectation)
  }

  /// "when can I pick it up?" asks; "I'll pick it up" tells.
  func isQuestionOfDelivery(_ clause: Clause) -> Bool {
    clause.isQuestion && clause.facts.address == nil && clause.facts.fulfilment != nil
      && clause.roles[.openQuestions].contains(clause.reading.words[clause.range.lowerBound])
  }

  /// "is it free if I spend more?", after what delivery costs.
  func asksWhetherFree(_ clause: Clause) -> Bool {
    clause.isQuestion && !clause.hasNamedGoods && (previous ?? scene.memory.lastIntent) == .askDelivery
      && clause.reading.words[clause.range].contains(where: clause.roles[.freeWords].contains)
  }

  /// "can i take it with ibuprofen?", "can i wear them in the rain": how it is used is asked, and nothing ordered.
  func asksOfUse(_ clause: Clause) -> Bool {
    guard clause.isQuestion, clause.has(.add), !clause.hasExplicitQuantity, clause.facts.fulfilment == nil else {
      return false
    }
    let words = clause.reading.words[clause.range]
    // "can I put coffee in it?"
    let ending = Array(words.filter { $0 != "?" }.suffix(2))
    if words.count > 4, clause.roles[.useInsides].contains(ending[0]), clause.roles[.useObjects].contains(ending[1]) {
      return true
    }
    guard let pointing = words.firstIndex(where: clause.roles[.useObjects].contains), pointing + 1 < words.endIndex,
      words[..<pointing].contains(where: clause.roles[.requests].contains)
    else { return false }
    return clause.roles[.useJoints].contains(words[pointing + 1])
  }

  /// "I want it sent to 40 Harbour St", of what is in the cart: where it goes, not one more of it.
  func sendsIt(_ clause: Clause) -> Bool {
    clause.has("want") && !clause.isQuestion && !clause.hasExplicitQuantity && clause.onlyPointsAtFocus
      && (clause.facts.address != nil || clause.facts.fulfilment != nil)
      && scene.cart.lines.contains { $0.productID == scene.subject?.id }
  }

  /// "i want something for dry skin", "queria algo para o rosto": what is not named yet is looked for.
  func wantsSomething(_ clause: Clause) -> Bool {
    clause.reading.words[clause.range].contains(where: clause.roles[.indefinites].contains)
      && clause.items.allSatisfy { $0.candidates.isEmpty } && !clause.hasExplicitQuantity && !clause.hasReference
      && (!clause.leftover.isEmpty
        || clause.items.contains { !$0.words.isEmpty || !$0.attributes.isEmpty || $0.category != nil })
  }
}
