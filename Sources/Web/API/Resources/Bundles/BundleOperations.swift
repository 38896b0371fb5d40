import Commerce
import HTTPTypes
import Storage

/// Goods that are sold together as a variant of their own.
enum BundleOperations {
  static let all = [list, get, set, remove]

  private static let missing = APIError(.bundleNotFound, "This variant is not a bundle, or not of this store.")

  private static let list = Operation(
    .get, "/bundles", "listBundles", "List what is sold as a bundle", for: .store(.staff), answer: .page(.bundle)
  ) { call in
    let page = call.page
    let found = try await call.rows.bundles.page(before: page.before(), limit: page.readLimit)
      .map { SoldBundle(variant: $0.variant, bundle: $0.bundle) }
    return page.answer(.bundle, found) { $0.variant.rawValue }
  }.with {
    $0.query = Page.parameters
  }

  private static let get = Operation(
    .get, "/variants/{variant}/bundle", "getBundle", "Read what is in a bundle", for: .store(.staff),
    answer: .ok(.bundle)
  ) { call in
    let variant: VariantID = try call.id("variant", else: missing)
    guard let bundle = try await call.rows.bundles.bundle(variant) else { throw missing }
    return .tagged(.bundle, SoldBundle(variant: variant, bundle: bundle))
  }.with {
    $0.pathValues = VariantOperations.pathValues
    $0.errors = [.bundleNotFound]
    $0.hasTag = true
  }

  private static let set = Operation(
    .put, "/variants/{variant}/bundle", "setBundle", "Make a variant a bundle, or set anew what is in it",
    for: .store(.admin), answer: .ok(.bundle)
  ) { call in
    let variant = try await VariantOperations.variant(of: call)
    let bundles = try call.rows.bundles
    for _ in 0..<APICall.maximumTries {
      let old = try await bundles.bundle(variant)
      try check(call, variant, old)
      let wanted = BundleBody.bundle(call.body)
      guard try await refusing({ try await bundles.replace(old, with: wanted, as: variant) }) else { continue }
      guard let saved = try await bundles.bundle(variant) else { throw missing }
      return .tagged(.bundle, SoldBundle(variant: variant, bundle: saved))
    }
    throw APIError(.editConflict, "Others are changing this at the same time. Read it and try again.")
  }.with {
    $0.note = "Its stock is that of its parts; its own is left as it was, and holds again when it is a bundle no more."
    $0.pathValues = VariantOperations.pathValues
    $0.body = BundleBody.schema
    $0.errors = [.variantNotFound, .bundleRefused, .editConflict]
    $0.isEdit = true
  }

  private static let remove = Operation(
    .delete, "/variants/{variant}/bundle", "removeBundle", "Sell a variant by itself again", for: .store(.admin),
    answer: .empty
  ) { call in
    let variant: VariantID = try call.id("variant", else: missing)
    let bundles = try call.rows.bundles
    guard let old = try await bundles.bundle(variant) else { throw missing }
    try check(call, variant, old)
    guard try await bundles.replace(old, with: nil, as: variant) else {
      throw APIError(.editConflict, "Others are changing this at the same time. Read it and try again.")
    }
    return .empty
  }.with {
    $0.pathValues = VariantOperations.pathValues
    $0.errors = [.bundleNotFound, .editConflict]
    $0.isEdit = true
  }

  /// What is no bundle yet has no version to match.
  private static func check(_ call: APICall, _ variant: VariantID, _ bundle: Bundle?) throws {
    if let bundle { return try call.check(.bundle, SoldBundle(variant: variant, bundle: bundle)) }
    guard call.ifMatch == nil else {
      throw APIError(.preconditionFailed, "It is no bundle now. Read it again.")
    }
  }

  /// Says what cannot be sold so in the API's words.
  private static func refusing<Value>(_ work: () async throws -> Value) async throws -> Value {
    do {
      return try await work()
    } catch StorageError.badValue(_, _, let found) {
      throw APIError(.bundleRefused, "It cannot be sold so: \(found).")
    } catch StorageError.notFound(let what) {
      throw APIError(.bundleRefused, "A part is not sold here: \(what).")
    }
  }
}
