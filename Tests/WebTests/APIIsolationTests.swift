import Commerce
import Dialogue
import Foundation
import Testing

@testable import Storage
@testable import Web

/// Two stores whose rows have the same ids, numbers and names: only the store tells them apart.
@Suite("One store's API never sees or touches another's rows")
struct APIIsolationTests {
  private static let mark = "TWIN"

  @Test func `whatever is asked of one store, its twin is neither shown nor changed`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let things = try await Things.make(in: shop)
      let twin = try await Twin.make(of: shop.store, in: api.storage, marked: Self.mark)
      let before = try await twin.rows()
      #expect(before.values.reduce(0) { $0 + $1.count } > 15)

      var answered: Set<String> = []
      for operation in api.api.operations {
        if case .anyone = operation.access { continue }
        let answer = try await shop.ask(
          operation.verb, things.path(of: operation, in: shop.store), things.body(of: operation))
        #expect(answer.status < 500, "\(operation.id): \(answer.body.text)")
        if answer.status < 300 { answered.insert(operation.id) }
        #expect(!answer.body.text.contains(Self.mark), "\(operation.id) shows the twin: \(answer.body.text)")
        #expect(!answer.body.text.contains(twin.store.text), "\(operation.id) names the twin")
      }
      let after = try await twin.rows()
      for (table, rows) in before { #expect(after[table] == rows, "\(table) of the twin has changed") }
      #expect(before.keys.sorted() == after.keys.sorted())
      // The walk proves nothing where everything is refused.
      #expect(answered.count * 10 >= api.api.operations.count * 6, "only \(answered.sorted()) went well")
    }
  }

  @Test func `another store's ids are as unknown as those of nobody`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let other = try await api.shop("other")
      let foreign = try await Things.make(in: other)
      let nowhere = Things.unknown
      for things in [foreign, nowhere] {
        for operation in api.api.operations where operation.path.contains("{") {
          let path = things.path(of: operation, in: other.store)
          let answer = try await shop.ask(operation.verb, path, things.body(of: operation))
          // Shared items are everybody's to read, and their maker's to change; products of theirs are not.
          let expected = things.strain == nowhere.strain ? 404 : Things.ofShared[operation.id] ?? 404
          #expect(answer.status == expected, "\(operation.id): \(answer.status) \(answer.body.text)")
        }
      }
      // What is named in a body is looked for in the store, too.
      let order = try await shop.order(foreign.variant, by: foreign.customer)
      #expect(order.code == "customer_not_found")
      let own = try await shop.customer()
      #expect(try await shop.order(foreign.variant, by: own).code == "not_sold")
    }
  }

  @Test func `a key of one store opens no other`() async throws {
    try await ServedAPI.with { api in
      let shop = try await api.shop("main")
      let other = try await api.shop("other")
      #expect(try await shop.ask(404, "GET", "/products?store=other").code == "store_not_found")
      #expect(try await shop.ask(404, "GET", "/stores/\(other.store.id.text)").code == "store_not_found")
      #expect(try await shop.ask(200, "GET", "/stores").data.compactMap { $0["slug"]?.string } == ["main"])
    }
  }
}

/// One of everything that a path can name.
private struct Things: Sendable {
  var product: String
  var variant: String
  var customer: String
  var order: String
  var coupon: String
  var conversation: String
  var task: String
  var supplier: String
  var location: String
  var strain: String
  var item: String

  static let ofShared = [
    "getStrain": 200, "listStrainProducts": 200, "updateStrain": 403, "removeStrain": 403,
    "getMasterItem": 200, "listMasterItemProducts": 200, "updateMasterItem": 403, "removeMasterItem": 403,
  ]

  static let unknown = Things(
    product: "prd_1", variant: "var_1", customer: "cus_1", order: "ord_1", coupon: "cpn_1", conversation: "1",
    task: "1", supplier: "sup_1", location: "loc_1", strain: "str_1", item: "mst_1")

  static func make(in shop: APIShopper) async throws -> Things {
    let (product, variant) = try await shop.product("Tent", sku: "T", stock: 50)
    _ = try await shop.ask(
      201, "POST", "/products/\(product)/variants", ["price_minor": 500, "sku": "T2", "stock": 5])
    let customer = try await shop.customer()
    let order = try await shop.order(variant, by: customer)
    let coupon = try await shop.ask(201, "POST", "/coupons", ["code": "TEN", "percent_ppm": 100_000])
    let conversation = try await Self.conversation(of: customer, in: shop)
    let supplier = try await shop.ask(201, "POST", "/suppliers", ["name": "Canvas & Co"])
    let location = try await shop.ask(201, "POST", "/locations", ["name": "Depot"])
    let (_, kit) = try await shop.product("Kit", sku: "K", stock: nil)
    try await shop.ask(
      200, "PUT", "/variants/\(kit)/bundle", ["items": [["variant_id": .string(variant), "quantity": 2]]])
    let strain = try await shop.ask(201, "POST", "/strains", ["name": "Haze", "kind": "sativa"])
    let item = try await shop.ask(201, "POST", "/master-items", ["title": "Fire steel"])
    let tasks = try await shop.ask(200, "GET", "/tasks")
    return Things(
      product: product, variant: variant, customer: customer, order: try #require(order["id"]?.string),
      coupon: try #require(coupon["id"]?.string), conversation: String(conversation),
      task: try #require(tasks.data.first?["id"]?.string),
      supplier: try #require(supplier["id"]?.string), location: try #require(location["id"]?.string),
      strain: try #require(strain["id"]?.string), item: try #require(item["id"]?.string))
  }

  /// Somebody has written and asked for a person.
  private static func conversation(of customer: String, in shop: APIShopper) async throws -> Int64 {
    let storage = shop.served.storage
    let account = ChannelAccountKey(
      storeID: shop.store.id, channel: ChannelName(rawValue: "telegram"), externalID: "bot")
    let message = InboundMessage(
      account: account, messageID: "m1",
      sender: Sender(identities: [ChannelIdentity(channel: account.channel, value: "7")], name: "Grace"),
      chat: ChatAddress(rawValue: "7"), sentAt: shop.served.clock.now, content: .text("a person please"))
    let key = try #require(try await storage.inbox.receive(InboundBatch(messages: [message])).first)
    try await storage.store(shop.store.id).conversations.handOver(key.conversationID, reason: "asked for")
    return key.conversationID
  }

  func path(of operation: Web.Operation, in store: Store) -> String {
    let values = [
      "product": product, "variant": variant, "customer": customer, "order": order, "coupon": coupon,
      "conversation": conversation, "task": task, "store": store.id.text, "user": "usr_1",
      "position": "0", "address": "1", "purpose": "marketing", "supplier": supplier, "location": location,
      "strain": strain, "item": item,
    ]
    let path = values.reduce(operation.path) { $0.replacing("{\($1.key)}", with: $1.value) }
    return operation.id == "searchProducts" ? path + "?q=tent" : path
  }

  /// A body that the operation takes.
  func body(of operation: Web.Operation) -> JSONValue? {
    switch operation.id {
    case "createStore": ["slug": "third", "name": "Third"]
    case "updateStore": ["about": "We sell tents."]
    case "setMember": ["email": "nobody@example.com", "role": "staff"]
    case "createProduct": ["title": "Lamp", "variants": [["price_minor": 700, "sku": "L"]]]
    case "replaceProduct": ["title": "Tent", "variants": [["price_minor": 900, "sku": "T"]]]
    case "updateProduct": ["brand": "Wild"]
    case "createVariant": ["price_minor": 300, "sku": "T3"]
    case "updateVariant": ["price_minor": 1_100]
    case "changeStock": ["by": 2, "reason": "counted"]
    case "createCustomer": ["name": "Bea"]
    case "updateCustomer": ["address": "1 Pine Street"]
    case "createOrder":
      [
        "customer_id": .string(customer), "recipient_name": "Ada", "fulfilment": "pickup", "payment": "pay_at_pickup",
        "items": [["variant_id": .string(variant), "quantity": 1]],
      ]
    case "updateOrder": ["note": "ring twice"]
    case "moveOrder": ["to": "packed"]
    case "exchangeOrder": ["items": [["variant_id": .string(variant), "quantity": 1]]]
    case "shipOrder": ["carrier": "UPS", "tracking_number": "1Z"]
    case "createCoupon": ["code": "NEW", "amount_minor": 100]
    case "updateCoupon": ["percent_ppm": 50_000]
    case "sayInConversation": ["text": "Hello"]
    case "setBundle": ["items": [["variant_id": .string(variant), "quantity": 2]]]
    case "createStrain": ["name": "Kush", "kind": "indica"]
    case "updateStrain": ["kind": "hybrid"]
    case "createMasterItem": ["title": "Tarp"]
    case "updateMasterItem": ["brand": "Ember"]
    case "createCustomerAddress": ["address": "1 Oak Street"]
    case "setConsent": ["is_given": true, "source": "a form"]
    case "moveOrderLine": ["to": "ordered"]
    case "setCost": ["cost_minor": 300]
    case "createSupplier": ["name": "Ropes Ltd"]
    case "updateSupplier": ["phone": "15035550100"]
    case "setOffer": ["cost_minor": 400, "lead_days": 3]
    case "createLocation": ["name": "Cellar"]
    case "updateLocation": ["is_default": true]
    case "countStockLevel": ["counted": 3, "reason": "counted"]
    case "updateProductDetails": ["form_factor": "tent", "thc_ppm": 180_000]
    default: operation.body == nil ? nil : [:]
    }
  }
}

/// A copy of a store, row by row, under another id; what it says of itself is marked.
private struct Twin: Sendable {
  let storage: SoukStorage
  let store: StoreID

  /// What holds words, to be marked.
  private static let words = [
    "products": "title", "customers": "name", "orders": "recipient_name", "order_lines": "title",
    "coupons": "categories", "suppliers": "name", "locations": "name",
    "staff_tasks": "reason", "conversations": "hand_over_reason", "stock_movements": "reason", "order_history": "why",
  ]

  static func make(of original: Store, in storage: SoukStorage, marked mark: String) async throws -> Twin {
    let twin = try await storage.stores.create(slug: "twin", name: mark)
    try await storage.database.write { connection in
      for (table, columns) in try tables(connection) where !["api_keys", "store_counters"].contains(table) {
        let others = columns.filter { $0 != "store_id" }.joined(separator: ", ")
        try connection.execute(
          "INSERT INTO \(table) (store_id, \(others)) SELECT $2, \(others) FROM \(table) WHERE store_id = $1",
          [.id(original.id), .id(twin.id)])
      }
      for (table, column) in words {
        let value = column == "categories" ? "[\"\(mark)\"]" : mark
        try connection.execute(
          "UPDATE \(table) SET \(column) = $2 WHERE store_id = $1", [.id(twin.id), .text(value)])
      }
    }
    return Twin(storage: storage, store: twin.id)
  }

  /// Every row of the store, by table.
  func rows() async throws -> [String: [String]] {
    try await storage.database.read { [store] connection in
      var all: [String: [String]] = [:]
      for (table, columns) in try Self.tables(connection) {
        all[table] = try connection.query("SELECT * FROM \(table) WHERE store_id = $1", [.id(store)])
          .map { row in try columns.map { "\($0)=\(try row.value($0))" }.joined(separator: " ") }.sorted()
      }
      return all
    }
  }

  /// Those that belong to stores, with their columns.
  private static func tables(_ connection: any Connection) throws -> [(String, [String])] {
    try connection.query(
      "SELECT name FROM sqlite_master WHERE type = 'table' AND sql LIKE '%store_id%' ORDER BY name"
    ).map { row in
      let name = try row.text("name")
      return (name, try connection.query("SELECT name FROM pragma_table_info('\(name)')").map { try $0.text("name") })
    }
  }
}
