/// Tells a table's format by its header.
enum FormatDetector {
  /// What a format's header must have; each requirement is met by any of its names.
  private struct Signature {
    let format: ImportFormat
    let required: [[String]]
    /// One of these sets it apart from the others.
    let marks: [String]

    func missing(in header: TableHeader) -> [String] {
      let lacking = required.filter { !$0.contains(where: header.has) }.compactMap(\.first)
      return marks.contains(where: header.has) || !lacking.isEmpty ? lacking : Array(marks.prefix(1))
    }

    func matches(in header: TableHeader) -> Int {
      required.filter { $0.contains(where: header.has) }.count + marks.filter(header.has).count
    }
  }

  private static let signatures = [
    Signature(
      format: .shopifyOrders,
      required: [["name"], ["created at"], ["lineitem name"], ["lineitem quantity"], ["lineitem price"]],
      marks: ["lineitem name"]),
    Signature(
      format: .wooCommerceOrders,
      required: [
        ["order number", "order_number", "order id", "order_id"], ["order date", "order_date", "date", "date_created"],
        ["item name", "item_name", "product name", "product_name"],
        ["quantity", "quantity (- refund)", "item_quantity", "item quantity", "qty"],
        ["item cost", "item_cost", "item_price", "item price"],
      ],
      marks: ["order status", "order_status", "status"]),
    Signature(
      format: .wooCommerceProducts, required: [["name"], ["regular price", "sale price"]],
      marks: ["type", "published", "sku", "in stock?", "parent", "categories", "attribute 1 name"]),
    Signature(
      format: .shopifyProducts, required: [["title"], ["variant price", "price"]],
      marks: ["handle", "url handle", "variant price", "option1 name", "body (html)", "variant sku"]),
    Signature(
      format: .merchantFeed, required: [["id", "g:id"], ["title", "g:title"], ["price", "g:price"]],
      marks: [
        "availability", "link", "image_link", "image link", "condition", "google_product_category",
        "google product category", "g:availability", "g:link",
      ]),
  ]

  /// - Throws: ``ImportError/unknownHeader(found:nearest:missing:)``.
  static func format(of header: TableHeader) throws -> ImportFormat {
    if let exact = signatures.first(where: { $0.missing(in: header).isEmpty }) { return exact.format }
    var nearest = signatures[0]
    for signature in signatures where signature.matches(in: header) > nearest.matches(in: header) {
      nearest = signature
    }
    throw ImportError.unknownHeader(
      found: header.names, nearest: nearest.format, missing: nearest.missing(in: header))
  }
}
