/// Takes particles, possessives and the commonest affixes off Indonesian words: `pesanannya` and `memesan` are `pesan`.
///
/// After F. Tala's stemmer, but an affix goes only where at least four letters stay.
enum IndonesianStemmer {
  private static let shortestStem = 4
  private static let particles: [StaticString] = ["lah", "kah", "tah", "pun"]
  private static let possessives: [StaticString] = ["nya", "ku", "mu"]
  private static let suffixes: [StaticString] = ["kan", "an"]
  private static let prefixes: [(prefix: StaticString, replacement: StaticString)] = [
    ("meng", ""), ("meny", "s"), ("mem", "p"), ("men", "t"), ("me", ""), ("peng", ""), ("peny", "s"), ("ber", ""),
    ("ter", ""), ("di", ""),
  ]

  static func stem(_ word: inout [UInt8]) {
    removeSuffix(of: particles, from: &word)
    removeSuffix(of: possessives, from: &word)
    let hasPrefix = removePrefix(from: &word)
    if hasPrefix || word.count > shortestStem + 2 { removeSuffix(of: suffixes, from: &word) }
  }

  private static func removeSuffix(of list: [StaticString], from word: inout [UInt8]) {
    guard let suffix = list.first(where: { word.hasSuffix($0) }) else { return }
    guard word.count - suffix.utf8CodeUnitCount >= shortestStem else { return }
    word.removeLast(suffix.utf8CodeUnitCount)
  }

  /// `mem-` and `men-` swallow a `p` or `t` only before a vowel: `memesan` is `pesan`, `membeli` is `beli`.
  private static func removePrefix(from word: inout [UInt8]) -> Bool {
    guard let rule = prefixes.first(where: { word.hasPrefix($0.prefix) }) else { return false }
    let length = rule.prefix.utf8CodeUnitCount
    guard word.count - length >= shortestStem - 1 else { return false }
    let restoresLetter = rule.replacement.utf8CodeUnitCount > 0 && "aeiou".utf8.contains(word[length])
    guard word.count - length + (restoresLetter ? 1 : 0) >= shortestStem else { return false }
    word.removeFirst(length)
    if restoresLetter { word.insert(rule.replacement.utf8Start[0], at: 0) }
    return true
  }
}
