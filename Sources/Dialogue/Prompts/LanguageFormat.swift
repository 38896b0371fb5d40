import Commerce
import Yams

/// How a language writes amounts and which plural form a count takes, from `format` in its reply texts.
package struct LanguageFormat: Sendable {
  /// The language's own name for itself.
  package var name = ""
  package var money = MoneyFormat()
  /// CLDR plural forms with the counts that take them; every other count takes `other`.
  private var plurals: [String: Set<Int>] = ["one": [1]]

  static let pluralForms: Set<String> = ["zero", "one", "two", "few", "many", "other"]

  init() {}

  init(_ node: Node, _ source: inout YAMLSource) {
    for (key, value) in source.pairs(of: node, as: "a format") {
      switch key {
      case "name": name = source.string(value, as: key) ?? ""
      case "money": money.pattern = pattern(value, &source)
      case "currencies":
        for (code, text) in source.pairs(of: value, as: key) { money.patterns[code] = pattern(text, &source) }
      case "plural": plurals = readPlurals(value, &source)
      default:
        source.note(
          value, found: "the key '\(key)'",
          expected: "name, money, currencies or plural")
      }
    }
  }

  func pluralForm(of count: Int) -> String { plurals.first { $0.value.contains(count) }?.key ?? "other" }

  private func pattern(_ node: Node, _ source: inout YAMLSource) -> MoneyFormat.Pattern? {
    let text = source.string(node, as: "an amount") ?? ""
    let pattern = MoneyFormat.Pattern(sample: text)
    if pattern == nil {
      source.note(node, found: "the amount '\(text)'", expected: "a sample such as {symbol}1,234.56 or Rp1.234")
    }
    return pattern
  }

  private func readPlurals(_ node: Node, _ source: inout YAMLSource) -> [String: Set<Int>] {
    var found: [String: Set<Int>] = [:]
    for (form, value) in source.pairs(of: node, as: "plural forms") {
      guard Self.pluralForms.contains(form), form != "other" else {
        source.note(value, found: "the plural form '\(form)'", expected: "zero, one, two, few or many")
        continue
      }
      let texts = source.strings(value, as: form)
      let counts = texts.compactMap { Int($0) }
      if counts.count != texts.count { source.note(value, found: "\(texts)", expected: "whole numbers") }
      found[form] = Set(counts)
    }
    return found
  }
}
