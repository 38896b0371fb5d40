/// One item of a Google Merchant feed, from a table's row or an XML element.
struct MerchantRecord: Sendable {
  let line: Int
  /// By Google's attribute names (`image_link`); only what is not empty.
  var values: [String: [String]] = [:]
  /// Of `product_detail`: free attributes with their values.
  var details: [String: String] = [:]

  init(line: Int) { self.line = line }

  /// The first value; empty where there is none.
  subscript(_ name: String) -> String { values[name]?.first ?? "" }

  /// What the item says, in an order that is always the same.
  var cells: [(name: String, value: String)] {
    let plain = values.sorted { $0.key < $1.key }.map { (name: $0.key, value: $0.value.joined(separator: ", ")) }
    let free = details.sorted { $0.key < $1.key }.map { (name: "product_detail:\($0.key)", value: $0.value) }
    return plain + free
  }

  mutating func add(_ value: String, to name: String) {
    guard !value.isEmpty else { return }
    values[name, default: []].append(value)
  }

  /// A feed's columns may be written `image link`, `image_link` or `g:image_link`.
  static func attributeName(_ written: String) -> String {
    let folded = TableHeader.folded(written)
    let bare = folded.hasPrefix("g:") ? String(folded.dropFirst(2)) : folded
    return String(bare.map { $0 == " " || $0 == "-" ? "_" : $0 })
  }

  static func records(of table: DelimitedTable) -> [MerchantRecord] {
    let names = table.header.names.map(attributeName)
    return table.rows.map { row in
      var record = MerchantRecord(line: row.line)
      for (column, name) in names.enumerated() {
        let text = table.text(row, column)
        switch name {
        case "additional_image_link": for link in text.parts(by: ",") { record.add(link, to: name) }
        case "product_detail": record.addDetails(text)
        default: record.add(text, to: name)
        }
      }
      return record
    }
  }

  /// `Section:Name:Value`, several by commas.
  private mutating func addDetails(_ text: String) {
    for detail in text.parts(by: ",") {
      let parts = detail.split(separator: ":", maxSplits: 2, omittingEmptySubsequences: false)
        .map { String($0).trimmingSpaces }
      if parts.count == 3, !parts[1].isEmpty, !parts[2].isEmpty { details[parts[1].lowercased()] = parts[2] }
    }
  }
}
