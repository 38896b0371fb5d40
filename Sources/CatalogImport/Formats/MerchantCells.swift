internal import Commerce

/// Reads one item of a Google Merchant feed, field by field.
struct MerchantCells {
  private let context: ImportContext
  private let prices: PriceText

  init(context: ImportContext) {
    self.context = context
    prices = PriceText(currency: context.currency)
  }

  /// The item without its options, which only its group decides.
  func variant(_ record: MerchantRecord) throws(FieldProblem) -> VariantDraft {
    for name in ["id", "title"] where record[name].isEmpty {
      throw FieldProblem(column: name, reason: "\(name) is empty", hint: "every item needs an id, a title and a price")
    }
    let regular = try prices.money(record["price"], column: "price")
    let sale = try prices.optionalMoney(record["sale_price"], column: "sale price")
    let isLower = sale.map { $0.minorUnits < regular.minorUnits } ?? false
    let isOnSale = isLower ? try saleIsOn(record) : false
    return VariantDraft(
      line: record.line, sku: record["id"], barcode: record["gtin"].nilIfEmpty, options: [],
      price: isOnSale ? sale ?? regular : regular, compareAtPrice: isOnSale ? regular : nil,
      available: try available(record), imageURL: images(record).first)
  }

  /// The shop's own type, else Google's where it is a path and not a number.
  func category(_ record: MerchantRecord) -> [String] {
    let own = CategoryPath.path(record["product_type"].parts(by: ",").first ?? "")
    let google = record["google_product_category"]
    return own.isEmpty && Int(google) == nil ? CategoryPath.path(google) : own
  }

  func images(_ record: MerchantRecord) -> [String] {
    ([record["image_link"]] + (record.values["additional_image_link"] ?? [])).filter(\.isWebAddress)
  }

  func attributes(_ record: MerchantRecord) -> [String: String] {
    var attributes = record.details
    for name in ["mpn", "condition"] where !record[name].isEmpty { attributes[name] = record[name] }
    let availability = folded(record["availability"])
    if availability == "preorder" || availability == "backorder" { attributes["availability"] = availability }
    return attributes
  }

  private func folded(_ text: String) -> String {
    String(text.lowercased().map { $0 == " " || $0 == "-" ? "_" : $0 })
  }

  private func available(_ record: MerchantRecord) throws(FieldProblem) -> Int? {
    let quantity = record["quantity"].nilIfEmpty ?? record["sell_on_google_quantity"]
    let counted = QuantityText.whole(quantity)
    if !quantity.isEmpty, counted == nil { throw QuantityText.problem(quantity, column: "quantity") }
    switch folded(record["availability"]) {
    case "out_of_stock": return 0
    case "preorder", "pre_order", "backorder": return nil
    case "in_stock", "": return counted.map { max(0, $0) }
    default:
      throw FieldProblem(
        column: "availability", reason: "availability '\(record["availability"].clipped())' is not known",
        hint: "use in_stock, out_of_stock, preorder or backorder")
    }
  }

  /// `start/end`; without dates it is always on.
  private func saleIsOn(_ record: MerchantRecord) throws(FieldProblem) -> Bool {
    let text = record["sale_price_effective_date"]
    guard !text.isEmpty else { return true }
    let ends = text.split(separator: "/", omittingEmptySubsequences: false).map {
      DateText(String($0).trimmingSpaces, zone: context.timeZone)
    }
    guard ends.count == 2, let start = ends[0], let end = ends[1] else {
      throw FieldProblem(
        column: "sale_price_effective_date", reason: "sale dates '\(text.clipped())' cannot be read",
        hint: "write them like 2026-11-27T00:00+0000/2026-11-30T23:59+0000")
    }
    return start.timestamp <= context.now && context.now < end.end
  }
}
