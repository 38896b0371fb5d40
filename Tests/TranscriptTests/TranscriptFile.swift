import Commerce
import Foundation
import Yams

/// Reads `Tests/Transcripts/*.yaml`: one transcript a YAML document, strictly.
struct TranscriptFile {
  let path: String

  private var name: String { URL(fileURLWithPath: path).lastPathComponent }

  /// - Throws: ``TranscriptError`` for the file as a whole.
  func read() throws -> [Result<Transcript, TranscriptError>] {
    let text = try String(contentsOfFile: path, encoding: .utf8)
    do {
      return try Array(Yams.compose_all(yaml: text)).map(transcript)
    } catch let error as YamlError {
      throw TranscriptError(file: name, line: error.line ?? 1, reason: "\(error)")
    }
  }

  private func transcript(_ node: Node) -> Result<Transcript, TranscriptError> {
    do throws(TranscriptError) {
      var reader = try MappingReader(node, file: name)
      let shop = TranscriptShop(name: try reader.text("shop") ?? "demo", settings: try settings(&reader))
      let channels = try channels(&reader)
      let transcript = Transcript(
        title: try reader.required("title"), file: name, path: path, line: reader.line, shop: shop,
        channels: channels, pending: try pending(&reader, channels),
        startsAt: try startsAt(&reader),
        profile: try reader.text("profile"), steps: try steps(&reader))
      try reader.finish()
      return .success(transcript)
    } catch {
      return .failure(error)
    }
  }

  private func channels(_ reader: inout MappingReader) throws(TranscriptError) -> [TranscriptChannel] {
    guard let nodes = try reader.list("channels") else { return TranscriptChannel.allCases }
    var channels: [TranscriptChannel] = []
    for node in nodes { channels.append(try channel(node)) }
    return channels
  }

  private func channel(_ node: Node) throws(TranscriptError) -> TranscriptChannel {
    guard let channel = node.scalar.flatMap({ TranscriptChannel(rawValue: $0.string) }) else {
      let known = TranscriptChannel.allCases.map(\.rawValue).joined(separator: ", ")
      throw TranscriptError(file: name, node: node, reason: "a channel is one of \(known)")
    }
    return channel
  }

  /// A reason for all channels, or reasons by channel.
  private func pending(
    _ reader: inout MappingReader, _ channels: [TranscriptChannel]
  ) throws(TranscriptError) -> [TranscriptChannel: String] {
    guard let node = reader.node("pending") else { return [:] }
    if let reason = node.scalar?.string { return Dictionary(uniqueKeysWithValues: channels.map { ($0, reason) }) }
    guard let mapping = node.mapping else {
      throw TranscriptError(file: name, node: node, reason: "'pending' is a reason, or reasons by channel")
    }
    var reasons: [TranscriptChannel: String] = [:]
    for (key, value) in mapping { reasons[try channel(key)] = value.scalar?.string ?? "" }
    return reasons
  }

  private func startsAt(_ reader: inout MappingReader) throws(TranscriptError) -> CivilTime {
    guard let node = reader.node("at") else { return Transcript.defaultStart }
    return try StepReader.civilTime(node, file: name)
  }

  private func settings(_ reader: inout MappingReader) throws(TranscriptError) -> String? {
    guard let node = reader.node("settings") else { return nil }
    do {
      return try Yams.serialize(node: node)
    } catch {
      throw TranscriptError(file: name, node: node, reason: "'settings' cannot be read: \(error)")
    }
  }

  private func steps(_ reader: inout MappingReader) throws(TranscriptError) -> [TranscriptStep] {
    var steps: [TranscriptStep] = []
    guard let nodes = try reader.list("chat"), !nodes.isEmpty else {
      throw TranscriptError(file: name, line: reader.line, reason: "'chat' is missing; list what is said")
    }
    for node in nodes { steps.append(try StepReader(file: name).step(node)) }
    let last = steps.last?.line ?? reader.line
    if let node = reader.node("cart") { steps.append(try StepReader(file: name).cart(node)) }
    if let node = reader.node("orders") {
      steps.append(try StepReader(file: name).orders(node))
    } else if !steps.contains(where: { if case .orders = $0.action { true } else { false } }) {
      // An order that nobody expected is the worst of surprises.
      steps.append(TranscriptStep(line: last, user: nil, action: .orders([])))
    }
    return steps
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

extension YamlError {
  fileprivate var line: Int? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    default: nil
    }
  }
}

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
