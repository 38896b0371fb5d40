internal import Commerce

/// Reads a Google Merchant feed: one item a variant, those of one `item_group_id` a product.
struct MerchantReader {
  private struct Item {
    let record: MerchantRecord
    let variant: VariantDraft
  }

  private let cells: MerchantCells
  private let ids: IDGenerator
  private var log: ImportLog

  init(context: ImportContext, log: ImportLog) {
    self.log = log
    cells = MerchantCells(context: context)
    ids = context.ids
  }

  consuming func read(_ records: [MerchantRecord], format: ImportFormat, rows: Int) -> ImportResult {
    var groups: [[Item]] = []
    var groupsByKey: [String: Int] = [:]
    for record in records {
      guard let item = item(record) else { continue }
      let key = record["item_group_id"].nilIfEmpty.map { "group " + $0 } ?? "item " + record["id"]
      if let known = groupsByKey[key] {
        groups[known].append(item)
      } else {
        groupsByKey[key] = groups.count
        groups.append([item])
      }
    }
    var assembler = ProductAssembler(ids: ids)
    for group in groups { if let draft = product(group, format) { assembler.add(draft, log: &log) } }
    log.sort()
    var counts = ImportCounts()
    counts.rows = rows
    return ImportResult(
      format: format, products: assembler.finish(), orders: [], problems: log.problems, notes: log.notes,
      counts: counts)
  }

  private mutating func item(_ record: MerchantRecord) -> Item? {
    let subject = "item '\(record["id"].clipped())'"
    do throws(FieldProblem) {
      return Item(record: record, variant: try cells.variant(record))
    } catch {
      log.problem(error, line: record.line, subject: subject)
      return nil
    }
  }

  private func product(_ items: [Item], _ format: ImportFormat) -> ProductDraft? {
    guard let first = items.first?.record else { return nil }
    let group = first["item_group_id"].nilIfEmpty
    var draft = ProductDraft(line: first.line, externalID: group ?? first["id"], from: format)
    for item in items { draft.record.add(item.record.cells) }
    draft.brand = first["brand"].nilIfEmpty
    draft.description = HTMLText.plain(first["description"], keepsLines: true)
    draft.categoryPath = cells.category(first)
    draft.imageURLs = items.flatMap { cells.images($0.record) }
    draft.link = first["link"].isWebAddress ? first["link"] : nil
    addOptions(items, to: &draft)
    let titles = zip(items, draft.variants).map { MerchantTitle.bare($0.record["title"], of: $1.options) }
    draft.title = MerchantTitle.common(titles, optionNames: draft.optionNames)
    return draft
  }

  /// What differs within the group are its options; what is the same for all is an attribute.
  private func addOptions(_ items: [Item], to draft: inout ProductDraft) {
    let values = MerchantOption.all.map { option in items.map { $0.record[option.attribute] } }
    let differing = MerchantOption.all.indices.filter { Set(values[$0]).count > 1 }
    var options = items.indices.map { item in differing.map { values[$0][item].nilIfEmpty ?? MerchantOption.noValue } }
    draft.optionNames = differing.map { MerchantOption.all[$0].name }
    if items.count > 1, Set(options).count < items.count, Set(items.map(\.variant.sku)).count == items.count {
      draft.optionNames.append(MerchantOption.fallbackName)
      for index in items.indices { options[index].append(items[index].variant.sku) }
    }
    draft.variants = zip(items, options).map { item, options in
      var variant = item.variant
      variant.options = options
      return variant
    }
    for index in MerchantOption.all.indices where !differing.contains(index) {
      if let value = values[index].first?.nilIfEmpty {
        draft.attributes[MerchantOption.all[index].name.lowercased()] = value
      }
    }
    draft.attributes.merge(cells.attributes(items[0].record)) { own, _ in own }
  }
}
