import Commerce
import Foundation

/// Everything a question's words may mean in one shop, found by their longest phrase.
struct Lexicon {
  enum Meaning: Hashable {
    case metric(String)
    /// Whether the word was in the plural.
    case dimension(String, isPlural: Bool)
    case role(WordRole)
    case name(dimension: String, value: String)
  }

  struct Entry {
    let length: Int
    let meanings: [Meaning]

    var isName: Bool { meanings.contains { if case .name = $0 { true } else { false } } }
    var isFigure: Bool { meanings.contains { if case .metric = $0 { true } else { false } } }
  }

  private var phrases: [String: [Meaning]] = [:]
  /// Figures' phrases of several words as ``LoosePhrases`` has them.
  private var loose: [String: [Meaning]] = [:]
  private let looseWords: LoosePhrases
  private var longest = 1
  private var vocabulary: Set<String> = []
  /// Every word of every phrase and name: none of these is misspelt.
  private var known: Set<String> = []
  /// The words of product names, for a part of a name.
  private var nameWords: [String: Set<String>] = [:]
  /// The same of the other dimensions' names.
  private var otherWords: [String: [String: Set<String>]] = [:]
  private var corrector: [Int: [String]] = [:]
  private var namesToCorrect: Set<String> = []
  /// Words of the grammar by what is left of them without vowels.
  private var shortened: [String: [String]] = [:]
  private let misspelt: [String: String]
  private let countries: [String: [String]]
  private let real: RealWords
  let rewrites: PhraseRewrites

  /// What owners say for a platform's states.
  private static let spoken = [
    "cash_on_delivery": ["cod", "on delivery"], "pay_at_pickup": ["at pickup", "on pickup", "at pick-up"],
    "pending": [
      "unpaid", "not paid", "awaiting payment", "havent been paid", "have not been paid", "not been paid",
      "not yet paid",
      "yet to be paid", "waiting for payment", "havent paid",
    ],
    "unfulfilled": [
      "unshipped", "not shipped", "not fulfilled", "havent shipped", "have not shipped", "hasnt shipped",
      "have not been shipped", "havent been shipped", "not yet shipped", "yet to ship", "yet to be shipped",
      "waiting to be shipped", "waiting to ship", "to be shipped", "awaiting fulfillment", "awaiting fulfilment",
      "awaiting shipment", "havent been fulfilled", "not been fulfilled", "not yet fulfilled", "still to ship",
      "need to be shipped", "need shipping", "need to ship", "not been shipped", "waiting to go out", "still to go out",
      "to go out", "not gone out", "not sent out", "unsent", "not dispatched", "undispatched", "waiting to be sent",
      "waiting to be dispatched", "not left yet", "still to be sent",
    ],
    "partial": ["partially fulfilled", "partially shipped"], "fulfilled": ["shipped"],
    "partially_refunded": ["partly refunded"],
    "at_risk": [
      "at-risk",
      "slipping away", "drifting away", "going quiet", "going cold", "might i lose", "could i lose", "may i lose",
      "likely to leave", "at risk", "about to leave", "about to churn", "likely to churn", "going to churn",
      "at risk of churning", "are we losing",
      "am i losing", "we are losing", "losing",
    ],
    "full price": [
      "full price", "full-price",
      "without discounts", "without discount", "without a discount", "without any discount", "without any discounts",
      "at full price",
      "without a coupon", "without coupons", "without coupon", "with no discount", "no discount", "no discounts",
      "no coupon",
    ],
    "free shipping": [
      "with free shipping", "with free delivery", "without shipping", "with no shipping", "on free shipping",
      "free shipping", "free delivery",
    ],
    "paid shipping": ["with paid shipping", "with shipping charged", "paid shipping", "paid delivery"],
    "discounted": ["with a discount", "with discounts", "with discount", "with a coupon", "with any discount"],
    "gold": ["gold tier", "gold members", "gold customers"],
    "silver": ["silver tier", "silver members", "silver customers"],
    "bronze": ["bronze tier", "bronze members", "bronze customers"],
    "platinum": ["platinum tier", "platinum members", "platinum customers"],
    "substituted": ["substituted items", "substituted products", "substitutes"],
    "churned": ["inactive", "lapsed", "gone quiet"],
    "pos": [
      "in store", "in-store", "instore", "point of sale", "in person", "at the till", "at the counter", "in shop",
      "in-shop",
      "offline", "walk-in", "walk-ins", "walk in", "walk ins", "over the counter", "physical store", "retail store",
      "brick and mortar", "shop floor", "the shop floor", "sales floor", "the sales floor", "the counter", "the till",
      "the tills",
    ],
    "web": [
      "online", "online store", "website", "the site", "webshop", "web shop", "internet", "web store", "ecommerce",
      "e-commerce", "on the web",
    ],
    "Shopify Payments": ["card", "cards", "credit card", "credit cards", "debit card"],
    "Stripe": ["card", "cards", "credit card", "credit cards"],
    "instagram": ["insta", "ig"], "facebook": ["fb"], "whatsapp": ["whats app", "wa"], "telegram": ["tg"],
    "shopify_draft_order": ["draft", "drafts"],
  ]

  /// Their values are words of goods too ("gold") and are only meant as ``spoken`` has them.
  private static let onlySpoken: Set<String> = ["loyalty_tier", "substituted", "price_kind", "shipping_kind"]

  /// What names mean first where two dimensions share them.
  private static let nameOrder = [
    "coupon", "category", "product", "brand", "city", "country", "channel", "payment_method", "staff", "status",
    "payment_status", "variant", "sku", "segment", "loyalty_tier", "substituted", "price_kind",
    "shipping_kind",
  ]

  init(layer: AnalyticsLayer, words: QuestionWords, names: ShopNames) {
    self = names.memory.lexicon(of: words.grammar) { Lexicon(layer, words, goods: names) }
    for customer in names.customers { add(customer.said, .name(dimension: "customer", value: customer.name)) }
    for customer in names.customers where QuestionTokens(customer.said).words.count > 1 {
      // "ada holts orders"
      let possessive = QuestionTokens(customer.said + "s").words.joined(separator: " ")
      if phrases[possessive] == nil { add(customer.said + "s", .name(dimension: "customer", value: customer.name)) }
    }
    known.formUnion(names.customers.flatMap { QuestionTokens($0.said).words })
  }

  /// With the shop's names, but those of its customers.
  private init(_ layer: AnalyticsLayer, _ words: QuestionWords, goods names: ShopNames) {
    self = words.grammar.lexicon { Lexicon(grammarOf: layer, words) }
    for name in Self.nameOrder { addNames(of: name, names) }
    for option in names.options.sorted() { addOption(option) }
    known.formUnion(nameWords.keys)
    for words in otherWords.values { known.formUnion(words.keys) }
  }

  /// What every shop's questions have in common.
  private init(grammarOf layer: AnalyticsLayer, _ words: QuestionWords) {
    (misspelt, real, countries) = (words.misspelt, words.real, words.countries)
    (looseWords, rewrites) = (words.loose, words.rewrites)
    for metric in layer.metrics {
      for word in metric.words + [metric.name.replacing("_", with: " ")] { add(word, .metric(metric.name)) }
    }
    for dimension in layer.dimensions {
      for word in dimension.words + [dimension.name.replacing("_", with: " ")] {
        add(word, .dimension(dimension.name, isPlural: word.hasSuffix("s") && !word.hasSuffix("ss")))
      }
    }
    for (role, phrase) in words.phrases { add(phrase, .role(role)) }
    vocabulary = Set(phrases.keys.flatMap { $0.split(separator: " ").map(String.init) }.filter { $0.count >= 4 })
    vocabulary.formUnion(TimeWords.all)
    shortened = Dictionary(
      grouping: vocabulary.union(["many", "much", "last"]).sorted(),
      by: { word in String(word.prefix(1)) + word.dropFirst().filter { !"aeiou".contains($0) } })
    corrector = Dictionary(grouping: vocabulary.sorted(), by: \.count)
    known = TimeWords.known.union(rewrites.words).union(QuestionScanner.moneyWords).union(
      phrases.keys.flatMap { $0.split(separator: " ").map(String.init) })
  }

  private mutating func addNames(of dimension: String, _ names: ShopNames) {
    let all = names.all(of: dimension)
    // A shop that has "Card" and "Shopify Payments" means the first by "card".
    let own = dimension == "payment_method" ? Set(all.map { $0.lowercased() }) : []
    for value in all {
      let tokens = QuestionTokens(value.replacing("_", with: " ")).words
      for word in Self.spoken[value] ?? [] where !own.contains(Self.singular(word)) {
        add(word, .name(dimension: dimension, value: value))
      }
      guard !tokens.isEmpty, !Self.onlySpoken.contains(dimension) else { continue }
      // "BOOK" is a word before it is a number of goods; "sku book" is told by the words of the name.
      if dimension == "sku", tokens.count == 1, tokens[0].allSatisfy(\.isLetter) { continue }
      let phrase = tokens.joined(separator: " ")
      let name = Meaning.name(dimension: dimension, value: value)
      put(phrase, tokens.count, name)
      let singles = tokens.map(Self.singular)
      let flexible = singles.joined(separator: " ")
      if flexible != phrase, phrases[flexible] == nil { put(flexible, tokens.count, name) }
      let plural = phrase + "s"
      if phrases[plural] == nil { put(plural, tokens.count, name) }
      if dimension == "payment_method", tokens.count > 2 {
        // "COD"
        let initials = String(tokens.compactMap(\.first))
        if phrases[initials] == nil { add(initials, .name(dimension: dimension, value: value)) }
      }
      if phrase.contains("-") {
        // "Pre-Rolls" are written "prerolls" and "pre rolls".
        for part in ["", " "] {
          let other = phrase.replacing("-", with: part)
          if phrases[other] == nil { add(other, .name(dimension: dimension, value: value)) }
          let single = other.split(separator: " ").map { Self.singular(String($0)) }.joined(separator: " ")
          if phrases[single] == nil { add(single, .name(dimension: dimension, value: value)) }
        }
      }
      if dimension == "product", let dash = value.ranges(of: " - ").first {
        // Without a catalogue a line's name is "House Blend - 250g"; "House Blend" is all of them.
        add(String(value[..<dash.lowerBound]), .name(dimension: dimension, value: value))
      }
      if dimension == "variant", let dash = value.ranges(of: " - ").last {
        // "the 4 person kit", "the case of 12"
        let option = QuestionTokens(String(value[dash.upperBound...])).words
        let isGrammar = meanings(option.joined(separator: " ")).contains { if case .name = $0 { false } else { true } }
        if option.count > 1, !isGrammar {
          add(option.joined(separator: " "), .name(dimension: dimension, value: value))
        }
      }
      if dimension == "country" { addCountry(value) }
      for token in tokens where token.count >= 5 && token.allSatisfy(\.isLetter) { namesToCorrect.insert(token) }
      if let open = value.firstIndex(of: "("), let close = value.lastIndex(of: ")"), open < close {
        // "Cash on Delivery (COD)" is said either way.
        add(String(value[..<open]), .name(dimension: dimension, value: value))
        if dimension != "product" {
          add(String(value[value.index(after: open)..<close]), .name(dimension: dimension, value: value))
        }
      }
      let parts = tokens.filter { $0.utf8.contains(UInt8(ascii: "-")) }.flatMap { $0.split(separator: "-") }
      for token in Set(singles + parts.map { Self.singular(String($0)) })
      where token.count >= 3 || token.count == 2 && token.contains(where: \.isLetter) {
        if dimension == "product" {
          nameWords[token, default: []].insert(value)
        } else {
          otherWords[dimension, default: [:]][token, default: []].insert(value)
        }
      }
    }
  }

  /// "which gauge sells best": what a shop's goods differ in is a word for its variants.
  private mutating func addOption(_ option: String) {
    let words = QuestionTokens(option).words
    guard words.count == 1, let word = words.first, word.count > 2, word.allSatisfy(\.isLetter), word != "title" else {
      return
    }
    for (form, isPlural) in [(word, false), (word + "s", true)] where phrases[form] == nil {
      add(form, .dimension("variant", isPlural: isPlural))
      known.insert(form)
    }
  }

  /// Shops keep `PT`; owners say Portugal.
  private mutating func addCountry(_ code: String) {
    guard code.count == 2 else { return }
    let spoken = ["US": ["usa", "united states", "america", "the states"], "GB": ["uk", "britain", "england"]]
    let name = Locale(identifier: "en_US").localizedString(forRegionCode: code)
    for word in (spoken[code] ?? []) + (name.map { [$0] } ?? []) + (countries[code] ?? []) {
      add(word, .name(dimension: "country", value: code))
    }
  }

  /// - Parameter key: words as ``QuestionTokens`` has them, so many of them.
  private mutating func put(_ key: String, _ count: Int, _ meaning: Meaning) {
    longest = max(longest, min(count, 12))
    if phrases[key]?.contains(meaning) == true { return }
    phrases[key, default: []].append(meaning)
  }

  private mutating func add(_ phrase: String, _ meaning: Meaning) {
    let tokens = QuestionTokens(phrase).words
    guard !tokens.isEmpty else { return }
    let key = tokens.joined(separator: " ")
    longest = max(longest, min(tokens.count, 12))
    if phrases[key]?.contains(meaning) == true { return }
    phrases[key, default: []].append(meaning)
    if case .metric = meaning, let key = looseWords.key(tokens), loose[key]?.contains(meaning) != true {
      loose[key, default: []].append(meaning)
    }
  }

  /// The longest phrase that begins at a word.
  func entry(_ words: [String], at index: Int) -> Entry? {
    let wide = looseWords.longest(words, at: index) { loose[$0] }.map { Entry(length: $0.length, meanings: $0.found) }
    for length in stride(from: min(longest, words.count - index), to: wide?.length ?? 0, by: -1) {
      let key = words[index..<index + length].joined(separator: " ")
      if let meanings = phrases[key] ?? flexible(words[index..<index + length]) {
        return Entry(length: length, meanings: meanings)
      }
    }
    guard let wide else { return nil }
    // What is said outright is meant before what is said like it.
    let exact = phrases[words[index..<index + wide.length].joined(separator: " ")]
    return Entry(length: wide.length, meanings: exact ?? wide.meanings)
  }

  /// A name in another number: "wool scarves".
  private func flexible(_ words: ArraySlice<String>) -> [Meaning]? {
    let names = phrases[words.map(Self.singular).joined(separator: " ")]?.filter {
      if case .name = $0 { true } else { false }
    }
    return names?.isEmpty == false ? names : nil
  }

  func meanings(_ phrase: String) -> [Meaning] { phrases[phrase] ?? [] }

  /// The one category whose name ends in a word: "Houseplants" in "plant".
  func category(endingIn word: String) -> String? {
    let found = (otherWords["category"] ?? [:]).filter { $0.key.hasSuffix(word) && $0.key != word }
    return found.count == 1 ? found.first?.value.first : nil
  }

  func isPartOfName(_ word: String) -> Bool { nameWords[word] != nil || otherWords.values.contains { $0[word] != nil } }

  func hasNames(of dimension: String) -> Bool { otherWords[dimension]?.isEmpty == false }

  /// Whether a word is of the grammar or of one of the shop's names, as it stands.
  func isKnown(_ word: String) -> Bool { known.contains(word) || known.contains(Self.singular(word)) }

  /// Whether something is said for which no figure of the layer stands: a forecast, advice.
  func saysUnanswered(_ words: [String]) -> Bool {
    words.indices.contains { index in
      entry(words, at: index)?.meanings.contains(.role(.unanswered)) ?? false
    }
  }

  /// The shop's values of these very words, as a question would name them.
  func names(of words: [String]) -> (dimension: String, values: [String])? {
    let meanings = entry(words, at: 0).map { $0.length == words.count ? $0.meanings : [] } ?? []
    let found = meanings.compactMap { meaning -> (dimension: String, value: String)? in
      if case .name(let dimension, let value) = meaning { (dimension, value) } else { nil }
    }
    guard let first = found.first else { return named(with: words) }
    return (first.dimension, found.filter { $0.dimension == first.dimension }.map(\.value))
  }

  func isFigure(_ word: String) -> Bool { meanings(word).contains { if case .metric = $0 { true } else { false } } }

  /// A misspelt word of the grammar; nil where none is near.
  func corrected(_ word: String) -> String? {
    if let meant = misspelt[word], nameWords[Self.singular(word)] == nil, phrases[word] == nil { return meant }
    guard word.count >= 3, word.allSatisfy(\.isLetter), !known.contains(word),
      !known.contains(Self.singular(word)), !real.contains(word)
    else { return nil }
    if let whole = withoutVowels(word) { return whole }
    guard word.count >= 4 else { return nil }
    for index in word.indices.dropFirst() where word[index] == word[word.index(before: index)] {
      var single = word
      single.remove(at: index)
      if phrases[single] != nil { return single }
    }
    let limit = word.count >= 8 ? 2 : 1
    var best: (word: String, distance: Int)?
    for length in word.count - limit...word.count + limit {
      for known in corrector[length] ?? [] {
        guard let distance = Self.distance(word, known, limit: limit) else { continue }
        if best == nil || distance < best?.distance ?? 0 { best = (known, distance) }
      }
    }
    let names = namesToCorrect.filter { $0.utf8.first == word.utf8.first && abs($0.count - word.count) <= 1 }
    for name in names.sorted() {
      guard let distance = Self.distance(word, name, limit: 1), distance < best?.distance ?? 2 else { continue }
      best = (name, distance)
    }
    return best?.word ?? withoutSomeVowels(word)
  }

  /// "custmrs", "octbr": too far from the word for a slip, and nothing else has these consonants.
  private func withoutSomeVowels(_ word: String) -> String? {
    if word.count >= 5 {
      // "chanell", "comission"
      let near = (word.count - 1...word.count + 1).flatMap { corrector[$0] ?? [] }
      let same = near.filter { Self.undoubled($0) == Self.undoubled(word) }
      if same.count == 1 { return same[0] }
    }
    guard word.count >= 5, let first = word.first else { return nil }
    let key = String(first) + word.dropFirst().filter { !"aeiou".contains($0) }
    guard let found = shortened[key], found.count == 1, key.count >= 4, found[0].count > word.count else { return nil }
    return found[0]
  }

  /// "prdcts" is short for the one word of the grammar that has just these consonants.
  private func withoutVowels(_ word: String) -> String? {
    let vowels: Set<Character> = ["a", "e", "i", "o", "u"]
    guard !word.contains(where: vowels.contains) else { return nil }
    let found = shortened[word] ?? []
    return found.count == 1 ? found.first : nil
  }

  /// "rain jacket blue L vs red M": the second is a variant of the first one's product.
  func sibling(of filter: AnalyticsFilter, _ words: [String]) -> (dimension: String, values: [String])? {
    guard ["variant", "product"].contains(filter.dimension) else { return nil }
    for value in filter.values {
      let title = value.ranges(of: " - ").first.map { value[..<$0.lowerBound] } ?? value[...]
      let key = (QuestionTokens(String(title)).words + words).joined(separator: " ")
      let values = (phrases[key] ?? []).compactMap { meaning -> String? in
        if case .name("variant", let value) = meaning { value } else { nil }
      }
      if !values.isEmpty { return ("variant", values) }
    }
    return nil
  }

  /// What has all these words in its name, products first.
  func named(with words: [String]) -> (dimension: String, values: [String])? {
    let products = Self.common(words, in: nameWords)
    if !products.isEmpty { return ("product", products) }
    return Self.nameOrder.lazy.compactMap { dimension in
      let values = Self.common(words, in: otherWords[dimension] ?? [:])
      return values.isEmpty ? nil : (dimension, values)
    }.first
  }
}
