import Commerce
import Testing

/// A bundle's money and parts, whatever the choice.
@Suite struct BundleTests {
  private struct Dice: RandomNumberGenerator {
    var state: UInt64
    mutating func next() -> UInt64 {
      state = state &* 6_364_136_223_846_793_005 &+ 1_442_695_040_888_963_407
      return state ^ (state >> 29)
    }
  }

  private struct Shelf {
    var products: [Product] = []
    func product(_ variant: VariantID) -> Product? { products.first { $0.variant(variant) != nil } }
  }

  private func shelf(_ dice: inout Dice, currency: Currency) -> (Shelf, Bundle) {
    var shelf = Shelf()
    var items: [BundleItem] = []
    func part(_ number: Int64) -> BundlePart {
      let variant = Variant(
        id: VariantID(number), sku: "S\(number)",
        price: Money(minorUnits: .random(in: 0...20_000, using: &dice), currency: currency),
        available: Bool.random(using: &dice) ? .random(in: 0...40, using: &dice) : nil)
      shelf.products.append(
        Product(id: ProductID(number), externalID: "\(number)", title: "Part \(number)", variants: [variant]))
      return BundlePart(
        productID: ProductID(number), variantID: VariantID(number), quantity: .random(in: 1...4, using: &dice))
    }
    for number in 0..<Int64.random(in: 1...6, using: &dice) {
      let standard = part(number * 10 + 1)
      let others = (0..<Int64.random(in: 0...2, using: &dice)).map { part(number * 10 + 2 + $0) }
      items.append(BundleItem(standard, substitutes: others, isRequired: Bool.random(using: &dice)))
    }
    let price = Bool.random(using: &dice) ? Int64.random(in: 0...40_000, using: &dice) : nil
    let bundle = Bundle(priceMinor: price, items: items, revision: 1)
    var kit = Product(
      id: ProductID(999), externalID: "kit", title: "Kit",
      variants: [Variant(id: VariantID(999), sku: "KIT", price: Money(minorUnits: 1, currency: currency))])
    kit.bundles = [VariantID(999): bundle]
    shelf.products.append(kit)
    return (shelf, bundle)
  }

  private func choice(_ bundle: Bundle, _ dice: inout Dice) -> BundleChoice {
    var choice = BundleChoice()
    for item in bundle.items {
      if Int.random(in: 0..<3, using: &dice) == 0 { choice.leaveOut(item.standard.variantID) }
      if let other = item.substitutes.randomElement(using: &dice), Bool.random(using: &dice) {
        choice.swap(item.standard.variantID, for: other.variantID)
      }
    }
    return choice
  }

  /// The lines of a bundle add up to its price to the minor unit, no line is below nothing, and no bundle costs more than
  /// its parts; with coupons and taxes on top the order's total is still the sum of its lines.
  @Test(arguments: [Currency.usd, Currency(code: "JPY")!, Currency(code: "KWD")!])
  func `totals add up for random bundles`(_ currency: Currency) throws {
    var dice = Dice(state: 20_261_128)
    for _ in 0..<3_000 {
      let (shelf, bundle) = shelf(&dice, currency: currency)
      var line = CartLine(
        productID: ProductID(999), variantID: VariantID(999), quantity: .random(in: 1...9, using: &dice))
      let choice = choice(bundle, &dice)
      line.bundle = choice.isPlain ? nil : choice
      guard let row = CartPricing.row(line, shelf.product) else {
        #expect(bundle.parts(choice).isEmpty)
        continue
      }
      let alone = row.lines.reduce(Int64(0)) { $0 + ($1.unitPrice * $1.quantity).minorUnits }
      #expect(row.total.minorUnits % Int64(line.quantity) == 0)
      #expect(row.total.minorUnits <= alone)
      #expect(row.lines.allSatisfy { $0.total.minorUnits >= 0 && $0.savingMinor >= 0 })
      #expect(row.lines.allSatisfy { $0.origin?.bundleID == ProductID(999) && $0.origin?.bundleCount == line.quantity })
      #expect(row.lines.allSatisfy { ($0.origin?.originalProductID != nil) == ($0.origin?.isSubstitute == true) })
      if let fixed = bundle.priceMinor, choice.isPlain {
        #expect(row.total.minorUnits == min(fixed * Int64(line.quantity), alone))
      }
      var settings = StoreSettings()
      settings.selling = SellingRules()
      settings.selling?.pricesIncludeTax = Bool.random(using: &dice)
      settings.selling?.taxes = [TaxRate(name: "tax", rate: PartsPerMillion(rawValue: 82_500))]
      let coupon = Coupon(
        id: CouponID(1), code: "C", value: .percent(PartsPerMillion(rawValue: .random(in: 0...1_000_000, using: &dice)))
      )
      let goods = row.lines.map { QuotedGoods(product: $0.productID, categories: [], totalMinor: $0.total.minorUnits) }
      let quote = Quoter(settings: settings, now: Timestamp(milliseconds: 0), coupons: [coupon])
        .quote(goods, fulfilment: .pickup, address: nil)
      let sum = zip(row.lines, quote.lines).reduce(Int64(0)) { sum, pair in
        sum + pair.0.total.minorUnits - pair.1.discountMinor + (quote.taxIsInPrices ? 0 : pair.1.taxMinor)
      }
      #expect(sum == quote.totalMinor)
    }
  }

  /// What is cut to what is left never takes more of a part than there is, whoever shares it.
  @Test func `a cart cut to what is left fits`() throws {
    var dice = Dice(state: 7)
    for _ in 0..<2_000 {
      let (shelf, bundle) = shelf(&dice, currency: .usd)
      var cart = Cart(id: CartID(1))
      cart.set(VariantID(999), product: ProductID(999), quantity: .random(in: 1...9, using: &dice))
      cart.choose(choice(bundle, &dice), for: VariantID(999))
      for item in bundle.items where Bool.random(using: &dice) {
        cart.set(
          item.standard.variantID, product: item.standard.productID, quantity: .random(in: 1...9, using: &dice))
      }
      cart.lines.shuffle(using: &dice)
      var left: [VariantID: Int] = [:]
      for item in bundle.items { left[item.standard.variantID] = .random(in: 0...12, using: &dice) }
      let before = cart
      let cuts = CartPricing.cut(&cart, to: left, product: shelf.product)
      let taken = CartPricing(cart, product: shelf.product).lines.reduce(into: [VariantID: Int]()) {
        $0[$1.variantID, default: 0] += $1.quantity
      }
      for (variant, count) in left { #expect(taken[variant, default: 0] <= count) }
      for cut in cuts { #expect(cart.line(cut.line.variantID)?.quantity ?? 0 == cut.left) }
      #expect(before.lines.filter { cart.line($0.variantID)?.quantity != $0.quantity }.count == cuts.count)
    }
  }

  @Test func `pieces of a line are never worth more than the line`() throws {
    var dice = Dice(state: 11)
    for _ in 0..<2_000 {
      let price = Money(minorUnits: .random(in: 0...9_999, using: &dice), currency: .usd)
      var line = OrderLine(
        productID: ProductID(1), variantID: VariantID(1), sku: "S", title: "T", optionText: "",
        quantity: .random(in: 1...9, using: &dice), unitPrice: price)
      line.discountMinor = .random(in: 0...max(0, line.total.minorUnits), using: &dice)
      line.taxMinor = .random(in: 0...500, using: &dice)
      for isIncluded in [true, false] {
        let whole = line.worth(of: line.quantity, taxIsInPrices: isIncluded)
        let single = line.worth(of: 1, taxIsInPrices: isIncluded)
        #expect(single * Int64(line.quantity) <= whole)
        #expect(whole == line.total.minorUnits - line.discountMinor + (isIncluded ? 0 : line.taxMinor))
      }
    }
  }

  @Test func `what cannot be sold as a bundle is said`() {
    let part = BundlePart(productID: ProductID(1), variantID: VariantID(1))
    let none = BundlePart(productID: ProductID(1), variantID: VariantID(2), quantity: 0)
    #expect(Bundle(items: []).problem != nil)
    #expect(Bundle(priceMinor: -1, items: [BundleItem(part)]).problem != nil)
    #expect(Bundle(items: [BundleItem(part), BundleItem(part)]).problem != nil)
    #expect(Bundle(items: [BundleItem(none)]).problem != nil)
    #expect(Bundle(items: [BundleItem(part, substitutes: [part])]).problem != nil)
    #expect(Bundle(items: [BundleItem(part)]).problem == nil)
  }
}
