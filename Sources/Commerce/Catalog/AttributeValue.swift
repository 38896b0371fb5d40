/// An attribute read as what it is: attributes are kept as their source wrote them.
package struct AttributeValue: Hashable, Sendable {
  package let text: String

  package init(_ text: String) { self.text = text }

  /// `12.5` of "12.5 kg".
  package var number: Double? { numbers.first }

  /// "18.5 %", "15-18%": from the least to the most, in parts per million; nil for what is no percentage.
  package var share: ClosedRange<PartsPerMillion>? {
    guard text.contains("%"), let low = numbers.min(), let high = numbers.max(), (0...100).contains(high) else {
      return nil
    }
    return Self.share(low)...Self.share(high)
  }

  package static func share(_ percent: Double) -> PartsPerMillion {
    PartsPerMillion(rawValue: Int64((percent * 10_000).rounded()))
  }

  package var isOn: Bool? {
    switch text.lowercased() {
    case "yes", "true", "1", "on": true
    case "no", "false", "0", "off": false
    default: nil
    }
  }

  /// "vegan, gluten-free" is two.
  package var list: [String] {
    text.split(separator: ",").map {
      String($0.drop { $0.isWhitespace }.reversed().drop { $0.isWhitespace }.reversed())
    }
    .filter { !$0.isEmpty }
  }

  private var numbers: [Double] {
    text.split { !$0.isNumber && $0 != "." && $0 != "," }
      .compactMap { Double($0.replacing(",", with: ".").drop { $0 == "." }) }
  }
}

extension Product {
  /// An attribute by its name, letter case aside.
  package func attribute(_ name: String) -> AttributeValue? {
    (attributes[name] ?? attributes[name.lowercased()]
      ?? attributes.first { $0.key.lowercased() == name.lowercased() }?.value).map(AttributeValue.init)
  }
}
