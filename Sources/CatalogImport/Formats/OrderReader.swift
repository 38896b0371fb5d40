internal import Commerce
import Foundation

/// Reads an order export: an order's rows share its name, the first has its figures, each has one line item.
///
/// An order with one bad row is left out as a whole, since part of an order gives wrong figures.
struct OrderReader {
  private struct Group {
    let first: DelimitedTable.Row
    let name: String
    var rows: [DelimitedTable.Row]
  }

  private let table: DelimitedTable
  private let columns: OrderColumns
  private let context: ImportContext
  private let format: ImportFormat
  private var log: ImportLog

  /// - Parameter format: one of orders.
  init(table: DelimitedTable, format: ImportFormat, context: ImportContext, log: ImportLog) {
    self.format = format
    self.table = table
    self.context = context
    self.log = log
    columns = format == .wooCommerceOrders ? OrderColumns(woo: table.header) : OrderColumns(shopify: table.header)
  }

  consuming func read() -> ImportResult {
    let orders = groups().compactMap { order($0) }
    log.sort()
    var counts = ImportCounts()
    counts.rows = table.rowCount
    return ImportResult(
      format: format, products: [], orders: orders, problems: log.problems, notes: log.notes, counts: counts)
  }

  private mutating func groups() -> [Group] {
    var groups: [Group] = []
    var byName: [String: Int] = [:]
    for row in table.rows {
      let name = table.text(row, columns.name)
      if name.isEmpty {
        log.problem(
          RowProblem(
            line: row.line, column: table.header.name(columns.name) ?? "Name", reason: "the order's name is empty",
            hint: "give every row the name of its order, such as #1001"))
      } else if let known = byName[name] {
        groups[known].rows.append(row)
      } else {
        byName[name] = groups.count
        groups.append(Group(first: row, name: name, rows: [row]))
      }
    }
    return groups
  }

  private mutating func order(_ group: Group) -> ImportedOrder? {
    var line = group.first.line
    do throws(FieldProblem) {
      let currency = try currency(group)
      let prices = PriceText(currency: currency)
      var items: [ImportedOrderItem] = []
      for row in group.rows {
        line = row.line
        if let item = try item(row, prices) { items.append(item) }
      }
      line = group.first.line
      return try order(group, items, prices)
    } catch {
      var problem = error
      problem.hint += "; the whole order is left out until then"
      log.problem(problem, line: line, subject: "order '\(group.name.clipped())'")
      return nil
    }
  }

  private func order(
    _ group: Group, _ items: [ImportedOrderItem], _ prices: PriceText
  ) throws(FieldProblem) -> ImportedOrder {
    guard !items.isEmpty else {
      throw FieldProblem(
        column: "Lineitem name", reason: "the order has no line items", hint: "export orders with their line items")
    }
    let text = { (column: Int?) in table.text(group.first, column) }
    let figures = try OrderFigures(items: items, prices: prices) { name in
      table.text(group.first, columns.figures[name])
    }
    let states: (financial: String, fulfilment: String) =
      columns.status == nil
      ? (text(columns.financialStatus).lowercased(), fulfilment(text(columns.fulfillmentStatus)))
      : WooOrderStatus.states(text(columns.status))
    let names = columns.names.lazy.map { $0.map { text($0) }.filter { !$0.isEmpty }.joined(separator: " ") }
    let firstText = { (all: [Int]) in all.lazy.map { text($0) }.first { !$0.isEmpty } ?? "" }
    return ImportedOrder(
      line: group.first.line, name: group.name, externalID: text(columns.id).nilIfEmpty,
      email: text(columns.email).nilIfEmpty,
      customerName: names.first { !$0.isEmpty },
      phone: firstText(columns.phones).nilIfEmpty, city: firstText(columns.cities),
      country: firstText(columns.countries), discountCode: text(columns.discountCode),
      paymentMethod: text(columns.paymentMethod), source: text(columns.source), staff: text(columns.staff),
      fulfilledAt: text(columns.fulfilledAt).isEmpty
        ? nil : try date(group.first, columns.fulfilledAt, "fulfilled at"),
      financialStatus: states.financial, fulfillmentStatus: states.fulfilment,
      createdAt: try date(group.first, columns.createdAt, "created at"),
      cancelledAt: text(columns.cancelledAt).isEmpty
        ? nil : try date(group.first, columns.cancelledAt, "cancelled at"),
      currency: prices.currency, subtotal: figures.subtotal, shipping: figures.shipping, taxes: figures.taxes,
      discount: figures.discount, total: figures.total,
      // A file without amounts given back still says that all of it was.
      refunded: columns.figures[.refunded] == nil && states.financial == "refunded" ? figures.total : figures.refunded,
      items: items)
  }

  /// Shopify leaves the column blank until something of the order is sent.
  private func fulfilment(_ text: String) -> String {
    text.isEmpty && columns.fulfillmentStatus != nil ? "unfulfilled" : text.lowercased()
  }

  private func currency(_ group: Group) throws(FieldProblem) -> Currency {
    let text = table.text(group.first, columns.currency)
    guard !text.isEmpty else { return context.currency }
    guard let currency = Currency(code: text) else {
      throw FieldProblem(
        column: "Currency", reason: "currency '\(text.clipped())' is no ISO 4217 code", hint: "write it like USD")
    }
    return currency
  }

  private func date(_ row: DelimitedTable.Row, _ column: Int?, _ name: String) throws(FieldProblem) -> Timestamp {
    let text = table.text(row, column)
    if let date = DateText(text, zone: context.timeZone) { return date.timestamp }
    throw FieldProblem(
      column: table.header.name(column), reason: "\(name) '\(text.clipped())' is no date that can be read",
      hint: "write it like 2026-03-01 10:39:02 -0400")
  }

  /// nil for a row with nothing bought on it, such as an item taken off the order again.
  private func item(_ row: DelimitedTable.Row, _ prices: PriceText) throws(FieldProblem) -> ImportedOrderItem? {
    let name = table.text(row, columns.itemName)
    let quantity = table.text(row, columns.itemQuantity)
    if name.isEmpty, quantity.isEmpty { return nil }
    guard let count = QuantityText.whole(quantity), count >= 0 else {
      throw FieldProblem(
        column: "Lineitem quantity", reason: "line item quantity '\(quantity.clipped())' is no whole number",
        hint: "write how many pieces were ordered, such as 2")
    }
    if count == 0 { return nil }
    guard !name.isEmpty else {
      throw FieldProblem(
        column: "Lineitem name", reason: "the line item's name is empty", hint: "give the name of what was bought")
    }
    let price = try prices.money(table.text(row, columns.itemPrice), column: "line item price")
    let discount = try prices.optionalMoney(table.text(row, columns.itemDiscount), column: "line item discount")
    return ImportedOrderItem(
      line: row.line, sku: table.text(row, columns.itemSKU), name: name, vendor: table.text(row, columns.vendor),
      quantity: count, unitPrice: price, discount: discount ?? .zero(prices.currency))
  }
}
