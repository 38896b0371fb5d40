import Commerce
import Foundation
import Yams

/// Reads `Tests/Transcripts/*.yaml`: one transcript a YAML document, strictly.
struct TranscriptFile {
  let path: String

  private var name: String { URL(fileURLWithPath: path).lastPathComponent }

  /// - Throws: ``TranscriptError`` for the file as a whole.
  func read() throws -> [Result<Transcript, TranscriptError>] {
    try read(String(contentsOfFile: path, encoding: .utf8))
  }

  func read(_ text: String) throws -> [Result<Transcript, TranscriptError>] {
    do {
      return try nodes(text).map(transcript)
    } catch let error as YamlError {
      throw TranscriptError(file: name, line: error.line ?? 1, reason: "\(error)")
    }
  }

  /// The sequence ends silently at an error, and keeps it.
  private func nodes(_ text: String) throws -> [Node] {
    var sequence = try Yams.compose_all(yaml: text)
    var nodes: [Node] = []
    while let node = sequence.next() { nodes.append(node) }
    if let error = sequence.error { throw error }
    return nodes
  }

  private func transcript(_ node: Node) -> Result<Transcript, TranscriptError> {
    do throws(TranscriptError) {
      var reader = try MappingReader(node, file: name)
      let shop = TranscriptShop(name: try reader.text("shop") ?? "demo", settings: try settings(&reader))
      let channels = try channels(&reader)
      let money = try TranscriptMoney.read(&reader, file: name)
      var transcript = Transcript(
        title: try reader.required("title"), file: name, path: path, line: reader.line, shop: shop,
        channels: channels, pending: try pending(&reader, channels),
        startsAt: try startsAt(&reader),
        profile: try reader.text("profile"), steps: try steps(&reader))
      transcript.money = money
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

extension YamlError {
  fileprivate var line: Int? {
    switch self {
    case .scanner(_, _, let mark, _), .parser(_, _, let mark, _), .composer(_, _, let mark, _): mark.line
    default: nil
    }
  }
}
