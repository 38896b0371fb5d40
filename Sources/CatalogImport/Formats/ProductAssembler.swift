internal import Commerce

/// Makes products of drafts: each SKU once in the file, each choice of options once in a product, ids for all.
struct ProductAssembler {
  private let ids: IDGenerator
  private var products: [Product] = []
  /// What made SKUs begin with, product by product.
  private var skuBases: [String] = []
  private var linesBySKU: [String: Int] = [:]
  /// The last number put behind a made SKU, by its beginning.
  private var skuNumbers: [String: Int] = [:]

  init(ids: IDGenerator) { self.ids = ids }

  mutating func add(_ draft: ProductDraft, log: inout ImportLog) {
    guard !draft.title.isEmpty else {
      log.problem(
        RowProblem(
          line: draft.line, reason: "title is empty", hint: "give the product's first row a title",
          subject: draft.subject))
      return
    }
    let variants = variants(of: draft, log: &log)
    guard !variants.isEmpty else {
      if !draft.hasProblem, draft.variants.isEmpty { log.problem(noVariant(draft)) }
      return
    }
    skuBases.append((draft.ownSKU ?? draft.externalID).slug)
    var product = Product(
      id: ids.next(), externalID: draft.externalID, title: draft.title, brand: draft.brand,
      categoryPath: draft.categoryPath, description: draft.description, attributes: draft.attributes,
      tags: draft.tags.unique, imageURLs: draft.imageURLs.unique, link: draft.link,
      optionNames: draft.optionNames, variants: variants, status: draft.status)
    product.source = ProductSource(
      record: draft.record.json, isFeatured: draft.isFeatured, sortOrder: draft.sortOrder)
    products.append(product)
  }

  /// The products, with SKUs made for the variants that have none: the product's key and the options, so that the same
  /// file gives the same SKUs again.
  consuming func finish() -> [Product] {
    for product in products.indices {
      for variant in products[product].variants.indices where products[product].variants[variant].sku.isEmpty {
        let base = ([skuBases[product]] + products[product].variants[variant].options.map(\.slug))
          .filter { !$0.isEmpty }.joined(separator: "-")
        products[product].variants[variant].sku = freeSKU(base.isEmpty ? "item" : base)
      }
    }
    return products
  }

  private func noVariant(_ draft: ProductDraft) -> RowProblem {
    RowProblem(
      line: draft.line, reason: "the product has nothing to sell: no row of it has a price",
      hint: "give it a row with a price", subject: draft.subject)
  }

  private mutating func variants(of draft: ProductDraft, log: inout ImportLog) -> [Variant] {
    var linesByOptions: [[String]: Int] = [:]
    var variants: [Variant] = []
    for variant in draft.variants {
      if let problem = clash(variant, draft, linesByOptions) {
        log.problem(problem, line: variant.line, subject: draft.subject)
        continue
      }
      linesByOptions[variant.options.map { $0.lowercased() }] = variant.line
      if !variant.sku.isEmpty { linesBySKU[variant.sku] = variant.line }
      variants.append(made(variant))
    }
    return variants
  }

  private func made(_ draft: VariantDraft) -> Variant {
    var variant = Variant(
      id: ids.next(), sku: draft.sku, barcode: draft.barcode, options: draft.options, price: draft.price,
      compareAtPrice: draft.compareAtPrice.flatMap { $0.minorUnits > draft.price.minorUnits ? $0 : nil },
      available: draft.available, imageURL: draft.imageURL)
    variant.cost = draft.cost
    return variant
  }

  private func clash(_ variant: VariantDraft, _ draft: ProductDraft, _ taken: [[String]: Int]) -> FieldProblem? {
    if let empty = variant.options.firstIndex(of: "") {
      return FieldProblem(
        reason: "option '\(draft.optionNames[empty].clipped())' is empty",
        hint: "give every variant a value for each option")
    }
    if let line = linesBySKU[variant.sku] {
      return FieldProblem(
        reason: "SKU '\(variant.sku.clipped())' is already used on line \(line)", hint: "give each variant its own SKU")
    }
    guard let line = taken[variant.options.map({ $0.lowercased() })] else { return nil }
    let options = variant.options.joined(separator: " / ").clipped()
    return FieldProblem(
      reason: options.isEmpty
        ? "the product is already on line \(line) and has no options to tell this row apart"
        : "options '\(options)' are already on line \(line)",
      hint: "give the row other options, or its own handle or id")
  }

  private mutating func freeSKU(_ base: String) -> String {
    var candidate = base
    while linesBySKU[candidate] != nil {
      skuNumbers[base, default: 1] += 1
      candidate = "\(base)-\(skuNumbers[base, default: 1])"
    }
    linesBySKU[candidate] = 0
    return candidate
  }
}
