import Commerce

/// What is the same in every store that has it: a strain, or a master item.
package protocol SharedItem: Hashable, Sendable {
  associatedtype Entity: IdentifiedEntity
  var id: ID<Entity> { get }
  var slug: String { get }
  /// Why it cannot be kept; nil where it can.
  var problem: String? { get }

  static var table: String { get }
  /// What ``init(row:)`` reads.
  static var columns: String { get }
  /// The column by which products are mapped to it.
  static var link: String { get }
  init(row: Row) throws
  /// What is written, beside its id and times.
  var values: [(column: String, value: SQLValue)] { get throws }
}

extension Strain: SharedItem {
  package static let table = "strains"
  package static let columns = "id, slug, name, kind, effects"
  package static let link = "strain_id"

  package init(row: Row) throws {
    self.init(
      id: try row.id("id"), slug: try row.text("slug"), name: try row.text("name"), kind: try row.raw("kind"),
      effects: try row.json("effects"))
  }

  package var values: [(column: String, value: SQLValue)] {
    get throws {
      [
        ("slug", .text(slug)), ("name", .text(name)), ("kind", .text(kind.rawValue)),
        ("effects", try .json(effects)),
      ]
    }
  }
}

extension MasterItem: SharedItem {
  package static let table = "master_items"
  package static let columns = "item"
  package static let link = "master_id"

  package init(row: Row) throws { self = try row.json("item") }

  package var values: [(column: String, value: SQLValue)] {
    get throws { [("slug", .text(slug)), ("barcode", .maybe(barcode)), ("item", try .json(self))] }
  }
}

/// A shared item as one store sees it.
package struct SharedEntry<Item: SharedItem>: Hashable, Sendable {
  package var item: Item
  /// The store made it, and may change it; it reads all others.
  package var isOwn: Bool

  package init(item: Item, isOwn: Bool) {
    self.item = item
    self.isOwn = isOwn
  }
}

/// Why a store cannot do so with a shared item.
package enum SharedRefusal: Error, Hashable, Sendable {
  case slugTaken(String)
  /// Another store made it, or the server's operator.
  case madeByOthers
  /// Products are mapped to it, of this store or another.
  case inUse
  case noItem
  case noProduct
}
