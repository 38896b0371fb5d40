import Commerce

/// One row of a result, read by column name. A column that is missing or of another type is an error that names it.
package struct Row: Sendable {
  private let columns: [String: Int]
  private let values: [SQLValue]

  init(columns: [String: Int], values: [SQLValue]) {
    self.columns = columns
    self.values = values
  }

  /// Every column by its name.
  var all: [String: SQLValue] { columns.mapValues { values[$0] } }

  package func value(_ column: String) throws -> SQLValue {
    guard let index = columns[column] else { throw StorageError.missingColumn(column) }
    return values[index]
  }

  package func int64(_ column: String) throws -> Int64 { try required(column, "an integer", optionalInt64) }
  package func int(_ column: String) throws -> Int { Int(try int64(column)) }
  package func double(_ column: String) throws -> Double { try required(column, "a number", optionalDouble) }
  package func text(_ column: String) throws -> String { try required(column, "text", optionalText) }
  package func time(_ column: String) throws -> Timestamp { Timestamp(milliseconds: try int64(column)) }
  package func id<Entity>(_ column: String, _: Entity.Type = Entity.self) throws -> ID<Entity> {
    ID(rawValue: try int64(column))
  }

  package func bool(_ column: String) throws -> Bool {
    switch try value(column) {
    case .bool(let value): return value
    case .integer(0): return false
    case .integer(1): return true
    case let other: throw mismatch(column, "a boolean", other)
    }
  }

  package func optionalInt64(_ column: String) throws -> Int64? {
    switch try value(column) {
    case .null: return nil
    case .integer(let value): return value
    case let other: throw mismatch(column, "an integer", other)
    }
  }

  package func optionalInt(_ column: String) throws -> Int? { try optionalInt64(column).map { Int($0) } }

  package func optionalTime(_ column: String) throws -> Timestamp? {
    try optionalInt64(column).map { Timestamp(milliseconds: $0) }
  }

  package func optionalDouble(_ column: String) throws -> Double? {
    switch try value(column) {
    case .null: return nil
    case .real(let value): return value
    case .integer(let value): return Double(value)
    case let other: throw mismatch(column, "a number", other)
    }
  }

  package func optionalText(_ column: String) throws -> String? {
    switch try value(column) {
    case .null: return nil
    case .text(let value): return value
    case let other: throw mismatch(column, "text", other)
    }
  }

  /// Reads a JSON column.
  package func json<Value: Decodable>(_ column: String, _: Value.Type = Value.self) throws -> Value {
    let text = try text(column)
    do {
      return try JSONText.decode(from: text)
    } catch {
      throw StorageError.badValue(column: column, expected: "JSON of \(Value.self)", found: "\(error)")
    }
  }

  /// Reads a JSON column that holds a list of strings.
  package func strings(_ column: String) throws -> [String] {
    try JSONStrings.read(try text(column)) ?? json(column)
  }

  /// Reads a column that holds an enum's raw value.
  package func raw<Value: RawRepresentable<String>>(_ column: String, _: Value.Type = Value.self) throws -> Value {
    let text = try text(column)
    guard let value = Value(rawValue: text) else {
      throw StorageError.badValue(column: column, expected: "a \(Value.self)", found: "'\(text)'")
    }
    return value
  }

  private func required<Value>(_ column: String, _ expected: String, _ read: (String) throws -> Value?) throws -> Value
  {
    guard let value = try read(column) else { throw mismatch(column, expected, .null) }
    return value
  }

  private func mismatch(_ column: String, _ expected: String, _ found: SQLValue) -> StorageError {
    .badValue(column: column, expected: expected, found: found.kind)
  }
}
