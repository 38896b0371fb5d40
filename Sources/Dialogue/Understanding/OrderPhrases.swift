import Commerce

/// Reads what is said of orders in so many words: staff's commands, coupons' codes, and a few short wishes. All of it
/// is a whole message; anything longer goes to the interpreter.
struct OrderPhrases {
  let scene: Scene

  /// Characters; a longer message says more than one of these.
  private static let longest = 120

  func act(_ text: String) -> Act? {
    guard text.count <= Self.longest else { return nil }
    if scene.standing.role.isStaff, let command = StaffCommand(text, currency: scene.currency) {
      return Act(.staffOrder, source: .structure, text: text, facts: Facts(orderNumber: command.number))
    }
    let words = text.lowercased().split { !$0.isLetter && !$0.isNumber && $0 != "-" && $0 != "'" }.map(String.init)
    guard !words.isEmpty, ![.name, .address].contains(scene.expectation) else { return nil }
    if let code = coupon(words, text) { return Act(.coupon, source: .structure, text: code) }
    let plain = words.filter { !Self.small.contains($0) }.joined(separator: " ")
    guard let intent = Self.phrases[plain] else { return nil }
    if intent == .payOrder || intent == .payInHand, scene.expectation == .payment { return nil }
    return Act(intent, source: .structure, text: text)
  }

  /// "I have a coupon SPRING10", "use code SPRING10", or a code the shop has, alone. Empty: the coupons are to go.
  private func coupon(_ words: [String], _ text: String) -> String? {
    let nouns: Set<String> = ["coupon", "code", "voucher", "promo", "promocode", "discount"]
    let known = Set(scene.standing.coupons.map(\.code))
    let codes = text.split { $0.isWhitespace || $0 == "," || $0 == "." || $0 == "!" || $0 == "?" }.map(Coupon.normal)
    if codes.count <= 4, let code = codes.first(where: known.contains), words.allSatisfy(isSmallTalk(besides: code)) {
      return code
    }
    if codes.count == 2, ["apply", "redeem", "use"].contains(words[0]), Self.looksLikeCode(codes[1]) {
      return codes[1]
    }
    guard words.contains(where: { ["coupon", "code", "voucher", "promocode"].contains($0) }) else { return nil }
    if words.contains(where: { ["remove", "delete", "without", "drop"].contains($0) }) { return "" }
    if let code = codes.first(where: known.contains) { return code }
    let last = codes.last ?? ""
    return Self.looksLikeCode(last) && !nouns.contains(last.lowercased()) ? last : nil
  }

  /// Letters and digits: "WELCOME10".
  private static func looksLikeCode(_ word: String) -> Bool {
    word.count >= 3 && word.contains(where: \.isNumber) && word.contains(where: \.isLetter)
  }

  private func isSmallTalk(besides code: String) -> (String) -> Bool {
    { Coupon.normal($0) == code || Self.small.contains($0) || ["use", "apply", "add", "with"].contains($0) }
  }

  private static let small: Set<String> = [
    "please", "i", "want", "to", "would", "like", "can", "you", "me", "a", "the", "my", "now", "id", "i'd", "could",
    "this", "it", "it's", "its", "is", "for", "all", "of", "hi", "hello", "have", "again", "thanks", "then",
  ]

  /// By the words left when the small ones are taken out.
  private static let phrases: [String: Intent] = [
    "pay": .payOrder, "pay online": .payOrder, "pay order": .payOrder, "payment link": .payOrder,
    "send link": .payOrder, "send payment link": .payOrder, "new link": .payOrder, "link": .payOrder,
    "try payment": .payOrder, "pay cash instead": .payInHand, "pay cash": .payInHand,
    "pay in cash instead": .payInHand, "pay in cash": .payInHand, "cash instead": .payInHand,
    "delete data": .deleteData, "erase data": .deleteData, "delete account": .deleteData, "forget": .deleteData,
    "remove data": .deleteData, "delete personal data": .deleteData, "delete everything about": .deleteData,
    "export data": .exportData, "what do know about": .exportData, "what data do": .exportData,
    "show data": .exportData, "download data": .exportData, "copy data": .exportData,
    "points": .loyalty, "loyalty points": .loyalty, "how many points do": .loyalty, "loyalty": .loyalty,
    "show points": .loyalty, "points balance": .loyalty,
    "let know when back": .watchStock, "tell when back": .watchStock, "notify when back": .watchStock,
    "let know when back in stock": .watchStock, "tell when back in stock": .watchStock,
    "notify when back in stock": .watchStock, "notify": .watchStock, "let know": .watchStock,
    "let know when available": .watchStock, "tell when available": .watchStock,
  ]
}
