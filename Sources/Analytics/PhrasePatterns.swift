import Dialogue
import Yams

/// Ways of saying one thing, written once: `(average|mean) <order>( value| size|)` is forty phrases.
///
/// A bracket holds alternatives, an empty one among them where it may be left out; `<order>` is a class of words of
/// `prompts/analytics/phrases.yaml`.
struct PhrasePatterns: Sendable {
  /// More than this is a slip of a bracket.
  private static let maximumPhrases = 6_000

  private var classes: [String: [String]] = [:]
  private(set) var loose: LoosePhrases

  /// - Parameter problems: what is wrong in the file is added to them.
  init(directory: String, _ problems: inout [ConfigurationProblem]) {
    var file = YAMLSource(path: directory + "/phrases.yaml")
    var same: [String: String] = [:]
    for (name, node) in file.pairs(of: file.root?.mapping?["same"], as: "same") {
      for word in file.strings(node, as: name) { same[word] = name }
    }
    loose = LoosePhrases(same: same, dropped: Set(file.strings(file.root?.mapping?["dropped"], as: "dropped")))
    for (name, node) in file.pairs(of: file.root?.mapping?["classes"], as: "classes") {
      classes[name] = expanded(file.strings(node, as: name), node, &file)
    }
    problems += file.problems
  }

  /// Every phrase of a list of patterns.
  func expanded(_ patterns: [String], _ node: Node?, _ file: inout YAMLSource) -> [String] {
    patterns.flatMap { pattern -> [String] in
      guard pattern.contains(where: { $0 == "(" || $0 == "<" }), pattern.count > 1, !pattern.hasPrefix("<=") else {
        return [pattern]
      }
      var rest = pattern[...]
      guard let found = alternatives(&rest), rest.isEmpty, found.count <= Self.maximumPhrases else {
        file.note(
          node, found: "pattern '\(pattern)'",
          expected: "closed brackets, known classes (\(classes.keys.sorted().joined(separator: ", "))), and at most "
            + "\(Self.maximumPhrases) phrases")
        return []
      }
      return found.map { $0.split(separator: " ").joined(separator: " ") }.filter { !$0.isEmpty }.uniqued
    }
  }

  /// Up to the end or the bracket that closes; nil where a class is not known.
  private func alternatives(_ rest: inout Substring) -> [String]? {
    var all: [String] = []
    var current = [""]
    while let character = rest.first, character != ")" {
      rest.removeFirst()
      switch character {
      case "|":
        all += current
        current = [""]
      case "(":
        guard let inner = alternatives(&rest), rest.popFirst() == ")" else { return nil }
        current = Self.product(current, inner)
      case "<":
        guard let close = rest.firstIndex(of: ">"), let words = classes[String(rest[..<close])] else { return nil }
        rest = rest[rest.index(after: close)...]
        current = Self.product(current, words)
      default: current = current.map { $0 + String(character) }
      }
      if current.count > Self.maximumPhrases { return nil }
    }
    return all + current
  }

  private static func product(_ left: [String], _ right: [String]) -> [String] {
    left.flatMap { start in right.map { start + $0 } }
  }
}
