import Commerce
import Language

/// Finds SKUs among tokens, which a tokeniser has cut at their hyphens: `rj`, `-`, `001`.
struct SKULinker {
  private static let longestTokens = 9
  private static let shortestDigits = 4
  private static let shortest = 3
  private static let shortestLetters = 5

  let catalog: StoreCatalog

  func mentions(in tokens: [String]) -> [CatalogMention] {
    var found: [CatalogMention] = []
    var start = 0
    while start < tokens.count {
      if let mention = longest(in: tokens, from: start) {
        found.append(mention)
        start = mention.tokens.upperBound
      } else {
        start += 1
      }
    }
    return found
  }

  private func longest(in tokens: [String], from start: Int) -> CatalogMention? {
    var key = ""
    var found: CatalogMention?
    for end in start..<min(tokens.count, start + Self.longestTokens) {
      let part = SKUKey.make(tokens[end])
      if part.isEmpty {
        guard end > start, Self.joints.contains(tokens[end]) else { break }
        continue
      }
      if end > start, !Self.joints.contains(tokens[end - 1]), !Self.mixes(tokens[end - 1], tokens[end]) { break }
      key += part
      guard Self.isTelling(key, isJoined: end > start + 1), !isMeasure(end, in: tokens) else { continue }
      let ids = catalog.segments.flatMap { live in
        live.documents(sku: key).map { live.entries[$0].id }
      }
      if !ids.isEmpty {
        found = CatalogMention(target: .products(ids.sorted()), tokens: start..<(end + 1), confidence: 1)
      }
    }
    return found
  }

  /// The "54" of "tank 54 litre" measures something, whatever is called TANK-54.
  private func isMeasure(_ index: Int, in tokens: [String]) -> Bool {
    guard index + 1 < tokens.count, Self.hasDigit(tokens[index]) else { return false }
    return MeasureUnit.isUnit(MeasureUnit.sign(of: tokens[index + 1]))
  }

  /// Letters beside digits may be one code written apart.
  private static func mixes(_ left: String, _ right: String) -> Bool { hasDigit(left) != hasDigit(right) }

  /// A plain word or a short number may be anything.
  private static func isTelling(_ key: String, isJoined: Bool) -> Bool {
    guard hasDigit(key) else { return isJoined && key.utf8.count >= shortestLetters }
    let hasLetter = key.utf8.contains { $0 >= 0x61 }
    return key.utf8.count >= (hasLetter ? shortest : shortestDigits)
  }

  private static func hasDigit(_ text: String) -> Bool { text.utf8.contains { $0 >= 0x30 && $0 <= 0x39 } }

  private static let joints: Set<String> = ["-", "_", ".", "/"]
}
