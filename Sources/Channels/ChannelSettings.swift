import Dialogue
import Foundation
import Yams

/// Reads one channel's YAML strictly: every key must be there, of its kind and in its range, and no others may be.
///
/// All that is wrong is reported together, each with its file, line and column. A reader asks for what it wants and
/// gets a stand-in where it is wrong; `read` then throws, so that no stand-in is ever used.
///
///     let pacing = try ChannelSettings.read(yaml, file: "channels/whatsapp.yaml") { root in
///       root.section("pacing").number("messages_per_second", in: 0...1_000)
///     }
package final class ChannelSettings {
  private let node: Node
  /// `pacing.` or nothing, before the names of keys in errors.
  private let prefix: String
  private let problems: Problems
  private var asked: Set<String> = []
  private var sections: [ChannelSettings] = []

  fileprivate final class Problems {
    let file: String
    var found: [(mark: Mark?, text: String)] = []

    init(file: String) { self.file = file }
  }

  private init(node: Node, prefix: String, problems: Problems) {
    self.node = node
    self.prefix = prefix
    self.problems = problems
  }

  /// - Parameter file: named in errors; nothing is read from it.
  /// - Throws: ``ChannelError/invalidSettings(_:)`` with every problem.
  package static func read<Value>(
    _ yaml: String, file: String, _ read: (ChannelSettings) throws -> Value
  ) throws -> Value {
    let problems = Problems(file: file)
    let root: Node?
    do {
      root = try Yams.compose(yaml: yaml)
    } catch {
      throw ChannelError.invalidSettings(["\(file): not YAML: \(error)"])
    }
    guard let root, case .mapping = root else {
      throw ChannelError.invalidSettings(["\(file):1:1: expected keys with values, found \(describe(root))"])
    }
    let settings = ChannelSettings(node: root, prefix: "", problems: problems)
    let value = try read(settings)
    settings.reportUnknownKeys()
    guard problems.found.isEmpty else { throw ChannelError.invalidSettings(problems.sentences) }
    return value
  }

  /// Reads the file itself.
  package static func read<Value>(
    contentsOfFile path: String, _ read: (ChannelSettings) throws -> Value
  ) throws -> Value {
    let yaml: String
    do {
      yaml = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw ChannelError.invalidSettings(["\(path): cannot be read; put the channel's settings there"])
    }
    return try self.read(yaml, file: path, read)
  }

  /// The mapping under a key.
  package func section(_ key: String) -> ChannelSettings {
    let found = value(of: key, expected: "keys with values")
    var node = found ?? Node.mapping(.init([]))
    var isMissing = found == nil
    if let found, found.mapping == nil {
      report(found, "\(prefix)\(key) is \(Self.describe(found)); expected keys with values")
      node = .mapping(.init([]))
      isMissing = true
    }
    // A section that is not there was reported once; its keys are not reported again.
    let section = ChannelSettings(
      node: node, prefix: "\(prefix)\(key).", problems: isMissing ? Problems(file: problems.file) : problems)
    sections.append(section)
    return section
  }

  package func integer(_ key: String, in range: ClosedRange<Int>) -> Int {
    let expected = "a whole number from \(range.lowerBound) to \(range.upperBound)"
    return scalar(key, expected: expected) { Int($0).flatMap { range.contains($0) ? $0 : nil } } ?? range.lowerBound
  }

  package func number(_ key: String, in range: ClosedRange<Double>) -> Double {
    let expected = "a number from \(range.lowerBound.formatted()) to \(range.upperBound.formatted())"
    return scalar(key, expected: expected) { Double($0).flatMap { range.contains($0) ? $0 : nil } } ?? range.lowerBound
  }

  package func bool(_ key: String) -> Bool {
    scalar(key, expected: "true or false") { ["true": true, "false": false][$0] } ?? false
  }

  /// - Parameter maximumLength: in UTF-16 units.
  package func string(_ key: String, maximumLength: Int) -> String {
    scalar(key, expected: "a text of 1 to \(maximumLength) characters") { text in
      text.isEmpty || text.utf16.count > maximumLength ? nil : text
    } ?? ""
  }

  /// One of a few words.
  package func word(_ key: String, oneOf words: [String]) -> String {
    scalar(key, expected: words.joined(separator: " or ")) { words.contains($0) ? $0 : nil } ?? ""
  }

  /// Reports what two keys say together, at the line of one of them; not where another problem was found, for then a
  /// stand-in may be what is odd.
  package func report(_ key: String, _ text: String) {
    guard problems.found.isEmpty else { return }
    problems.found.append((node.mapping?[key]?.mark, "\(prefix)\(key) \(text)"))
  }

  private func scalar<Value>(_ key: String, expected: String, _ read: (String) -> Value?) -> Value? {
    guard let node = value(of: key, expected: expected) else { return nil }
    if let text = node.scalar?.string, let value = read(text) { return value }
    report(node, "\(prefix)\(key) is \(Self.describe(node)); expected \(expected)")
    return nil
  }

  private func value(of key: String, expected: String) -> Node? {
    asked.insert(key)
    if let value = node.mapping?[key] { return value }
    report(node, "\(prefix)\(key) is missing; expected \(expected)")
    return nil
  }

  private func report(_ node: Node, _ text: String) { problems.found.append((node.mark, text)) }

  private func reportUnknownKeys() {
    for (key, _) in node.mapping ?? .init([]) where !asked.contains(key.string ?? "") {
      let name = key.string ?? Self.describe(key)
      let nearest = asked.min { Self.distance($0, name) < Self.distance($1, name) }
      let hint = nearest.map { "; the nearest known one is \(prefix)\($0)" } ?? ""
      report(key, "\(prefix)\(name) is not known\(hint)")
    }
    for section in sections { section.reportUnknownKeys() }
  }

  private static func describe(_ node: Node?) -> String {
    switch node {
    case .scalar(let scalar): "'\(scalar.string)'"
    case .sequence: "a list"
    case .mapping: "a mapping"
    default: "nothing"
    }
  }

  /// Letters to add, drop or change (Levenshtein), over at most 40 of each.
  private static func distance(_ left: String, _ right: String) -> Int {
    let left = Array(left.utf8.prefix(40))
    let right = Array(right.utf8.prefix(40))
    var row = Array(0...right.count)
    for (i, a) in left.enumerated() {
      var diagonal = row[0]
      row[0] = i + 1
      for (j, b) in right.enumerated() {
        let change = diagonal + (a == b ? 0 : 1)
        diagonal = row[j + 1]
        row[j + 1] = min(change, row[j] + 1, diagonal + 1)
      }
    }
    return row[right.count]
  }
}

extension ChannelSettings.Problems {
  /// In the order of the file.
  fileprivate var sentences: [String] {
    found
      .sorted { ($0.mark?.line ?? 0, $0.mark?.column ?? 0) < ($1.mark?.line ?? 0, $1.mark?.column ?? 0) }
      .map { problem in
        let place = problem.mark.map { ":\($0.line):\($0.column)" } ?? ""
        return "\(file)\(place): \(problem.text)"
      }
  }
}

/// What goes wrong in the channels before a message is in hand.
package enum ChannelError: Error, CustomStringConvertible {
  /// One sentence a problem, with its file, line and column.
  case invalidSettings([String])

  package var description: String {
    switch self {
    case .invalidSettings(let problems): problems.joined(separator: "\n")
    }
  }
}

extension ChannelPacing {
  /// The pace with another number of messages a second; 0 removes all pacing, per chat too, for load tests.
  package func overriding(messagesPerSecond: Double?) -> ChannelPacing {
    guard let messagesPerSecond else { return self }
    guard messagesPerSecond > 0 else { return .unlimited }
    var pacing = self
    pacing.messagesPerSecond = messagesPerSecond
    return pacing
  }
}
