import Commerce
import Dialogue
import HTTPTypes

/// Lists come in pages, the newest first; a cursor is the id of the last entry, without its prefix.
struct Page: Sendable {
  static let maximumLimit = 100
  static let defaultLimit = 50

  let limit: Int
  /// The last id of the page before; nil for the first page.
  let before: Int64?

  static let parameters: [Schema.Property] = [
    .optional("limit", .integer(1...Int64(maximumLimit), "entries on a page; \(defaultLimit) where not given")),
    .optional("cursor", cursor),
  ]

  private static let cursor = Schema.text(
    TextRule(length: 1...13, pattern: "^[0-7]?[0-9a-hjkmnp-tv-z]{1,12}$") { Base32.decode($0) != nil },
    "`next_cursor` of the page before")

  init(_ query: Fields) {
    limit = query.int("limit") ?? Self.defaultLimit
    before = query.text("cursor").flatMap { Base32.decode($0) }
  }

  static func schema<Entity>(of view: View<Entity>) -> Schema {
    .body(
      "\(view.name)Page",
      [
        .needed("data", .list(view.schema, 0...maximumLimit)),
        .needed("next_cursor", .text(0...13, "of the next page; null on the last one").orNull),
      ])
  }

  /// - Parameter entities: read with ``readLimit``; one more than fits tells that there is a next page.
  func answer<Entity>(_ view: View<Entity>, _ entities: [Entity], id: (Entity) -> Int64) -> APIAnswer {
    let shown = entities.prefix(limit)
    let next = entities.count > limit ? shown.last.map { Base32.encode(id($0)) } : nil
    return APIAnswer(
      status: .ok, body: .object([("data", view.list(Array(shown))), ("next_cursor", .maybe(next))]))
  }

  var readLimit: Int { limit + 1 }

  func before<Entity>(_: Entity.Type = Entity.self) -> ID<Entity>? { before.map { ID(rawValue: $0) } }
}
