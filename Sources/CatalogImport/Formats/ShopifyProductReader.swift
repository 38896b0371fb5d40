internal import Commerce

/// Reads Shopify's product export: a product's rows share its handle, one row a variant, further rows for pictures.
struct ShopifyProductReader {
  /// A product while its rows come in.
  private struct Group {
    var draft: ProductDraft
    var images: [(position: Int, url: String)] = []
    /// The first name given for each of the three options.
    var optionNames = ["", "", ""]
  }

  private let table: DelimitedTable
  private let columns: ShopifyColumns
  private let prices: PriceText
  private let ids: IDGenerator
  private var log: ImportLog
  private var groups: [Group] = []
  private var groupsByHandle: [String: Int] = [:]

  init(table: DelimitedTable, context: ImportContext, log: ImportLog) {
    self.table = table
    self.log = log
    columns = ShopifyColumns(table.header)
    prices = PriceText(currency: context.currency)
    ids = context.ids
  }

  consuming func read() -> ImportResult {
    for row in table.rows { take(row) }
    var assembler = ProductAssembler(ids: ids)
    for group in groups { assembler.add(finished(group), log: &log) }
    log.sort()
    var counts = ImportCounts()
    counts.rows = table.rowCount
    return ImportResult(
      format: .shopifyProducts, products: assembler.finish(), orders: [], problems: log.problems, notes: log.notes,
      counts: counts)
  }

  private mutating func take(_ row: DelimitedTable.Row) {
    let title = table.text(row, columns.title)
    let written = table.text(row, columns.handle)
    let handle = written.isEmpty ? title.slug : written
    guard !handle.isEmpty else {
      log.problem(
        RowProblem(
          line: row.line, column: table.header.name(columns.handle), reason: "handle and title are empty",
          hint: "give the row the handle of its product"))
      return
    }
    let index = group(handle, row)
    groups[index].draft.record.add(row, of: table)
    if !title.isEmpty, groups[index].draft.title.isEmpty { describe(index, title, row) }
    takeOptionNames(index, row)
    takeImage(index, row)
    if isVariant(row) { takeVariant(index, row) }
  }

  private mutating func group(_ handle: String, _ row: DelimitedTable.Row) -> Int {
    if let known = groupsByHandle[handle] { return known }
    groups.append(Group(draft: ProductDraft(line: row.line, externalID: handle, from: .shopifyProducts)))
    groupsByHandle[handle] = groups.count - 1
    return groups.count - 1
  }

  /// What is said of the whole product, from its first row with a title.
  private mutating func describe(_ index: Int, _ title: String, _ row: DelimitedTable.Row) {
    var draft = groups[index].draft
    draft.title = title
    draft.brand = table.text(row, columns.vendor).nilIfEmpty
    draft.description = HTMLText.plain(table.text(row, columns.body))
    draft.tags = table.text(row, columns.tags).parts(by: ",")
    draft.categoryPath = CategoryPath.shopify(
      category: table.text(row, columns.category), type: table.text(row, columns.type))
    for (name, column) in columns.attributes {
      let value = table.text(row, column)
      if !name.isEmpty, !value.isEmpty { draft.attributes[name] = value.parts(by: ";").joined(separator: ", ") }
    }
    if table.text(row, columns.giftCard).isYes { draft.attributes["gift card"] = "yes" }
    draft.status = status(row, draft.subject)
    groups[index].draft = draft
  }

  /// Anything but an active, published product stays hidden from shoppers.
  private mutating func status(_ row: DelimitedTable.Row, _ subject: String) -> ProductStatus {
    let written = table.text(row, columns.status).lowercased()
    let isHidden = table.text(row, columns.published).isNo
    switch written {
    case "", "active": return isHidden ? .draft : .active
    case "archived": return .archived
    case "draft", "unlisted": return .draft
    default:
      log.note(
        RowProblem(
          line: row.line, column: table.header.name(columns.status),
          reason: "status '\(written.clipped())' is not known; taken as draft",
          hint: "use active, draft or archived", subject: subject))
      return .draft
    }
  }

  private mutating func takeOptionNames(_ index: Int, _ row: DelimitedTable.Row) {
    for option in 0..<3 where groups[index].optionNames[option].isEmpty {
      groups[index].optionNames[option] = table.text(row, columns.optionNames[option])
    }
  }

  private mutating func takeImage(_ index: Int, _ row: DelimitedTable.Row) {
    let url = table.text(row, columns.image)
    guard !url.isEmpty else { return }
    guard url.isWebAddress else {
      log.note(badImage(url, columns.image, row, groups[index].draft.subject))
      return
    }
    let position = QuantityText.whole(table.text(row, columns.imagePosition)) ?? .max
    groups[index].images.append((position, url))
  }

  private func badImage(_ url: String, _ column: Int?, _ row: DelimitedTable.Row, _ subject: String) -> RowProblem {
    RowProblem(
      line: row.line, column: table.header.name(column),
      reason: "picture '\(url.clipped())' is no web address; left out", hint: "give an address with https://",
      subject: subject)
  }

  /// Rows with nothing but a picture belong to the product, not to a variant.
  private func isVariant(_ row: DelimitedTable.Row) -> Bool {
    let telling = columns.optionValues + [columns.sku, columns.price, columns.barcode, columns.title]
    return telling.contains { !table.text(row, $0).isEmpty }
  }

  private mutating func takeVariant(_ index: Int, _ row: DelimitedTable.Row) {
    do throws(FieldProblem) {
      let variant = try variant(row, groups[index].draft.subject)
      groups[index].draft.variants.append(variant)
    } catch {
      groups[index].draft.hasProblem = true
      log.problem(error, line: row.line, subject: groups[index].draft.subject)
    }
  }

  private mutating func variant(_ row: DelimitedTable.Row, _ subject: String) throws(FieldProblem) -> VariantDraft {
    let price = try prices.money(table.text(row, columns.price), column: "price")
    let available = try available(row, subject)
    let image = table.text(row, columns.variantImage)
    return VariantDraft(
      line: row.line, sku: table.text(row, columns.sku), barcode: barcode(row),
      options: columns.optionValues.map { table.text(row, $0) }, price: price,
      compareAtPrice: optional(columns.compareAt, "compare-at price", row, subject),
      cost: optional(columns.cost, "cost per item", row, subject), available: available,
      imageURL: image.isWebAddress ? image : nil)
  }

  /// Spreadsheets write a leading apostrophe to keep a barcode from becoming a number.
  private func barcode(_ row: DelimitedTable.Row) -> String? {
    let text = table.text(row, columns.barcode)
    return (text.hasPrefix("'") ? String(text.dropFirst()) : text).nilIfEmpty
  }

  /// An amount without which a variant is still good.
  private mutating func optional(
    _ column: Int?, _ name: String, _ row: DelimitedTable.Row, _ subject: String
  ) -> Money? {
    do throws(FieldProblem) {
      return try prices.optionalMoney(table.text(row, column), column: name)
    } catch {
      log.note(error, line: row.line, subject: subject)
      return nil
    }
  }

  /// nil where the shop does not count the stock or sells on without it.
  private mutating func available(_ row: DelimitedTable.Row, _ subject: String) throws(FieldProblem) -> Int? {
    let text = table.text(row, columns.quantity)
    let quantity = text.isEmpty ? nil : QuantityText.whole(text)
    if !text.isEmpty, quantity == nil { throw QuantityText.problem(text, column: "inventory quantity") }
    let isTracked = columns.tracker == nil || !table.text(row, columns.tracker).isEmpty
    let policy = table.text(row, columns.policy)
    if !isTracked || policy.lowercased() == "continue" || policy.isYes { return nil }
    if let quantity, quantity < 0 {
      log.note(
        RowProblem(
          line: row.line, column: table.header.name(columns.quantity),
          reason: "inventory quantity \(quantity) is below 0; taken as sold out",
          hint: "correct the stock if it is wrong",
          subject: subject))
    }
    return quantity.map { max(0, $0) }
  }

  /// Options that are named or used by a variant; `Title: Default Title` means there are none.
  private func finished(_ group: Group) -> ProductDraft {
    var draft = group.draft
    let values = draft.variants.map(\.options)
    let used = (0..<3).filter { option in
      guard !isPlaceholder(group.optionNames[option], values.map { $0[option] }) else { return false }
      return !group.optionNames[option].isEmpty || values.contains { !$0[option].isEmpty }
    }
    draft.optionNames = used.map { group.optionNames[$0].nilIfEmpty ?? "Option \($0 + 1)" }
    for index in draft.variants.indices { draft.variants[index].options = used.map { values[index][$0] } }
    let ordered = group.images.enumerated().sorted {
      ($0.element.position, $0.offset) < ($1.element.position, $1.offset)
    }
    draft.imageURLs = ordered.map(\.element.url)
    return draft
  }

  private func isPlaceholder(_ name: String, _ values: [String]) -> Bool {
    (name.isEmpty || name.lowercased() == "title")
      && values.allSatisfy { $0.isEmpty || $0.lowercased() == "default title" }
  }
}
