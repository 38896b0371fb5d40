import Commerce
import Foundation
import Mustache
import Yams

/// One language's reply texts, compiled. A text has plural forms where it speaks of a count.
package struct ReplyTexts: Sendable {
  package let language: String
  /// How the language writes numbers and amounts, and which plural form a count takes.
  package private(set) var format = LanguageFormat()
  private var templates: [TextKey: Forms] = [:]

  private struct Forms: Sendable {
    var other: MustacheTemplate
    /// By the plural form's name.
    var rest: [String: MustacheTemplate] = [:]
  }

  /// Texts for the owner and staff are in the default language only; a shopper sees none of them.
  package static let sectionsInOneLanguage: Set<String> = ["owner", "staff", "analytics"]

  /// WhatsApp's reply buttons hold 20 characters.
  static let maximumButtonLength = 20

  package var keys: Set<TextKey> { Set(templates.keys) }

  /// - Throws: ``ConfigurationErrors`` with every problem of the file, missing texts among them.
  package static func load(path: String, language: String, needed: Set<TextKey>) throws(ConfigurationErrors)
    -> ReplyTexts
  {
    var source = YAMLSource(path: path)
    var texts = ReplyTexts(language: language)
    for (section, node) in source.pairs(of: source.root, as: "reply texts") {
      if section == "format" {
        texts.format = LanguageFormat(node, &source)
        continue
      }
      for (name, value) in source.pairs(of: node, as: section) {
        texts.add(TextKey(rawValue: "\(section).\(name)"), value, &source)
      }
    }
    let own = needed.filter { language == PromptLibrary.defaultLanguage || !isInOneLanguage($0) }
    for key in own.subtracting(texts.keys).sorted(by: { $0.rawValue < $1.rawValue }) {
      source.note(nil, found: "no text '\(key)'", expected: "a text for every key that a workflow uses")
    }
    guard source.problems.isEmpty else { throw ConfigurationErrors(source.problems) }
    return texts
  }

  /// The text with its facts filled in; the key itself where it is missing, so that a mistake is seen and not silent.
  package func text(_ key: TextKey, _ arguments: [String: Any] = [:], count: Int? = nil) -> String {
    guard let forms = templates[key] else { return key.rawValue }
    let form = count.map(format.pluralForm) ?? "other"
    return Self.tidy((forms.rest[form] ?? forms.other).render(arguments))
  }

  private static func isInOneLanguage(_ key: TextKey) -> Bool {
    sectionsInOneLanguage.contains(String(key.rawValue.prefix { $0 != "." }))
  }

  /// Takes the default language's texts for the owner and staff.
  func completed(by other: ReplyTexts) -> ReplyTexts {
    var texts = self
    for (key, forms) in other.templates where texts.templates[key] == nil && Self.isInOneLanguage(key) {
      texts.templates[key] = forms
    }
    return texts
  }

  private mutating func add(_ key: TextKey, _ node: Node, _ source: inout YAMLSource) {
    if node.mapping != nil {
      var forms: [String: MustacheTemplate] = [:]
      for (form, value) in source.pairs(of: node, as: "plural forms of \(key)") {
        guard LanguageFormat.pluralForms.contains(form) else {
          source.note(
            value, found: "the plural form '\(form)'",
            expected: "one of \(LanguageFormat.pluralForms.sorted().joined(separator: ", "))")
          continue
        }
        forms[form] = template(key, value, &source)
      }
      guard let other = forms["other"] else {
        source.note(node, found: "no form 'other' of \(key)", expected: "at least the form 'other'")
        return
      }
      templates[key] = Forms(other: other, rest: forms)
    } else if let compiled = template(key, node, &source) {
      templates[key] = Forms(other: compiled)
    }
  }

  private func template(_ key: TextKey, _ node: Node, _ source: inout YAMLSource) -> MustacheTemplate? {
    guard let text = source.string(node, as: "the text \(key)") else { return nil }
    if key.rawValue.hasPrefix("button."), text.count > Self.maximumButtonLength {
      source.note(node, found: "\(text.count) characters in \(key)", expected: "at most \(Self.maximumButtonLength)")
    }
    do {
      return try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + text)
    } catch {
      source.note(node, found: "a faulty template (\(error))", expected: "mustache such as {{name}}")
      return nil
    }
  }

  /// No spaces at line ends, no more than one empty line, none at the ends: sections leave such gaps.
  private static func tidy(_ text: String) -> String {
    var lines: [Substring.UTF8View] = []
    for line in Substring(text).utf8.split(separator: UInt8(ascii: "\n"), omittingEmptySubsequences: false) {
      let trimmed = line.drop { $0 == UInt8(ascii: " ") && lines.isEmpty }
      let end = trimmed.lastIndex { $0 != UInt8(ascii: " ") }.map { trimmed.index(after: $0) } ?? trimmed.startIndex
      let clean = trimmed[..<end]
      if clean.isEmpty, lines.last?.isEmpty ?? true { continue }
      lines.append(clean)
    }
    while lines.last?.isEmpty == true { lines.removeLast() }
    return lines.lazy.map { String(Substring($0)) }.joined(separator: "\n")
  }
}
