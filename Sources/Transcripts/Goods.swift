import Commerce
import Dialogue
import Storage

/// The shop's goods, changed by somebody else while a transcript is played.
struct Goods {
  let scope: StoreScope
  let currency: Currency

  func setStock(_ sku: String, _ count: Int) async throws {
    try await scope.catalog.setStock(try await find(sku).variant.id, to: count, why: "transcript")
  }

  func setPrice(_ sku: String, _ price: String) async throws {
    let (product, variant) = try await find(sku)
    guard let money = Money(decimal: price, currency: currency) else { throw problem("'\(price)' is no price") }
    var changed = product
    changed.variants = product.variants.map { each in
      var each = each
      if each.id == variant.id { each.price = money }
      return each
    }
    _ = try await scope.catalog.upsert([changed])
  }

  func withdraw(_ sku: String) async throws {
    try await scope.catalog.archive([try await find(sku).product.id])
  }

  private func find(_ sku: String) async throws -> (product: Product, variant: Variant) {
    for product in try await scope.catalog.all() {
      if let variant = product.variants.first(where: { $0.sku == sku }) { return (product, variant) }
    }
    throw problem("nothing in the shop has the SKU \(sku)")
  }

  private func problem(_ reason: String) -> TranscriptError { TranscriptError(file: "", line: 0, reason: reason) }
}

/// A shopper's cart as it is stored.
struct CartSheet {
  let world: ShopWorld

  struct Line {
    var sku: String
    var name: String
    var title: String
    var quantity: Int
  }

  func lines(of identity: ChannelIdentity) async throws -> [Line] {
    guard let customer = try await world.scope.customers.customer(of: identity) else { return [] }
    let cart = try await world.scope.customers.cart(of: customer.id)
    let products = try await world.scope.catalog.all()
    return cart.lines.map { line in
      let product = products.first { $0.id == line.productID }
      let variant = product?.variant(line.variantID)
      let title = product?.title ?? "?"
      let options = variant?.optionText ?? ""
      return Line(
        sku: variant?.sku ?? "?", name: options.isEmpty ? title : "\(title) (\(options))", title: title,
        quantity: line.quantity)
    }
  }
}

/// `2 × Storm lantern (Red)`; without its variant any one of the product's is meant.
struct ExpectedLine {
  private let quantity: Int
  private let name: String

  init(_ text: String) throws {
    let parts = text.split(separator: "×", maxSplits: 1).map { $0.trimmingPrefix { $0 == " " } }
    guard parts.count == 2, let quantity = Int(parts[0].filter(\.isNumber)) else {
      throw TranscriptError(file: "", line: 0, reason: "'\(text)' is not written like 2 × Storm lantern")
    }
    self.quantity = quantity
    name = ShownText.folded(String(parts[1]))
  }

  func matches(_ line: CartSheet.Line) -> Bool {
    quantity == line.quantity && [line.sku, line.name, line.title].map(ShownText.folded).contains(name)
  }
}

extension ExpectedOrder {
  /// Everything that is not as expected.
  func differences(from listing: OrderListing, _ order: Order, cast: Cast) -> [String] {
    var out: [String] = []
    func compare(_ what: String, _ wanted: String?, _ found: String) {
      guard let wanted, ShownText.folded(wanted) != ShownText.folded(found) else { return }
      out.append("its \(what) is \(found), not \(wanted)")
    }
    compare("status", status, listing.status.rawValue)
    compare("name", name, order.delivery.recipientName)
    compare("fulfilment", fulfilment, order.delivery.fulfilment.rawValue)
    compare("address", address, order.delivery.address ?? "none")
    if let total, Money(decimal: total, currency: listing.currency)?.minorUnits != listing.totalMinor {
      out.append("its total is \(order.total.text), not \(total)")
    }
    let found = Dictionary(listing.items.map { ($0.sku, $0.quantity) }, uniquingKeysWith: +)
    if let items, items != found { out.append("it holds \(found), not \(items)") }
    if let user, !listing.customer.identities.contains("\(cast.identity(of: user))") {
      out.append("it is not \(user)'s")
    }
    return out
  }
}
