import Commerce

/// What a message is read against: what was shown, what was asked, what the shop sells.
package struct Scene: Sendable {
  package var catalog: any CatalogSnapshot
  package var currency: Currency
  package var expectation: Expectation
  package var memory: DialogueMemory
  package var cart: Cart
  package var orderNumbers: Set<String>
  /// The choices last shown bore numbers, so that "2" is one of them.
  package var choicesAreNumbered: Bool
  /// An order is being made up: its questions, or its summary, are open.
  package var isCheckingOut = false
  /// What the shop knows of who writes; staff's commands and coupons' codes are read by it.
  package var standing = CustomerStanding()

  /// The product an answer is about: the one asked of, or the one talked about last.
  var subject: Product? { (subjectID ?? memory.focusProduct).flatMap(catalog.product) }

  /// The product whose option is being asked for.
  package var subjectID: ProductID?

  package init(
    catalog: any CatalogSnapshot, currency: Currency, expectation: Expectation = .nothing,
    memory: DialogueMemory = .init(), cart: Cart, orderNumbers: Set<String> = [], choicesAreNumbered: Bool = false
  ) {
    self.catalog = catalog
    self.currency = currency
    self.expectation = expectation
    self.memory = memory
    self.cart = cart
    self.orderNumbers = orderNumbers
    self.choicesAreNumbered = choicesAreNumbered
  }
}

extension Scene {
  /// "2 lattes. what other milks do you have?": the one thing that a sentence before names is what the next is of.
  func turned(to acts: [Act], _ sentences: [Int], before sentence: Int) -> Scene {
    guard sentence > 0 else { return self }
    let named = acts.indices.last { index in
      sentences[index] < sentence && acts[index].items.contains { !$0.candidates.isEmpty || $0.category != nil }
    }
    guard let act = named.map({ acts[$0] }), [.add, .find, .pick].contains(act.intent), act.items.count == 1,
      act.items[0].candidates.count == 1,
      act.items[0].linkConfidence >= Self.plainly, act.items[0].candidates.first != memory.focusProduct
    else { return self }
    var scene = self
    scene.subjectID = nil
    scene.memory.focus(on: act.items[0].candidates[0])
    return scene
  }

  private static let plainly = 0.7
}

/// What a message was taken to mean.
package struct Understanding: Sendable {
  package var acts: [Act]
  /// The text ends in the middle of a thought; more is worth a short wait.
  package var isUnfinished: Bool
  /// Each layer's vote, for `/debug` and `souk explain`.
  package var notes: [String]

  package init(acts: [Act], isUnfinished: Bool = false, notes: [String] = []) {
    self.acts = acts
    self.isUnfinished = isUnfinished
    self.notes = notes
  }
}

/// The trained layer: which intent a text is likest to have. Implemented over `Language`'s linear classifier.
package protocol IntentClassifier: Sendable {
  /// Best first; empty where nothing was trained.
  func intents(of text: String) -> [IntentScore]
}

package struct IntentScore: Hashable, Sendable {
  package var intent: Intent
  /// A calibrated probability, 0…1, with being out of scope taken into account.
  package var confidence: Double

  package init(intent: Intent, confidence: Double) {
    self.intent = intent
    self.confidence = confidence
  }
}
