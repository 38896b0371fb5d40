import Yams

/// Reads a mapping key by key and refuses what nobody has asked for.
struct MappingReader {
  let file: String
  let line: Int
  private let mapping: Node.Mapping
  private var asked: Set<String> = []

  init(_ node: Node, file: String) throws(TranscriptError) {
    guard let mapping = node.mapping else {
      throw TranscriptError(file: file, node: node, reason: "write it as keys and values")
    }
    self.file = file
    self.mapping = mapping
    line = node.mark?.line ?? 1
  }

  var firstKey: String? { mapping.first?.key.scalar?.string }

  mutating func node(_ key: String) -> Node? {
    asked.insert(key)
    return mapping[key]
  }

  mutating func text(_ key: String) throws(TranscriptError) -> String? {
    guard let node = node(key) else { return nil }
    guard let text = node.scalar?.string else { throw problem(node, "'\(key)' is a text") }
    return text
  }

  mutating func required(_ key: String) throws(TranscriptError) -> String {
    guard let text = try text(key), !text.isEmpty else {
      throw TranscriptError(file: file, line: line, reason: "'\(key)' is missing")
    }
    return text
  }

  mutating func number(_ key: String) throws(TranscriptError) -> Double? {
    guard let text = try text(key) else { return nil }
    guard let number = Double(text) else { throw problem(mapping[key], "'\(key)' is a number") }
    return number
  }

  mutating func whole(_ key: String) throws(TranscriptError) -> Int? {
    guard let text = try text(key) else { return nil }
    guard let number = Int(text) else { throw problem(mapping[key], "'\(key)' is a whole number") }
    return number
  }

  mutating func list(_ key: String) throws(TranscriptError) -> [Node]? {
    guard let node = node(key) else { return nil }
    guard let list = node.sequence else { throw problem(node, "'\(key)' is a list") }
    return Array(list)
  }

  /// A list of texts, or one text alone.
  mutating func texts(_ key: String) throws(TranscriptError) -> [String]? {
    guard let node = node(key) else { return nil }
    if let text = node.scalar?.string { return [text] }
    guard let list = node.sequence else { throw problem(node, "'\(key)' is a text or a list of texts") }
    var texts: [String] = []
    for item in list {
      guard let text = item.scalar?.string else { throw problem(item, "'\(key)' lists texts") }
      texts.append(text)
    }
    return texts
  }

  /// `SKU: value`, in order.
  mutating func pairs(_ key: String) throws(TranscriptError) -> [(key: String, value: String, node: Node)]? {
    guard let node = node(key) else { return nil }
    guard let mapping = node.mapping else { throw problem(node, "'\(key)' is written as {SKU: value}") }
    var pairs: [(String, String, Node)] = []
    for (name, value) in mapping {
      guard let name = name.scalar?.string, let text = value.scalar?.string else {
        throw problem(value, "'\(key)' is written as {SKU: value}")
      }
      pairs.append((name, text, value))
    }
    return pairs
  }

  func finish() throws(TranscriptError) {
    for (key, _) in mapping {
      guard let name = key.scalar?.string, !asked.contains(name) else { continue }
      throw problem(key, "'\(name)' is not known here; correct it or take it out")
    }
  }

  func problem(_ node: Node?, _ reason: String) -> TranscriptError {
    TranscriptError(file: file, line: node?.mark?.line ?? line, reason: reason)
  }
}

/// What is wrong in a transcript's file, and where.
struct TranscriptError: Error, CustomStringConvertible, Sendable {
  var file: String
  var line: Int
  var reason: String

  init(file: String, line: Int, reason: String) {
    self.file = file
    self.line = line
    self.reason = reason
  }

  init(file: String, node: Node?, reason: String) {
    self.init(file: file, line: node?.mark?.line ?? 1, reason: reason)
  }

  var description: String { "\(file):\(line): \(reason)" }
}
