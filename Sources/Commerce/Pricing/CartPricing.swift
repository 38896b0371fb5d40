/// A cart's lines at today's prices, with bundles taken apart into what is in them.
package struct CartPricing: Sendable {
  /// One line of the cart.
  package struct Row: Hashable, Sendable {
    package var line: CartLine
    /// `Rain jacket (M / Blue)`, or the bundle's name.
    package var name: String
    /// What goes into an order for it: itself, or a bundle's parts.
    package var lines: [OrderLine]
    package var bundle: Bundle?
    /// How many can be had; nil where it is not counted.
    package var available: Int?

    /// For all of them.
    package var total: Money {
      lines.dropFirst().reduce(lines.first?.total ?? .zero(.usd)) { $0 + $1.total }
    }
  }

  package private(set) var rows: [Row] = []
  /// Lines whose goods are no longer sold.
  package private(set) var gone: [CartLine] = []

  /// - Parameter product: the product that is sold now and has the variant.
  package init(_ cart: Cart, product: (VariantID) -> Product?) {
    for line in cart.lines {
      if let row = Self.row(line, product) { rows.append(row) } else { gone.append(line) }
    }
  }

  package var lines: [OrderLine] { rows.flatMap(\.lines) }

  package var bundles: [BundleClaim] {
    rows.compactMap { row in row.bundle.map { BundleClaim(line: row.line, revision: $0.revision) } }
  }

  /// - Returns: nil where it, or a part that was chosen, is no longer sold.
  package static func row(_ line: CartLine, _ product: (VariantID) -> Product?) -> Row? {
    guard let found = product(line.variantID), let variant = found.variant(line.variantID) else { return nil }
    guard let bundle = found.bundles[line.variantID] else {
      let goods = orderLine(found, variant, quantity: line.quantity)
      return Row(line: line, name: goods.name, lines: [goods], bundle: nil, available: variant.available)
    }
    return row(line, of: found, variant, bundle, product)
  }

  private static func row(
    _ line: CartLine, of found: Product, _ variant: Variant, _ bundle: Bundle, _ product: (VariantID) -> Product?
  ) -> Row? {
    let name = orderLine(found, variant, quantity: line.quantity).name
    let chosen = bundle.parts(line.bundle ?? BundleChoice())
    var lines: [OrderLine] = []
    var available: Int?
    var standard: Int64 = 0
    for item in bundle.items {
      guard let owner = product(item.standard.variantID), let part = owner.variant(item.standard.variantID) else {
        // What is no longer sold may still be left out or swapped; its price is then out of the reckoning.
        guard chosen.allSatisfy({ $0.part.variantID != item.standard.variantID }) else { return nil }
        continue
      }
      standard += (part.price * item.standard.quantity).minorUnits
    }
    for part in chosen {
      guard let owner = product(part.part.variantID), let own = owner.variant(part.part.variantID) else { return nil }
      var goods = orderLine(owner, own, quantity: part.part.quantity * line.quantity)
      goods.origin = LineOrigin(
        bundleID: found.id, bundleTitle: name, bundleCount: line.quantity,
        originalProductID: part.isSubstitute ? part.standard.productID : nil, isSubstitute: part.isSubstitute)
      lines.append(goods)
      if let count = own.available { available = min(available ?? .max, count / part.part.quantity) }
    }
    guard !lines.isEmpty, line.quantity > 0 else { return nil }
    save(bundle, standard: standard, times: Int64(line.quantity), &lines)
    return Row(line: line, name: name, lines: lines, bundle: bundle, available: available)
  }

  /// Spreads what the bundle takes off over its parts, so that they add up to its price to the minor unit.
  private static func save(_ bundle: Bundle, standard: Int64, times count: Int64, _ lines: inout [OrderLine]) {
    let weights = lines.map(\.total.minorUnits)
    let all = weights.reduce(0, +)
    let saving = all - bundle.price(ofParts: all / count, standard: standard) * count
    for (index, part) in Quoter.shares(of: saving, over: weights).enumerated() { lines[index].savingMinor = part }
  }

  private static func orderLine(_ product: Product, _ variant: Variant, quantity: Int) -> OrderLine {
    OrderLine(
      productID: product.id, variantID: variant.id, sku: variant.sku, title: product.title,
      optionText: product.variants.count > 1 ? variant.optionText : "", quantity: quantity, unitPrice: variant.price)
  }
}

extension CartPricing {
  /// Cuts a cart to what is left of the variants that were short, in the order of its lines.
  /// - Returns: the lines that have fewer now, as they were, with how many are left of each.
  package static func cut(
    _ cart: inout Cart, to left: [VariantID: Int], product: (VariantID) -> Product?
  ) -> [(line: CartLine, left: Int)] {
    var rest = left
    var cuts: [(line: CartLine, left: Int)] = []
    for line in cart.lines {
      let needs = needs(of: line, product)
      let possible = needs.reduce(line.quantity) { count, need in
        rest[need.variantID].map { min(count, $0 / need.quantity) } ?? count
      }
      for need in needs { rest[need.variantID]? -= need.quantity * possible }
      guard possible < line.quantity else { continue }
      cuts.append((line, possible))
      cart.set(line.variantID, product: line.productID, quantity: possible)
    }
    return cuts
  }

  /// What one of a line takes from stock.
  private static func needs(of line: CartLine, _ product: (VariantID) -> Product?) -> [BundlePart] {
    guard let bundle = product(line.variantID)?.bundles[line.variantID] else {
      return [BundlePart(productID: line.productID, variantID: line.variantID)]
    }
    // A bundle that is gone itself is gone whatever is left of its parts.
    return [BundlePart(productID: line.productID, variantID: line.variantID)]
      + bundle.parts(line.bundle ?? BundleChoice()).map(\.part)
  }
}
