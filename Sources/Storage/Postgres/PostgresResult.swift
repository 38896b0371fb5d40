#if SOUK_POSTGRES
  import CPQ
  import Foundation

  /// Between Swift's values and libpq's texts.
  enum PostgresResult {
    /// "cached plan must not change result type"
    static let planChanged = "0A000"

    static func rows(_ result: OpaquePointer?) throws -> [Row] {
      let width = PQnfields(result)
      var columns: [String: Int] = [:]
      for column in 0..<width {
        let name = String(cString: PQfname(result, column))
        if columns[name] == nil { columns[name] = Int(column) }
      }
      let types = (0..<width).map { PQftype(result, $0) }
      return try (0..<PQntuples(result)).map { row in
        let values = try (0..<width).map { column -> SQLValue in
          if PQgetisnull(result, row, column) == 1 { return .null }
          return try value(String(cString: PQgetvalue(result, row, column)), type: types[Int(column)])
        }
        return Row(columns: columns, values: values)
      }
    }

    /// A parameter in libpq's text format; nil is NULL.
    static func text(_ value: SQLValue) -> String? {
      switch value {
      case .null: nil
      case .integer(let value): String(value)
      case .real(let value): String(value)
      case .text(let value): SQLValue.storable(value)
      case .bool(let value): value ? "t" : "f"
      }
    }

    /// Lends the texts as C strings for the time of the call.
    static func withParameters<Value>(
      _ texts: [String?], _ body: (UnsafePointer<UnsafePointer<CChar>?>) -> Value
    ) -> Value {
      let copies = texts.map { $0.flatMap { strdup($0) } }
      defer { for copy in copies { free(copy) } }
      let pointers = copies.map { UnsafePointer($0) } + [nil]
      return pointers.withUnsafeBufferPointer { buffer in
        withExtendedLifetime(copies) { buffer.baseAddress.map(body) ?? body([nil]) }
      }
    }

    static func state(_ result: OpaquePointer?) -> String {
      PQresultErrorField(result, Int32(UInt8(ascii: "C"))).map { String(cString: $0) } ?? ""
    }

    /// SQLSTATEs: https://www.postgresql.org/docs/15/errcodes-appendix.html
    static func error(_ result: OpaquePointer?, sql: String, isConnected: Bool) -> StorageError {
      let primary = PQresultErrorField(result, Int32(UInt8(ascii: "M"))).map { String(cString: $0) }
      let detail = primary ?? message(PQresultErrorMessage(result))
      let state = state(result)
      guard isConnected else { return .lostConnection(detail) }
      switch state {
      case "40001", "40P01", planChanged: return .serializationFailure(detail)
      case "55P03", "57014": return .busy(detail)
      case "53100": return .diskFull(detail)
      case _ where state.hasPrefix("23"): return .constraintViolation(detail)
      case _ where state.hasPrefix("08") || state.hasPrefix("57P"): return .lostConnection(detail)
      case _ where state.hasPrefix("53"): return .unavailable(detail)
      default: return .statementFailed("\(detail) (\(state))", sql: sql)
      }
    }

    /// libpq's words on one line.
    static func message(_ text: UnsafePointer<CChar>?) -> String {
      guard let text else { return "no reason was given" }
      return String(cString: text).split(whereSeparator: \.isNewline)
        .map { $0.trimmingCharacters(in: .whitespaces) }.joined(separator: "; ")
    }

    /// Types by their fixed oids (pg_type.dat).
    private static func value(_ text: String, type: Oid) throws -> SQLValue {
      switch type {
      case 16: return .bool(text == "t")
      case 20, 21, 23: if let number = Int64(text) { return .integer(number) }
      case 700, 701: if let number = Double(text) { return .real(number) }
      case 1700:
        if let number = Int64(text) { return .integer(number) }
        if let number = Double(text) { return .real(number) }
      default: return .text(text)
      }
      throw StorageError.badValue(column: "?", expected: "a number", found: "text")
    }
  }
#endif
