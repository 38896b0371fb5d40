import Foundation
import Yams

/// A YAML file read strictly: every value is asked for by its place and type, and what is wrong is noted with its
/// line instead of thrown at once, so that all errors of a file are reported together.
package struct YAMLSource {
  package let file: String
  package let root: Node?
  package var problems: [ConfigurationProblem] = []

  package init(path: String) {
    file = path
    do {
      root = try Yams.compose(yaml: String(contentsOfFile: path, encoding: .utf8))
      if root == nil { note(nil, found: "an empty file", expected: "a mapping") }
    } catch {
      root = nil
      problems.append(Self.problem(file: path, error: error))
    }
  }

  /// - Parameter file: what errors name, where the text is only a part of a file.
  init(text: String, file: String) {
    self.file = file
    do {
      root = try Yams.compose(yaml: text)
      if root == nil { note(nil, found: "nothing", expected: "a mapping") }
    } catch {
      root = nil
      problems.append(Self.problem(file: file, error: error))
    }
  }

  package mutating func note(_ node: Node?, found: String, expected: String) {
    problems.append(ConfigurationProblem(file: file, line: node?.mark?.line, found: found, expected: expected))
  }

  /// The pairs of a mapping whose keys are plain words.
  package mutating func pairs(of node: Node?, as what: String) -> [(key: String, value: Node)] {
    guard let node else { return [] }
    guard let mapping = node.mapping else {
      note(node, found: Self.describe(node), expected: "\(what): a mapping of name: value")
      return []
    }
    return mapping.compactMap { pair in
      guard let key = pair.key.scalar?.string else {
        note(pair.key, found: Self.describe(pair.key), expected: "a name as key")
        return nil
      }
      return (key, pair.value)
    }
  }

  package mutating func string(_ node: Node?, as what: String) -> String? {
    guard let node else { return nil }
    guard let scalar = node.scalar else {
      note(node, found: Self.describe(node), expected: "\(what): a text")
      return nil
    }
    return scalar.string
  }

  package mutating func strings(_ node: Node?, as what: String) -> [String] {
    guard let node else { return [] }
    guard let sequence = node.sequence else {
      note(node, found: Self.describe(node), expected: "\(what): a list of texts")
      return []
    }
    return sequence.compactMap { string($0, as: what) }
  }

  package static func describe(_ node: Node) -> String {
    switch node {
    case .scalar(let scalar): "'\(scalar.string.prefix(40))'"
    case .mapping: "a mapping"
    case .sequence: "a list"
    case .alias: "an alias"
    }
  }

  private static func problem(file: String, error: any Error) -> ConfigurationProblem {
    if let error = error as? YamlError {
      switch error {
      case .scanner(_, let problem, let mark, _), .parser(_, let problem, let mark, _),
        .composer(_, let problem, let mark, _):
        return ConfigurationProblem(file: file, line: mark.line, found: problem, expected: "well-formed YAML")
      case .duplicatedKeysInMapping(let keys, let context):
        return ConfigurationProblem(
          file: file, line: context.mark.line, found: "\(keys.joined(separator: ", ")) twice", expected: "each key once"
        )
      default: break
      }
    }
    return ConfigurationProblem(file: file, found: "\(error)", expected: "a readable YAML file in UTF-8")
  }
}
