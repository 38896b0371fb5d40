internal import Commerce

/// Reads WooCommerce's product export: products, and variations that name their parent by `id:12` or SKU, before or
/// after it in the file.
struct WooProductReader {
  /// A product with what its variations need of it.
  private struct Group {
    var draft: ProductDraft
    var isVariable: Bool
    var sku: String
    /// For variations whose stock is `parent`.
    var available: Int?
    var attributes: [(name: String, value: String)]
  }

  private struct Variation {
    var draft: VariantDraft
    var attributes: [(name: String, value: String)]
  }

  private let table: DelimitedTable
  private let cells: WooCells
  private let ids: IDGenerator
  private var log: ImportLog
  private var groups: [Group] = []
  private var groupsByKey: [String: Int] = [:]
  private var variations: [Int: [Variation]] = [:]
  private var groupRows: [DelimitedTable.Row] = []

  init(table: DelimitedTable, context: ImportContext, log: ImportLog) {
    self.table = table
    self.log = log
    cells = WooCells(table: table, context: context)
    ids = context.ids
  }

  consuming func read() -> ImportResult {
    var children: [DelimitedTable.Row] = []
    for row in table.rows { if isVariation(row) { children.append(row) } else { takeProduct(row) } }
    for row in children { takeVariation(row) }
    var assembler = ProductAssembler(ids: ids)
    for index in groups.indices { assembler.add(finished(index), log: &log) }
    let bundles = groupRows.compactMap { bundle($0) }
    log.sort()
    var counts = ImportCounts()
    counts.rows = table.rowCount
    var result = ImportResult(
      format: .wooCommerceProducts, products: assembler.finish(), orders: [], problems: log.problems,
      notes: log.notes, counts: counts)
    result.bundles = bundles
    return result
  }

  /// A grouped product is a bundle at the price of its parts, of which each may be left out.
  private mutating func bundle(_ row: DelimitedTable.Row) -> BundleSpec? {
    let draft = cells.product(row, key: cells.key(row))
    guard draft.status == .active else { return nil }
    var items: [BundleSpec.Item] = []
    for key in cells.text(row, \.grouped).parts(by: ",") {
      guard let index = groupsByKey[key], !groups[index].isVariable, !groups[index].sku.isEmpty else {
        note(row, "'\(key.clipped())' is left out of the group: it is no single product with a SKU", draft.subject)
        continue
      }
      if !items.contains(where: { $0.sku == groups[index].sku }) {
        items.append(BundleSpec.Item(sku: groups[index].sku, isRequired: false))
      }
    }
    guard items.count > 1 else {
      note(row, "grouped product left out; what it groups is imported by itself", draft.subject)
      return nil
    }
    return BundleSpec(
      sku: cells.text(row, \.sku).nilIfEmpty ?? "GROUP-\(draft.externalID)", externalID: draft.externalID,
      title: draft.title, description: draft.description, categoryPath: draft.categoryPath, tags: draft.tags,
      imageURLs: draft.imageURLs, items: items)
  }

  private mutating func note(_ row: DelimitedTable.Row, _ reason: String, _ subject: String) {
    log.note(RowProblem(line: row.line, reason: reason, hint: "nothing is to be done", subject: subject))
  }

  private func isVariation(_ row: DelimitedTable.Row) -> Bool {
    let types = cells.types(row)
    return types.contains("variation") || (types.isEmpty && !cells.text(row, \.parent).isEmpty)
  }

  private mutating func takeProduct(_ row: DelimitedTable.Row) {
    let types = cells.types(row)
    let key = cells.key(row)
    var draft = cells.product(row, key: key)
    draft.record.add(row, of: table)
    if let unknown = types.first(where: { !Self.knownTypes.contains($0) }) {
      log.problem(unknownType(unknown, row, draft.subject))
      return
    }
    guard !types.contains("grouped") else { return groupRows.append(row) }
    let isVariable = types.contains("variable")
    var available: Int?
    do throws(FieldProblem) {
      available = try cells.available(row, parent: nil)
      if !isVariable { draft.variants = [try variant(row, draft.subject, parent: nil)] }
    } catch {
      draft.hasProblem = true
      log.problem(error, line: row.line, subject: draft.subject)
    }
    remember(
      Group(
        draft: draft, isVariable: isVariable, sku: cells.text(row, \.sku), available: available,
        attributes: cells.attributes(row)), row)
  }

  private static let knownTypes: Set<String> = [
    "simple", "variable", "grouped", "external", "virtual", "downloadable",
  ]

  private func unknownType(_ type: String, _ row: DelimitedTable.Row, _ subject: String) -> RowProblem {
    RowProblem(
      line: row.line, column: "Type", reason: "type '\(type.clipped())' is not known",
      hint: "use simple, variable, variation or external", subject: subject)
  }

  /// The first of two products with one id or SKU is the parent its variations find.
  private mutating func remember(_ group: Group, _ row: DelimitedTable.Row) {
    groups.append(group)
    let id = cells.text(row, \.id)
    for key in [id.isEmpty ? "" : "id:" + id, group.sku] where !key.isEmpty && groupsByKey[key] == nil {
      groupsByKey[key] = groups.count - 1
    }
  }

  private mutating func takeVariation(_ row: DelimitedTable.Row) {
    let parent = cells.text(row, \.parent)
    guard let index = groupsByKey[parent], groups[index].isVariable else {
      log.problem(orphan(parent, row))
      return
    }
    guard cells.text(row, \.published) != "0", cells.text(row, \.published) != "-1" else { return }
    let subject = groups[index].draft.subject
    do throws(FieldProblem) {
      let variant = try variant(row, subject, parent: groups[index].available)
      groups[index].draft.record.add(row, of: table)
      variations[index, default: []].append(Variation(draft: variant, attributes: cells.attributes(row)))
    } catch {
      groups[index].draft.hasProblem = true
      log.problem(error, line: row.line, subject: subject)
    }
  }

  private func orphan(_ parent: String, _ row: DelimitedTable.Row) -> RowProblem {
    let reason =
      parent.isEmpty
      ? "the variation names no parent"
      : groupsByKey[parent] == nil
        ? "parent '\(parent.clipped())' is not in this file" : "parent '\(parent.clipped())' is not a variable product"
    return RowProblem(
      line: row.line, column: "Parent", reason: reason,
      hint: "export variable products together with their variations",
      subject: "variation '\(cells.key(row).clipped())'")
  }

  private mutating func variant(
    _ row: DelimitedTable.Row, _ subject: String, parent: Int?
  ) throws(FieldProblem) -> VariantDraft {
    let price = try cells.price(row)
    if let odd = price.oddity { log.note(odd, line: row.line, subject: subject) }
    let available = try cells.available(row, parent: parent)
    return VariantDraft(
      line: row.line, sku: cells.text(row, \.sku), barcode: cells.text(row, \.barcode).nilIfEmpty, options: [],
      price: price.now, compareAtPrice: price.before, available: available,
      imageURL: cells.images(row).first)
  }

  /// What tells the variations apart becomes the options; a product's other attributes stay with it.
  private func finished(_ index: Int) -> ProductDraft {
    let group = groups[index]
    var draft = group.draft
    let variations = variations[index] ?? []
    let varying = Set(variations.flatMap(\.attributes).map(\.name))
    let names = (group.attributes + variations.flatMap(\.attributes)).map(\.name).unique
      .filter(varying.contains).prefix(Self.maximumOptions)
    for attribute in group.attributes where !names.contains(attribute.name) && !attribute.value.isEmpty {
      draft.attributes[attribute.name.lowercased()] = attribute.value
    }
    guard group.isVariable else { return draft }
    draft.optionNames = Array(names)
    draft.variants = variations.map { variation in
      var variant = variation.draft
      variant.options = names.map { name in
        variation.attributes.first { $0.name == name }?.value.nilIfEmpty ?? Self.anyValue
      }
      return variant
    }
    return draft
  }

  /// No shopper chooses among more; the table of variants would grow with their product.
  private static let maximumOptions = 10

  /// WooCommerce leaves an attribute of a variation empty where any of its values will do.
  private static let anyValue = "Any"
}
