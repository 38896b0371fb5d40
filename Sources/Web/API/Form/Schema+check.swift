import Dialogue

/// What is wrong with a value, and where in it.
struct SchemaProblem: Hashable {
  /// `items[2].quantity`; empty for the whole.
  var path: String
  var problem: String

  var text: String { path.isEmpty ? problem : "'\(path)' \(problem)" }
}

extension Schema {
  /// The first thing wrong with a value.
  func problem(in value: JSONValue, at path: String = "") -> SchemaProblem? {
    if case .null = value {
      return isNullable ? nil : SchemaProblem(path: path, problem: "may not be null")
    }
    func wrong(_ problem: String) -> SchemaProblem { SchemaProblem(path: path, problem: problem) }
    switch form {
    case .named(_, let schema): return schema.problem(in: value, at: path)
    case .text(let rule):
      guard case .string(let text) = value else { return wrong("must be a text") }
      return rule.problem(in: text).map(wrong)
    case .integer(let range):
      guard case .number(let number) = value, let whole = Int64(exactly: number) else {
        return wrong("must be a whole number")
      }
      return range.contains(whole) ? nil : wrong("must be from \(range.lowerBound) to \(range.upperBound)")
    case .flag:
      guard case .bool = value else { return wrong("must be true or false") }
      return nil
    case .list(let item, let count):
      guard case .array(let values) = value else { return wrong("must be a list") }
      guard count.contains(values.count) else { return wrong("must have \(count.lowerBound) to \(count.upperBound)") }
      return values.enumerated().lazy.compactMap { item.problem(in: $1, at: "\(path)[\($0)]") }.first
    case .map(let schema, let maximum):
      guard case .object(let pairs) = value else { return wrong("must be an object") }
      guard pairs.count <= maximum else { return wrong("may have \(maximum) members at most") }
      return pairs.sorted { $0.key < $1.key }.lazy.compactMap { schema.problem(in: $1, at: Self.join(path, $0)) }.first
    case .object(let properties):
      guard case .object(let pairs) = value else { return wrong("must be an object") }
      return Self.problem(in: pairs, properties, at: path)
    }
  }

  private static func problem(
    in pairs: [String: JSONValue], _ properties: [Property], at path: String
  ) -> SchemaProblem? {
    for property in properties {
      guard let value = pairs[property.name] else {
        if property.isRequired { return SchemaProblem(path: join(path, property.name), problem: "is missing") }
        continue
      }
      if let problem = property.schema.problem(in: value, at: join(path, property.name)) { return problem }
    }
    guard let unknown = pairs.keys.filter({ name in !properties.contains { $0.name == name } }).min() else {
      return nil
    }
    let known = properties.map(\.name).joined(separator: ", ")
    return SchemaProblem(
      path: join(path, String(unknown.prefix(64))), problem: "is not known here; there is \(known)")
  }

  private static func join(_ path: String, _ name: String) -> String { path.isEmpty ? name : "\(path).\(name)" }
}

extension TextRule {
  func problem(in text: String) -> String? {
    let count = text.unicodeScalars.count
    guard length.contains(count) else {
      return "has \(count) characters; \(length.lowerBound) to \(length.upperBound) are taken"
    }
    if accepts(text) { return nil }
    if let values { return "must be one of \(values.joined(separator: ", "))" }
    return "is not of the form \(format ?? pattern ?? "expected")"
  }
}
