/// Small things that every format's texts need.
extension String {
  /// For quoting a file's text in a message.
  func clipped(to limit: Int = 60) -> String {
    guard unicodeScalars.count > limit else { return replacingLineBreaks }
    return String(unicodeScalars.prefix(limit)).replacingLineBreaks + "…"
  }

  private var replacingLineBreaks: String {
    String(String.UnicodeScalarView(unicodeScalars.map { $0 == "\n" || $0 == "\r" ? " " : $0 }))
  }

  var trimmingSpaces: String {
    let isPlain = { (byte: UInt8?) in byte.map { $0 > 0x20 && $0 < 0x80 } ?? true }
    if isPlain(utf8.first), isPlain(utf8.last) { return self }
    var rest = unicodeScalars[...]
    while let first = rest.first, first.properties.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.properties.isWhitespace { rest.removeLast() }
    return String(rest)
  }

  /// Parts between separators, trimmed, empty ones dropped; `\,` is a comma within a part (WooCommerce's way).
  func parts(by separator: Unicode.Scalar) -> [String] {
    var parts: [String] = []
    var current = String.UnicodeScalarView()
    var isEscaped = false
    for scalar in unicodeScalars {
      if scalar == separator, !isEscaped {
        parts.append(String(current))
        current = String.UnicodeScalarView()
      } else {
        if scalar == separator { current.removeLast() }
        current.append(scalar)
      }
      isEscaped = scalar == "\\"
    }
    parts.append(String(current))
    return parts.map(\.trimmingSpaces).filter { !$0.isEmpty }
  }

  /// Lower-case letters and digits of any script with hyphens between; may be empty.
  var slug: String {
    var out = String.UnicodeScalarView()
    for scalar in lowercased().unicodeScalars {
      if scalar.properties.isAlphabetic || scalar.properties.numericType != nil {
        out.append(scalar)
      } else if let last = out.last, last != "-" {
        out.append("-")
      }
    }
    while out.last == "-" { out.removeLast() }
    return String(out)
  }

  /// Whether it is an address that a shopper's phone can open.
  var isWebAddress: Bool {
    let lower = prefix(8).lowercased()
    return (lower.hasPrefix("https://") || lower.hasPrefix("http://")) && utf8.count <= 2_048
      && !utf8.contains { $0 <= 0x20 }
  }
}

extension Array where Element: Hashable {
  /// Each element once, at its first place.
  var unique: [Element] {
    var seen: Set<Element> = []
    return filter { seen.insert($0).inserted }
  }
}
