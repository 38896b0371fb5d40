internal import Commerce

/// Reads one row of a WooCommerce file, field by field.
struct WooCells {
  struct Price {
    var now: Money
    /// Without the sale, where one is on.
    var before: Money?
    /// What was passed over in reading it.
    var oddity: FieldProblem?
  }

  private let table: DelimitedTable
  private let columns: WooColumns
  private let context: ImportContext
  private let prices: PriceText

  init(table: DelimitedTable, context: ImportContext) {
    self.table = table
    self.context = context
    columns = WooColumns(table.header)
    prices = PriceText(currency: context.currency)
  }

  func text(_ row: DelimitedTable.Row, _ column: KeyPath<WooColumns, Int?>) -> String {
    table.text(row, columns[keyPath: column])
  }

  /// `simple, virtual` and the like, in lower case.
  func types(_ row: DelimitedTable.Row) -> [String] { text(row, \.type).lowercased().parts(by: ",") }

  /// What the shop knows the product by: its id, else its SKU, else a slug of its name.
  func key(_ row: DelimitedTable.Row) -> String {
    text(row, \.id).nilIfEmpty ?? text(row, \.sku).nilIfEmpty ?? text(row, \.name).slug
  }

  /// All that is said of the whole product.
  func product(_ row: DelimitedTable.Row, key: String) -> ProductDraft {
    var draft = ProductDraft(line: row.line, externalID: key, from: .wooCommerceProducts)
    let categories = text(row, \.categories).parts(by: ",").map(CategoryPath.path).filter { !$0.isEmpty }
    let deepest = categories.max { $0.count < $1.count }
    draft.ownSKU = text(row, \.sku).nilIfEmpty
    draft.title = text(row, \.name)
    draft.brand = text(row, \.brand).parts(by: ",").first
    draft.categoryPath = categories.first { $0.count == deepest?.count } ?? []
    draft.description = description(row)
    draft.tags = text(row, \.tags).parts(by: ",")
    draft.tags += categories.compactMap(\.last).filter { !draft.categoryPath.contains($0) }
    draft.imageURLs = images(row)
    draft.link = text(row, \.externalURL).isWebAddress ? text(row, \.externalURL) : nil
    draft.status = status(row)
    if columns.featured != nil { draft.isFeatured = text(row, \.featured).isYes }
    // The menu order of the shop's own pages.
    draft.sortOrder = QuantityText.whole(text(row, \.position))
    for measure in columns.measures {
      let value = table.text(row, measure.column)
      if !value.isEmpty { draft.attributes[measure.name] = "\(value) \(measure.unit)".trimmingSpaces }
    }
    return draft
  }

  /// Names as written, values joined by commas; on a variation one value, or none where any will do.
  func attributes(_ row: DelimitedTable.Row) -> [(name: String, value: String)] {
    columns.attributes.compactMap { attribute in
      let name = table.text(row, attribute.name)
      return name.isEmpty ? nil : (name, table.text(row, attribute.values).parts(by: ",").joined(separator: ", "))
    }
  }

  func images(_ row: DelimitedTable.Row) -> [String] { text(row, \.images).parts(by: ",").filter(\.isWebAddress) }

  /// The sale price while its dates allow, else the regular one.
  func price(_ row: DelimitedTable.Row) throws(FieldProblem) -> Price {
    let written = text(row, \.regularPrice)
    let sale = try prices.optionalMoney(text(row, \.salePrice), column: "sale price")
    if written.isEmpty, let sale { return Price(now: sale) }
    let regular = try prices.money(written, column: "regular price")
    guard let sale, sale.minorUnits < regular.minorUnits else { return Price(now: regular) }
    switch saleIsOn(row) {
    case true?: return Price(now: sale, before: regular)
    case false?: return Price(now: regular)
    case nil: return Price(now: regular, oddity: unreadableDates)
    }
  }

  /// nil where stock is not counted, or runs below 0 by the shop's will.
  func available(_ row: DelimitedTable.Row, parent: Int?) throws(FieldProblem) -> Int? {
    let stock = text(row, \.stock)
    let inStock = text(row, \.inStock)
    let backorders = text(row, \.backorders)
    let counted = QuantityText.whole(stock)
    guard stock.isEmpty || counted != nil || stock.lowercased() == "parent" else {
      throw QuantityText.problem(stock, column: "stock")
    }
    if inStock.isNo { return 0 }
    if backorders.isYes || backorders.lowercased() == "notify" || inStock.lowercased() == "backorder" { return nil }
    return stock.lowercased() == "parent" ? parent : counted.map { max(0, $0) }
  }

  private var unreadableDates: FieldProblem {
    FieldProblem(
      column: "Date sale price starts", reason: "the sale's dates cannot be read; the regular price was taken",
      hint: "write dates like 2026-11-27")
  }

  /// nil where a date cannot be read.
  private func saleIsOn(_ row: DelimitedTable.Row) -> Bool? {
    let (start, end) = (text(row, \.saleStart), text(row, \.saleEnd))
    let starts = DateText(start, zone: context.timeZone)
    let ends = DateText(end, zone: context.timeZone)
    if (!start.isEmpty && starts == nil) || (!end.isEmpty && ends == nil) { return nil }
    return starts.map { $0.timestamp <= context.now } ?? true && ends.map { context.now < $0.end } ?? true
  }

  /// The exporter writes line ends as the two characters `\n`.
  private func description(_ row: DelimitedTable.Row) -> String {
    [text(row, \.shortDescription), text(row, \.description)].map { html in
      HTMLText.plain(html.unescapingLineEnds, keepsLines: true)
    }.filter { !$0.isEmpty }.unique.withoutBeginnings.joined(separator: "\n")
  }

  /// 1 is public; private, drafts and what the catalogue hides are not for shoppers.
  private func status(_ row: DelimitedTable.Row) -> ProductStatus {
    let published = text(row, \.published)
    let isPublic = published.isEmpty || published == "1" || published.isYes
    return isPublic && text(row, \.visibility).lowercased() != "hidden" ? .active : .draft
  }
}

extension String {
  fileprivate var unescapingLineEnds: String {
    var out = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      if scalar == "n", out.last == "\\" {
        out.removeLast()
        out.append("\n")
      } else {
        out.append(scalar)
      }
    }
    return String(out)
  }
}

extension [String] {
  /// Many a short description is how the long one begins.
  fileprivate var withoutBeginnings: [String] {
    filter { text in !contains { $0 != text && $0.hasPrefix(text) } }
  }
}
