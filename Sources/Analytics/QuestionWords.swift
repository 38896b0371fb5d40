import Foundation
import Commerce
import Dialogue
import Yams

/// What the words of a question do, besides naming figures and dimensions.
package enum WordRole: String, Sendable, CaseIterable {
  case top, bottom, sells, bestSellers = "best_sellers", popular, busiest, used, costs, howMany = "how_many"
  case howMuch = "how_much", by, which, who, average, only, except, versus, compare, share, growth, trend, running,
    unsold, outOfStock = "out_of_stock", lowStock = "low_stock"
  case over, under, atLeast = "at_least", atMost = "at_most", equal, chart, why, and, ignored, unanswered
  case ascending, descending, worstFirst = "worst_first", bestFirst = "best_first"
}

/// The words of `prompts/analytics/words.yaml`.
package struct QuestionWords: Sendable {
  let phrases: [(role: WordRole, phrase: String)]
  /// What is meant, by the word that is written for it.
  let misspelt: [String: String]
  /// What is said of a country besides its name: "canadian".
  let countries: [String: [String]]
  let real: RealWords
  let grammar: GrammarMemory
  let loose: LoosePhrases
  let rewrites: PhraseRewrites

  /// - Throws: `ConfigurationErrors` with file and line.
  package static func load(directory: String) throws -> QuestionWords {
    var problems: [ConfigurationProblem] = []
    let patterns = PhrasePatterns(directory: directory, &problems)
    var file = YAMLSource(path: directory + "/words.yaml")
    var phrases: [(role: WordRole, phrase: String)] = []
    var seen: Set<WordRole> = []
    for (name, node) in file.pairs(of: file.root?.mapping?["words"], as: "words") {
      guard let role = WordRole(rawValue: name) else {
        file.note(
          node, found: "unknown role '\(name)'",
          expected: "one of \(WordRole.allCases.map(\.rawValue).joined(separator: ", "))")
        continue
      }
      seen.insert(role)
      phrases += patterns.expanded(file.strings(node, as: name), node, &file).map { (role, $0) }
    }
    for role in WordRole.allCases where !seen.contains(role) {
      file.note(file.root, found: "no words for '\(role.rawValue)'", expected: "a list")
    }
    var misspelt: [String: String] = [:]
    for (meant, node) in file.pairs(of: file.root?.mapping?["misspelt"], as: "misspelt") {
      for written in file.strings(node, as: meant) { misspelt[written] = meant }
    }
    var countries: [String: [String]] = [:]
    for (code, node) in file.pairs(of: file.root?.mapping?["countries"], as: "countries") {
      countries[code] = file.strings(node, as: code)
    }
    var rewrites: [(said: String, meant: String)] = []
    for (meant, node) in file.pairs(of: file.root?.mapping?["rewrites"], as: "rewrites") {
      rewrites += patterns.expanded(file.strings(node, as: meant), node, &file).map { ($0, meant) }
    }
    problems += file.problems
    guard problems.isEmpty else { throw ConfigurationErrors(problems) }
    let vocabulary = directory + "/../embeddings/static-256-int8.vocab.txt"
    return QuestionWords(
      phrases: phrases, misspelt: misspelt, countries: countries, real: RealWords(path: vocabulary),
      grammar: GrammarMemory(), loose: patterns.loose, rewrites: PhraseRewrites(rewrites))
  }
}

/// A question cut into words: lower case, without accents, possessives and sentence marks; numbers and dates whole.
struct QuestionTokens {
  let words: [String]

  init(_ text: String) {
    if let plain = Self.plainWords(text) {
      words = plain
      return
    }
    var words: [String] = []
    var current = ""
    let plain = Self.withCountries(text).lowercased().replacing("’", with: "'")
    let scalars = Array(Self.withWholeYears(plain).unicodeScalars)
    func flush() {
      while let last = current.last, "-.,:/'".contains(last) { current.removeLast() }
      if current.hasSuffix("'s") { current.removeLast(2) }
      current = current.replacing("'", with: "")
      if !current.isEmpty { words.append(current) }
      current = ""
    }
    for (index, scalar) in scalars.enumerated() {
      let character = Character(scalar)
      let next = index + 1 < scalars.count ? Character(scalars[index + 1]) : " "
      if character.isLetter || character.isNumber || character == "_" {
        current.append(character)
      } else if !current.isEmpty, "-.,:/'".contains(character), next.isLetter || next.isNumber,
        character != "," || current.last?.isNumber == true && next.isNumber,
        character != "." || current.last?.isNumber == true && next.isNumber
      {
        current.append(character)
      } else {
        let isDash = "-–—".contains(character) && current.isEmpty
        flush()
        // "Mar 3 - Mar 9"
        if isDash, next == " ", Self.isDate(words.last) { words.append("to") }
        // "2+ items", "muffins + cookies"
        if character == "+", !(next.isNumber || next.isLetter), !words.isEmpty { words.append("plus") }
        if "$€£¥₹₩₺₽₫₱₦₪฿<>=%&".contains(character) { words.append(String(character)) }
      }
    }
    flush()
    var joined: [String] = []
    for word in words {
      if word == "=", joined.last == "<" || joined.last == ">" {
        joined[joined.count - 1] += "="
      } else {
        joined.append(word)
      }
    }
    self.words = joined.map(Self.plain).map(Self.isoFromDots).flatMap(Self.ends).flatMap(Self.slashed)
  }

  /// Nearly all names and phrases have letters, digits and spaces only; a shop's are thousands, read for a question.
  private static func plainWords(_ text: String) -> [String]? {
    var hasCapitals = false
    for byte in text.utf8 {
      switch byte {
      case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: " "),
        UInt8(ascii: "_"):
        continue
      case UInt8(ascii: "A")...UInt8(ascii: "Z"): hasCapitals = true
      default: return nil
      }
    }
    let words = (hasCapitals ? text.lowercased() : text).utf8.split(separator: UInt8(ascii: " "))
    // "the US" is looked at more closely.
    guard !words.contains(where: { $0.elementsEqual("us".utf8) }) else { return nil }
    return words.map { String(Substring($0)) }
  }

  /// "US" is a country and "us" is who asks.
  private static func withCountries(_ text: String) -> String {
    var text = text.replacing("U.S.A.", with: "usa").replacing("U.S.", with: "usa").replacing("U.K.", with: "uk")
    guard text.contains(where: \.isLowercase) else { return text }
    text = " " + text + " "
    for end in [" ", "?", ",", ".", "!"] { text = text.replacing(" US\(end)", with: " usa\(end)") }
    return text.replacing(" the us ", with: " the usa ").replacing(" the us?", with: " the usa?")
  }

  /// `20.12.2025` is `2025-12-20`.
  private static func isoFromDots(_ word: String) -> String {
    let parts = word.split(separator: ".", omittingEmptySubsequences: false)
    guard parts.count == 3, (1...2).contains(parts[0].count), (1...2).contains(parts[1].count), parts[2].count == 4,
      parts.allSatisfy({ Int($0) != nil })
    else { return word }
    return [parts[2], parts[1], parts[0]].joined(separator: "-")
  }

  /// "'25" is a year.
  private static func withWholeYears(_ text: String) -> String {
    guard text.contains("'") else { return text }
    return text.split(separator: " ", omittingEmptySubsequences: false).map { word -> String in
      guard word.hasPrefix("'"), word.dropFirst().prefix(while: \.isNumber).count == 2,
        word.dropFirst(3).allSatisfy({ "?!.,".contains($0) })
      else { return String(word) }
      return "20" + word.dropFirst()
    }.joined(separator: " ")
  }

  private static func isSlashDate(_ word: String) -> Bool {
    let parts = word.split(separator: "/", omittingEmptySubsequences: false).map { Int($0) }
    return (2...3).contains(parts.count) && parts.allSatisfy { $0 != nil }
  }

  private static func isDate(_ word: String?) -> Bool {
    guard let word else { return false }
    return isSlashDate(word) || TimeWords.months[word] != nil || TimeWords.dayOfMonth(word) != nil
      || TimeWords.year(word) != nil
      || TimeWords.weekdays[word] != nil || word.split(separator: "-").count == 3
  }

  /// "Jan-Mar", "3-9": both ends of a time.
  private static func ends(_ word: String) -> [String] {
    let parts = word.split(separator: "-").map(String.init)
    guard parts.count == 2 else { return [word] }
    let isTime = { (part: String) in
      TimeWords.months[part] != nil || TimeWords.weekdays[part] != nil
        || part.count == 2 && part.hasPrefix("q") && Int(part.dropFirst()) != nil
    }
    // "7-10am"
    let isOfHours = Int(parts[0]) != nil && ["am", "pm"].contains { parts[1].hasSuffix($0) && parts[1].count > 2 }
    let isPair =
      isOfHours || parts.allSatisfy(isTime) || parts.allSatisfy { TimeWords.dayOfMonth($0) != nil }
      || parts.allSatisfy(isSlashDate)
    return isPair ? [parts[0], "to", parts[1]] : [word]
  }

  /// "orders/day" is "orders per day", "orders/revenue" both.
  private static func slashed(_ word: String) -> [String] {
    let parts = word.split(separator: "/").map(String.init)
    guard parts.count == 2, parts.allSatisfy({ $0.count >= 3 && $0.allSatisfy(\.isLetter) }) else { return [word] }
    let isPer = TimeWords.units[parts[1]] != nil || ["order", "customer", "client", "basket"].contains(parts[1])
    return [parts[0], isPer ? "per" : "and", parts[1]]
  }

  /// Without accents: `Málaga` is `malaga`.
  private static func plain(_ word: String) -> String {
    guard word.utf8.contains(where: { $0 >= 0x80 }) else { return word }
    let bare = word.decomposedStringWithCanonicalMapping.unicodeScalars.filter { !(0x300...0x36f).contains($0.value) }
    return String(String.UnicodeScalarView(bare))
  }
}
