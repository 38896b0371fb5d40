import Commerce
import Foundation

/// A value bound to a statement or read from a row. Times are integers (milliseconds), JSON is text.
package enum SQLValue: Hashable, Sendable {
  case null
  case integer(Int64)
  case real(Double)
  case text(String)
  case bool(Bool)

  package static func int(_ value: Int) -> SQLValue { .integer(Int64(value)) }
  package static func time(_ value: Timestamp) -> SQLValue { .integer(value.milliseconds) }
  package static func id<Entity>(_ value: ID<Entity>) -> SQLValue { .integer(value.rawValue) }
  package static func json(_ value: some Encodable) throws -> SQLValue { .text(try JSONText.encode(value)) }

  package static func maybe(_ value: String?) -> SQLValue { value.map { .text($0) } ?? .null }
  package static func maybe(_ value: Int64?) -> SQLValue { value.map { .integer($0) } ?? .null }
  package static func maybe(_ value: Int?) -> SQLValue { value.map { .int($0) } ?? .null }
  package static func maybe(_ value: Timestamp?) -> SQLValue { value.map { .time($0) } ?? .null }

  /// PostgreSQL's text holds no NUL and C strings end at one; both engines get the replacement character instead.
  static func storable(_ text: String) -> String {
    text.utf8.contains(0) ? text.replacing("\0", with: "\u{FFFD}") : text
  }

  var kind: String {
    switch self {
    case .null: "NULL"
    case .integer: "an integer"
    case .real: "a real number"
    case .text: "text"
    case .bool: "a boolean"
    }
  }
}

extension SQLValue: ExpressibleByIntegerLiteral, ExpressibleByStringLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByNilLiteral, ExpressibleByFloatLiteral
{
  package init(integerLiteral value: Int64) { self = .integer(value) }
  package init(stringLiteral value: String) { self = .text(value) }
  package init(booleanLiteral value: Bool) { self = .bool(value) }
  package init(nilLiteral: ()) { self = .null }
  package init(floatLiteral value: Double) { self = .real(value) }
}

/// JSON as it stands in a column: one line, keys sorted, so that equal values are equal texts.
enum JSONText {
  private static let encoder: JSONEncoder = {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    return encoder
  }()
  private static let decoder = JSONDecoder()

  static func encode(_ value: some Encodable) throws -> String {
    String(decoding: try encoder.encode(value), as: UTF8.self)
  }

  static func decode<Value: Decodable>(_: Value.Type = Value.self, from text: String) throws -> Value {
    try decoder.decode(Value.self, from: Data(text.utf8))
  }
}
