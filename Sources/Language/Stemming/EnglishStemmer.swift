/// Porter 2, Snowball's English stemmer (https://snowballstem.org/algorithms/english/stemmer.html).
struct EnglishStemmer {
  private var word: [UInt8]
  /// Where the regions R1 and R2 of the algorithm begin.
  private var region1 = 0
  private var region2 = 0

  static func stem(_ word: [UInt8]) -> [UInt8] {
    guard word.count > 2 else { return word }
    if let exception = exceptions[word] { return exception }
    var stemmer = EnglishStemmer(word: word)
    stemmer.run()
    return stemmer.word.map { $0 == consonantY ? UInt8(ascii: "y") : $0 }
  }

  private init(word: [UInt8]) {
    self.word = word
  }

  private mutating func run() {
    markConsonantYs()
    findRegions()
    removePlural()
    if Self.finishedAfterPlural.contains(word) { return }
    removePastAndProgressive()
    replaceFinalY()
    replaceFirst(of: Self.step2, from: region1)
    replaceFirst(of: Self.step3, from: region1)
    replaceFirst(of: Self.step4, from: region2)
    removeFinalLetter()
  }

  private mutating func markConsonantYs() {
    for position in word.indices where word[position] == UInt8(ascii: "y") {
      if position == 0 || Self.isVowel(word[position - 1]) { word[position] = Self.consonantY }
    }
  }

  private mutating func findRegions() {
    if word.hasPrefix("gener") || word.hasPrefix("arsen") {
      region1 = 5
    } else if word.hasPrefix("commun") {
      region1 = 6
    } else {
      region1 = regionAfter(0)
    }
    region2 = regionAfter(region1)
  }

  /// The position after the first consonant that follows a vowel.
  private func regionAfter(_ start: Int) -> Int {
    var position = start
    while position < word.count, !Self.isVowel(word[position]) { position += 1 }
    while position < word.count, Self.isVowel(word[position]) { position += 1 }
    return min(position + 1, word.count)
  }

  /// Step 1a.
  private mutating func removePlural() {
    if word.hasSuffix("sses") {
      word.removeLast(2)
    } else if word.hasSuffix("ied") || word.hasSuffix("ies") {
      word.removeLast(word.count > 4 ? 2 : 1)
    } else if word.hasSuffix("s"), !word.hasSuffix("us"), !word.hasSuffix("ss") {
      if hasVowel(before: word.count - 2) { word.removeLast() }
    }
  }

  /// Step 1b.
  private mutating func removePastAndProgressive() {
    for (suffix, length) in Self.eedSuffixes where word.hasSuffix(suffix) {
      if word.count - length >= region1 { word.replaceSuffix(ofLength: length, with: "ee") }
      return
    }
    for (suffix, length) in Self.edAndIngSuffixes where word.hasSuffix(suffix) {
      guard hasVowel(before: word.count - length) else { return }
      word.removeLast(length)
      repairAfterRemoval()
      return
    }
  }

  private mutating func repairAfterRemoval() {
    if word.hasSuffix("at") || word.hasSuffix("bl") || word.hasSuffix("iz") {
      word.append(UInt8(ascii: "e"))
    } else if endsInDouble {
      word.removeLast()
    } else if region1 >= word.count, endsInShortSyllable(at: word.count) {
      word.append(UInt8(ascii: "e"))
    }
  }

  /// Step 1c.
  private mutating func replaceFinalY() {
    guard word.count > 2, let last = word.last, last == UInt8(ascii: "y") || last == Self.consonantY,
      !Self.isVowel(word[word.count - 2])
    else { return }
    word[word.count - 1] = UInt8(ascii: "i")
  }

  /// Steps 2 to 4: only the longest suffix counts, and only when it lies in its region.
  private mutating func replaceFirst(of rules: [Rule], from region: Int) {
    guard let rule = rules.first(where: { word.hasSuffix($0.suffix) }) else { return }
    let length = rule.suffix.utf8CodeUnitCount
    let stem = word.count - length
    guard stem >= region, allows(rule.condition, stem: stem) else { return }
    word.replaceSuffix(ofLength: length, with: rule.replacement)
  }

  private func allows(_ condition: Rule.Condition, stem: Int) -> Bool {
    switch condition {
    case .none: true
    case .afterL: stem > 0 && word[stem - 1] == UInt8(ascii: "l")
    case .afterLiEnding: stem > 0 && "cdeghkmnrt".utf8.contains(word[stem - 1])
    case .afterSOrT: stem > 0 && (word[stem - 1] == UInt8(ascii: "s") || word[stem - 1] == UInt8(ascii: "t"))
    case .inRegion2: stem >= region2
    }
  }

  /// Step 5.
  private mutating func removeFinalLetter() {
    let stem = word.count - 1
    if word.hasSuffix("e") {
      if stem >= region2 || (stem >= region1 && !endsInShortSyllable(at: stem)) { word.removeLast() }
    } else if word.hasSuffix("ll"), stem >= region2 {
      word.removeLast()
    }
  }

  private var endsInDouble: Bool {
    guard word.count > 1, let last = word.last, word[word.count - 2] == last else { return false }
    return "bdfgmnprt".utf8.contains(last)
  }

  private func hasVowel(before end: Int) -> Bool {
    end > 0 && word[..<end].contains(where: Self.isVowel)
  }

  private func endsInShortSyllable(at end: Int) -> Bool {
    if end == 2 { return Self.isVowel(word[0]) && !Self.isVowel(word[1]) }
    guard end > 2 else { return false }
    let last = word[end - 1]
    return !Self.isVowel(last) && last != UInt8(ascii: "w") && last != UInt8(ascii: "x") && last != Self.consonantY
      && Self.isVowel(word[end - 2]) && !Self.isVowel(word[end - 3])
  }

  private static func isVowel(_ letter: UInt8) -> Bool {
    switch letter {
    case UInt8(ascii: "a"), UInt8(ascii: "e"), UInt8(ascii: "i"), UInt8(ascii: "o"), UInt8(ascii: "u"),
      UInt8(ascii: "y"):
      true
    default: false
    }
  }
}

extension EnglishStemmer {
  private struct Rule {
    enum Condition { case none, afterL, afterLiEnding, afterSOrT, inRegion2 }
    var suffix: StaticString
    var replacement: StaticString
    var condition = Condition.none

    init(_ suffix: StaticString, _ replacement: StaticString, _ condition: Condition = .none) {
      self.suffix = suffix
      self.replacement = replacement
      self.condition = condition
    }
  }

  /// The algorithm writes a `y` that is a consonant as `Y`.
  private static let consonantY = UInt8(ascii: "Y")
  private static let eedSuffixes: [(StaticString, Int)] = [("eedly", 5), ("eed", 3)]
  private static let edAndIngSuffixes: [(StaticString, Int)] = [("ingly", 5), ("edly", 4), ("ing", 3), ("ed", 2)]

  private static let step2: [Rule] = [
    Rule("ational", "ate"), Rule("fulness", "ful"), Rule("iveness", "ive"), Rule("ization", "ize"),
    Rule("ousness", "ous"), Rule("biliti", "ble"), Rule("lessli", "less"), Rule("tional", "tion"),
    Rule("alism", "al"), Rule("aliti", "al"), Rule("ation", "ate"), Rule("entli", "ent"), Rule("fulli", "ful"),
    Rule("iviti", "ive"), Rule("ousli", "ous"), Rule("abli", "able"), Rule("alli", "al"), Rule("anci", "ance"),
    Rule("ator", "ate"), Rule("enci", "ence"), Rule("izer", "ize"), Rule("bli", "ble"), Rule("ogi", "og", .afterL),
    Rule("li", "", .afterLiEnding),
  ]

  private static let step3: [Rule] = [
    Rule("ational", "ate"), Rule("tional", "tion"), Rule("alize", "al"), Rule("icate", "ic"), Rule("iciti", "ic"),
    Rule("ative", "", .inRegion2), Rule("ical", "ic"), Rule("ness", ""), Rule("ful", ""),
  ]

  private static let step4: [Rule] = [
    Rule("ement", ""), Rule("able", ""), Rule("ance", ""), Rule("ence", ""), Rule("ible", ""), Rule("ment", ""),
    Rule("ant", ""), Rule("ate", ""), Rule("ent", ""), Rule("ion", "", .afterSOrT), Rule("ism", ""), Rule("iti", ""),
    Rule("ive", ""), Rule("ize", ""), Rule("ous", ""), Rule("al", ""), Rule("er", ""), Rule("ic", ""),
  ]

  private static let finishedAfterPlural = Set(
    ["inning", "outing", "canning", "herring", "earring", "proceed", "exceed", "succeed"].map { Array($0.utf8) })

  private static let exceptions: [[UInt8]: [UInt8]] = {
    let pairs = [
      "skis": "ski", "skies": "sky", "dying": "die", "lying": "lie", "tying": "tie", "idly": "idl",
      "gently": "gentl", "ugly": "ugli", "early": "earli", "only": "onli", "singly": "singl", "sky": "sky",
      "news": "news", "howe": "howe", "atlas": "atlas", "cosmos": "cosmos", "bias": "bias", "andes": "andes",
    ]
    return Dictionary(uniqueKeysWithValues: pairs.map { (Array($0.key.utf8), Array($0.value.utf8)) })
  }()
}
