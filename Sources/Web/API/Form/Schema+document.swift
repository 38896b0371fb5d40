extension Schema {
  /// As JSON Schema 2020-12, which OpenAPI 3.1 uses. Named schemas are put among the components.
  func document(_ components: inout [(String, JSON)]) -> JSON {
    var members = own(&components)
    if isNullable {
      if case .named = form { return .object([("anyOf", .list([.object(members), .object([("type", "null")])]))]) }
      members = members.map { $0.0 == "type" ? ("type", .list([$0.1, "null"])) : Self.nullAmongValues($0) }
    }
    if let note { members.append(("description", .text(note))) }
    return .object(members)
  }

  private static func nullAmongValues(_ member: (String, JSON)) -> (String, JSON) {
    guard member.0 == "enum", case .list(let values) = member.1 else { return member }
    return ("enum", .list(values + [.null]))
  }

  private func own(_ components: inout [(String, JSON)]) -> [(String, JSON)] {
    switch form {
    case .text(let rule): return rule.document
    case .integer(let range):
      return [
        ("type", "integer"), ("format", "int64"), ("minimum", .integer(range.lowerBound)),
        ("maximum", .integer(range.upperBound)),
      ]
    case .flag: return [("type", "boolean")]
    case .list(let item, let count):
      return [
        ("type", "array"), ("items", item.document(&components)), ("minItems", .int(count.lowerBound)),
        ("maxItems", .int(count.upperBound)),
      ]
    case .map(let value, let maximum):
      return [
        ("type", "object"), ("additionalProperties", value.document(&components)), ("maxProperties", .int(maximum)),
      ]
    case .object(let properties):
      return [
        ("type", "object"),
        ("properties", .object(properties.map { ($0.name, $0.schema.document(&components)) })),
        ("required", .list(properties.filter(\.isRequired).map { .text($0.name) })),
        ("additionalProperties", .bool(false)),
      ]
    case .named(let name, let schema):
      if !components.contains(where: { $0.0 == name }) {
        // Its place is taken before its parts are looked at, in case one of them names it again.
        components.append((name, .null))
        let document = schema.document(&components)
        if let index = components.firstIndex(where: { $0.0 == name }) { components[index].1 = document }
      }
      return [("$ref", .text("#/components/schemas/\(name)"))]
    }
  }
}

extension TextRule {
  fileprivate var document: [(String, JSON)] {
    var members: [(String, JSON)] = [("type", "string")]
    if let values { return members + [("enum", .list(values.map { .text($0) }))] }
    if let format { members.append(("format", .text(format))) }
    if let pattern { members.append(("pattern", .text(pattern))) }
    if length.lowerBound > 0 { members.append(("minLength", .int(length.lowerBound))) }
    members.append(("maxLength", .int(length.upperBound)))
    return members
  }
}

extension JSON: ExpressibleByStringLiteral {
  package init(stringLiteral value: String) { self = .text(value) }
}
