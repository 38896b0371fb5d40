import Dialogue
import Foundation
import Yams

/// What owners say to the desk besides questions, read from `prompts/analytics/desk.yaml`.
package struct DeskWords: Sendable {
  enum Command: String, Sendable, CaseIterable {
    case help, how, why, pin, charts, chart, drop, rename, move, digests, alerts, demand, lose, best
    case chartThis = "chart_this"
    case pinAs = "pin_as"
    case dropDigest = "drop_digest"
    case digestDay = "digest_day"
    case digestWeek = "digest_week"
    case segmentOf = "segment_of"
  }

  /// A command with what its places hold.
  struct Heard: Hashable {
    var command: Command
    var number = 0
    var second = 0
    /// In the letters it was written in.
    var rest = ""
  }

  private let phrases: [(command: Command, words: [String])]
  /// Lists under `alerts`: `on`, `off` and the kinds.
  private let alertPhrases: [String: [String]]
  /// Phrases in words, by their first: every shopper's message is looked through.
  private let figuresOfOthers: [String: [[String]]]

  /// - Throws: `ConfigurationErrors` with file and line.
  package static func load(directory: String) throws -> DeskWords {
    var file = YAMLSource(path: directory + "/desk.yaml")
    var phrases: [(Command, [String])] = []
    for (name, node) in file.pairs(of: file.root?.mapping?["commands"], as: "commands") {
      guard let command = Command(rawValue: name) else {
        file.note(
          node, found: "unknown command '\(name)'",
          expected: "one of \(Command.allCases.map(\.rawValue).sorted().joined(separator: ", "))")
        continue
      }
      for phrase in file.strings(node, as: name) {
        phrases.append((command, phrase.split(separator: " ").map(String.init)))
      }
    }
    var alerts: [String: [String]] = [:]
    for (name, node) in file.pairs(of: file.root?.mapping?["alerts"], as: "alerts") {
      // Longer ones first: "stock is low" before "stock".
      alerts[name] = file.strings(node, as: name).sorted { $0.count > $1.count }
    }
    for name in ["on", "off"] + AlertKind.allCases.map(\.rawValue) where alerts[name] == nil {
      file.note(nil, found: "no alerts.\(name)", expected: "a list of phrases")
    }
    let others = file.pairs(of: file.root?.mapping?["not_for_shoppers"], as: "not_for_shoppers")
      .flatMap { file.strings($0.1, as: $0.0) }
    let otherWords = others.map { $0.split(separator: " ").map(String.init) }
    guard file.problems.isEmpty else { throw ConfigurationErrors(file.problems) }
    return DeskWords(
      phrases: phrases, alertPhrases: alerts, figuresOfOthers: Dictionary(grouping: otherWords) { $0.first ?? "" })
  }

  // MARK: Commands

  func command(_ text: String) -> Heard? {
    let written = Self.tokens(text)
    let words = written.map { $0.lowercased() }
    return phrases.lazy.compactMap { Self.match($0.words, words, written, $0.command) }.first
  }

  private static func match(_ phrase: [String], _ words: [String], _ written: [String], _ command: Command) -> Heard? {
    var heard = Heard(command: command)
    for (index, part) in phrase.enumerated() {
      if part == "{rest}" {
        // What stands behind it in the phrase must stand at the end.
        let tail = Array(phrase[(index + 1)...])
        let end = words.count - tail.count
        guard end > index, Array(words[end...]) == tail else { return nil }
        heard.rest = written[index..<end].joined(separator: " ")
        return heard
      }
      guard index < words.count else { return nil }
      switch part {
      case "{n}", "{m}":
        guard let number = Int(words[index].drop { $0 == "#" }), number > 0 else { return nil }
        if part == "{n}" { heard.number = number } else { heard.second = number }
      default: guard words[index] == part else { return nil }
      }
    }
    return words.count == phrase.count ? heard : nil
  }

  /// Words without the marks at their ends; quotes around a title go too.
  static func tokens(_ text: String) -> [String] {
    text.utf8.allSatisfy { $0 < 0x80 } ? plainTokens(text.utf8) : otherTokens(text)
  }

  /// Every shopper's message is looked through, and nearly all are ASCII, where bytes do.
  private static func plainTokens(_ text: String.UTF8View) -> [String] {
    text.split { $0 == 0x20 || (0x09...0x0d).contains($0) }.compactMap { word in
      guard let first = word.firstIndex(where: { !isMark($0) }), let last = word.lastIndex(where: { !isMark($0) })
      else { return nil }
      return String(Substring(word[first...last]))
    }
  }

  private static func otherTokens(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map { word in
      String(word.drop { marks.contains($0) }.reversed().drop { marks.contains($0) }.reversed())
    }.filter { !$0.isEmpty }
  }

  private static func isMark(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "."), UInt8(ascii: "!"), UInt8(ascii: "?"), UInt8(ascii: ","), UInt8(ascii: "\""),
      UInt8(ascii: ":"):
      true
    default: false
    }
  }

  private static let marks: Set<Character> = [".", "!", "?", ",", "\"", "“", "”", ":", "¿", "¡"]

  // MARK: Alerts

  /// "tell me when stock is low", "stop stock alerts".
  func alert(_ text: String) -> (kind: AlertKind, isOn: Bool)? {
    let plain = Self.tokens(text).joined(separator: " ").lowercased()
    for (list, isOn) in [("on", true), ("off", false)] {
      for start in alertPhrases[list] ?? [] where plain.hasPrefix(start + " ") {
        var rest = String(plain.dropFirst(start.count + 1))
        for filler in ["the ", "about ", "when ", "my ", "sending "] where rest.hasPrefix(filler) {
          rest = String(rest.dropFirst(filler.count))
        }
        for kind in AlertKind.allCases where (alertPhrases[kind.rawValue] ?? []).contains(rest) { return (kind, isOn) }
      }
    }
    return nil
  }

  // MARK: Shoppers

  /// Whether a shopper's words ask for what is the shop's own business.
  func isAboutFigures(_ text: String) -> Bool {
    let words = Self.tokens(text).map { $0.lowercased() }
    return words.indices.contains { start in
      figuresOfOthers[words[start]]?.contains { words[start...].starts(with: $0) } ?? false
    }
  }
}
