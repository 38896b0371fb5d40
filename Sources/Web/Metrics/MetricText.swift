/// How names, labels and numbers are written in Prometheus's text format.
enum MetricText {
  /// Longer label values are cut: they are names, not texts.
  private static let maximumValueLength = 128

  /// A name of ASCII letters, digits, `_` and `:`; anything else becomes `_`.
  static func name(_ label: String) -> String {
    let bytes = label.utf8.map { isWordByte($0) || $0 == UInt8(ascii: ":") ? $0 : UInt8(ascii: "_") }
    let name = String(decoding: bytes, as: UTF8.self)
    return name.utf8.first.map(isDigit) ?? true ? "_" + name : name
  }

  /// `path="/a",status="200"`: in order of name, so that the same labels are the same series.
  static func labels(_ dimensions: [(String, String)]) -> String {
    dimensions.sorted { $0.0 < $1.0 }.map { #"\#(labelName($0.0))="\#(escaped($0.1))""# }.joined(separator: ",")
  }

  static func line(_ name: String, _ labels: String, _ value: String) -> String {
    labels.isEmpty ? "\(name) \(value)\n" : "\(name){\(labels)} \(value)\n"
  }

  static func number(_ value: Double) -> String {
    if value.isNaN { return "NaN" }
    if value.isInfinite { return value > 0 ? "+Inf" : "-Inf" }
    return value == value.rounded() && value.magnitude < 1e15 ? String(Int64(value)) : String(value)
  }

  private static func labelName(_ name: String) -> String {
    String(decoding: Self.name(name).utf8.map { $0 == UInt8(ascii: ":") ? UInt8(ascii: "_") : $0 }, as: UTF8.self)
  }

  private static func escaped(_ value: String) -> String {
    var text = ""
    for scalar in value.unicodeScalars.prefix(maximumValueLength) {
      switch scalar {
      case "\\": text += #"\\"#
      case "\"": text += #"\""#
      case "\n": text += #"\n"#
      default: text.unicodeScalars.append(scalar)
      }
    }
    return text
  }

  private static func isWordByte(_ byte: UInt8) -> Bool {
    switch byte {
    case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "_"): true
    default: isDigit(byte)
    }
  }

  private static func isDigit(_ byte: UInt8) -> Bool { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) }
}
