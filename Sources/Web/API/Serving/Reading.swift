import Dialogue
import HTTPTypes
import Hummingbird

/// Reads what stands after `?`.
struct QueryReader {
  private let properties: [Schema.Property]

  static let store = Schema.Property.optional("store", Schema.slug)

  /// Everything that is about a store takes `?store=`.
  static func properties(of operation: Operation) -> [Schema.Property] {
    guard case .store = operation.access else { return operation.query }
    return operation.query + [store]
  }

  init(_ operation: Operation) { properties = Self.properties(of: operation) }

  /// - Throws: ``APIError``; a misspelt name is no less an error than a wrong value.
  func read(_ text: String) throws -> Fields {
    var values: [String: JSONValue] = [:]
    for (name, value) in QueryString.decode(text) {
      guard let property = properties.first(where: { $0.name == name }) else {
        let names = properties.map(\.name).joined(separator: ", ")
        let known = names.isEmpty ? "none" : names
        throw APIError(
          .unknownParameter,
          "There is no parameter '\(name.prefix(64))' here; there is \(known).")
      }
      let read = Self.value(value, property.schema)
      if let problem = property.schema.problem(in: read, at: name) {
        throw APIError(.invalidParameter, "The parameter \(problem.text).")
      }
      values[name] = read
    }
    if let missing = properties.first(where: { $0.isRequired && values[$0.name] == nil }) {
      throw APIError(.invalidParameter, "The parameter '\(missing.name)' is missing.")
    }
    return Fields(values)
  }

  private static func value(_ text: String, _ schema: Schema) -> JSONValue {
    switch schema.form {
    case .integer: Int64(text).flatMap { Double(exactly: $0) }.map { .number($0) } ?? .string(text)
    case .flag: text == "true" ? .bool(true) : text == "false" ? .bool(false) : .string(text)
    default: .string(text)
    }
  }
}

/// Reads a body.
struct BodyReader {
  private let schema: Schema?

  init(_ operation: Operation) { schema = operation.body }

  /// - Throws: ``APIError`` with what is wrong and where.
  func read(_ bytes: [UInt8], type: String?) throws -> Fields {
    // A body nobody asked for is nobody's loss.
    guard let schema else { return Fields(nil) }
    let media = (type ?? "").split(separator: ";").first?.lowercased().trimmingPrefix { $0 == " " } ?? ""
    guard media.prefix(while: { $0 != " " }) == "application/json" else {
      throw APIError(.unsupportedMediaType, "Send the body as application/json.")
    }
    let value: JSONValue
    do { value = try JSONValue(json: bytes) } catch {
      throw APIError(.invalidJSON, "The body is no JSON.")
    }
    if let problem = schema.problem(in: value) {
      throw APIError(.invalidBody, "The body \(problem.text).")
    }
    return Fields(value)
  }
}

/// Header names of ours; a name of letters and hyphens is always one.
enum APIHeader {
  static let idempotencyKey = HTTPField.Name("Idempotency-Key")
  static let idempotencyReplayed = HTTPField.Name("Idempotency-Replayed")
}

extension Response {
  init(_ answer: APIAnswer) {
    self.init(status: answer.status, body: answer.body?.bytes ?? [], isTagged: answer.isTagged)
  }

  init(status: HTTPTypes.HTTPResponse.Status, body: [UInt8], isTagged: Bool) {
    var headers = HTTPFields()
    if !body.isEmpty { headers[.contentType] = "application/json" }
    if isTagged { headers[.eTag] = EntityTag.of(body) }
    headers[.cacheControl] = "no-store"
    self.init(status: status, headers: headers, body: ResponseBody(byteBuffer: ByteBuffer(bytes: body)))
  }

  init(_ error: APIError) {
    let shown = APIError(error.code, String(error.message.prefix(1_000)))
    self.init(status: error.code.status, body: APIError.view.json(shown).bytes, isTagged: false)
    if let seconds = error.retryAfterSeconds { headers[.retryAfter] = String(seconds) }
    if error.code.status == .unauthorized { headers[.wwwAuthenticate] = "Bearer" }
  }
}
