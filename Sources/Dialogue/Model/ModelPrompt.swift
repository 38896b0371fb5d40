import Commerce
import Foundation
import Mustache
import Yams

/// A prompt of `prompts/llm/*.md`: front matter with the model's settings and the answer's schema, then the
/// instructions, a mustache template.
package struct ModelPrompt: Sendable {
  /// Of the instructions and the data; changes with every edit.
  package let schema: JSONValue
  package let maximumTokens: Int
  package let temperature: Double
  package let timeoutMilliseconds: Int64
  /// Where a store says nothing of its own.
  package let callsPerDay: Int
  private let body: MustacheTemplate

  /// A turn's lease is 30 s; asking must leave room for what comes after.
  static let timeoutMilliseconds: ClosedRange<Int> = 100...20_000

  /// What a prompt is for: the names its text may use, and the part of an answer that the program cannot do without.
  package enum Purpose: Sendable {
    /// To read a shopper's message.
    case message
    /// To read an owner's question about figures.
    case figures

    var names: Set<String> {
      switch self {
      case .message: ["store", "language", "currency", "intents"]
      case .figures: ["store"]
      }
    }
  }

  /// What is asked of a model about one question about figures.
  package func request(for question: QueryQuestion) -> ModelRequest {
    request(system: system(for: question), user: question.data.text)
  }

  /// What is asked of a model about one message.
  package func request(for question: ModelQuestion) -> ModelRequest {
    request(system: system(for: question), user: question.data.text)
  }

  private func request(system: String, user: String) -> ModelRequest {
    ModelRequest(
      system: system, user: user, schema: schema, maximumTokens: maximumTokens, temperature: temperature,
      timeoutMilliseconds: timeoutMilliseconds)
  }

  /// The instructions for one question about figures.
  package func system(for question: QueryQuestion) -> String { body.render(["store": question.storeName]) }

  /// The instructions for one question.
  package func system(for question: ModelQuestion) -> String {
    body.render([
      "store": question.storeName, "language": question.language, "currency": question.currency.code,
      "intents": ProposalReader.permitted.map(\.rawValue).sorted().joined(separator: ", "),
    ])
  }

  /// - Throws: ``ConfigurationErrors`` with every problem of the file and its line.
  package static func load(
    path: String, for purpose: Purpose = .message
  ) throws(ConfigurationErrors) -> ModelPrompt {
    let text: String
    do {
      text = try String(contentsOfFile: path, encoding: .utf8)
    } catch {
      throw ConfigurationErrors([
        ConfigurationProblem(file: path, found: "no readable file", expected: "a prompt in UTF-8")
      ])
    }
    return try read(text, file: path, for: purpose)
  }

  static func read(
    _ text: String, file: String, for purpose: Purpose = .message
  ) throws(ConfigurationErrors) -> ModelPrompt {
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.first == "---", let end = lines.dropFirst().firstIndex(of: "---") else {
      throw ConfigurationErrors([
        ConfigurationProblem(
          file: file, line: 1, found: "no front matter", expected: "settings between two lines of ---, then the text")
      ])
    }
    // The first line stays as an empty one, so that lines of errors are lines of the file.
    var reader = FrontMatterReader(
      source: YAMLSource(text: "\n" + lines[1..<end].joined(separator: "\n") + "\n", file: file), purpose: purpose)
    let settings = reader.read()
    let body = reader.template(lines[(end + 1)...].joined(separator: "\n"), line: end + 2, names: purpose.names)
    guard let settings, let body, reader.source.problems.isEmpty else {
      throw ConfigurationErrors(reader.source.problems)
    }
    return ModelPrompt(
      schema: settings.schema, maximumTokens: settings.maximumTokens, temperature: settings.temperature,
      timeoutMilliseconds: Int64(settings.timeoutMilliseconds), callsPerDay: settings.callsPerDay, body: body)
  }
}

/// Reads a prompt's settings key by key.
private struct FrontMatterReader {
  var source: YAMLSource
  let purpose: ModelPrompt.Purpose

  struct Settings {
    var schema: JSONValue
    var maximumTokens = 400
    var temperature = 0.0
    var timeoutMilliseconds = 6_000
    var callsPerDay = 1_000
  }

  mutating func read() -> Settings? {
    var settings = Settings(schema: .null)
    for (key, node) in source.pairs(of: source.root, as: "front matter") {
      switch key {
      case "maximum_tokens": settings.maximumTokens = whole(node, key, in: 16...4_096) ?? settings.maximumTokens
      case "timeout_ms":
        settings.timeoutMilliseconds = whole(node, key, in: ModelPrompt.timeoutMilliseconds) ?? 0
      case "calls_per_day": settings.callsPerDay = whole(node, key, in: 0...10_000_000) ?? settings.callsPerDay
      case "temperature": settings.temperature = temperature(node) ?? 0
      case "schema":
        settings.schema = value(node)
        check(settings.schema, node)
      default:
        source.note(
          node, found: "the key '\(key)'",
          expected: "maximum_tokens, timeout_ms, calls_per_day, temperature or schema")
      }
    }
    if settings.schema == .null { source.note(source.root, found: "no schema", expected: "schema: the answer's form") }
    return source.problems.isEmpty ? settings : nil
  }

  /// Instructions that name what is not there would be sent with a hole in them.
  mutating func template(_ text: String, line: Int, names: Set<String>) -> MustacheTemplate? {
    for (offset, part) in text.split(separator: "\n", omittingEmptySubsequences: false).enumerated() {
      for match in part.matches(of: /\{\{\s*([^}]*?)\s*\}\}/) where !names.contains(String(match.1)) {
        source.problems.append(
          ConfigurationProblem(
            file: source.file, line: line + offset, found: "{{\(match.1)}}",
            expected: "one of \(names.sorted().joined(separator: ", "))"))
      }
    }
    guard text.contains(where: \.isLetter) else {
      source.problems.append(
        ConfigurationProblem(file: source.file, line: line, found: "no instructions", expected: "a text"))
      return nil
    }
    do {
      return try MustacheTemplate(string: "{{% CONTENT_TYPE:TEXT}}" + text.trimmingCharacters(in: .newlines))
    } catch {
      source.problems.append(
        ConfigurationProblem(
          file: source.file, line: line, found: "a faulty template (\(error))", expected: "mustache such as {{store}}")
      )
      return nil
    }
  }

  /// What the program reads of an answer must be in its schema.
  private mutating func check(_ schema: JSONValue, _ node: Node) {
    if purpose == .figures {
      guard schema["properties"]?["metrics"]?["items"]?["properties"]?["name"] == nil else { return }
      return source.note(node, found: "a schema without metrics", expected: "an object whose metrics have a name")
    }
    let act = schema["properties"]?["acts"]?["items"]?["properties"]
    guard let act, act["intent"] != nil else {
      return source.note(node, found: "a schema without acts", expected: "an object whose acts have an intent")
    }
    for intent in act["intent"]?["enum"]?.array ?? [] {
      guard let name = intent.string, !ProposalReader.permitted.contains(Intent(rawValue: name)) else { continue }
      source.note(node, found: "the intent '\(name)'", expected: "one that a language model may propose")
    }
  }

  private mutating func whole(_ node: Node, _ name: String, in range: ClosedRange<Int>) -> Int? {
    guard let value = node.int, range.contains(value) else {
      source.note(
        node, found: YAMLSource.describe(node),
        expected: "\(name): a whole number from \(range.lowerBound) to \(range.upperBound)")
      return nil
    }
    return value
  }

  private mutating func temperature(_ node: Node) -> Double? {
    guard let value = node.float, (0...2).contains(value) else {
      source.note(node, found: YAMLSource.describe(node), expected: "temperature: a number from 0 to 2")
      return nil
    }
    return value
  }

  private mutating func value(_ node: Node) -> JSONValue {
    switch node {
    case .mapping:
      return .object(
        Dictionary(source.pairs(of: node, as: "schema").map { ($0.key, value($0.value)) }, uniquingKeysWith: { $1 }))
    case .sequence(let nodes): return .array(nodes.map { value($0) })
    case .scalar(let scalar):
      if scalar.style == .plain {
        if scalar.string == "null" { return .null }
        if let number = node.int { return .number(Double(number)) }
        if let flag = node.bool { return .bool(flag) }
      }
      return .string(scalar.string)
    case .alias:
      source.note(node, found: "an alias", expected: "the value itself")
      return .null
    }
  }
}
