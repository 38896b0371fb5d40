import Foundation
import Language

/// Takes personal data out of a text before it leaves, and knows what stood where: `[PHONE_1]`.
///
/// Found by their form: e-mail addresses, long runs of digits, street addresses, order numbers. Found because they are
/// known: the shopper's name, address, phone and orders.
package struct Mask: Hashable, Sendable {
  package enum Kind: String, Sendable {
    case email = "EMAIL"
    case phone = "PHONE"
    case number = "NUMBER"
    case address = "ADDRESS"
    case name = "NAME"
    case order = "ORDER"
  }

  /// By placeholder, without its brackets.
  package private(set) var originals: [String: String] = [:]

  package init() {}

  /// The text with everything personal replaced; the same original always gets the same place.
  package mutating func masked(_ text: String, known: [(kind: Kind, text: String)]) -> String {
    // A text that already looks like a masked place would be taken for one in the answer.
    var out = text.replacing("[", with: "(").replacing("]", with: ")")
    // First, for a name is often a part of them.
    replace(.email, in: &out) { $0.matches(of: /[\p{L}\d._%+\-]+@[\p{L}\d.\-]+\.\p{L}{2,}/).map(\.range) }
    for (kind, value) in known.sorted(by: { $0.text.count > $1.text.count }) { replaceKnown(value, kind, in: &out) }
    replace(.address, in: &out, Self.addresses)
    replace(.order, in: &out) { $0.matches(of: /#\s?\d{3,}/).map(\.range) }
    replace(.phone, in: &out) { text in
      text.matches(of: /\+?\(?\d[\d\s().\-\/]{5,}\d/).map(\.range).filter { Self.digits(text[$0]) >= 7 }
    }
    replace(.number, in: &out) { $0.matches(of: /\d{6,}/).map(\.range) }
    return out
  }

  /// The text with the masked places filled again.
  package func unmasked(_ text: String) -> String {
    originals.reduce(text) { $0.replacing("[\($1.key)]", with: $1.value) }
  }

  /// What a text that is one masked place, and nothing else, stands for.
  package func original(of place: String, _ kinds: Kind...) -> String? {
    guard place.hasPrefix("["), place.hasSuffix("]") else { return nil }
    let name = String(place.dropFirst().dropLast())
    guard kinds.contains(where: { name.hasPrefix($0.rawValue + "_") }) else { return nil }
    return originals[name]
  }

  private mutating func place(for original: String, _ kind: Kind) -> String {
    if let known = originals.first(where: { $0.value == original && $0.key.hasPrefix(kind.rawValue) }) {
      return "[\(known.key)]"
    }
    let count = originals.keys.count { $0.hasPrefix(kind.rawValue + "_") }
    let name = "\(kind.rawValue)_\(count + 1)"
    originals[name] = original
    return "[\(name)]"
  }

  private mutating func replace(_ kind: Kind, in text: inout String, _ find: (String) -> [Range<String.Index>]) {
    var out = ""
    var end = text.startIndex
    for range in find(text) where range.lowerBound >= end {
      out += text[end..<range.lowerBound]
      out += place(for: String(text[range]), kind)
      end = range.upperBound
    }
    text = out + text[end...]
  }

  /// Whole words only, whatever their case: "Rosa" is not taken out of "Rosamund".
  private mutating func replaceKnown(_ value: String, _ kind: Kind, in text: inout String) {
    let value = value.trimmingCharacters(in: .whitespacesAndNewlines)
    guard value.count >= 2 else { return }
    var start = text.startIndex
    while let range = text.range(
      of: value, options: [.caseInsensitive, .diacriticInsensitive], range: start..<text.endIndex)
    {
      let before = range.lowerBound == text.startIndex ? " " : text[text.index(before: range.lowerBound)]
      let after = range.upperBound == text.endIndex ? " " : text[range.upperBound]
      // After a bracket stands a place that was made before.
      guard !Self.isWord(before), before != "[", !Self.isWord(after) else {
        start = range.upperBound
        continue
      }
      let place = place(for: String(text[range]), kind)
      let offset = text.distance(from: text.startIndex, to: range.lowerBound) + place.count
      text.replaceSubrange(range, with: place)
      start = text.index(text.startIndex, offsetBy: offset)
    }
  }

  private static func isWord(_ character: Character) -> Bool { character.isLetter || character.isNumber }

  private static func digits(_ text: Substring) -> Int { text.count(where: \.isNumber) }

  /// "12 Elm Street, apt 3", "Rua das Flores 10", "Calle Mayor, 5", "Jl. Sudirman No. 7": to the clause's end.
  private static func addresses(in text: String) -> [Range<String.Index>] {
    // Extended syntax: spaces and line breaks in the patterns mean nothing.
    let numberFirst =
      #/
      \d+\w?\s+ (?:[\p{L}.']+\s+){0,3}
      (?:street|st|avenue|ave|road|rd|lane|ln|boulevard|blvd|terrace|crescent|highway|hwy|parkway|pkwy) \b
      [^\n;!?]{0,60}
      /#.ignoresCase()
    // Words for streets that are other words too must be written as names.
    let named =
      #/
      \d+\w?\s+ (?:[\p{L}.']+\s+){0,3} (?:Way|Place|Pl|Close|Drive|Dr|Court|Ct|Square|Sq|Row|Hill|Gardens) \b
      [^\n;!?]{0,60}
      /#
    let streetFirst =
      #/
      \b(?:rua|avenida|av|travessa|alameda|calle|carrera|plaza|paseo|jalan|jln|jl|gang|via|rue|strasse|straße)\b
      \.?\s+ [\p{L}\s.'º]{2,40} ,?\s* (?:no\.?|nº|n°|\#)?\s*\d+
      [^\n;!?]{0,60}
      /#.ignoresCase()
    let found =
      text.matches(of: numberFirst).map(\.range) + text.matches(of: named).map(\.range)
      + text.matches(of: streetFirst).map(\.range)
    return found.sorted { $0.lowerBound < $1.lowerBound }
  }
}
