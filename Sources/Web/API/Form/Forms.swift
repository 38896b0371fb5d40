import Commerce
import Foundation

/// The forms that many resources share.
extension Schema {
  /// `ord_01hz…`, as ``ID`` writes it.
  static func id<Entity: IdentifiedEntity>(_: Entity.Type, _ note: String? = nil) -> Schema {
    let pattern = "^\(Entity.idPrefix)_[0-7]?[0-9a-hjkmnp-tv-z]{1,12}$"
    return .text(
      TextRule(length: 5...20, pattern: pattern) { text in
        ID<Entity>(text: text) != nil && text.allSatisfy { !$0.isUppercase }
      }, note)
  }

  /// An id that has no prefix: of rows that are no entity.
  static let number = Schema.text(
    TextRule(length: 1...19, pattern: "^[0-9]{1,19}$") { text in
      (1...19).contains(text.utf8.count) && text.utf8.allSatisfy { (48...57).contains($0) }
    })

  /// Minor units. A trillion of them is more than any shop sells anything for.
  static let amountRange: ClosedRange<Int64> = 0...1_000_000_000_000

  static func amount(_ note: String? = nil) -> Schema {
    .integer(amountRange, note ?? "in minor units of the currency")
  }

  static let currency = Schema.text(
    TextRule(length: 3...3, pattern: "^[A-Z]{3}$") { text in
      text.utf8.count == 3 && text.utf8.allSatisfy { (65...90).contains($0) }
    }, "ISO 4217")

  static let language = Schema.text(
    TextRule(length: 2...2, pattern: "^[a-z]{2}$") { text in
      text.utf8.count == 2 && text.utf8.allSatisfy { (97...122).contains($0) }
    }, "ISO 639-1")

  static let slug = Schema.text(
    TextRule(length: 1...63, pattern: "^[a-z0-9-]{1,63}$") { text in
      text.utf8.allSatisfy { (97...122).contains($0) || (48...57).contains($0) || $0 == 45 }
    })

  /// What people write as one; whether it exists only a letter can tell.
  static let email = Schema.text(
    TextRule(length: 3...254, pattern: #"^[A-Za-z0-9._%+-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63}){1,3}$"#) {
      EMailAddress($0) != nil
    })

  static let phone = Schema.text(
    TextRule(length: 5...20, pattern: #"^\+?[0-9]{5,18}$"#) { text in
      let digits = text.utf8.first == 43 ? text.utf8.dropFirst() : text.utf8[...]
      return (5...18).contains(digits.count) && digits.allSatisfy { (48...57).contains($0) }
    }, "digits with the country's code")

  /// A host by name, and what may follow it.
  static let webAddress = Schema.text(
    TextRule(length: 8...2_000, pattern: "^https?://[A-Za-z0-9.:-]{1,253}([/?#][!-~]{0,1700})?$") { text in
      guard let scheme = ["https://", "http://"].first(where: { text.hasPrefix($0) }) else { return false }
      let rest = text.utf8.dropFirst(scheme.utf8.count)
      let host = rest.prefix { ![47, 63, 35].contains($0) }
      let isHost = host.allSatisfy {
        (97...122).contains($0) || (65...90).contains($0) || (48...58).contains($0) || $0 == 45 || $0 == 46
      }
      let path = rest.dropFirst(host.count)
      return isHost && (1...253).contains(host.count) && path.count <= 1_701
        && path.allSatisfy { (33...126).contains($0) }
    })

  static func time(_ note: String? = nil) -> Schema {
    .text(TextRule(length: 20...40, format: "date-time") { Timestamp(rfc3339: $0) != nil }, note)
  }
}

/// An e-mail address as people write them: one `@`, a name before it, a host with a dot behind it.
package struct EMailAddress: Hashable, Sendable {
  /// In lower case, so that it is found again however it is typed.
  package let text: String

  package init?(_ text: String) {
    let parts = text.split(separator: "@", omittingEmptySubsequences: false)
    guard parts.count == 2, (1...64).contains(parts[0].utf8.count) else { return nil }
    let labels = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    guard (2...4).contains(labels.count), labels.allSatisfy({ (1...63).contains($0.utf8.count) }) else { return nil }
    let isNameLegal = parts[0].utf8.allSatisfy { Self.isPlain($0) || [46, 95, 37, 43].contains($0) }
    guard isNameLegal, labels.allSatisfy({ $0.utf8.allSatisfy(Self.isPlain) }) else { return nil }
    self.text = text.lowercased()
  }

  /// A letter, a digit or a hyphen.
  private static func isPlain(_ byte: UInt8) -> Bool {
    (97...122).contains(byte) || (65...90).contains(byte) || (48...57).contains(byte) || byte == 45
  }
}

extension Timestamp {
  /// `2026-11-28T15:04:05.123Z`
  var rfc3339: String {
    Date(timeIntervalSince1970: Double(milliseconds) / 1_000)
      .formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true))
  }

  /// Reads RFC 3339, with or without a fraction, in any offset.
  init?(rfc3339 text: String) {
    for fraction in [false, true] {
      do {
        let date = try Date.ISO8601FormatStyle(includingFractionalSeconds: fraction).parse(text)
        self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1_000).rounded()))
        return
      } catch { continue }
    }
    return nil
  }
}

extension JSON {
  static func time(_ time: Timestamp) -> JSON { .text(time.rfc3339) }
  static func maybe(_ time: Timestamp?) -> JSON { time.map { .time($0) } ?? .null }
  static func id<Entity>(_ id: ID<Entity>) -> JSON { .text(id.text) }
  static func maybe<Entity>(_ id: ID<Entity>?) -> JSON { id.map { .text($0.text) } ?? .null }
  static func texts(_ texts: [String]) -> JSON { .list(texts.map { .text($0) }) }
  static func maybe(_ texts: [String]?) -> JSON { texts.map { .texts($0) } ?? .null }
}
