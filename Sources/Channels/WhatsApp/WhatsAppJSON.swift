/// JSON read so that one odd value costs no more than itself.
///
/// Foundation's readers refuse a whole body for a lone surrogate or a number out of range; a webhook body may carry a
/// thousand messages, so here the former becomes U+FFFD and the latter stays text until somebody asks for a number.
/// U+0000, which PostgreSQL cannot store, becomes U+FFFD too.
enum WhatsAppJSON: Hashable, Sendable {
  case null
  case bool(Bool)
  /// As written.
  case number(String)
  case string(String)
  case array([WhatsAppJSON])
  case object([String: WhatsAppJSON])

  /// nil where the bytes are not one JSON value.
  init?(_ bytes: [UInt8]) {
    var parser = WhatsAppJSONParser(bytes)
    guard let value = parser.document() else { return nil }
    self = value
  }

  init?(_ text: String) { self.init(Array(text.utf8)) }

  subscript(key: String) -> WhatsAppJSON? {
    guard case .object(let members) = self else { return nil }
    return members[key]
  }

  var members: [String: WhatsAppJSON]? {
    guard case .object(let members) = self else { return nil }
    return members
  }

  /// Of anything but an array: none.
  var elements: [WhatsAppJSON] {
    guard case .array(let elements) = self else { return [] }
    return elements
  }

  var text: String? {
    guard case .string(let text) = self else { return nil }
    return text
  }

  var bool: Bool? {
    guard case .bool(let bool) = self else { return nil }
    return bool
  }

  /// A string that is not empty, or a number as written: ids and times come in both forms.
  var token: String? {
    switch self {
    case .string(let text), .number(let text): text.isEmpty ? nil : text
    default: nil
    }
  }

  var integer: Int64? { token.flatMap { Int64($0) } }

  /// nil for what is not finite.
  var double: Double? { token.flatMap { Double($0) }.flatMap { $0.isFinite ? $0 : nil } }
}
