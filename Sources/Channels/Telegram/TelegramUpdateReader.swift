import Commerce
import Dialogue
import Foundation

/// Reads the JSON of one update or of a `getUpdates` answer without letting one bad update spoil the others.
enum TelegramUpdateReader {
  /// One element of an answer: readable, or at least with the id that confirms it.
  enum Element: Decodable {
    case update(TelegramUpdate)
    case unreadable(id: Int64?, reason: String)

    init(from decoder: any Decoder) throws {
      do {
        let update = try TelegramUpdate(from: decoder)
        guard validIDs.contains(update.updateID) else {
          self = .unreadable(id: nil, reason: "its update_id is out of range")
          return
        }
        self = .update(update)
      } catch {
        self = .unreadable(id: Self.id(from: decoder), reason: TelegramUpdateReader.reason(error))
      }
    }

    var id: Int64? {
      switch self {
      case .update(let update): update.updateID
      case .unreadable(let id, _): id
      }
    }

    var isReadable: Bool { if case .update = self { true } else { false } }

    private static func id(from decoder: any Decoder) -> Int64? {
      do {
        let fields = try decoder.container(keyedBy: TelegramKey.self)
        let id = try fields.decode(Int64.self, forKey: "update_id")
        return validIDs.contains(id) ? id : nil
      } catch {
        return nil
      }
    }
  }

  /// Ids have at most 52 significant bits; one more must not overflow when the next is counted.
  private static let validIDs: ClosedRange<Int64> = 0...(1 << 52)

  private struct Answer: Decodable { var result: [Element] }

  /// - Throws: `DecodingError` where the bytes are no `getUpdates` answer at all.
  static func answer(_ body: [UInt8]) throws -> [Element] {
    try reading(body) { try JSONDecoder().decode(Answer.self, from: Data($0)).result }
  }

  /// - Throws: `DecodingError` where the bytes are no JSON.
  static func update(_ body: [UInt8]) throws -> Element {
    try reading(body) { [try JSONDecoder().decode(Element.self, from: Data($0))] }[0]
  }

  /// Half an emoji, or bytes that are no UTF-8, must cost neither its own message nor those beside it: where anything
  /// cannot be read, a second try is made without them.
  private static func reading(_ body: [UInt8], _ decode: ([UInt8]) throws -> [Element]) throws -> [Element] {
    let first = Result { try decode(body) }
    if case .success(let elements) = first, elements.allSatisfy({ $0.isReadable }) { return elements }
    let repaired = repairingUnicode(body)
    return repaired == body ? try first.get() : try decode(repaired)
  }

  /// Where and how it failed, without the values, which are a shopper's.
  static func reason(_ error: any Error) -> String {
    func path(_ context: DecodingError.Context) -> String {
      let path = context.codingPath.map { $0.intValue.map(String.init) ?? $0.stringValue }
      return path.isEmpty ? "the top" : path.joined(separator: ".")
    }
    return switch error {
    case DecodingError.keyNotFound(let key, let context): "\(key.stringValue) is missing at \(path(context))"
    case DecodingError.typeMismatch(_, let context): "the type is wrong at \(path(context))"
    case DecodingError.valueNotFound(_, let context): "null is not expected at \(path(context))"
    case DecodingError.dataCorrupted(let context): "the JSON is broken at \(path(context))"
    default: "it cannot be read"
    }
  }

  /// Replaces bytes that are no UTF-8, and `\ud83d` escapes whose other half is missing, by U+FFFD.
  static func repairingUnicode(_ body: [UInt8]) -> [UInt8] {
    let bytes = Array(String(decoding: body, as: UTF8.self).utf8)
    var repaired: [UInt8] = []
    repaired.reserveCapacity(bytes.count)
    var position = 0
    while position < bytes.count {
      guard bytes[position] == UInt8(ascii: "\\") else {
        repaired.append(bytes[position])
        position += 1
        continue
      }
      let unit = escapedUnit(bytes, at: position)
      let next = unit.flatMap { UTF16.isLeadSurrogate($0) ? escapedUnit(bytes, at: position + 6) : nil }
      switch (unit, next) {
      case (let high?, let low?) where UTF16.isLeadSurrogate(high) && UTF16.isTrailSurrogate(low):
        repaired.append(contentsOf: bytes[position..<position + 12])
        position += 12
      case (let lone?, _) where UTF16.isLeadSurrogate(lone) || UTF16.isTrailSurrogate(lone):
        repaired.append(contentsOf: Array(#"\ufffd"#.utf8))
        position += 6
      default:
        // Any other escape; its second byte goes along, so that `\\u` is not taken for one.
        repaired.append(contentsOf: bytes[position..<min(position + 2, bytes.count)])
        position += 2
      }
    }
    return repaired
  }

  private static func escapedUnit(_ bytes: [UInt8], at position: Int) -> UInt16? {
    guard position + 6 <= bytes.count, bytes[position] == UInt8(ascii: "\\"), bytes[position + 1] == UInt8(ascii: "u")
    else { return nil }
    return UInt16(String(decoding: bytes[position + 2..<position + 6], as: UTF8.self), radix: 16)
  }
}
