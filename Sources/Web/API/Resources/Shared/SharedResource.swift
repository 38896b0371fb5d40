import Commerce
import HTTPTypes
import Storage

/// The operations of a kind of shared item. Every store reads all of them and maps its products to any; it changes and
/// removes those that it made itself.
struct SharedResource<Item: SharedItem>: Sendable {
  /// How a kind is named in paths and in the document.
  struct Names: Sendable {
    /// `strains`, the path's first part.
    var path: String
    /// `strain`, of the value in the path.
    var value: String
    /// `Strain`, in the names of operations.
    var title: String
    /// `strain`, in sentences.
    var words: String
    var missing: APIErrorCode
  }

  let names: Names
  let view: View<SharedEntry<Item>>
  /// What one is made of, and what of it can be changed.
  let bodies: (new: Schema, change: Schema)
  let make: @Sendable (Fields, Item.ItemID) -> Item
  let apply: @Sendable (Fields, inout Item) -> Void
  let rows: @Sendable (StoreScope) -> StoreSharedRepository<Item>

  var all: [Operation] { [list, create, get, update, products, link, unlink, remove] }

  var missing: APIError { APIError(names.missing, "There is no such \(names.words).") }

  private var pathValues: [String: Schema] { [names.value: Schema.id(Item.Entity.self)] }
  private var path: String { "/\(names.path)/{\(names.value)}" }
  private var linkPath: String { path + "/products/{product}" }
  private var linkValues: [String: Schema] {
    pathValues.merging(ProductOperations.pathValues) { first, _ in first }
  }

  // MARK: The items

  private var list: Operation {
    Operation(
      .get, "/\(names.path)", "list\(names.title)s", "List the \(names.words)s that all stores share",
      for: .store(.staff), answer: .page(view)
    ) { [rows, view] call in
      let page = call.page
      let found = try await rows(call.rows).page(
        before: page.before(), limit: page.readLimit, slug: call.query.text("slug"))
      return page.answer(view, found) { $0.item.id.rawValue }
    }.with { $0.query = Page.parameters + [.optional("slug", .slug)] }
  }

  private var create: Operation {
    Operation(
      .post, "/\(names.path)", "create\(names.title)", "Make a \(names.words) that every store may map products to",
      for: .store(.admin), answer: .created(view)
    ) { [rows, make, view] call in
      let item = make(call.body, call.newID())
      try check(item)
      let items = try rows(call.rows)
      try await refusing { try await items.create(item) }
      return .created(view, SharedEntry(item: item, isOwn: true))
    }.with {
      $0.note = "The store that made it is the one that may change and remove it."
      $0.body = bodies.new
      $0.errors = [.slugTaken]
    }
  }

  private var get: Operation {
    Operation(
      .get, path, "get\(names.title)", "Read a \(names.words)", for: .store(.staff), answer: .ok(view)
    ) { [view] call in
      .tagged(view, try await entry(of: call))
    }.with {
      $0.pathValues = pathValues
      $0.errors = [names.missing]
      $0.hasTag = true
    }
  }

  private var update: Operation {
    Operation(
      .patch, path, "update\(names.title)", "Change what is named of a \(names.words) that the store made",
      for: .store(.admin), answer: .ok(view)
    ) { [rows, apply, view] call in
      let items = try rows(call.rows)
      let id: Item.ItemID = try call.id(names.value, else: missing)
      return try await call.edit(view, else: missing) {
        try await items.entry(id)
      } change: { entry in
        guard entry.isOwn else { throw madeByOthers }
        apply(call.body, &entry.item)
        try check(entry.item)
      } save: { old, new in
        try await refusing { try await items.replace(old, with: new) }
      }
    }.with {
      $0.note = "Every store's products that are mapped to it are found by what it says now."
      $0.pathValues = pathValues
      $0.body = bodies.change
      $0.errors = [names.missing, .slugTaken, .editConflict]
      $0.isEdit = true
    }
  }

  private var remove: Operation {
    Operation(
      .delete, path, "remove\(names.title)", "Remove a \(names.words) that the store made and nobody uses",
      for: .store(.admin), answer: .empty
    ) { [rows, view] call in
      let old = try await entry(of: call)
      try call.check(view, old)
      let items = try rows(call.rows)
      guard try await refusing({ try await items.remove(old) }) else {
        throw APIError(.editConflict, "Others are changing this at the same time. Read it and try again.")
      }
      return .empty
    }.with {
      $0.pathValues = pathValues
      $0.errors = [names.missing, .sharedInUse, .editConflict]
      $0.isEdit = true
    }
  }

  // MARK: Products

  private var products: Operation {
    Operation(
      .get, path + "/products", "list\(names.title)Products",
      "List the store's own products that are mapped to a \(names.words)", for: .store(.staff),
      answer: .page(View<Product>.product)
    ) { [rows] call in
      let page = call.page
      let id = try await entry(of: call).item.id
      let found = try await rows(call.rows).products(of: id, before: page.before(), limit: page.readLimit)
      return page.answer(.product, found) { $0.id.rawValue }
    }.with {
      $0.query = Page.parameters
      $0.pathValues = pathValues
      $0.errors = [names.missing]
    }
  }

  private var link: Operation {
    Operation(
      .put, linkPath, "link\(names.title)Product", "Map a product of the store to a \(names.words)",
      for: .store(.admin), answer: .ok(.details)
    ) { [rows] call in
      let id: Item.ItemID = try call.id(names.value, else: missing)
      let product: ProductID = try call.id("product", else: ProductOperations.missing)
      let items = try rows(call.rows)
      try await refusing { try await items.link(id, to: product) }
      return .ok(.details, try await call.rows.details.details(product))
    }.with {
      $0.note = "One that was mapped to another \(names.words) is mapped to this one."
      $0.pathValues = linkValues
      $0.errors = [names.missing, .productNotFound]
    }
  }

  private var unlink: Operation {
    Operation(
      .delete, linkPath, "unlink\(names.title)Product", "Map a product to a \(names.words) no longer",
      for: .store(.admin), answer: .empty
    ) { [rows] call in
      let none = APIError(.productNotFound, "No such product of this store is mapped to this \(names.words).")
      let id: Item.ItemID = try call.id(names.value, else: missing)
      let product: ProductID = try call.id("product", else: none)
      guard try await rows(call.rows).unlink(id, from: product) else { throw none }
      return .empty
    }.with {
      $0.pathValues = linkValues
      $0.errors = [names.missing, .productNotFound]
    }
  }

  // MARK: Shared by them

  private func entry(of call: APICall) async throws -> SharedEntry<Item> {
    guard let found = try await rows(call.rows).entry(call.id(names.value, else: missing)) else { throw missing }
    return found
  }

  private var madeByOthers: APIError {
    APIError(.forbidden, "This \(names.words) was not made by this store: map your products to one of your own.")
  }

  private func check(_ item: Item) throws {
    if let problem = item.problem { throw APIError(.invalidBody, "It cannot be kept so: \(problem).") }
  }

  private func refusing<Value>(_ work: () async throws -> Value) async throws -> Value {
    do { return try await work() } catch let refusal as SharedRefusal {
      switch refusal {
      case .slugTaken(let slug): throw APIError(.slugTaken, "Another \(names.words) has the slug '\(slug)'.")
      case .madeByOthers: throw madeByOthers
      case .inUse:
        throw APIError(.sharedInUse, "Products are mapped to this \(names.words): it stays while they are.")
      case .noItem: throw missing
      case .noProduct: throw ProductOperations.missing
      }
    }
  }
}

extension SharedItem {
  typealias ItemID = ID<Entity>
}
