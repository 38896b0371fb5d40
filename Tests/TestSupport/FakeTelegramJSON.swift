import Foundation

extension FakeTelegram {
  /// Any JSON, for bodies that must be looked at as they are and not as our own types would read them.
  package indirect enum JSON: Hashable, Codable, Sendable, ExpressibleByDictionaryLiteral, ExpressibleByArrayLiteral,
    ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral, ExpressibleByFloatLiteral
  {
    case null
    case bool(Bool)
    case integer(Int64)
    case number(Double)
    case string(String)
    case array([JSON])
    case object([String: JSON])

    package init(dictionaryLiteral elements: (String, JSON)...) {
      self = .object(Dictionary(elements, uniquingKeysWith: { $1 }))
    }
    package init(arrayLiteral elements: JSON...) { self = .array(elements) }
    package init(stringLiteral value: String) { self = .string(value) }
    package init(integerLiteral value: Int64) { self = .integer(value) }
    package init(booleanLiteral value: Bool) { self = .bool(value) }
    package init(floatLiteral value: Double) { self = .number(value) }

    package init(from decoder: any Decoder) throws {
      let value = try decoder.singleValueContainer()
      if let string = try? value.decode(String.self) {
        self = .string(string)
      } else if let object = try? value.decode([String: JSON].self) {
        self = .object(object)
      } else if let array = try? value.decode([JSON].self) {
        self = .array(array)
      } else if let integer = try? value.decode(Int64.self) {
        self = .integer(integer)
      } else if let bool = try? value.decode(Bool.self) {
        self = .bool(bool)
      } else if value.decodeNil() {
        self = .null
      } else {
        self = .number(try value.decode(Double.self))
      }
    }

    package func encode(to encoder: any Encoder) throws {
      var value = encoder.singleValueContainer()
      switch self {
      case .null: try value.encodeNil()
      case .bool(let bool): try value.encode(bool)
      case .integer(let integer): try value.encode(integer)
      case .number(let number): try value.encode(number)
      case .string(let string): try value.encode(string)
      case .array(let array): try value.encode(array)
      case .object(let object): try value.encode(object)
      }
    }

    package init?(parsing bytes: some Collection<UInt8>) {
      guard let value = try? JSONDecoder().decode(JSON.self, from: Data(bytes)) else { return nil }
      self = value
    }

    package var text: String {
      let encoder = JSONEncoder()
      encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
      guard let data = try? encoder.encode(self) else { return "null" }
      return String(decoding: data, as: UTF8.self)
    }

    package subscript(_ key: String) -> JSON? {
      get { object?[key] }
      set {
        var object = object ?? [:]
        object[key] = newValue
        self = .object(object)
      }
    }

    package var object: [String: JSON]? { if case .object(let object) = self { object } else { nil } }
    package var array: [JSON]? { if case .array(let array) = self { array } else { nil } }
    package var string: String? { if case .string(let string) = self { string } else { nil } }
    package var integer: Int64? { if case .integer(let integer) = self { integer } else { nil } }
    package var bool: Bool? { if case .bool(let bool) = self { bool } else { nil } }
  }
}
