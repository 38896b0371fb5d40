import Dialogue

/// What a value looks like. The same schema is printed in `openapi.yaml`, checks what comes in and describes what goes
/// out, so that the three cannot differ.
package struct Schema: Sendable {
  package indirect enum Form: Sendable {
    case text(TextRule)
    case integer(ClosedRange<Int64>)
    case flag
    case list(Schema, ClosedRange<Int>)
    case object([Property])
    /// Any names, each with such a value.
    case map(Schema, maximum: Int)
    /// Stands under its name among the document's components.
    case named(String, Schema)
  }

  package var form: Form
  package var isNullable = false
  package var note: String?

  init(_ form: Form, note: String? = nil) {
    self.form = form
    self.note = note
  }

  package struct Property: Sendable {
    let name: String
    let schema: Schema
    let isRequired: Bool
  }

  // MARK: Making

  static func text(_ rule: TextRule, _ note: String? = nil) -> Schema { Schema(.text(rule), note: note) }

  static func text(_ length: ClosedRange<Int>, _ note: String? = nil) -> Schema {
    Schema(.text(TextRule(length: length)), note: note)
  }

  static func oneOf(_ values: [String], _ note: String? = nil) -> Schema {
    Schema(.text(TextRule(values: values)), note: note)
  }

  static func integer(_ range: ClosedRange<Int64>, _ note: String? = nil) -> Schema {
    Schema(.integer(range), note: note)
  }

  static let flag = Schema(.flag)

  static func flag(_ note: String) -> Schema { Schema(.flag, note: note) }

  static func list(_ item: Schema, _ count: ClosedRange<Int>, _ note: String? = nil) -> Schema {
    Schema(.list(item, count), note: note)
  }

  static func map(_ value: Schema, maximum: Int, _ note: String? = nil) -> Schema {
    Schema(.map(value, maximum: maximum), note: note)
  }

  static func named(_ name: String, _ schema: Schema) -> Schema { Schema(.named(name, schema)) }

  /// A body whose properties are all needed but those named in `optional`.
  static func body(_ name: String, _ properties: [Property]) -> Schema { .named(name, Schema(.object(properties))) }

  /// Or null.
  var orNull: Schema {
    var schema = self
    schema.isNullable = true
    return schema
  }
}

extension Schema.Property {
  static func needed(_ name: String, _ schema: Schema) -> Schema.Property {
    Schema.Property(name: name, schema: schema, isRequired: true)
  }

  static func optional(_ name: String, _ schema: Schema) -> Schema.Property {
    Schema.Property(name: name, schema: schema, isRequired: false)
  }
}

/// What a text may be.
package struct TextRule: Sendable {
  /// In characters as JSON Schema counts them: Unicode scalars.
  var length: ClosedRange<Int>
  /// The form in words an OpenAPI reader knows.
  var pattern: String?
  var format: String?
  var values: [String]?
  /// What a pattern or format says, as code.
  var accepts: @Sendable (String) -> Bool

  init(length: ClosedRange<Int>) {
    self.length = length
    accepts = { _ in true }
  }

  init(values: [String]) {
    length = 0...256
    self.values = values
    accepts = { values.contains($0) }
  }

  init(
    length: ClosedRange<Int>, pattern: String? = nil, format: String? = nil,
    accepts: @escaping @Sendable (String) -> Bool
  ) {
    self.length = length
    self.pattern = pattern
    self.format = format
    self.accepts = accepts
  }
}
