import Commerce
import HTTPTypes
import Storage

extension View<Coupon> {
  static let coupon = View(
    "Coupon",
    [
      .init("id", .id(CouponEntity.self)) { .id($0.id) },
      .init("code", .text(0...200)) { .text($0.code) },
      .init("percent_ppm", .integer(0...1_000_000, "100000 is 10 %; null for a fixed sum").orNull) { coupon in
        if case .percent(let share) = coupon.value { .integer(share.rawValue) } else { .null }
      },
      .init("amount_minor", Schema.amount("null for a percentage").orNull) { coupon in
        if case .fixed(let minor) = coupon.value { .integer(minor) } else { .null }
      },
      .init("minimum_minor", .amount("what the goods it is for must come to")) { .integer($0.minimumMinor) },
      .init("starts_at", .time().orNull) { .maybe($0.startsAt) },
      .init("ends_at", .time("the first moment it no longer holds").orNull) { .maybe($0.endsAt) },
      .init("total_limit", .integer(0...1_000_000_000).orNull) { .maybe($0.totalLimit) },
      .init("customer_limit", .integer(0...1_000_000_000).orNull) { .maybe($0.customerLimit) },
      .init("used", .integer(0...1_000_000_000)) { .int($0.used) },
      .init("stacks", .flag("may be used beside others that stack")) { .bool($0.stacks) },
      .init("product_ids", .list(.id(ProductEntity.self), 0...1_000)) { .list($0.productIDs.map { .id($0) }) },
      .init("categories", .list(.text(0...1_000), 0...1_000)) { .texts($0.categories) },
      .init("is_active", .flag) { .bool($0.isActive) },
    ])
}

/// A store's coupons.
enum CouponOperations {
  static let all = [list, create, get, update, end]

  private static let missing = APIError.notFound(.couponNotFound, "coupon")
  private static let pathValues = ["coupon": Schema.id(CouponEntity.self)]

  private static let code = Schema.text(
    TextRule(length: 1...50, pattern: "^[A-Za-z0-9_-]{1,50}$") { text in
      text.utf8.allSatisfy {
        (97...122).contains($0) || (65...90).contains($0) || (48...57).contains($0) || $0 == 45 || $0 == 95
      }
    }, "compared without case")

  private static let rules: [Schema.Property] = [
    .optional("percent_ppm", .integer(1...1_000_000, "100000 is 10 %")),
    .optional("amount_minor", .integer(1...1_000_000_000_000)),
    .optional("minimum_minor", .amount()),
    .optional("starts_at", Schema.time().orNull),
    .optional("ends_at", Schema.time().orNull),
    .optional("total_limit", Schema.integer(1...1_000_000_000).orNull),
    .optional("customer_limit", Schema.integer(1...1_000_000_000).orNull),
    .optional("stacks", .flag),
    .optional("product_ids", .list(.id(ProductEntity.self), 0...200)),
    .optional("categories", .list(.text(1...100), 0...50)),
    .optional("is_active", .flag),
  ]

  private static let list = Operation(
    .get, "/coupons", "listCoupons", "List coupons", for: .store(.staff), answer: .page(.coupon)
  ) { call in
    let page = call.page
    let coupons = try await call.rows.coupons.page(before: page.before(), limit: page.readLimit)
    return page.answer(.coupon, coupons) { $0.id.rawValue }
  }.with {
    $0.query = Page.parameters
  }

  private static let create = Operation(
    .post, "/coupons", "createCoupon", "Make a coupon, of a percentage or of a sum", for: .store(.admin),
    answer: .created(.coupon)
  ) { call in
    guard let value = try value(call.body) else {
      throw APIError(.invalidBody, "Send 'percent_ppm' or 'amount_minor'.")
    }
    var coupon = Coupon(id: CouponID(0), code: call.body.text("code") ?? "", value: value)
    apply(call.body, to: &coupon)
    guard let made = try await call.rows.coupons.create(coupon) else {
      throw APIError(.couponCodeTaken, "Another coupon of this store has the code \(coupon.code).")
    }
    return .created(.coupon, made)
  }.with {
    $0.body = .body("NewCoupon", [.needed("code", code)] + rules)
    $0.errors = [.couponCodeTaken]
  }

  private static let get = Operation(
    .get, "/coupons/{coupon}", "getCoupon", "Read a coupon", for: .store(.staff), answer: .ok(.coupon)
  ) { call in
    guard let coupon = try await call.rows.coupons.coupon(call.id("coupon", else: missing)) else { throw missing }
    return .tagged(.coupon, coupon)
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.couponNotFound]
    $0.hasTag = true
  }

  private static let update = Operation(
    .patch, "/coupons/{coupon}", "updateCoupon", "Change what is named of a coupon", for: .store(.admin),
    answer: .ok(.coupon)
  ) { call in
    try await edit(call) { coupon in
      if let value = try value(call.body) { coupon.value = value }
      apply(call.body, to: &coupon)
    }
  }.with {
    $0.pathValues = pathValues
    $0.body = .body("CouponChange", rules)
    $0.errors = [.couponNotFound, .editConflict]
    $0.isEdit = true
  }

  private static let end = Operation(
    .delete, "/coupons/{coupon}", "endCoupon", "Take a coupon no longer", for: .store(.admin), answer: .ok(.coupon)
  ) { call in
    try await edit(call) { $0.isActive = false }
  }.with {
    $0.pathValues = pathValues
    $0.errors = [.couponNotFound, .editConflict]
    $0.isEdit = true
  }

  private static func edit(_ call: APICall, _ change: (inout Coupon) throws -> Void) async throws -> APIAnswer {
    let id: CouponID = try call.id("coupon", else: missing)
    let coupons = try call.rows.coupons
    return try await call.edit(.coupon, else: missing) {
      try await coupons.coupon(id)
    } change: {
      try change(&$0)
    } save: { old, new in
      try await coupons.replace(old, with: new)
    }
  }

  /// nil where neither is named.
  private static func value(_ body: Fields) throws -> Coupon.Value? {
    switch (body.integer("percent_ppm"), body.integer("amount_minor")) {
    case (nil, nil): return nil
    case (let share?, nil): return .percent(PartsPerMillion(rawValue: share))
    case (nil, let minor?): return .fixed(minor)
    case (_?, _?): throw APIError(.invalidBody, "Send 'percent_ppm' or 'amount_minor', not both.")
    }
  }

  private static func apply(_ body: Fields, to coupon: inout Coupon) {
    if let minimum = body.integer("minimum_minor") { coupon.minimumMinor = minimum }
    body.set("starts_at", &coupon.startsAt)
    body.set("ends_at", &coupon.endsAt)
    body.set("total_limit", &coupon.totalLimit)
    body.set("customer_limit", &coupon.customerLimit)
    if let stacks = body.flag("stacks") { coupon.stacks = stacks }
    if let products = body.texts("product_ids") { coupon.productIDs = products.compactMap { ProductID(text: $0) } }
    if let categories = body.texts("categories") { coupon.categories = categories }
    if let isActive = body.flag("is_active") { coupon.isActive = isActive }
  }
}
