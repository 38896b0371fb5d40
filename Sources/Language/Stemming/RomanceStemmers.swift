/// Takes plural and gender off Spanish words, after J. Savoy's light stemmer: `naranjas` is `naranj`, `luces` is `luz`.
enum SpanishStemmer {
  private static let shortestStem = 3

  static func stem(_ word: inout [UInt8]) {
    if word.hasSuffix("eses"), word.count >= shortestStem + 2 {
      word.removeLast(2)
    } else if word.hasSuffix("ces"), word.count >= shortestStem + 2 {
      word.replaceSuffix(ofLength: 3, with: "z")
    } else if word.hasSuffix("os") || word.hasSuffix("as") || word.hasSuffix("es"), word.count >= shortestStem + 2 {
      word.removeLast(2)
    } else if word.hasSuffix("o") || word.hasSuffix("a") || word.hasSuffix("e"), word.count > shortestStem {
      word.removeLast()
    }
  }
}

/// Takes plural and gender off Portuguese words: `limões` (folded `limoes`) is `limao`, `papéis` is `papel`.
enum PortugueseStemmer {
  private static let shortestWord = 4
  private static let plurals: [(suffix: StaticString, length: Int, replacement: StaticString)] = [
    ("oes", 3, "ao"), ("aes", 3, "ao"), ("ais", 3, "al"), ("eis", 3, "el"), ("ois", 3, "ol"), ("res", 3, "r"),
    ("zes", 3, "z"), ("les", 3, "l"), ("ses", 3, "s"), ("ns", 2, "m"), ("is", 2, "il"), ("s", 1, ""),
  ]

  static func stem(_ word: inout [UInt8]) {
    guard word.count >= shortestWord else { return }
    if let plural = plurals.first(where: { word.hasSuffix($0.suffix) }),
      word.count > plural.length + (plural.replacement.utf8CodeUnitCount == 2 ? 0 : 1)
    {
      word.replaceSuffix(ofLength: plural.length, with: plural.replacement)
    }
    guard word.count > shortestWord, !word.hasSuffix("ao") else { return }
    if word.hasSuffix("o") || word.hasSuffix("a") || word.hasSuffix("e") { word.removeLast() }
  }
}
