/// A product's title from the titles of its variants.
enum MerchantTitle {
  /// What all begin with, cut at a word and before an option's name: of `Rain jacket - Blue, M` and
  /// `Rain jacket - Red, S` it is `Rain jacket`, and of `Ball Size 4` and `Ball Size 5` it is `Ball`.
  /// The first title where that leaves too little.
  static func common(_ titles: [String], optionNames: [String] = []) -> String {
    guard let first = titles.first else { return "" }
    let words = first.split(separator: " ")
    var shared = words.count
    for title in titles.dropFirst() {
      let pairs = zip(words, title.split(separator: " "))
      shared = min(shared, pairs.prefix { bare($0) == bare($1) }.count)
    }
    var kept = words.prefix(shared)
    while let last = kept.last,
      !last.unicodeScalars.contains(where: { $0.properties.isAlphabetic || $0.properties.numericType != nil })
    {
      kept.removeLast()
    }
    // An option's name says nothing where its value is cut off: "Size".
    let names = Set(optionNames.map { $0.lowercased() })
    if kept.count > 1, let last = kept.last, names.contains(bare(last).lowercased()) { kept.removeLast() }
    let title = bare(kept.joined(separator: " ")[...])
    return title.unicodeScalars.count < shortestTitle ? first : title
  }

  /// A variant's title without its own options at the end: `Pork sausages, Pack of 6` is `Pork sausages`.
  static func bare(_ title: String, of options: [String]) -> String {
    for option in options where !option.isEmpty && title.lowercased().hasSuffix(option.lowercased()) {
      let rest = title.dropLast(option.count)
      guard let last = rest.last, !last.isLetter, !last.isNumber else { continue }
      var kept = bare(rest)
      while kept.last?.isWhitespace == true { kept = bare(kept.dropLast()) }
      if kept.unicodeScalars.count >= shortestTitle { return kept }
    }
    return title
  }

  private static let shortestTitle = 3

  private static func bare(_ word: Substring) -> String {
    var rest = word
    while let last = rest.last, ",;:-–(/|".contains(last) { rest.removeLast() }
    return String(rest)
  }
}
