import Commerce
import Dialogue

/// Values by name that have passed their schema: what is there is of its type.
struct Fields: Sendable {
  let values: [String: JSONValue]

  init(_ values: [String: JSONValue]) { self.values = values }

  init(_ value: JSONValue?) { if case .object(let values) = value { self.values = values } else { values = [:] } }

  func has(_ name: String) -> Bool { values[name] != nil }

  /// nil where it is left out or null.
  func text(_ name: String) -> String? { values[name]?.string }
  func integer(_ name: String) -> Int64? { values[name]?.number.flatMap { Int64(exactly: $0) } }
  func int(_ name: String) -> Int? { integer(name).map { Int($0) } }
  func flag(_ name: String) -> Bool? { if case .bool(let value) = values[name] { value } else { nil } }
  func texts(_ name: String) -> [String]? { values[name]?.array.map { $0.compactMap(\.string) } }
  func list(_ name: String) -> [Fields] { (values[name]?.array ?? []).map { Fields($0) } }
  func time(_ name: String) -> Timestamp? { text(name).flatMap { Timestamp(rfc3339: $0) } }
  func id<Entity>(_ name: String, _: Entity.Type = Entity.self) -> ID<Entity>? { text(name).flatMap { ID(text: $0) } }

  func raw<Value: RawRepresentable<String>>(_ name: String, _: Value.Type = Value.self) -> Value? {
    text(name).flatMap { Value(rawValue: $0) }
  }

  func textMap(_ name: String) -> [String: String]? {
    guard case .object(let pairs) = values[name] else { return nil }
    return pairs.compactMapValues(\.string)
  }

  /// Sets a value where the name is there; null sets nil.
  func set(_ name: String, _ value: inout String?) { if has(name) { value = text(name) } }
  func set(_ name: String, _ value: inout Int64?) { if has(name) { value = integer(name) } }
  func set(_ name: String, _ value: inout Int?) { if has(name) { value = int(name) } }
  func set(_ name: String, _ value: inout Timestamp?) { if has(name) { value = time(name) } }
}
