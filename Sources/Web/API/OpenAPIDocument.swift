import HTTPTypes
import Yams

/// `openapi.yaml`, written from the operations themselves: what is not mounted is not described, and the other way
/// round.
package struct OpenAPIDocument {
  private let operations: [Operation]

  init(_ operations: [Operation]) { self.operations = operations }

  var yaml: String { YAMLText.of(document) }

  private var document: JSON {
    var components: [(String, JSON)] = []
    var paths: [(String, JSON)] = []
    for operation in operations {
      let described = (operation.verb.lowercased(), describe(operation, &components))
      if let index = paths.firstIndex(where: { $0.0 == API.root + operation.path }),
        case .object(let known) = paths[index].1
      {
        paths[index].1 = .object(known + [JSON.Member(name: described.0, value: described.1)])
      } else {
        paths.append((API.root + operation.path, .object([described])))
      }
    }
    return .object([
      ("openapi", "3.1.0"), ("info", Self.info), ("paths", .object(paths)),
      (
        "components",
        .object([
          ("schemas", .object(components)),
          ("securitySchemes", .object([("bearer", .object([("type", "http"), ("scheme", "bearer")]))])),
        ])
      ),
    ])
  }

  private static let info = JSON.object([
    ("title", "Souk"), ("version", "1"),
    (
      "description",
      .text(
        """
        Shops, their goods, customers and orders. Sign in for an access token, or have an operator make an API key; \
        send either as `Authorization: Bearer …`. Somebody with several stores names one with `?store=`. \
        Amounts are whole minor units of the store's currency. Lists are pages, the newest first. \
        See docs/api.md for what holds everywhere.
        """)
    ),
  ])

  private func describe(_ operation: Operation, _ components: inout [(String, JSON)]) -> JSON {
    var members: [(String, JSON)] = [
      ("operationId", .text(operation.id)), ("summary", .text(operation.summary)),
      ("tags", .list([.text(operation.resource)])),
    ]
    if let note = operation.note { members.append(("description", .text(note))) }
    if case .anyone = operation.access {
      members.append(("security", .list([])))
    } else {
      members.append(("security", .list([.object([("bearer", .list([]))])])))
    }
    let parameters = parameters(of: operation, &components)
    if !parameters.isEmpty { members.append(("parameters", .list(parameters))) }
    if let body = operation.body {
      members.append(
        ("requestBody", .object([("required", .bool(true)), ("content", Self.json(body.document(&components)))])))
    }
    members.append(("responses", responses(of: operation, &components)))
    return .object(members)
  }

  // MARK: What goes in

  private func parameters(of operation: Operation, _ components: inout [(String, JSON)]) -> [JSON] {
    let path = operation.path.split(separator: "/").filter { $0.hasPrefix("{") }.map { $0.dropFirst().dropLast() }
    var parameters = path.map { name in
      Self.parameter(
        String(name), in: "path", isRequired: true,
        (operation.pathValues[String(name)] ?? .text(1...64)).document(&components))
    }
    parameters += QueryReader.properties(of: operation).map {
      Self.parameter($0.name, in: "query", isRequired: $0.isRequired, $0.schema.document(&components))
    }
    let header = Schema.text(
      TextRule(length: 1...APIResponder.longestKey, pattern: "^[!-~]+$") { _ in true })
    if operation.takesKey {
      parameters.append(
        Self.parameter("Idempotency-Key", in: "header", isRequired: false, header.document(&components)))
    }
    if operation.isEdit {
      parameters.append(Self.parameter("If-Match", in: "header", isRequired: false, header.document(&components)))
    }
    return parameters
  }

  private static func parameter(_ name: String, in place: String, isRequired: Bool, _ schema: JSON) -> JSON {
    .object([("name", .text(name)), ("in", .text(place)), ("required", .bool(isRequired)), ("schema", schema)])
  }

  // MARK: What comes out

  private func responses(of operation: Operation, _ components: inout [(String, JSON)]) -> JSON {
    var answer: [(String, JSON)] = [("description", .text(operation.answer.meaning))]
    let headers = Self.headers(of: operation)
    if !headers.isEmpty { answer.append(("headers", .object(headers))) }
    if let schema = operation.answer.schema { answer.append(("content", Self.json(schema.document(&components)))) }
    let error = APIError.view.schema.document(&components)
    let refusals = Dictionary(grouping: Self.errors(of: operation), by: \.status.code).sorted { $0.key < $1.key }
    return .object(
      [(String(operation.answer.status.code), .object(answer))]
        + refusals.map { status, codes in
          let names = Set(codes.map(\.rawValue)).sorted().joined(separator: "`, `")
          return (
            String(status), .object([("description", .text("`\(names)`")), ("content", Self.json(error))])
          )
        })
  }

  private static func headers(of operation: Operation) -> [(String, JSON)] {
    guard operation.hasTag || operation.isEdit else { return [] }
    return [
      (
        "ETag",
        .object([
          ("description", "The version, for If-Match"), ("schema", .object([("type", "string")])),
        ])
      )
    ]
  }

  /// Its own, and those that everything of its kind may answer.
  static func errors(of operation: Operation) -> [APIErrorCode] {
    var errors = operation.errors + [.unknownParameter, .invalidParameter, .incompleteBody, .bodyTooLarge]
    errors += [.rateLimited, .internal, .busy]
    if operation.body != nil { errors += [.invalidJSON, .unsupportedMediaType, .invalidBody] }
    if operation.isEdit { errors += [.preconditionFailed] }
    if operation.takesKey { errors += [.idempotencyInProgress, .idempotencyKeyReused] }
    switch operation.access {
    case .anyone: break
    case .user: errors += [.unauthorized, .tokenInvalid, .tokenExpired]
    case .store:
      errors += [.unauthorized, .tokenInvalid, .tokenExpired, .forbidden, .storeRequired, .storeNotFound, .notFound]
    }
    return errors
  }

  private static func json(_ schema: JSON) -> JSON {
    .object([("application/json", .object([("schema", schema)]))])
  }
}

/// JSON as block YAML.
enum YAMLText {
  static func of(_ value: JSON) -> String {
    do { return try Yams.serialize(node: node(value), width: -1, allowUnicode: true, sortKeys: false) } catch {
      // A tree of scalars, lists and maps always has a text.
      return ""
    }
  }

  private static func node(_ value: JSON) -> Node {
    switch value {
    case .null: Node("null", Tag(.null))
    case .bool(let value): Node(value ? "true" : "false", Tag(.bool))
    case .integer(let value): Node(String(value), Tag(.int))
    case .text(let text): Node(text, Tag(.str), style(of: text))
    case .list(let values): .sequence(.init(values.map(node), .implicit, values.isEmpty ? .flow : .block))
    case .object(let members):
      .mapping(
        .init(
          members.map { (Node($0.name, Tag(.str), style(of: $0.name)), node($0.value)) }, .implicit,
          members.isEmpty ? .flow : .block))
    }
  }

  /// Plain where nobody could take it for something else.
  private static func style(of text: String) -> Node.Scalar.Style {
    let isPlain =
      text.utf8.first.map { (65...90).contains($0) || (97...122).contains($0) || $0 == 47 } ?? false
      && text.utf8.allSatisfy {
        (65...90).contains($0) || (97...122).contains($0) || (48...57).contains($0) || [45, 46, 47, 95].contains($0)
      }
    return isPlain && !["true", "false", "null", "yes", "no", "on", "off", "y", "n"].contains(text.lowercased())
      ? .plain : .doubleQuoted
  }
}
