import Commerce
import Language

/// Reads what is said of orders in so many words: staff's commands, coupons' codes, and a few short wishes. All of it
/// is a whole message; anything longer goes to the interpreter.
struct OrderPhrases {
  let scene: Scene
  /// The language's words for these things.
  let own: OrderWords
  /// The language's phrases, by which a question of paying is told from paying.
  let acts: PhraseTrie

  /// Characters; a longer message says more than one of these.
  private static let longest = 120

  func act(_ text: String) -> Act? {
    guard text.count <= Self.longest else { return nil }
    if scene.standing.role.isStaff, let command = StaffCommand(text, currency: scene.currency) {
      return Act(.staffOrder, source: .structure, text: text, facts: Facts(orderNumber: command.number))
    }
    if scene.standing.role.isStaff, [.nothing, .choice].contains(scene.expectation), StaffQuestion(text) != nil {
      return Act(.staffOrder, source: .structure, text: text)
    }
    let words = Self.words(text)
    guard !words.isEmpty else { return nil }
    guard ![.name, .address].contains(scene.expectation) else { return knownCode(text) }
    if let code = coupon(words, text) { return Act(.coupon, source: .structure, text: code) }
    guard let intent = own.intent(of: words) else { return nil }
    if intent == .payOrder || intent == .payInHand, scene.expectation == .payment || asksOfPaying(words) { return nil }
    return Act(intent, source: .structure, text: text)
  }

  /// "¿tengo que pagar ahora?", "do I have to pay now"
  private func asksOfPaying(_ words: [String]) -> Bool {
    acts.matches(in: words).contains { phrase in
      phrase.range.count >= Self.wordsOfQuestion && phrase.labels.contains(Intent.askPayment.rawValue)
    }
  }

  private static let wordsOfQuestion = 3

  private static func words(_ text: String) -> [String] {
    guard text.utf8.allSatisfy({ $0 < 0x80 }) else {
      return text.split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "'" && $0 != "’" }
        .map { Folding.fold($0) }
    }
    return text.utf8.split { !isWord($0) }.map { Folding.fold(Substring($0)) }
  }

  private static func isWord(_ byte: UInt8) -> Bool {
    (0x30...0x39).contains(byte) || (0x61...0x7a).contains(byte | 0x20) || byte == UInt8(ascii: "-")
      || byte == UInt8(ascii: "'")
  }

  /// "RUN5" is nobody's name where the shop has such a code.
  private func knownCode(_ text: String) -> Act? {
    let code = Coupon.normal(text)
    guard Self.looksLikeCode(code), scene.standing.coupons.contains(where: { $0.code == code }) else { return nil }
    return Act(.coupon, source: .structure, text: code)
  }

  /// "I have a coupon SPRING10", "use code SPRING10", or a code the shop has, alone. Empty: the coupons are to go.
  private func coupon(_ words: [String], _ text: String) -> String? {
    let known = Set(scene.standing.coupons.map(\.code))
    let speaksOfOne = words.contains(where: own.coupons.contains)
    let usesOne = words.count == 2 && own.couponVerbs.contains(words[0])
    guard !known.isEmpty || speaksOfOne || usesOne else { return nil }
    let codes = text.split { $0.isWhitespace || $0 == "," || $0 == "." || $0 == "!" || $0 == "?" }.map(Coupon.normal)
    if codes.count <= 4, let code = codes.first(where: known.contains), words.allSatisfy(isSmallTalk(besides: code)) {
      return code
    }
    // "apply WELCOME10", but not "add X200", which may be goods.
    if codes.count == 2, usesOne, Self.looksLikeCode(codes[1]), scene.catalog.mentions(in: [words[1]]).isEmpty,
      scene.catalog.search(ProductQuery(text: words[1], limit: 1)).total == 0
    {
      return codes[1]
    }
    guard speaksOfOne else { return nil }
    if words.contains(where: own.couponRemovals.contains) { return "" }
    if let code = codes.first(where: known.contains) { return code }
    let last = codes.last ?? ""
    let isNoun = own.coupons.contains(Folding.fold(last)) || own.couponUses.contains(Folding.fold(last))
    return Self.looksLikeCode(last) && !isNoun ? last : nil
  }

  /// Letters and digits: "WELCOME10".
  private static func looksLikeCode(_ word: String) -> Bool {
    word.count >= 3 && word.contains(where: \.isNumber) && word.contains(where: \.isLetter)
  }

  private func isSmallTalk(besides code: String) -> (String) -> Bool {
    { Coupon.normal($0) == code || own.small.contains($0) || own.couponUses.contains($0) || own.coupons.contains($0) }
  }
}

/// A language's words of coupons, payments and one's own data, from the section `orders` of its grammar.
package struct OrderWords: Sendable {
  /// What may stand beside anything here and says nothing.
  let small: Set<String>
  let coupons: Set<String>
  /// "use", "apply" before a code.
  let couponUses: Set<String>
  /// Those that with a code alone are a wish to use it.
  let couponVerbs: Set<String>
  /// "remove", "without" beside a coupon's noun.
  let couponRemovals: Set<String>
  private let phrases: [String: Intent]

  /// The rest of the keys are intents with their phrases, the small words left out.
  init(_ sections: [String: [String]]) {
    func words(_ key: String) -> Set<String> { Set((sections[key] ?? []).map { Folding.fold($0) }) }
    small = words("small")
    coupons = words("coupons")
    couponUses = words("coupon_uses")
    couponVerbs = words("coupon_verbs")
    couponRemovals = words("coupon_removals")
    var phrases: [String: Intent] = [:]
    for (key, list) in sections where !Self.lists.contains(key) {
      for phrase in list { phrases[Folding.fold(phrase)] = Intent(rawValue: key) }
    }
    self.phrases = phrases
  }

  private static let lists: Set<String> = ["small", "coupons", "coupon_uses", "coupon_verbs", "coupon_removals"]

  /// - Parameter words: of a whole message, folded.
  func intent(of words: [String]) -> Intent? {
    phrases[words.joined(separator: " ")] ?? phrases[words.filter { !small.contains($0) }.joined(separator: " ")]
  }
}
