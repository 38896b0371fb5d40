import Foundation

/// A JSON value of any form, for schemas and for answers that may be anything.
package enum JSONValue: Hashable, Sendable {
  case null
  case bool(Bool)
  case number(Double)
  case string(String)
  case array([JSONValue])
  case object([String: JSONValue])

  package subscript(name: String) -> JSONValue? { if case .object(let pairs) = self { pairs[name] } else { nil } }

  package var string: String? { if case .string(let text) = self { text } else { nil } }
  package var array: [JSONValue]? { if case .array(let values) = self { values } else { nil } }
  package var number: Double? { if case .number(let value) = self { value } else { nil } }

  /// nil for a fraction and for what no integer holds.
  package var integer: Int? { number.flatMap { Int(exactly: $0) } }

  /// - Throws: a `DecodingError` for what is no JSON, and for JSON nested deeper than anybody writes.
  package init(json: some Sequence<UInt8>) throws { self = try JSONDecoder().decode(Self.self, from: Data(json)) }

  /// With sorted keys, so that equal values are equal texts.
  package var text: String {
    do {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      return String(decoding: try encoder.encode(self), as: UTF8.self)
    } catch {
      // Only a number that is none (infinite) cannot be written, and none comes from JSON.
      return "null"
    }
  }
}

extension JSONValue: Codable {
  package init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    if container.decodeNil() {
      self = .null
    } else if let value = Self.scalar(container) {
      self = value
    } else if let values = Self.attempt({ try container.decode([String: JSONValue].self) }) {
      self = .object(values)
    } else {
      self = .array(try container.decode([JSONValue].self))
    }
  }

  private static func scalar(_ container: any SingleValueDecodingContainer) -> JSONValue? {
    if let value = attempt({ try container.decode(Bool.self) }) { return .bool(value) }
    if let value = attempt({ try container.decode(Double.self) }) { return .number(value) }
    return attempt { try container.decode(String.self) }.map(JSONValue.string)
  }

  /// A value of another type is no error here: the next type is tried.
  private static func attempt<Value>(_ body: () throws -> Value) -> Value? {
    do { return try body() } catch { return nil }
  }

  package func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .number(let value):
      if let whole = Int64(exactly: value) { try container.encode(whole) } else { try container.encode(value) }
    case .string(let value): try container.encode(value)
    case .array(let values): try container.encode(values)
    case .object(let pairs): try container.encode(pairs)
    }
  }
}

extension JSONValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  package init(stringLiteral value: String) { self = .string(value) }
  package init(integerLiteral value: Int) { self = .number(Double(value)) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(arrayLiteral elements: JSONValue...) { self = .array(elements) }
  package init(dictionaryLiteral elements: (String, JSONValue)...) {
    self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
  }
}
